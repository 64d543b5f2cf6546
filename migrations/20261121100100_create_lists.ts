/** Lists, and the sections in them. A task in no list is in the Inbox. */
import type { Knex } from "knex";

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table lists (
      user_id uuid not null references users (id) on delete cascade,
      id integer not null,
      name text not null,
      colour text not null,
      position numeric not null,
      archived_at timestamptz,
      deleted_at timestamptz,
      version integer not null default 1,
      created_at timestamptz not null,
      updated_at timestamptz not null,
      primary key (user_id, id),
      constraint lists_name_length check (char_length(name) between 1 and 100),
      constraint lists_colour check (colour in ('moss', 'clay', 'sea', 'sky', 'rose', 'sand'))
    )
  `);
  // A name leads to one list only, since quick add names it: @home.
  await knex.raw(
    "create unique index lists_name on lists (user_id, lower(name)) where deleted_at is null",
  );
  await knex.raw(`
    create table sections (
      user_id uuid not null references users (id) on delete cascade,
      id integer not null,
      list_id integer not null,
      name text not null,
      position numeric not null,
      deleted_at timestamptz,
      version integer not null default 1,
      created_at timestamptz not null,
      updated_at timestamptz not null,
      primary key (user_id, id),
      unique (user_id, list_id, id),
      foreign key (user_id, list_id) references lists (user_id, id) on delete cascade,
      constraint sections_name_length check (char_length(name) between 1 and 100)
    )
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw("drop table sections");
  await knex.raw("drop table lists");
}
