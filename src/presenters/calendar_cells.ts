/** The cells of a month, and of the strip of a week. */
import { addDays, dayParts, weekdayOf } from "../dates/calendar.ts";
import { clockTime } from "../dates/clock_time.ts";
import { monthName, weekdayName } from "../dates/names.ts";
import { weekOf } from "../dates/weeks.ts";
import type { UserScope } from "../db/scope.ts";
import {
  type CalendarDays,
  calendarEntries,
  countLate,
  type CalendarEntry as Entry,
} from "../models/calendar.ts";
import { byTime, type ComingTasks, comingTasks } from "../models/coming_tasks.ts";
import { paths } from "../paths.ts";
import type { CalendarCell, CalendarEntry, CalendarWeek } from "../views/models/calendar.ts";
import { daysIn, queryFor } from "./calendar_range.ts";
import { toCount } from "./navigation.ts";

/** How many lines a cell has. */
const ENTRIES_MOST = 3;

interface CellData {
  entries: CalendarDays<Entry>;
  coming: ComingTasks;
  /** How many are overdue. */
  late: number;
}

interface CellOptions {
  /** "2026-11": the days of other months are fainter. */
  month: string;
  /** The day whose tasks are below. */
  shown: string | null;
  /** Where a day leads to. */
  href: (day: string) => string;
}

/** @param days in their order. */
export async function readCells(
  scope: UserScope,
  days: readonly (string | null)[],
): Promise<CellData> {
  const { today } = scope;
  const range = daysIn(days);
  // What is completed today is not counted: the number is of what is to do.
  const query = queryFor(range, { today, doneTo: addDays(today, -1), most: ENTRIES_MOST });
  const [entries, coming, late] = await Promise.all([
    calendarEntries(scope, query),
    comingTasks(scope, range),
    days.includes(today) ? countLate(scope) : 0,
  ]);
  return { entries, coming, late };
}

export function toWeek(
  { today, weekStart }: UserScope,
  days: readonly (string | null)[],
  toCell: (day: string) => CalendarCell,
): CalendarWeek {
  const week = weekOf(daysIn(days).from, weekStart);
  return {
    link: week && { href: paths.calendarWeek(week.name), number: week.number },
    isCurrent: days.includes(today),
    cells: days.map((day) => (day === null ? null : toCell(day))),
  };
}

export function toCell(
  scope: UserScope,
  day: string,
  { entries, coming, late }: CellData,
  { month, shown, href }: CellOptions,
): CalendarCell {
  const { today, timeFormat } = scope;
  const [open, done] = [entries.open.get(day), entries.done.get(day)];
  const repeats = coming.days.get(day) ?? [];
  const total = (open?.total ?? 0) + (done?.total ?? 0) + repeats.length;
  const isLate = day === today && late > 0;
  const inState = (tasks: readonly Entry[], state: CalendarEntry["state"]) =>
    tasks.map(({ id, title, time }) => ({ id, title, time, state }));
  const all = [...inState(open?.tasks ?? [], "open"), ...inState(repeats, "to_come")].sort(byTime);
  const lines = [...all, ...inState(done?.tasks ?? [], "done")].slice(
    0,
    ENTRIES_MOST - (isLate ? 1 : 0),
  );
  const { date, month: number } = dayParts(day);
  return {
    iso: day,
    href: href(day),
    weekday: weekdayName(weekdayOf(day)),
    number: String(date),
    month: monthName(number),
    isOutside: !day.startsWith(month),
    isToday: day === today,
    isShown: day === shown,
    count:
      total === 0 ? null : { number: toCount(total).text, noun: total === 1 ? "task" : "tasks" },
    late: isLate ? toCount(late).text : null,
    entries: lines.map(({ id, title, time, state }) => ({
      href: paths.task(id),
      title,
      time: time === null ? null : clockTime(time, timeFormat),
      state,
    })),
    more: total - lines.length,
  };
}
