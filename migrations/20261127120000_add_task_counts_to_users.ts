/**
 * How many tasks a user has, as `src/db/task_counts.ts` describes it. It names the `last_change_id` that
 * it is true for, so that it needs no value now, and what the previous version changes outdates it.
 */
import type { Knex } from "knex";

export async function up(knex: Knex): Promise<void> {
  await knex.raw("alter table users add column task_counts json");
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw("alter table users drop column task_counts");
}
