/** All tasks of a view, read page by page: however many there are, one page is in memory. */
import type { Row } from "../db/connection.ts";
import type { UserScope } from "../db/scope.ts";
import { listTasks, type TaskCursor, type TaskQuery } from "./task_queries.ts";
import type { Task } from "./task_records.ts";

export type WholeQuery = Omit<TaskQuery, "limit" | "cursor">;

/** Tasks read at a time. */
const PAGE = 200;

/**
 * The tasks of one query after the other, in pages, none of them empty. A page is read when the one before
 * it has been used. What is changed meanwhile may be in it or not.
 * @param scope without the cache: see `uncached`.
 */
export async function* taskPages(
  scope: UserScope,
  queries: readonly WholeQuery[],
): AsyncGenerator<Task[], void> {
  for (const query of queries) {
    let cursor: TaskCursor | null = null;
    do {
      const page: { tasks: Task[]; next: TaskCursor | null } = await listTasks(scope, {
        ...query,
        limit: PAGE,
        cursor,
      });
      if (page.tasks.length > 0) yield page.tasks;
      cursor = page.next;
    } while (cursor !== null);
  }
}

/** The same rows as they are now; nothing that is read there is kept. */
export function uncached(scope: UserScope): UserScope {
  return scope.at(scope.now);
}

/** An item of a checklist as it is written beside its task. */
export interface ChecklistLine {
  title: string;
  isDone: boolean;
}

/** The items of the checklists of these tasks, in their order, by the id of the task. */
export async function checklistLines(
  scope: UserScope,
  tasks: readonly Task[],
): Promise<ReadonlyMap<number, ChecklistLine[]>> {
  const ids = tasks.filter(({ checklist }) => checklist.total > 0).map(({ id }) => id);
  if (ids.length === 0) return new Map();
  const rows = await scope.read<ChecklistLine & Row>(
    `select tasks.parent_id, tasks.title, tasks.completed_at is not null as "isDone" from {tasks}
     where tasks.parent_id = any ($2::integer[]) and tasks.deleted_at is null
     order by tasks.parent_id, tasks.position, tasks.id`,
    [ids],
  );
  return Map.groupBy(rows, ({ parent_id }) => parent_id as number);
}
