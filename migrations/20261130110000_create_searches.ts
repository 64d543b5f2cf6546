/**
 * Saved searches, and the one that a person has chosen to open first. `landing_view` stays "today" for it,
 * which is what processes of the previous version open, and what everyone gets whose search is deleted.
 */
import type { Knex } from "knex";

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table searches (
      user_id uuid not null references users (id) on delete cascade,
      id integer not null,
      name text not null,
      query text not null,
      position numeric not null,
      deleted_at timestamptz,
      version integer not null default 1,
      created_at timestamptz not null,
      updated_at timestamptz not null,
      primary key (user_id, id),
      constraint searches_name_length check (char_length(name) between 1 and 100),
      constraint searches_query_length check (char_length(query) between 1 and 1000)
    )
  `);
  await knex.raw(
    "create unique index searches_name on searches (user_id, name_key(name)) where deleted_at is null",
  );
  // Both without a rewrite. No foreign key: a deleted search can be restored, and is looked up.
  await knex.raw(`
    alter table users
      add column last_search_id integer not null default 0,
      add column landing_search_id integer,
      add constraint users_landing_search check (landing_search_id > 0)
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw("alter table users drop column landing_search_id, drop column last_search_id");
  await knex.raw("drop table searches");
}
