/**
 * Titles and names in the order that a person expects, in any script: letters with accents stand beside
 * those without, and numbers count as numbers. The order of the database's own locale is that of bytes
 * here and of some language there. A deterministic collation: two titles are equal only if they are the
 * same, so that keyset paging has one place for each.
 */
import type { Knex } from "knex";

const PENDING = "where deleted_at is null and completed_at is null and parent_id is null";

export async function up(knex: Knex): Promise<void> {
  await knex.raw("create collation title_order (provider = icu, locale = 'und-u-kn-true')");
  await knex.raw(
    `create index tasks_by_title_new on tasks (user_id, title collate title_order, id) ${PENDING}`,
  );
  await replace(knex);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`create index tasks_by_title_new on tasks (user_id, lower(title), id) ${PENDING}`);
  await replace(knex);
  await knex.raw("drop collation title_order");
}

async function replace(knex: Knex): Promise<void> {
  await knex.raw("drop index tasks_by_title");
  await knex.raw("alter index tasks_by_title_new rename to tasks_by_title");
}
