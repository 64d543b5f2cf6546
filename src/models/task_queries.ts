/** The lists of tasks that pages and the API show, page by page, and how many each holds. */
import type { UserScope } from "../db/scope.ts";
import { hasWords } from "../search/states.ts";
import { matchingItemsSql } from "./search_conditions.ts";
import { conditionsOf, orderOf, type Sort, type TaskFilter } from "./task_filters.ts";
import {
  nextOf,
  type Paged,
  pageStatement,
  type Selected,
  type TaskCursor,
  type TaskQuery,
} from "./task_page.ts";
import {
  JOIN_SUMMARIES,
  JOIN_TASKS,
  SELECT_SHOWN_TASKS,
  SELECT_SUMMARIES,
  SELECT_TASKS,
  type ShownTaskRow,
  type Task,
  type TaskSummary,
  type TaskSummaryRow,
  toSummary,
  toTask,
} from "./task_records.ts";
import { type Put, parameters } from "./task_sql.ts";
import { COUNTED_MOST, numberOf } from "./view_counts.ts";

export interface TaskPage<T = Task> {
  tasks: T[];
  /** null: this is the last page. */
  next: TaskCursor | null;
}

/** One page of a view, without notes. */
export interface SummaryPage extends TaskPage<TaskSummary> {
  /** The number of tasks on all pages, as COUNTED_MOST says; null: this page has all of them. */
  matching: number | null;
}

/** The tasks of a view, in its order. */
export type ViewQuery = TaskFilter & { sort: Sort };

/**
 * Selects the task with the id $2 (see SELECT_TASKS), with the id of the one after it in a view, as
 * `following`: null at the end, or if the task has no place in the order.
 */
export function selectTaskIn(query: ViewQuery, id: number): { text: string; values: unknown[] } {
  const { values, put } = parameters();
  const task = put(id, "integer");
  const { keys, direction } = orderOf(query, put);
  const own = keys.map(([expression], index) => `${expression} as key${index}`);
  const after = keys.map((_, index) => `own.key${index}`);
  const expressions = keys.map(([expression]) => expression);
  const conditions = [
    ...conditionsOf(query, put),
    `(${expressions.join(", ")}) ${direction === "asc" ? ">" : "<"} (${after.join(", ")})`,
  ];
  const text = `${SELECT_TASKS}, (
      select tasks.id from {tasks} where ${conditions.join(" and ")}
      order by ${expressions.map((key) => `${key} ${direction}`).join(", ")} limit 1
    ) as following
    from {tasks} ${JOIN_TASKS} cross join lateral (select ${own.join(", ")}) as own
    where tasks.id = ${task} and tasks.deleted_at is null`;
  return { text, values };
}

/** One page of a view with whole tasks, by keyset. */
export async function listTasks(scope: UserScope, query: TaskQuery): Promise<TaskPage> {
  const { text, values } = pageStatement(WHOLE, query, "null");
  const rows = await scope.read<ShownTaskRow & Paged>(text, values);
  return { tasks: rows.slice(0, query.limit).map(toTask), next: nextOf(rows, query) };
}

/** One page of a view, by keyset. */
export async function listSummaries(scope: UserScope, query: TaskQuery): Promise<SummaryPage> {
  const { text, values } = pageStatement(selectedFor(query), query, (put) => {
    const isPart = query.cursor === null ? `tasks.number > ${put(query.limit, "integer")}` : "true";
    const most = put(COUNTED_MOST + 1, "integer");
    // PostgreSQL does not run the subselect if no row reaches it.
    return `case when ${isPart} then ${numberOf(scope.taskCounts, query, { most, put })} end`;
  });
  return scope.readAs<TaskSummaryRow & Paged, SummaryPage>(text, values, (rows) => ({
    tasks: rows.slice(0, query.limit).map(frozenSummary),
    next: nextOf(rows, query),
    matching: rows.at(-1)?.matching ?? null,
  }));
}

/** The first tasks of a section, and whether there are more. */
export interface SectionTasks {
  tasks: TaskSummary[];
  hasMore: boolean;
}

/** The first `limit` tasks of each section that has any, in the user's order, by its id. */
export async function listBySection(
  scope: UserScope,
  filter: TaskFilter,
  limit: number,
): Promise<Map<number, SectionTasks>> {
  const { values, put } = parameters();
  const conditions = [...conditionsOf(filter, put), "tasks.section_id is not null"];
  // Ranked in one pass: a lateral for each section would scan the list for every section with few tasks.
  const text = `${SELECT_SUMMARIES} from (
      select ranked.* from (
        select tasks.*, row_number() over (partition by tasks.section_id order by tasks.position, tasks.id) as number
        from {tasks} where ${conditions.join(" and ")}
      ) as ranked where ranked.number <= ${put(limit + 1, "integer")}
    ) as tasks ${JOIN_SUMMARIES} order by tasks.section_id, tasks.number`;
  const all = await scope.readAs<TaskSummaryRow, TaskSummary[]>(text, values, (rows) =>
    rows.map(frozenSummary),
  );
  const found = Map.groupBy(all, ({ sectionId }) => sectionId ?? 0);
  const groups = [...found].map(([id, tasks]) => {
    return [id, { tasks: tasks.slice(0, limit), hasMore: tasks.length > limit }] as const;
  });
  return new Map(groups);
}

/** The ids of all tasks of a view, at most `most`. */
export async function matchingIds(
  scope: UserScope,
  filter: TaskFilter,
  most: number,
): Promise<number[]> {
  const { values, put } = parameters();
  const conditions = conditionsOf(filter, put).join(" and ");
  const rows = await scope.read<{ id: number }>(
    `select tasks.id from {tasks} where ${conditions} order by tasks.id limit ${put(most, "integer")}`,
    values,
  );
  return rows.map(({ id }) => id);
}

const WHOLE: Selected = { select: SELECT_SHOWN_TASKS, joins: JOIN_TASKS };
const SUMMARY: Selected = { select: SELECT_SUMMARIES, joins: JOIN_SUMMARIES };

/** Of a task that a query found, also whether it is in the trash, and the texts that may have its words. */
function selectedFor({ where }: TaskQuery): Selected {
  if (where === undefined) return SUMMARY;
  const searched = `${SELECT_SUMMARIES}, tasks.deleted_at is not null as in_trash`;
  if (!hasWords(where.condition)) return { ...SUMMARY, select: searched };
  const select = (put: Put) =>
    `${searched}, tasks.description as found_notes, ${matchingItemsSql(where.condition, put)} as found_items`;
  return { ...SUMMARY, select };
}

function frozenSummary(row: TaskSummaryRow): TaskSummary {
  return Object.freeze(toSummary(row));
}
