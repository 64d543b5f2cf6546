/** The trash: deleted tasks can be restored for 30 days, or purged. */
import type { Knex } from "knex";
import type { Row } from "../db/connection.ts";
import { RETENTION, type Requested } from "../db/journal.ts";
import type { UserScope } from "../db/scope.ts";

export interface TrashedTask {
  id: number;
  title: string;
  deletedAt: Date;
}

/** The latest deletions first. @param options.cursor the last task of the page before. */
export async function listTrash(
  scope: UserScope,
  options: { cursor: { deletedAt: string; id: number } | null; limit: number },
): Promise<{ tasks: TrashedTask[]; next: { deletedAt: string; id: number } | null }> {
  const { cursor, limit } = options;
  const rows = await scope.read<Row & { id: number; title: string; deleted_at: Date; at: string }>(
    `select id, title, deleted_at, deleted_at::text as at from {tasks}
     where deleted_at is not null and (deleted_at, id) < ($2::timestamptz, $3::integer)
     order by deleted_at desc, id desc limit $4`,
    [cursor?.deletedAt ?? "infinity", cursor?.id ?? 0, limit + 1],
  );
  const tasks = rows
    .slice(0, limit)
    .map(({ id, title, deleted_at: deletedAt }) => ({ id, title, deletedAt }));
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return { tasks, next: last === undefined ? null : { deletedAt: last.at, id: last.id } };
}

/**
 * Deletes tasks in the trash for good, with their checklists, also from the history. Of a change of many
 * tasks the rest can still be undone.
 * @param id one task; null: all.
 * @param requested a repeat of the same request deletes nothing.
 * @returns the number of tasks; null: it is a repeat.
 */
export async function purgeTrash(
  scope: UserScope,
  id: number | null,
  requested: Requested = {},
): Promise<number | null> {
  return scope.purge((rows) => void (id === null ? rows : rows.where({ id })), requested);
}

/** Whether there was a task of the user with this id that has been deleted for good. */
export async function isPurged(scope: UserScope, id: number): Promise<boolean> {
  const [row] = await scope.read<{ isPurged: boolean }>(
    `select exists (select from users where id = $1 and last_task_id >= $2::integer)
       and not exists (select from {tasks} where tasks.id = $2)
       and not exists (
         select from {changes} cross join lateral jsonb_array_elements(changes.images) as image
         where image ->> 'table' = 'tasks'
           and $2::text in (image -> 'before' ->> 'id', image -> 'after' ->> 'id')) as "isPurged"`,
    [id],
  );
  return row?.isPurged ?? false;
}

/** The number of tasks in the trash. */
export async function countTrash(scope: UserScope): Promise<number> {
  const [row] = await scope.read<{ count: number }>(
    "select count(*)::int as count from {tasks} where deleted_at is not null",
    [],
  );
  return row?.count ?? 0;
}

/**
 * Deletes for good what is older than `RETENTION`: deleted tasks, lists, sections, tags and searches, and
 * history.
 */
export async function sweep(scope: UserScope): Promise<void> {
  const before = new Date(scope.now.getTime() - RETENTION);
  // Tasks first: only a list without tasks can be deleted.
  await scope.purge((rows: Knex.QueryBuilder) => void rows.where("deleted_at", "<", before));
  await scope.forget(before);
}

/** When to sweep next; null: the trash and the history are empty. */
export async function nextSweepOf(scope: UserScope): Promise<Date | null> {
  const oldest = ["tasks", "lists", "sections", "tags", "searches"].map(
    (table) => `(select min(deleted_at) from {${table}} where deleted_at is not null)`,
  );
  const [row] = await scope.read<{ oldest: Date | null }>(
    `select least((select min(created_at) from {changes}), ${oldest.join(", ")}) as oldest`,
    [],
  );
  return row?.oldest ? new Date(row.oldest.getTime() + RETENTION + 1) : null;
}
