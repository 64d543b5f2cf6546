/** The lists of tasks that pages and the API show: where from, filtered how, in what order. */
import type { UserScope } from "../db/scope.ts";
import type { Priority } from "./priority.ts";
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

/**
 * Which tasks a view is about. A checklist's items are shown on their task only; what is in an
 * archived list, on the list's own page and among all.
 */
export type Place =
  | { kind: "all" | "inbox" | "someday" }
  /** `section`: only that one. `outside`: none of these sections. */
  | { kind: "list"; listId: number; section?: number; outside?: readonly number[] }
  | { kind: "tag"; tagId: number }
  /** Days, both inclusive; null is open. */
  | { kind: "due"; from: string | null; to: string | null };

export type Sort = "manual" | "due" | "priority" | "created" | "title" | "completed";
export type Status = "all" | "pending" | "completed";

/** What a view holds, whatever its order and page. */
export interface TaskFilter {
  place: Place;
  status: Status;
  /** Only those that bear this tag too. */
  tagId?: number | undefined;
  priority?: Priority | undefined;
  /** Hides what starts after this day. */
  startedBy?: string | undefined;
  /** Only what was completed then, or later. */
  completedFrom?: Date | undefined;
  /** Only what is due on these days, both inclusive; null is open. */
  due?: { from: string | null; to: string | null } | undefined;
  /** The checklist of this task, in place of what is on none. */
  parentId?: number | undefined;
}

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

/** How many tasks one press can be about: no more are counted or found. */
export const MATCHING_MOST = 1_000;

export type KeyType = "numeric" | "integer" | "smallint" | "date" | "time" | "text" | "timestamptz";

interface Order {
  /** Each with its type: a cursor is compared in that type. No key is ever null. */
  keys: [expression: string, type: KeyType][];
  direction: "asc" | "desc";
}

const ID: Order["keys"][number] = ["tasks.id", "integer"];
const DUE = "coalesce(tasks.due_on, 'infinity'::date)";
const DUE_TIME = "coalesce(tasks.due_time, '24:00'::time)";

/** Each is served by an index of its own for what is pending (see the migrations). */
const ORDERS: Record<Sort, Order> = {
  manual: { keys: [["tasks.position", "numeric"], ID], direction: "asc" },
  due: { keys: [[DUE, "date"], [DUE_TIME, "time"], ID], direction: "asc" },
  priority: { keys: [["tasks.priority", "smallint"], ID], direction: "desc" },
  created: { keys: [ID], direction: "desc" },
  title: { keys: [["lower(tasks.title)", "text"], ID], direction: "asc" },
  completed: { keys: [["tasks.completed_at", "timestamptz"], ID], direction: "desc" },
};

/** The types of a cursor's keys: what comes from outside is checked against them. */
export function cursorTypes(sort: Sort): KeyType[] {
  return ORDERS[sort].keys.map(([, type]) => type);
}

/** For conditions: the task is in no list that is archived. */
export const NOT_ARCHIVED =
  "coalesce(tasks.list_id, 0) <> all (array(select lists.id from {lists} where lists.archived_at is not null))";

/** One page of a view, by keyset, each task whole. */
export async function listTasks(scope: UserScope, query: TaskQuery): Promise<TaskPage> {
  const { text, values } = pageStatement(SELECT_TASKS, query, "null");
  const rows = await scope.read<TaskRow & Paged>(null, text, values);
  return { tasks: rows.slice(0, query.limit).map(toTask), next: nextOf(rows, query) };
}

/** One page of a view, by keyset, as lists show it. */
export interface SummaryPage extends TaskPage<TaskSummary> {
  /** How many the view holds on all pages, up to MATCHING_MOST; null when this page has them all. */
  matching: number | null;
}

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
 * one more where there is more.
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

/** The ids of everything a view holds, for "all that match"; at most `most`. */
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

/** Puts a value among those of a statement. @returns what stands for it in the text. */
type Put = (value: unknown, type: string) => string;

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
function asText([expression, type]: Order["keys"][number]): string {
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

function conditionsOf(filter: TaskFilter, put: Put): string[] {
  const { place, status, tagId, priority, startedBy, completedFrom, due, parentId } = filter;
  const level = parentId === undefined ? "is null" : `= ${put(parentId, "integer")}`;
  const conditions = [
    "tasks.deleted_at is null",
    `tasks.parent_id ${level}`,
    ...placed(place, put),
  ];
  if (status === "pending") conditions.push("tasks.completed_at is null");
  if (status === "completed") conditions.push("tasks.completed_at is not null");
  const tags = [place.kind === "tag" ? place.tagId : undefined, tagId];
  for (const id of tags.filter((tag) => tag !== undefined)) {
    conditions.push(
      `exists (select 1 from {task_tags} where task_tags.task_id = tasks.id and task_tags.tag_id = ${put(id, "integer")})`,
    );
  }
  if (priority !== undefined) conditions.push(`tasks.priority = ${put(priority, "smallint")}`);
  if (startedBy !== undefined) {
    conditions.push(`(tasks.starts_on is null or tasks.starts_on <= ${put(startedBy, "date")})`);
  }
  if (due !== undefined) conditions.push(...dueBetween(due, put));
  if (completedFrom !== undefined) {
    conditions.push(`tasks.completed_at >= ${put(completedFrom, "timestamptz")}`);
  }
  return conditions;
}

function placed(place: Place, put: Put): string[] {
  switch (place.kind) {
    case "all":
      return [];
    case "inbox":
      return ["coalesce(tasks.list_id, 0) = 0"];
    case "list":
      return inList(place, put);
    case "tag":
      return [NOT_ARCHIVED];
    case "someday":
      // A time has a day; said so, the index of what is due has them in the order of their ids.
      return [NOT_ARCHIVED, `${DUE} = 'infinity'::date`, `${DUE_TIME} = '24:00'::time`];
    case "due":
      return [NOT_ARCHIVED, ...dueBetween(place, put)];
  }
}

function dueBetween({ from, to }: { from: string | null; to: string | null }, put: Put): string[] {
  const since = from === null ? [] : [`${DUE} >= ${put(from, "date")}`];
  return [...since, to === null ? `${DUE} < 'infinity'::date` : `${DUE} <= ${put(to, "date")}`];
}

function inList({ listId, section, outside }: Place & { kind: "list" }, put: Put): string[] {
  const conditions = [`coalesce(tasks.list_id, 0) = ${put(listId, "integer")}`];
  if (section !== undefined) conditions.push(`tasks.section_id = ${put(section, "integer")}`);
  if (outside !== undefined) {
    const ids = put(outside, "integer[]");
    conditions.push(`(tasks.section_id is null or tasks.section_id <> all (${ids}))`);
  }
  return conditions;
}
