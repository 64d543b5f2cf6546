/** The tasks of a range of days: those that are due, and those that were completed. */
import { addDays } from "../dates/calendar.ts";
import { type DayRange, dayBounds } from "../dates/day_bounds.ts";
import type { Row } from "../db/connection.ts";
import type { UserScope } from "../db/scope.ts";
import { lateOn } from "./catch_up.ts";
import { conditionsOf, ORDERS } from "./task_filters.ts";
import {
  JOIN_SUMMARIES,
  SELECT_SUMMARIES,
  type TaskSummary,
  type TaskSummaryRow,
  toSummary,
} from "./task_records.ts";
import { DUE, NOT_ARCHIVED, type Put, parameters } from "./task_sql.ts";
import { COUNTED_MOST, countMatching } from "./view_counts.ts";

/** What is read of each day; null: nothing of that kind. */
export interface CalendarQuery {
  /** The tasks to do that are due on these days. */
  open: DayRange | null;
  /** The tasks that were completed on these days. */
  done: DayRange | null;
  /** How many of each kind a day shows at most. */
  most: number;
}

/** A task as a cell of a month shows it. */
export interface CalendarEntry {
  id: number;
  title: string;
  /** "HH:MM", when it is or was due. */
  time: string | null;
}

/** One kind of tasks of one day: the first ones, and how many there are. */
export interface DayTasks<T> {
  tasks: T[];
  total: number;
}

/** By day; a day without any is not in it. */
export interface CalendarDays<T> {
  open: ReadonlyMap<string, DayTasks<T>>;
  done: ReadonlyMap<string, DayTasks<T>>;
}

interface Ranked extends Row {
  day: string;
  is_done: boolean;
  total: number;
}

interface EntryRow extends Ranked {
  id: number;
  title: string;
  due_time: string | null;
}

/** The first tasks of each day with nothing but what a cell shows. */
export async function calendarEntries(
  scope: UserScope,
  query: CalendarQuery,
): Promise<CalendarDays<CalendarEntry>> {
  const { values, put } = parameters();
  const found = ranked(scope, query, put);
  if (found === null) return NO_DAYS;
  const text = `select tasks.id, tasks.title, tasks.due_time, ${RANKS} ${found} ${IN_ORDER}`;
  return scope.readAs<EntryRow, CalendarDays<CalendarEntry>>(text, values, (rows) =>
    toDays(rows, ({ id, title, due_time }) =>
      Object.freeze({ id, title, time: due_time?.slice(0, 5) ?? null }),
    ),
  );
}

/** The same with all that a row of a list shows. */
export async function calendarRows(
  scope: UserScope,
  query: CalendarQuery,
): Promise<CalendarDays<TaskSummary>> {
  const { values, put } = parameters();
  const found = ranked(scope, query, put);
  if (found === null) return NO_DAYS;
  const text = `${SELECT_SUMMARIES}, ${RANKS} ${found} ${JOIN_SUMMARIES} ${IN_ORDER}`;
  return scope.readAs<TaskSummaryRow & Ranked, CalendarDays<TaskSummary>>(text, values, (rows) =>
    toDays(rows, (row) => Object.freeze(toSummary(row))),
  );
}

/** Before it nothing was completed: there is no clock of then to compare with. */
const FIRST_DONE = "1970-01-01";

/** How many tasks are overdue, as Today counts them, up to COUNTED_MOST. */
export async function countLate(scope: UserScope): Promise<number> {
  return countMatching(scope, lateOn(scope.today), COUNTED_MOST + 1);
}

const NO_DAYS: CalendarDays<never> = Object.freeze({ open: new Map(), done: new Map() });
const RANKS = "ranked.day, ranked.is_done, ranked.total";
const IN_ORDER = "order by ranked.day, ranked.is_done, ranked.number";

/**
 * The ids of the first tasks of each day, joined with their rows: what is counted is not read. A task
 * belongs to the day on which it was completed on the person's clock; PostgreSQL is told when their days
 * begin, since it may have other rules for the zone. null: nothing is asked for.
 */
function ranked(scope: UserScope, query: CalendarQuery, put: Put): string | null {
  const { open, most } = query;
  const done = query.done === null || query.done.to < FIRST_DONE ? null : query.done;
  const limit = put(most, "integer");
  const first = (day: string, kind: string, conditions: readonly string[]) => `
    select found.* from (
      select tasks.id, ${day} as day, ${kind} as is_done,
        (row_number() over (partition by ${day} order by ${BY_TIME}))::int as number,
        (count(*) over (partition by ${day}))::int as total
      from {tasks} where ${conditions.join(" and ")}
    ) as found where found.number <= ${limit}`;
  const parts = [
    ...(open === null ? [] : [first(DUE, "false", dueOn(open, put))]),
    ...(done === null ? [] : [first(...completedOn(scope, done, put))]),
  ];
  if (parts.length === 0) return null;
  return `from (${parts.join(" union all ")}) as ranked join {tasks} on tasks.id = ranked.id`;
}

const BY_TIME = ORDERS.due.keys
  .slice(1)
  .map(([expression]) => expression)
  .join(", ");

function dueOn(range: DayRange, put: Put): string[] {
  return conditionsOf({ source: { kind: "due", ...range }, status: "pending" }, put);
}

function completedOn(
  { timeZone }: UserScope,
  { from, to }: DayRange,
  put: Put,
): [day: string, kind: string, conditions: string[]] {
  const first = from < FIRST_DONE ? FIRST_DONE : from;
  const bounds = dayBounds({ from: first, to }, timeZone);
  const [starts, end] = [bounds.slice(0, -1), bounds.at(-1)];
  const days = starts.map((_, index) => addDays(first, index));
  const day = `(${put(days, "date[]")})[width_bucket(tasks.completed_at, ${put(starts, "timestamptz[]")})]`;
  const conditions = [
    "tasks.deleted_at is null",
    "tasks.parent_id is null",
    "tasks.completed_at is not null",
    `tasks.completed_at >= ${put(starts[0], "timestamptz")}`,
    `tasks.completed_at < ${put(end, "timestamptz")}`,
    NOT_ARCHIVED,
  ];
  return [day, "true", conditions];
}

function toDays<R extends Ranked, T>(rows: readonly R[], shape: (row: R) => T): CalendarDays<T> {
  const [open, done] = [new Map<string, DayTasks<T>>(), new Map<string, DayTasks<T>>()];
  for (const row of rows) {
    const days = row.is_done ? done : open;
    const own = days.get(row.day) ?? { tasks: [], total: row.total };
    own.tasks.push(shape(row));
    days.set(row.day, own);
  }
  return Object.freeze({ open, done });
}
