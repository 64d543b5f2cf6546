/** Tags, and which tasks bear them. */
import type { Knex } from "knex";

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table tags (
      user_id uuid not null references users (id) on delete cascade,
      id integer not null,
      name text not null,
      deleted_at timestamptz,
      version integer not null default 1,
      created_at timestamptz not null,
      updated_at timestamptz not null,
      primary key (user_id, id),
      constraint tags_name_length check (char_length(name) between 1 and 50)
    )
  `);
  await knex.raw(
    "create unique index tags_name on tags (user_id, lower(name)) where deleted_at is null",
  );
  await knex.raw(`
    create table task_tags (
      user_id uuid not null references users (id) on delete cascade,
      task_id integer not null,
      tag_id integer not null,
      primary key (user_id, task_id, tag_id),
      foreign key (user_id, task_id) references tasks (user_id, id) on delete cascade,
      foreign key (user_id, tag_id) references tags (user_id, id) on delete cascade
    )
  `);
  await knex.raw("create index task_tags_tag on task_tags (user_id, tag_id, task_id)");
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw("drop table task_tags");
  await knex.raw("drop table tags");
}
