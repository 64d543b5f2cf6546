/**
 * Counts and filters read the indexes of tasks alone: `include` has the columns that their conditions
 * name, since PostgreSQL does not recognize `list_id` in `coalesce(list_id, 0)`, and the items of
 * checklists, which no list shows, are left out. Each replaces an index of the same key, which the
 * statements of the previous version can use as well.
 */
import type { Knex } from "knex";

const PENDING = "deleted_at is null and completed_at is null";

/** By name: the key, the included columns, and the condition before and now. */
const INDEXES: Record<string, { key: string; include?: string; before: string; now: string }> = {
  tasks_by_due: {
    key: "user_id, (coalesce(due_on, 'infinity'::date)), (coalesce(due_time, '24:00'::time)), id",
    include: "due_on, due_time, starts_on, list_id",
    before: `${PENDING} and parent_id is null`,
    now: `${PENDING} and parent_id is null`,
  },
  tasks_by_position: {
    key: "user_id, coalesce(list_id, 0), position, id",
    include: "list_id",
    before: `${PENDING} and parent_id is null`,
    now: `${PENDING} and parent_id is null`,
  },
  tasks_pending: {
    key: "user_id, id desc",
    include: "list_id",
    before: PENDING,
    now: `${PENDING} and parent_id is null`,
  },
  tasks_kept: {
    key: "user_id, id desc",
    include: "list_id",
    before: "deleted_at is null",
    now: "deleted_at is null and parent_id is null",
  },
  tasks_completed: {
    key: "user_id, completed_at desc, id desc",
    before: "deleted_at is null and completed_at is not null",
    now: "deleted_at is null and completed_at is not null and parent_id is null",
  },
};

export async function up(knex: Knex): Promise<void> {
  for (const [name, { key, include, now }] of Object.entries(INDEXES)) {
    const included = include === undefined ? "" : `include (${include})`;
    await knex.raw(`create index ${name}_new on tasks (${key}) ${included} where ${now}`);
  }
  await replace(knex);
}

export async function down(knex: Knex): Promise<void> {
  for (const [name, { key, before }] of Object.entries(INDEXES)) {
    await knex.raw(`create index ${name}_new on tasks (${key}) where ${before}`);
  }
  await replace(knex);
}

/** Last, since only this keeps others from reading tasks. */
async function replace(knex: Knex): Promise<void> {
  for (const name of Object.keys(INDEXES)) {
    await knex.raw(`drop index ${name}`);
    await knex.raw(`alter index ${name}_new rename to ${name}`);
  }
}
