/**
 * The series that an occurrence belongs to, of which one may be open, and the repeat that a completed
 * occurrence had, so that reopening brings it back. Occurrences that were completed before have neither.
 */
import type { Knex } from "knex";

const IS_OPEN = "repeat_rule is not null and completed_at is null and deleted_at is null";

export async function up(knex: Knex): Promise<void> {
  await knex.raw("alter table tasks add column series_id uuid, add column ended_repeat text");
  // Another type, although it is the same, has the table rewritten with these values.
  await knex.raw(
    "alter table tasks alter column series_id type uuid using case when repeat_rule is not null then gen_random_uuid() end",
  );
  // Not a unique index, which would be checked row by row: a change may open one and close another, and
  // one of thousands of rows does so in several statements.
  await knex.raw(`
    alter table tasks add constraint tasks_one_open_of_series
      exclude using btree (user_id with =, series_id with =) where (${IS_OPEN})
      deferrable initially deferred
  `);
  await knex.raw(
    "create index tasks_by_series on tasks (user_id, series_id) where series_id is not null",
  );
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw("alter table tasks drop column series_id, drop column ended_repeat");
}
