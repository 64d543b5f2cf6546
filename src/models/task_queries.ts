/** The lists of tasks that pages and the API show, page by page, and how many each holds. */
import type { UserScope } from "../db/scope.ts";
import {
  conditionsOf,
  type KeyType,
  ORDERS,
  type Put,
  type Sort,
  type TaskFilter,
} from "./task_filters.ts";
import {
  JOIN_TASKS,
  SELECT_SUMMARIES,
  SELECT_TASKS,
  type Task,
  type TaskRow,
  type TaskSummary,
  type TaskSummaryRow,
  toSummary,
  toTask,
} from "./task_records.ts";

export interface TaskQuery extends TaskFilter {
  sort: Sort;
  limit: number;
  cursor: TaskCursor | null;
}

/** The sort keys of the last row shown, as PostgreSQL's texts, its id last. */
export type TaskCursor = string[];

export interface TaskPage<T = Task> {
  tasks: T[];
  /** null: there are no more. */
  next: TaskCursor | null;
}

/** One page of a view, as lists show it. */
export interface SummaryPage extends TaskPage<TaskSummary> {
  /** How many the view holds on all pages, up to MATCHING_MOST; null when this page has them all. */
  matching: number | null;
}

/** No more tasks of a view are counted. */
export const MATCHING_MOST = 1_000;

/** One page of a view, by keyset, each task whole. */
export async function listTasks(scope: UserScope, query: TaskQuery): Promise<TaskPage> {
  const { text, values } = pageStatement(SELECT_TASKS, query, "null");
  const rows = await scope.read<TaskRow & Paged>(null, text, values);
  return { tasks: rows.slice(0, query.limit).map(toTask), next: nextOf(rows, query) };
}

/** One page of a view, by keyset. */
export async function listSummaries(scope: UserScope, query: TaskQuery): Promise<SummaryPage> {
  const { text, values } = pageStatement(SELECT_SUMMARIES, query, (conditions, put) => {
    const isPart = query.cursor === null ? `tasks.number > ${put(query.limit, "integer")}` : "true";
    // A subselect that no row asks for is never run.
    return `case when ${isPart} then ${countOf(conditions, put(MATCHING_MOST, "integer"))} end`;
  });
  const rows = await scope.read<TaskSummaryRow & Paged>(null, text, values);
  return {
    tasks: rows.slice(0, query.limit).map(toSummary),
    next: nextOf(rows, query),
    matching: rows.at(-1)?.matching ?? null,
  };
}

/**
 * What is pending in a list, by its sections and in the order by hand: at most `limit` of each, and
 * whether there is more.
 */
export async function listBySection(
  scope: UserScope,
  filter: TaskFilter,
  sections: readonly number[],
  limit: number,
): Promise<Map<number, { tasks: TaskSummary[]; hasMore: boolean }>> {
  const { values, put } = parameters();
  const conditions = conditionsOf(filter, put);
  conditions.push(`tasks.section_id = any (${put(sections, "integer[]")})`);
  // Ranked in one pass: as many laterals would each go through the list for a section with little.
  const rows = await scope.read<TaskSummaryRow>(
    null,
    `${SELECT_SUMMARIES} from (
       select ranked.* from (
         select tasks.*, row_number() over (partition by tasks.section_id order by tasks.position, tasks.id) as number
         from {tasks} where ${conditions.join(" and ")}
       ) as ranked where ranked.number <= ${put(limit + 1, "integer")}
     ) as tasks ${JOIN_TASKS} order by tasks.section_id, tasks.number`,
    values,
  );
  const found = Map.groupBy(rows.map(toSummary), ({ section }) => section?.id ?? 0);
  const groups = sections.map((id) => {
    const tasks = found.get(id) ?? [];
    return [id, { tasks: tasks.slice(0, limit), hasMore: tasks.length > limit }] as const;
  });
  return new Map(groups);
}

/** How many tasks a view holds, whatever its page; no more than `most` are counted. */
export async function countMatching(
  scope: UserScope,
  filter: TaskFilter,
  most: number,
): Promise<number> {
  const { values, put } = parameters();
  const conditions = conditionsOf(filter, put);
  const [row] = await scope.read<{ count: number }>(
    null,
    `select ${countOf(conditions, put(most, "integer"))} as count`,
    values,
  );
  return row?.count ?? 0;
}

/** The ids of everything a view holds, for "all 214 tasks"; at most `most`. */
export async function matchingIds(
  scope: UserScope,
  filter: TaskFilter,
  most: number,
): Promise<number[]> {
  const { values, put } = parameters();
  const conditions = conditionsOf(filter, put).join(" and ");
  const rows = await scope.read<{ id: number }>(
    null,
    `select tasks.id from {tasks} where ${conditions} order by tasks.id limit ${put(most, "integer")}`,
    values,
  );
  return rows.map(({ id }) => id);
}

interface Paged {
  cursor: TaskCursor;
  matching: number | null;
}

function parameters(): { values: unknown[]; put: Put } {
  const values: unknown[] = [];
  // $1 is the user.
  return { values, put: (value, type) => `$${values.push(value) + 1}::${type}` };
}

/**
 * The rows of a page and one more, and only then what belongs to each: nothing is looked up for a
 * task that is not shown.
 */
function pageStatement(
  select: string,
  query: TaskQuery,
  matching: "null" | ((conditions: readonly string[], put: Put) => string),
): { text: string; values: unknown[] } {
  const { values, put } = parameters();
  const { keys, direction } = ORDERS[query.sort];
  const conditions = conditionsOf(query, put);
  const page = [...conditions];
  if (query.cursor !== null) {
    const after = query.cursor.map((value, index) => put(value, keys[index]?.[1] ?? "text"));
    const expressions = keys.map(([expression]) => expression).join(", ");
    // As one row, so that an index is entered at the very place.
    page.push(`(${expressions}) ${direction === "asc" ? ">" : "<"} (${after.join(", ")})`);
  }
  const order = keys.map(([expression]) => `${expression} ${direction}`).join(", ");
  const counted = matching === "null" ? "null::integer" : matching(conditions, put);
  const text = `${select}, array[${keys.map(asText).join(", ")}] as cursor, ${counted} as matching
    from (
      select found.*, row_number() over () as number from (
        select tasks.* from {tasks} where ${page.join(" and ")}
        order by ${order} limit ${put(query.limit + 1, "integer")}
      ) as found
    ) as tasks ${JOIN_TASKS} order by tasks.number`;
  return { text, values };
}

/** The same in every session, whatever time zone it is set to. */
function asText([expression, type]: [expression: string, type: KeyType]): string {
  return type === "timestamptz"
    ? `(${expression} at time zone 'UTC')::text || 'Z'`
    : `(${expression})::text`;
}

function nextOf(rows: readonly Paged[], { limit }: TaskQuery): TaskCursor | null {
  return rows.length > limit ? (rows[limit - 1]?.cursor ?? null) : null;
}

function countOf(conditions: readonly string[], most: string): string {
  return `(select count(*)::int from (
    select 1 from {tasks} where ${conditions.join(" and ")} limit ${most}) as matching)`;
}
