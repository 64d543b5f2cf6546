/** The days of custom rules, found by comparing every day with every part of the rule. */
import type { CustomRule } from "../../src/recurrence/custom_rule.ts";
import { CALENDAR, type CalendarDay } from "./calendar_days.ts";

const FOUND = new WeakMap<CustomRule, Map<string, Set<CalendarDay>>>();
const MONTHS = [...Map.groupBy(CALENDAR, ({ year, month }) => year * 12 + month).values()];
const IN_YEAR = numbered(({ year }) => String(year));
const WEEKDAY_IN_YEAR = numbered(({ year, weekday }) => `${year} ${weekday}`);
const WEEKDAY_IN_MONTH = numbered(({ year, month, weekday }) => `${year} ${month} ${weekday}`);

/** Which day it is of those with the same key, from the first and from the last. */
function numbered(keyOf: (day: CalendarDay) => string): Map<CalendarDay, [number, number]> {
  const groups = [...Map.groupBy(CALENDAR, keyOf).values()];
  return new Map(
    groups.flatMap((days) =>
      days.map((day, index): [CalendarDay, [number, number]] => [
        day,
        [index + 1, index - days.length],
      ]),
    ),
  );
}

/** Whether the rule has this day in a series that starts on the first. */
export function isCustomDay(rule: CustomRule, first: CalendarDay, day: CalendarDay): boolean {
  const known = FOUND.get(rule) ?? new Map<string, Set<CalendarDay>>();
  FOUND.set(rule, known);
  const days = known.get(first.text) ?? customDays(rule, first);
  known.set(first.text, days);
  return days.has(day);
}

/** A day, and the month that it stands for a date of. */
interface Candidate {
  day: CalendarDay;
  month: CalendarDay;
}

function customDays(rule: CustomRule, first: CalendarDay): Set<CalendarDay> {
  const { positions, weekdays, yearDays, weeks } = rule;
  const fits = ({ day }: Candidate) =>
    (weekdays?.some((one) => isWeekday(rule, one, day)) ?? true) &&
    (yearDays?.some((number) => IN_YEAR.get(day)?.includes(number)) ?? true) &&
    (weeks?.some((number) => isInWeek(number, day, rule.weekStart ?? 1)) ?? true);
  const days = candidates(rule, first).filter(fits);
  const inPhase = Map.groupBy(days, (one) => periodOf(rule, one));
  const start = periodOf(rule, { day: first, month: first });
  const found = [...inPhase].filter(([period]) => (period - start) % rule.every === 0);
  return new Set(
    found.flatMap(([, period]) => {
      const set = [...new Set(period.map(({ day }) => day))].sort((a, b) => a.index - b.index);
      return positions === undefined
        ? set
        : positions.flatMap((at) => set.at(at > 0 ? at - 1 : at) ?? []);
    }),
  );
}

/** Of the year before the series and later. */
function candidates(rule: CustomRule, { year }: CalendarDay): Candidate[] {
  const { months, monthDays, skip, frequency } = rule;
  const chosen = MONTHS.filter(
    ([day]) => (day?.year ?? 0) >= year - 1 && (months?.includes(day?.month ?? 0) ?? true),
  );
  return chosen.flatMap((days) => {
    const [month] = days;
    const last = days.at(-1);
    if (month === undefined || last === undefined) return [];
    if (monthDays === undefined) return days.map((day) => ({ day, month }));
    return monthDays.flatMap((date) => {
      const day = days.at(date > 0 ? date - 1 : date);
      if (day !== undefined) return { day, month };
      if (date < 0 || frequency === "day") return [];
      if (skip === "backward") return { day: last, month };
      const next = CALENDAR[last.index + 1];
      return skip === "forward" && next !== undefined ? { day: next, month } : [];
    });
  });
}

function periodOf(rule: CustomRule, { day, month }: Candidate): number {
  const { frequency, weeks, weekStart = 1 } = rule;
  switch (frequency) {
    case "day":
      return day.index;
    case "week":
      // The first day of the calendar is a Monday.
      return Math.floor((day.index + 8 - weekStart) / 7);
    case "month":
      return month.year * 12 + month.month;
    case "year":
      return weeks === undefined
        ? month.year
        : (middleOfWeek(day, weekStart)?.year ?? day.year - 1);
  }
}

function isWeekday(
  { frequency, months }: CustomRule,
  { weekday, nth }: { weekday: number; nth?: number },
  day: CalendarDay,
): boolean {
  if (day.weekday !== weekday || nth === undefined) return day.weekday === weekday;
  const isOfYear = frequency === "year" && months === undefined;
  return (isOfYear ? WEEKDAY_IN_YEAR : WEEKDAY_IN_MONTH).get(day)?.includes(nth) ?? false;
}

/** A week is of the year that its fourth day is in. */
function isInWeek(number: number, day: CalendarDay, weekStart: number): boolean {
  const middle = middleOfWeek(day, weekStart);
  return middle !== undefined && (WEEKDAY_IN_YEAR.get(middle)?.includes(number) ?? false);
}

function middleOfWeek(day: CalendarDay, weekStart: number): CalendarDay | undefined {
  return CALENDAR[day.index - ((day.weekday - weekStart + 7) % 7) + 3];
}
