/**
 * Mails that wait to be sent. A mail is queued in the transaction of the change that causes it, and has
 * no links: the worker makes them when it sends it, so that no token can be read here.
 */
import type { Knex } from "knex";

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table mails (
      id bigint generated always as identity primary key,
      user_id uuid references users (id) on delete cascade,
      kind text not null,
      recipient text not null,
      params jsonb not null,
      created_at timestamptz not null,
      attempts integer not null default 0,
      -- When it is sent, or tried again; null: it has failed for good.
      due_at timestamptz,
      failed_at timestamptz,
      -- What the mail server answered.
      failure text,
      constraint mails_state check ((due_at is null) = (failed_at is not null))
    )
  `);
  await knex.raw("create index mails_due on mails (due_at) where due_at is not null");
  await knex.raw("create index mails_user on mails (user_id)");
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw("drop table mails");
}
