/**
 * Which tasks an entry of the journal is about: those that it changed, those that got or lost a tag, and
 * those whose checklist it changed. Entries of before, and of the previous version, have null: their images
 * say it, and they are gone after 30 days.
 */
import type { Knex } from "knex";

export async function up(knex: Knex): Promise<void> {
  await knex.raw("alter table changes add column task_ids integer[]");
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw("alter table changes drop column task_ids");
}
