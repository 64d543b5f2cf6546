/**
 * The day that the rule of a repeating task gave, where the occurrence was moved to another: `due_on` is
 * when it is due, and the next occurrence is counted from the day of the rule. It has no constraint with
 * the columns of the repeat, which the previous version writes without it.
 */
import type { Knex } from "knex";

export async function up(knex: Knex): Promise<void> {
  await knex.raw("alter table tasks add column repeat_moved_from date");
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw("alter table tasks drop column repeat_moved_from");
}
