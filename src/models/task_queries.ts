/** The lists of tasks that pages and the API show, page by page, and how many each holds. */
import type { UserScope } from "../db/scope.ts";
import {
  conditionsOf,
  type KeyType,
  ORDERS,
  outsideSections,
  type Put,
  parameters,
  type Sort,
  type TaskFilter,
  tagNamed,
  tagNamesOf,
  untaggedConditionsOf,
  withTag,
} from "./task_filters.ts";
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
import { COUNTED_MOST, numberOf } from "./view_counts.ts";

export interface TaskQuery extends TaskFilter {
  sort: Sort;
  limit: number;
  cursor: TaskCursor | null;
  /** Leaves out the tasks in the sections of this list; `matching` counts them nevertheless. */
  outsideSectionsOf?: number;
}

/** The sort keys of the last row shown, as PostgreSQL's texts, its id last. */
export type TaskCursor = string[];

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
  const { keys, direction } = ORDERS[query.sort];
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
  const { text, values } = pageStatement(SUMMARY, query, (put) => {
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

const WHOLE = { select: SELECT_SHOWN_TASKS, joins: JOIN_TASKS };
const SUMMARY = { select: SELECT_SUMMARIES, joins: JOIN_SUMMARIES };

interface Paged {
  /** Of the last row of the page; null: any other row. */
  cursor: TaskCursor | null;
  matching: number | null;
}

/**
 * Selects the rows of a page and one more before it joins their lists, tags and checklists, which are
 * then only read for tasks that are shown.
 */
function pageStatement(
  { select, joins }: typeof WHOLE,
  query: TaskQuery,
  matching: "null" | ((put: Put) => string),
): { text: string; values: unknown[] } {
  const { values, put } = parameters();
  const { keys, direction } = ORDERS[query.sort];
  const page = untaggedConditionsOf(query, put);
  if (query.outsideSectionsOf !== undefined) {
    page.push(outsideSections(put(query.outsideSectionsOf, "integer")));
  }
  if (query.cursor !== null) {
    const after = query.cursor.map((value, index) => put(value, keys[index]?.[1] ?? "text"));
    const expressions = keys.map(([expression]) => expression).join(", ");
    // A row comparison, so that an index scan starts at this place.
    page.push(`(${expressions}) ${direction === "asc" ? ">" : "<"} (${after.join(", ")})`);
  }
  const order = keys.map(([expression]) => `${expression} ${direction}`).join(", ");
  const counted = matching === "null" ? "null::integer" : matching(put);
  const limit = put(query.limit, "integer");
  const tags = tagNamesOf(query).map((name) => put(name, "text"));
  const text = `${select}, ${counted} as matching,
      case when tasks.number = ${limit} then array[${keys.map(asText).join(", ")}] end as cursor
    from (
      select found.*, row_number() over () as number from (
        ${selectInOrder(page, tags, { order, limit })}
      ) as found
    ) as tasks ${joins} order by tasks.number`;
  return { text, values };
}

/** With more tasks than this, those of a tag are found in the order of the page. */
const FEW_TAGGED = 500;
/** So many tasks of that order are looked up by their tags, before all tasks of the tag are read. */
const WALK_MOST = 500;

/**
 * Selects the first tasks, and one more than the limit. Those of a tag are found by their ids if the
 * tag has few. Otherwise it is usual to come upon enough of them soon; if not, the order is compared
 * with all ids of the tag, by a hash (see `in` in navigation_counts.ts).
 * @param tags the placeholders of the names of their tags.
 */
function selectInOrder(
  conditions: readonly string[],
  tags: readonly string[],
  { order, limit }: { order: string; limit: string },
): string {
  const sorted = (columns: string, more: readonly string[], most: string) =>
    `select ${columns} from {tasks} where ${[...conditions, ...more].join(" and ")} order by ${order} limit ${most}`;
  const [tag] = tags;
  const one = `${limit} + 1`;
  if (tag === undefined || tags.length > 1) return sorted("tasks.*", tags.map(withTag), one);
  const tagged = `{task_tags} where task_tags.tag_id = ${tagNamed(tag)}`;
  const isMany = "(select is_many from size)";
  const isFound = `(select count(*) from walked) > ${limit}`;
  const hashed = `(tasks.id in (select task_tags.task_id from ${tagged})) is true`;
  return `
    with size as materialized (
      select count(*) > ${FEW_TAGGED} as is_many from (select 1 from ${tagged} limit ${FEW_TAGGED} + 1) as counted
    ), walked as materialized (
      select tasks.id from (${sorted("tasks.id", [], String(WALK_MOST))}) as tasks
      where ${isMany} and exists (select 1 from ${tagged} and task_tags.task_id = tasks.id offset 0)
      limit ${one}
    ), found as (
      select id from walked where ${isFound}
      union all
      (${sorted("tasks.id", [isMany, `not (${isFound})`, hashed], one)})
      union all
      (${sorted("tasks.id", [`not ${isMany}`, withTag(tag)], one)})
    )
    select tasks.* from {tasks} where tasks.id = any (array(select id from found)) order by ${order}`;
}

/** The same text whatever time zone the connection is set to. */
function asText([expression, type]: [expression: string, type: KeyType]): string {
  return type === "timestamptz"
    ? `(${expression} at time zone 'UTC')::text || 'Z'`
    : `(${expression})::text`;
}

function frozenSummary(row: TaskSummaryRow): TaskSummary {
  return Object.freeze(toSummary(row));
}

function nextOf(rows: readonly Paged[], { limit }: TaskQuery): TaskCursor | null {
  return rows.length > limit ? (rows[limit - 1]?.cursor ?? null) : null;
}
