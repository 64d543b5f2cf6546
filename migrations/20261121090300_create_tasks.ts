/** Tasks: owned, with ids counted per user. */
import type { Knex } from "knex";

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table tasks (
      user_id uuid not null references users (id) on delete cascade,
      id integer not null,
      title text not null,
      description text not null default '',
      completed_at timestamptz,
      deleted_at timestamptz,
      version integer not null default 1,
      request_key text,
      created_at timestamptz not null,
      updated_at timestamptz not null,
      primary key (user_id, id),
      constraint tasks_id_positive check (id > 0),
      constraint tasks_title_length check (char_length(title) between 1 and 200),
      constraint tasks_description_length check (char_length(description) <= 10000),
      constraint tasks_version_positive check (version > 0)
    )
  `);
  await knex.raw(`
    create unique index tasks_request_key on tasks (user_id, request_key) where request_key is not null
  `);
  await knex.raw("create index tasks_kept on tasks (user_id, id desc) where deleted_at is null");
  await knex.raw(`
    create index tasks_pending on tasks (user_id, id desc)
    where deleted_at is null and completed_at is null
  `);
  await knex.raw(`
    create index tasks_completed on tasks (user_id, completed_at desc, id desc)
    where deleted_at is null and completed_at is not null
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw("drop table tasks");
}
