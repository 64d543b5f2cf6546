/** Which tasks a view holds, and in which order, as SQL. */
import type { Priority } from "./priority.ts";

/**
 * Where the tasks of a view come from. A checklist's items are shown on their task only; what is in
 * an archived list, on the list's own page and among all.
 */
export type TaskSource =
  | { kind: "all" | "inbox" | "someday" }
  /** `section`: only that one. `outside`: none of these sections. */
  | { kind: "list"; listId: number; section?: number; outside?: readonly number[] }
  | { kind: "tag"; tagId: number }
  | ({ kind: "due" } & DayRange);

/** Days, both inclusive; null is open. */
export interface DayRange {
  from: string | null;
  to: string | null;
}

export type Sort = "manual" | "due" | "priority" | "created" | "title" | "completed";
export type Status = "all" | "pending" | "completed";

/** What a view holds, whatever its order and page. */
export interface TaskFilter {
  source: TaskSource;
  status: Status;
  /** Only those that have this tag too. */
  tagId?: number | undefined;
  priority?: Priority | undefined;
  /** Hides what starts after this day. */
  startedBy?: string | undefined;
  /** Only what was completed then, or later. */
  completedFrom?: Date | undefined;
  /** Only what is due on these days. */
  due?: DayRange | undefined;
  /** The checklist of this task, in place of what is on none. */
  parentId?: number | undefined;
}

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
export const ORDERS: Record<Sort, Order> = {
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

/** For conditions: the task is not in an archived list. */
export const NOT_ARCHIVED =
  "coalesce(tasks.list_id, 0) <> all (array(select lists.id from {lists} where lists.archived_at is not null))";

/** Puts a value among those of a statement. @returns what stands for it in the text. */
export type Put = (value: unknown, type: string) => string;

/** The conditions of a filter on `tasks`, all of which must hold. */
export function conditionsOf(filter: TaskFilter, put: Put): string[] {
  const { source, status, tagId, priority, startedBy, completedFrom, due, parentId } = filter;
  const level = parentId === undefined ? "is null" : `= ${put(parentId, "integer")}`;
  const conditions = [
    "tasks.deleted_at is null",
    `tasks.parent_id ${level}`,
    ...fromSource(source, put),
  ];
  if (status === "pending") conditions.push("tasks.completed_at is null");
  if (status === "completed") conditions.push("tasks.completed_at is not null");
  const tags = [source.kind === "tag" ? source.tagId : undefined, tagId];
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

function fromSource(source: TaskSource, put: Put): string[] {
  switch (source.kind) {
    case "all":
      return [];
    case "inbox":
      return ["coalesce(tasks.list_id, 0) = 0"];
    case "list":
      return inList(source, put);
    case "tag":
      return [NOT_ARCHIVED];
    case "someday":
      // A time has a day; said so, the index of what is due has them in the order of their ids.
      return [NOT_ARCHIVED, `${DUE} = 'infinity'::date`, `${DUE_TIME} = '24:00'::time`];
    case "due":
      return [NOT_ARCHIVED, ...dueBetween(source, put)];
  }
}

function dueBetween({ from, to }: DayRange, put: Put): string[] {
  const since = from === null ? [] : [`${DUE} >= ${put(from, "date")}`];
  return [...since, to === null ? `${DUE} < 'infinity'::date` : `${DUE} <= ${put(to, "date")}`];
}

function inList({ listId, section, outside }: TaskSource & { kind: "list" }, put: Put): string[] {
  const conditions = [`coalesce(tasks.list_id, 0) = ${put(listId, "integer")}`];
  if (section !== undefined) conditions.push(`tasks.section_id = ${put(section, "integer")}`);
  if (outside !== undefined) {
    const ids = put(outside, "integer[]");
    conditions.push(`(tasks.section_id is null or tasks.section_id <> all (${ids}))`);
  }
  return conditions;
}
