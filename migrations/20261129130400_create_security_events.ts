/** What happened to the keys of an account, for its owner; kept for a year. */
import type { Knex } from "knex";

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table security_events (
      user_id uuid not null references users (id) on delete cascade,
      id bigint generated always as identity,
      kind text not null,
      params jsonb not null,
      created_at timestamptz not null,
      user_agent text not null,
      address text not null,
      primary key (user_id, id)
    )
  `);
  await knex.raw("create index security_events_created on security_events (created_at)");
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw("drop table security_events");
}
