/** All tasks of a view, read page by page: however many there are, one page of them is in memory. */
import type { Row } from "../db/connection.ts";
import type { UserScope } from "../db/scope.ts";
import { conditionsOf, orderOf } from "./task_filters.ts";
import type { ViewQuery } from "./task_queries.ts";
import {
  JOIN_TASKS,
  SELECT_SHOWN_TASKS,
  type ShownTaskRow,
  type Task,
  toTask,
} from "./task_records.ts";
import { parameters } from "./task_sql.ts";

/** All tasks of a view. */
interface WholeQuery extends ViewQuery {
  /** In the order of their list's sections first, those that are in none before all others. */
  bySection?: boolean;
}

/** Tasks read at a time. */
const PAGE = 200;

/** The ids of all tasks of a view, in its order. It is read once: pages by keyset would sort it for each. */
export async function orderedIds(scope: UserScope, query: WholeQuery): Promise<number[]> {
  const { values, put } = parameters();
  const { keys, direction } = orderOf(query, put);
  const sections = query.bySection
    ? ["sections.position nulls first, sections.id nulls first"]
    : [];
  const order = [...sections, ...keys.map(([expression]) => `${expression} ${direction}`)];
  const [row] = await scope.read<{ ids: number[] | null }>(
    `select array_agg(tasks.id order by ${order.join(", ")}) as ids from {tasks}
     left join {sections} on sections.id = tasks.section_id and sections.deleted_at is null
     where ${conditionsOf(query, put).join(" and ")}`,
    values,
  );
  return row?.ids ?? [];
}

/**
 * The tasks with these ids in this order, in pages, none of them empty. A page is read when the one before
 * it has been used: each task is as it is then, and one that has been purged meanwhile is left out.
 * @param scope without the cache: see `uncached`.
 */
export async function* taskPages(
  scope: UserScope,
  ids: readonly number[],
): AsyncGenerator<Task[], void> {
  for (let start = 0; start < ids.length; start += PAGE) {
    const rows = await scope.read<ShownTaskRow>(
      `${SELECT_SHOWN_TASKS} from {tasks} ${JOIN_TASKS}
       where tasks.id = any ($2::integer[]) order by array_position($2::integer[], tasks.id)`,
      [ids.slice(start, start + PAGE)],
    );
    if (rows.length > 0) yield rows.map(toTask);
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
