/** A year as tally strokes by week, and as numbers by day. */
import { addDays, dayParts, firstDayOfMonth } from "../dates/calendar.ts";
import type { DayRange } from "../dates/day_bounds.ts";
import { shortDate } from "../dates/format.ts";
import { monthName, shortMonthName } from "../dates/names.ts";
import { daysOfWeek, weekOf } from "../dates/weeks.ts";
import { type Completed, type DayStats, sumOf } from "../models/stats.ts";
import { paths } from "../paths.ts";
import type { ReviewPages, Strokes } from "../views/models/review.ts";
import { daysIn } from "./calendar_range.ts";
import type { ReviewLinks } from "./review_links.ts";

/** The most strokes that there is room for. */
const STROKES_MOST = 15;
/** The columns for which a cell has room for as many; another one takes a sixth of each. */
const COLUMNS = 5;

type Review = ReviewPages["review/show"];

export interface YearOptions {
  range: DayRange;
  today: string;
  /** 1 Monday to 7 Sunday. */
  weekStart: number;
  links: ReviewLinks;
}

/** The weeks up to today, in the month of their first day; those that begin or end in another year are cut. */
export function toMonths(
  days: readonly DayStats[],
  options: YearOptions,
): Pick<Review, "months" | "scale" | "columns"> {
  const weeks = weeksOf(options).map((week) => ({ week, sum: sumOf(within(days, week)) }));
  const months = [...Map.groupBy(weeks, ({ week }) => firstDayOfMonth(week.from))];
  const columns = Math.max(COLUMNS, ...months.map(([, own]) => own.length));
  const most = Math.floor((STROKES_MOST * COLUMNS) / columns);
  const { scale, strokes } = scaleOf(
    weeks.map(({ sum }) => toStrokes(sum)),
    most,
  );
  const { today, links } = options;
  const cells = weeks.map(({ week, sum }, index) => ({
    text: weekText(week, sum),
    href: links.completed(week, sum.completed),
    strokes: strokes[index] ?? { done: 0, late: 0 },
    isCurrent: week.from <= today && today <= week.to,
  }));
  return {
    columns,
    scale: scaleText(scale),
    months: months.map(([day, own]) => {
      const { completed: done } = sumOf(own.map(({ sum }) => sum));
      const { from, to } = daysIn(own.flatMap(({ week }) => [week.from, week.to]));
      return {
        name: monthName(dayParts(day).month),
        short: shortMonthName(dayParts(day).month),
        calendarHref: paths.calendarMonth(day.slice(0, 7)),
        weeks: cells.splice(0, own.length),
        done,
        href: links.completed({ from, to }, done),
      };
    }),
  };
}

/** Each day up to today, by week. */
export function daysOf(days: readonly DayStats[], options: YearOptions): Review["days"]["weeks"] {
  const { range, today, weekStart, links } = options;
  const byDate = new Map(days.map(({ date, completed }) => [date, completed]));
  return weeksOf(options).map(({ from }) => {
    const start = daysOfWeek(from, weekStart).from;
    const numbers = Array.from({ length: 7 }, (_, index) => {
      const day = addDays(start, index);
      if (day < range.from || day > range.to || day > today) return null;
      const number = byDate.get(day) ?? 0;
      return { number, href: links.completed({ from: day, to: day }, number) };
    });
    const week = weekOf(from, weekStart);
    const calendarHref = week === null ? null : paths.calendarWeek(week.name);
    return { from: shortDate(from, from), calendarHref, numbers };
  });
}

/** What was done late is a stroke of its own kind. */
export function toStrokes({ completed, late }: Completed): Strokes {
  return { done: completed - late, late };
}

/** Divides all by one number, so that none has more strokes than there is room for. */
export function scaleOf(
  all: readonly Strokes[],
  most = STROKES_MOST,
): { scale: number; strokes: Strokes[] } {
  const divided = (scale: number) =>
    all.map(({ done, late }) => ({ done: Math.ceil(done / scale), late: Math.ceil(late / scale) }));
  const isTooMuch = (scale: number) => divided(scale).some(({ done, late }) => done + late > most);
  const largest = Math.max(0, ...all.map(({ done, late }) => done + late));
  let scale = Math.max(1, Math.ceil(largest / most));
  while (isTooMuch(scale)) scale += 1;
  return { scale, strokes: divided(scale) };
}

export function scaleText(scale: number, noun = "task"): string {
  return scale === 1 ? `One stroke is one ${noun}` : `One stroke is up to ${scale} ${noun}s`;
}

function weeksOf({ range, today, weekStart }: YearOptions): DayRange[] {
  const weeks: DayRange[] = [];
  const last = today < range.to ? today : range.to;
  for (let from = range.from; from <= last; ) {
    const { to } = daysOfWeek(from, weekStart);
    weeks.push({ from, to: to < range.to ? to : range.to });
    from = addDays(to, 1);
  }
  return weeks;
}

function within(days: readonly DayStats[], { from, to }: DayRange): DayStats[] {
  return days.filter(({ date }) => from <= date && date <= to);
}

/** "from 23 Nov: 9 done, 2 late". */
function weekText({ from }: DayRange, { completed, late }: Completed): string {
  const done = `from ${shortDate(from, from)}: ${completed} done`;
  return late === 0 ? done : `${done}, ${late} late`;
}
