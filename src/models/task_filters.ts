/** Filters and orders tasks: the SQL conditions and sort keys of a view. */
import { COMPOSED } from "../db/statement_names.ts";
import type { Condition } from "../search/resolve.ts";
import { scopedCondition } from "../search/states.ts";
import type { Priority } from "./priority.ts";
import { conditionSql, type QueryClock, rankSql } from "./search_conditions.ts";
import { DUE, DUE_TIME, hasStarted, NOT_ARCHIVED, type Put } from "./task_sql.ts";

/**
 * Where the tasks of a view come from. The items of a checklist are only shown on their task; the tasks
 * of an archived list only on the page of the list, among the completed, and where they are asked for.
 */
export type TaskSource =
  /** `archived`: also those of archived lists. */
  | { kind: "all"; archived?: boolean }
  | { kind: "inbox" | "someday" }
  /** `section`: only in this one. `ifSectioned`: nothing unless the list has sections. */
  | { kind: "list"; listId: number; section?: number; ifSectioned?: true }
  /** By its name; like `tag` below, one that does not exist matches nothing. */
  | { kind: "tag"; tag: string }
  | ({ kind: "due" } & DayRange)
  /** All that its query finds, also in archived lists and in the trash; without a query nothing. */
  | { kind: "search" };

/** Both inclusive; null: unlimited. */
interface DayRange {
  from: string | null;
  to: string | null;
}

export type Sort = "manual" | "due" | "priority" | "created" | "title" | "completed" | "rank";
export type Status = "all" | "pending" | "completed";

/** The tasks of a view, without its order and page. */
export interface TaskFilter {
  source: TaskSource;
  status: Status;
  /** Only tasks that also have the tag of this name. */
  tag?: string | undefined;
  priority?: Priority | undefined;
  /** Only tasks that are not hidden on this day. */
  startedBy?: string | undefined;
  /** Only tasks completed at this time or later. */
  completedFrom?: Date | undefined;
  /** Only tasks that are due on these days. */
  due?: DayRange | undefined;
  /** The items of this task's checklist, instead of tasks that are not on one. */
  parentId?: number | undefined;
  /** Only tasks that a query finds. */
  where?: QueryFilter | undefined;
}

export interface QueryFilter {
  condition: Condition;
  clock: QueryClock;
}

export type KeyType = "numeric" | "integer" | "smallint" | "date" | "time" | "text" | "timestamptz";

export interface Order {
  /** With their types, in which a cursor is compared. A key is never null. */
  keys: [expression: string, type: KeyType][];
  direction: "asc" | "desc";
}

const ID: Order["keys"][number] = ["tasks.id", "integer"];

/** Each has an index for pending tasks (see the migrations). */
export const ORDERS: Record<Exclude<Sort, "rank">, Order> = {
  manual: { keys: [["tasks.position", "numeric"], ID], direction: "asc" },
  due: { keys: [[DUE, "date"], [DUE_TIME, "time"], ID], direction: "asc" },
  priority: { keys: [["tasks.priority", "smallint"], ID], direction: "desc" },
  created: { keys: [ID], direction: "desc" },
  title: { keys: [["tasks.title collate title_order", "text"], ID], direction: "asc" },
  completed: { keys: [["tasks.completed_at", "timestamptz"], ID], direction: "desc" },
};

/** Among tasks that are not all completed. */
const COMPLETED_FIRST: Order = {
  keys: [["coalesce(tasks.completed_at, 'epoch')", "timestamptz"], ID],
  direction: "desc",
};

/** What is to do comes before what is done, the best match first, then what was changed last. */
const RANK_TYPES: KeyType[] = ["smallint", "integer", "timestamptz", "integer"];

/** The order of a view. */
export function orderOf({ sort, status, where }: TaskFilter & { sort: Sort }, put: Put): Order {
  if (sort === "completed" && status !== "completed") return COMPLETED_FIRST;
  if (sort !== "rank") return ORDERS[sort];
  const expressions = [
    "(tasks.completed_at is null)::int::smallint",
    `(${rankSql(where?.condition, put)})`,
    "tasks.updated_at",
    "tasks.id",
  ];
  const keys = expressions.map((expression, index): Order["keys"][number] => {
    return [expression, RANK_TYPES[index] ?? "integer"];
  });
  return { keys, direction: "desc" };
}

/** The types of a cursor's keys, to check one that a client sends. */
export function cursorTypes(sort: Sort): KeyType[] {
  return sort === "rank" ? RANK_TYPES : ORDERS[sort].keys.map(([, type]) => type);
}

/** The conditions of a filter on `tasks`, to be joined by `and`. */
export function conditionsOf(filter: TaskFilter, put: Put): string[] {
  const tags = tagNamesOf(filter).map((name) => withTag(put(name, "text")));
  return [...untaggedConditionsOf(filter, put), ...tags];
}

/** The names of the tags that the tasks of a filter must have. */
export function tagNamesOf({ source, tag }: TaskFilter): string[] {
  return [source.kind === "tag" ? source.tag : undefined, tag].filter((name) => name !== undefined);
}

/** The conditions but for those of tags. */
export function untaggedConditionsOf(filter: TaskFilter, put: Put): string[] {
  const { source, status, priority, startedBy, completedFrom, due, parentId, where } = filter;
  const level = parentId === undefined ? "is null" : `= ${put(parentId, "integer")}`;
  const conditions = [
    ...(source.kind === "search" ? [] : ["tasks.deleted_at is null"]),
    `tasks.parent_id ${level}`,
    ...fromSource(source, put),
  ];
  if (status === "pending") conditions.push("tasks.completed_at is null");
  if (status === "completed") conditions.push("tasks.completed_at is not null");
  if (priority !== undefined) conditions.push(`tasks.priority = ${put(priority, "smallint")}`);
  if (startedBy !== undefined) {
    conditions.push(hasStarted(put(startedBy, "date")));
  }
  if (due !== undefined) conditions.push(...dueBetween(due, put));
  if (completedFrom !== undefined) {
    conditions.push(`tasks.completed_at >= ${put(completedFrom, "timestamptz")}`);
  }
  if (where !== undefined) {
    const { condition, clock } = where;
    const own = source.kind === "search" ? scopedCondition(condition) : condition;
    conditions.push(`${COMPOSED} ${conditionSql(own, put, clock)}`);
  } else if (source.kind === "search") conditions.push("false");
  return conditions;
}

/** A condition with an array of task ids, so that PostgreSQL has no choice of joins. @param name a placeholder. */
export function withTag(name: string): string {
  return `tasks.id = any (array(
    select task_tags.task_id from {task_tags} where task_tags.tag_id = ${tagNamed(name)}))`;
}

/** The id of a tag, as an expression. @param name a placeholder. */
export function tagNamed(name: string): string {
  return `(select tags.id from {tags} where name_key(tags.name) = name_key(${name}) and tags.deleted_at is null)`;
}

/** A condition: the task is in no section of the list. @param listId a placeholder. */
export function outsideSections(listId: string): string {
  return `(tasks.section_id is null or tasks.section_id <> all (array(${sectionsOf(listId)})))`;
}

function sectionsOf(listId: string): string {
  return `select sections.id from {sections} where sections.list_id = ${listId} and sections.deleted_at is null`;
}

function fromSource(source: TaskSource, put: Put): string[] {
  switch (source.kind) {
    case "all":
      return source.archived ? [] : [NOT_ARCHIVED];
    case "inbox":
      return ["coalesce(tasks.list_id, 0) = 0"];
    case "list":
      return inList(source, put);
    case "tag":
      return [NOT_ARCHIVED];
    case "someday":
      // Without a day there is no time; the condition lets the index by due date give the order of ids.
      return [NOT_ARCHIVED, `${DUE} = 'infinity'::date`, `${DUE_TIME} = '24:00'::time`];
    case "due":
      return [NOT_ARCHIVED, ...dueBetween(source, put)];
    case "search":
      return [];
  }
}

function dueBetween({ from, to }: DayRange, put: Put): string[] {
  const since = from === null ? [] : [`${DUE} >= ${put(from, "date")}`];
  return [...since, to === null ? `${DUE} < 'infinity'::date` : `${DUE} <= ${put(to, "date")}`];
}

function inList(
  { listId, section, ifSectioned }: TaskSource & { kind: "list" },
  put: Put,
): string[] {
  const list = put(listId, "integer");
  const conditions = [`coalesce(tasks.list_id, 0) = ${list}`];
  if (section !== undefined) conditions.push(`tasks.section_id = ${put(section, "integer")}`);
  // PostgreSQL looks once, and then reads no task.
  if (ifSectioned) conditions.push(`exists (${sectionsOf(list)})`);
  return conditions;
}
