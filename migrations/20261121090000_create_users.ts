/** People: the root that every owned row hangs on. */
import type { Knex } from "knex";

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table users (
      id uuid primary key,
      email text not null unique,
      name text not null,
      password_hash text not null,
      password_scheme smallint not null,
      request_key text,
      last_task_id integer not null default 0,
      created_at timestamptz not null,
      updated_at timestamptz not null,
      constraint users_email_form check (email = lower(email) and char_length(email) between 3 and 254),
      constraint users_name_length check (char_length(name) between 1 and 100)
    )
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw("drop table users");
}
