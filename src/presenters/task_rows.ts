/** Tasks as rows of a page, in groups. */
import { daysBetween } from "../dates/calendar.ts";
import { clockTime } from "../dates/clock_time.ts";
import type { ClockSettings } from "../dates/date_settings.ts";
import { longDay, nearDay, shortDate, shortDay } from "../dates/format.ts";
import { localMoment } from "../dates/local_time.ts";
import { daysOverdue, isPast } from "../dates/overdue.ts";
import type { UserScope } from "../db/scope.ts";
import type { Task, TaskSummary } from "../models/task_records.ts";
import { describeEnds, shortRepeat } from "../recurrence/description.ts";
import type { Repeat } from "../recurrence/rule.ts";
import { capitalized } from "../text.ts";
import type { Moment } from "../views/models/elements.ts";
import type { DueLabel, FoundBy, TaskGroup, TaskRow } from "../views/models/task.ts";
import { toCount } from "./navigation.ts";

export interface RowOptions {
  today: string;
  /** "HH:MM", the user's clock. */
  time: string;
  clock: ClockSettings;
  /** The list whose page it is: its rows do not name it. */
  listId?: number | null;
  /** The day of the heading above: rows below it show the time only. */
  under?: string;
  /** Every check box of the page is ticked. */
  picked?: boolean;
  /** By the ids of tasks: what a search has found them by. */
  found?: ReadonlyMap<number, FoundBy>;
}

/** What every row of the user's pages needs. */
export function rowOptions(scope: UserScope): RowOptions {
  const { date: today, time } = scope.localNow;
  return { today, time, clock: scope };
}

export function toTaskRow(task: Task | TaskSummary, options: RowOptions): TaskRow {
  const { today, listId, picked = false } = options;
  const { checklist, list, dueOn, dueTime } = task;
  const done = task.completedAt !== null;
  return {
    id: task.id,
    title: task.title,
    done,
    priority: task.priority,
    due: dueOn === null || done ? null : toDue(dueOn, dueTime, options),
    progress: checklist.total === 0 ? null : `${checklist.done} of ${checklist.total}`,
    hasNotes: "hasNotes" in task ? task.hasNotes : task.description !== "",
    repeat: task.repeat === null ? null : repeatWords(task.repeat, { dueOn, today }),
    list: list === null || list.id === listId ? null : list,
    tags: task.tags,
    completedAt: task.completedAt === null ? null : toDone(task.completedAt, options),
    inTrash: "inTrash" in task,
    picked,
    found: options.found?.get(task.id) ?? null,
  };
}

/** "every month, until 24 Dec, moved from Tue 1 Dec". */
function repeatWords(
  repeat: Repeat,
  { dueOn, today }: { dueOn: string | null; today: string },
): string {
  const { movedFrom, rule } = repeat;
  const words = [
    shortRepeat(repeat, dueOn),
    describeEnds(rule.ends, (day) => shortDate(day, today)),
    movedFrom === undefined ? "" : `moved from ${shortDay(movedFrom, today)}`,
  ];
  return words.filter((part) => part !== "").join(", ");
}

/** "today 08:41", "Fri 20 Nov 08:41", with the year unless it is this one; under its day the time only. */
function toDone(moment: Date, { clock, today, under }: RowOptions): Moment {
  const { date, time } = localMoment(moment, clock.timeZone);
  const day = date === under ? null : nearDay(date, today);
  const text = [day, clockTime(time, clock.timeFormat)].filter(Boolean).join(" ");
  return { iso: moment.toISOString(), text };
}

function toDue(
  day: string,
  time: string | null,
  { today, time: now, under, clock }: RowOptions,
): DueLabel | null {
  if (day === under && time === null) return null;
  const late = daysOverdue(day, today);
  const at = time === null ? null : clockTime(time, clock.timeFormat);
  const hasPassed = isPast({ day, time }, { date: today, time: now });
  return {
    iso: time === null ? day : `${day}T${time}`,
    text: [day === under ? null : nearDay(day, today), at].filter(Boolean).join(" "),
    late: late > 0 ? `${late} ${late === 1 ? "day" : "days"} late` : hasPassed ? "passed" : null,
  };
}

/** The rows of tasks as a group; what is not given it does not have. */
export function toGroup(
  given: Pick<TaskGroup, "id"> & Partial<Omit<TaskGroup, "rows">>,
  tasks: readonly TaskSummary[],
  options: RowOptions,
): TaskGroup {
  const rows = tasks.map((task) => toTaskRow(task, options));
  return { heading: null, count: null, day: null, more: null, add: null, ...given, rows };
}

/** One group per due date, in the order of the tasks; those after `last` are one group, "Later". */
export function groupByDay(
  tasks: readonly TaskSummary[],
  options: RowOptions,
  last = "9999-12-31",
): TaskGroup[] {
  const days = Map.groupBy(tasks, ({ dueOn }) => (dueOn !== null && dueOn <= last ? dueOn : null));
  return [...days].map(([day, found]) => dayGroup(day, "Later", found, options));
}

/** One group per day of completion, in the user's time zone. */
export function groupByCompletion(tasks: readonly TaskSummary[], options: RowOptions): TaskGroup[] {
  const days = Map.groupBy(tasks, ({ completedAt }) =>
    completedAt === null ? null : localMoment(completedAt, options.clock.timeZone).date,
  );
  return [...days].map(([day, found]) => dayGroup(day, "To do", found, options));
}

/** @param without the heading of a group without a day. */
function dayGroup(
  day: string | null,
  without: string,
  tasks: readonly TaskSummary[],
  options: RowOptions,
): TaskGroup {
  const count = toCount(tasks.length);
  if (day === null) return toGroup({ id: "no-day", heading: without, count }, tasks, options);
  const heading = capitalized(nearDay(day, options.today));
  const shown = { number: String(Number(day.slice(8))), weekday: dayName(day, options.today) };
  const group = { id: `day-${day}`, heading, count, day: shown };
  return toGroup(group, tasks, { ...options, under: day });
}

/** "Monday" within a week; further away "Thursday, December" or "Thursday, April 2027". */
function dayName(day: string, today: string): string {
  const [weekday = "", , month = ""] = longDay(day).split(" ");
  if (Math.abs(daysBetween(today, day)) < 7) return weekday;
  const year = day.slice(0, 4);
  return `${weekday}, ${month}${year === today.slice(0, 4) ? "" : ` ${year}`}`;
}
