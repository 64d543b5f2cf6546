/** What a person's days follow, and the counters of the new owned tables' ids. */
import type { Knex } from "knex";

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table users
      add column time_zone text,
      add column week_start smallint not null default 1,
      add column last_list_id integer not null default 0,
      add column last_section_id integer not null default 0,
      add column last_tag_id integer not null default 0,
      add column last_change_id integer not null default 0,
      add column sweep_at timestamptz,
      add constraint users_time_zone_length check (char_length(time_zone) between 1 and 64),
      add constraint users_week_start check (week_start between 1 and 7)
  `);
  await knex.raw("create index users_sweep_at on users (sweep_at) where sweep_at is not null");
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table users
      drop column time_zone,
      drop column week_start,
      drop column last_list_id,
      drop column last_section_id,
      drop column last_tag_id,
      drop column last_change_id,
      drop column sweep_at
  `);
}
