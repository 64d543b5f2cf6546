/** The page of a week: its days one after the other. */
import { dayParts } from "../dates/calendar.ts";
import type { DayRange } from "../dates/day_bounds.ts";
import { dayAndMonth } from "../dates/format.ts";
import { monthName } from "../dates/names.ts";
import { weekNamed } from "../dates/weeks.ts";
import type { UserScope } from "../db/scope.ts";
import { found } from "../errors.ts";
import type { PageModel } from "../http/reply.ts";
import { type CalendarDays, calendarRows } from "../models/calendar.ts";
import type { ComingTask } from "../models/coming_tasks.ts";
import { listOutline } from "../models/lists.ts";
import { countForNavigation } from "../models/navigation_counts.ts";
import type { TaskSummary } from "../models/task_records.ts";
import { paths } from "../paths.ts";
import { readCells, toCell } from "./calendar_cells.ts";
import { toDay } from "./calendar_day.ts";
import { weekLinks } from "./calendar_links.ts";
import { daysIn, queryFor } from "./calendar_range.ts";
import { isPicked, toBulkBar } from "./list_controls.ts";
import { navigation, toCount } from "./navigation.ts";
import { rowOptions } from "./task_rows.ts";

/** How many tasks of each kind a day shows; its own page has the rest. */
const ROWS_MOST = 20;
/** The first column has so many days, the second the rest. */
const FIRST_COLUMN = 4;

/** @param name "2026-W48". @param address of the page, with its query. */
export async function calendarWeekPage(
  scope: UserScope,
  name: string,
  address: string,
): Promise<PageModel<"calendar/week">> {
  const { today, weekStart } = scope;
  const week = found(weekNamed(name, weekStart));
  const range = daysIn(week.days);
  const query = queryFor(range, { today, doneTo: today, most: ROWS_MOST });
  const [counts, lists, data, rows] = await Promise.all([
    countForNavigation(scope),
    listOutline(scope),
    readCells(scope, week.days),
    calendarRows(scope, query),
  ]);
  const picked = isPicked(address);
  const own = paths.calendarWeek(name);
  const days = week.days.filter((day) => day !== null);
  const options = { month: "", shown: null, href: (day: string) => `#${idOf(day)}` };
  const row = { ...rowOptions(scope), picked };
  const shown = days.map((day) => {
    const coming = data.coming.days.get(day) ?? [];
    return toDay(day, dayOfWeek(day, rows, coming), row);
  });
  return {
    title: `Week ${week.number} – Calendar`,
    here: paths.calendar,
    navigation: navigation(counts, paths.calendar),
    heading: rangeInWords(range, today),
    number: week.number,
    links: weekLinks(week, scope),
    strip: days.map((day) => toCell(scope, day, data, options)),
    columns: [shown.slice(0, FIRST_COLUMN), shown.slice(FIRST_COLUMN)],
    late: data.late > 0 ? toCount(data.late) : null,
    isCut: data.coming.isCut,
    bulk: toBulkBar(own, lists, { matching: null, picked, status: "pending" }),
    returnTo: own,
  };
}

const NOTHING = { tasks: [], total: 0 };

function dayOfWeek(day: string, rows: CalendarDays<TaskSummary>, coming: readonly ComingTask[]) {
  const [open, done] = [rows.open.get(day) ?? NOTHING, rows.done.get(day) ?? NOTHING];
  const shown = { open: open.tasks, coming: coming.slice(0, ROWS_MOST), done: done.tasks };
  const rest = open.total + coming.length + done.total - Object.values(shown).flat().length;
  const more = rest === 0 ? null : { href: paths.calendarDay(day), label: `${rest} more` };
  return { id: idOf(day), ...shown, more, isMovable: false };
}

function idOf(day: string): string {
  return `day-${day}`;
}

/** "23–29 November", "30 November – 6 December", with the year unless it is this one. */
function rangeInWords({ from, to }: DayRange, today: string): string {
  const [first, last] = [dayParts(from), dayParts(to)];
  const isOtherYear = (year: number) => year !== dayParts(today).year;
  const year = isOtherYear(last.year) || isOtherYear(first.year) ? ` ${last.year}` : "";
  if (from.slice(0, 7) === to.slice(0, 7)) {
    return `${first.date}–${last.date} ${monthName(last.month)}${year}`;
  }
  const begin = first.year === last.year ? dayAndMonth(from) : `${dayAndMonth(from)} ${first.year}`;
  return `${begin} – ${dayAndMonth(to)}${year}`;
}
