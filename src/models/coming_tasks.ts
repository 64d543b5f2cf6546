/** The days on which repeating tasks come again, computed from their rules. */
import type { DayRange } from "../dates/day_bounds.ts";
import type { Row } from "../db/connection.ts";
import type { UserScope } from "../db/scope.ts";
import { comingDays } from "../recurrence/coming_days.ts";
import type { Repeat } from "../recurrence/rule.ts";
import { mapInSlices } from "../slices.ts";
import { readRepeat } from "./task_fields.ts";
import { conditionsOf } from "./task_filters.ts";
import { DUE, parameters } from "./task_sql.ts";

/** A task on a day of its repeat that is still to come. */
export interface ComingTask {
  id: number;
  title: string;
  /** "HH:MM". */
  time: string | null;
  repeat: Repeat;
  list: { id: number; name: string; colour: string } | null;
}

export interface ComingTasks {
  /** In the order of their times. */
  days: ReadonlyMap<string, readonly ComingTask[]>;
  /** There are more than these, or may be: not all were computed. */
  isCut: boolean;
}

interface RepeatingRow extends Row {
  id: number;
  title: string;
  due_on: string;
  due_time: string | null;
  repeat_finished: number;
  list_id: number | null;
  list_name: string | null;
  list_colour: string | null;
}

/** So many repeating tasks are looked at, those that are due first. */
export const REPEATING_MOST = 500;
/** So many days of one task: more than a page shows. */
export const DAYS_OF_TASK_MOST = 100;
/** In milliseconds: a rule whose days are far apart takes up to 50, and an account may have many of them. */
export const BUDGET = 250;

/** By day; the days after today alone. The reading does not depend on anything but the range. */
export async function comingTasks(scope: UserScope, range: DayRange): Promise<ComingTasks> {
  const rows = await repeatingTasks(scope, range.to);
  const { today } = scope;
  const days = new Map<string, ComingTask[]>();
  let spent = 0;
  let isCut = rows.length > REPEATING_MOST;
  await mapInSlices(range.to > today ? rows.slice(0, REPEATING_MOST) : [], (row) => {
    const repeat = readRepeat(row);
    if (repeat === null) return;
    if (spent > BUDGET) {
      isCut = true;
      return;
    }
    const began = performance.now();
    const open = { due: row.due_on, finished: row.repeat_finished, today };
    const found = comingDays(repeat, open, { ...range, most: DAYS_OF_TASK_MOST + 1 });
    isCut ||= found.length > DAYS_OF_TASK_MOST;
    const task = toComing(row, repeat);
    for (const day of found.slice(0, DAYS_OF_TASK_MOST)) {
      const others = days.get(day);
      if (others === undefined) days.set(day, [task]);
      else others.push(task);
    }
    spent += performance.now() - began;
  });
  for (const tasks of days.values()) tasks.sort(byTime);
  return { days, isCut };
}

/** Those without a time last. */
export function byTime(
  one: { time: string | null; id: number },
  other: { time: string | null; id: number },
): number {
  const [first, second] = [one.time ?? "24:00", other.time ?? "24:00"];
  if (first !== second) return first < second ? -1 : 1;
  return one.id - other.id;
}

function repeatingTasks(scope: UserScope, to: string): Promise<RepeatingRow[]> {
  const { values, put } = parameters();
  const source = { kind: "due", from: null, to } as const;
  const conditions = [
    ...conditionsOf({ source, status: "pending" }, put),
    "tasks.repeat_rule is not null",
  ];
  return scope.read<RepeatingRow>(
    `select tasks.id, tasks.title, tasks.due_on, tasks.due_time, tasks.repeat_rule, tasks.repeat_mode,
       tasks.repeat_anchor, tasks.repeat_moved_from, tasks.repeat_finished,
       tasks.list_id, lists.name as list_name, lists.colour as list_colour
     from (
       select tasks.* from {tasks} where ${conditions.join(" and ")}
       order by ${DUE}, tasks.id limit ${put(REPEATING_MOST + 1, "integer")}
     ) as tasks left join {lists} on lists.id = tasks.list_id order by ${DUE}, tasks.id`,
    values,
  );
}

function toComing(row: RepeatingRow, repeat: Repeat): ComingTask {
  const { id, title, list_id, list_name, list_colour } = row;
  return {
    id,
    title,
    time: row.due_time?.slice(0, 5) ?? null,
    repeat,
    list:
      list_id === null ? null : { id: list_id, name: list_name ?? "", colour: list_colour ?? "" },
  };
}
