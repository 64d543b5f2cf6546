/**
 * The days of a custom rule: those of a week, month or year that fulfil all its conditions, and of these
 * the ones at its positions. Years whose weeks have numbers begin with their first week.
 */
import { LAST_DAY } from "../dates/calendar.ts";
import {
  firstOfMonth,
  isoWeekday,
  lastOfMonth,
  monthNumber,
  toDayNumber,
} from "../dates/day_numbers.ts";
import type { CustomRule } from "./custom_rule.ts";

const LAST = toDayNumber(LAST_DAY);

/**
 * After 400 years the calendar is the same again, so a rule that had no day in as many years, months or
 * weeks has none at all. Days are looked for month by month.
 */
const SEARCHED = { day: 4800, week: 20_871, month: 4800, year: 400 };

/** The days from a day on, ascending, in a series that is counted from the anchor. */
export function* customDays(rule: CustomRule, anchor: number, from: number): Generator<number> {
  const { frequency, every, positions } = rule;
  const isDaily = frequency === "day";
  // A day is the first and the last of itself.
  if (isDaily && positions?.every((at) => Math.abs(at) > 1)) return;
  const days = { from: anchor, step: isDaily ? every : 1 };
  const [size, most] = isDaily ? [1, SEARCHED.day * every] : [every, SEARCHED[frequency]];
  const periods = PERIODS[isDaily ? "month" : rule.weeks === undefined ? frequency : "yearOfWeeks"];
  const weekStart = rule.weekStart ?? 1;
  const first = periods.at(anchor, weekStart);
  const steps = Math.floor((periods.at(from, weekStart) - first) / size);
  // The first of a month may stand in for a date of the month before.
  let index = first + size * (rule.skip === "forward" ? steps - 1 : steps);
  const conditions = { date: dateFits(rule), others: matcher(rule) };
  let last = from - 1;
  for (let empty = 0; empty <= most; empty += 1, index += size) {
    if (periods === PERIODS.month && !hasMonth(rule, index)) continue;
    const [start, end] = periods.days(index, weekStart);
    if (start > LAST) return;
    for (const day of daysIn(rule, [start, end], { ...conditions, ...days })) {
      if (day <= last) continue;
      yield day;
      last = day;
      empty = 0;
    }
  }
}

interface Periods {
  /** The number of the period that a day is in. */
  at(day: number, weekStart: number): number;
  /** Its first and its last day. */
  days(index: number, weekStart: number): readonly [number, number];
}

const PERIODS: Record<"week" | "month" | "year" | "yearOfWeeks", Periods> = {
  week: {
    // Day 0 was a Thursday.
    at: (day, weekStart) => Math.floor((day + 4 - weekStart) / 7),
    days: (index, weekStart) => [7 * index + weekStart - 4, 7 * index + weekStart + 2],
  },
  month: {
    at: (day) => monthNumber(day),
    days: (index) => [firstOfMonth(index), lastOfMonth(index)],
  },
  year: {
    at: (day) => Math.floor(monthNumber(day) / 12),
    days: (index) => [firstOfMonth(12 * index), lastOfMonth(12 * index + 11)],
  },
  yearOfWeeks: {
    at(day, weekStart) {
      const year = Math.floor(monthNumber(day) / 12);
      if (day < firstWeek(year, weekStart)) return year - 1;
      return day < firstWeek(year + 1, weekStart) ? year : year + 1;
    },
    days: (index, weekStart) => [firstWeek(index, weekStart), firstWeek(index + 1, weekStart) - 1],
  },
};

/** The first day of a year's first week, which has four days in that year. */
function firstWeek(year: number, weekStart: number): number {
  const day = firstOfMonth(12 * year) + 3;
  return day - ((isoWeekday(day) - weekStart + 7) % 7);
}

/** A day in its month. */
type Fits = (day: number, month: Month) => boolean;

interface Conditions {
  /** Only every so many days from a day, in both directions. */
  from: number;
  step: number;
  date: Fits;
  /** All but for date and month. */
  others: Fits;
}

/** Its year, and days as numbers. */
interface Month {
  year: number;
  first: number;
  last: number;
  firstOfYear: number;
  lastOfYear: number;
}

function daysIn(
  rule: CustomRule,
  [start, end]: readonly [number, number],
  { date, others, from, step }: Conditions,
): number[] {
  const { frequency, positions, skip, monthDays = [] } = rule;
  const found: number[] = [];
  for (let number = monthNumber(start); ; number += 1) {
    const first = firstOfMonth(number);
    if (first > end) break;
    if (!hasMonth(rule, number)) continue;
    const month = monthOf(number);
    const until = Math.min(month.last, end);
    const least = Math.max(first, start);
    for (let day = from + step * Math.ceil((least - from) / step); day <= until; day += step) {
      if (date(day, month) && others(day, month)) found.push(day);
    }
    const isShort = skip === "forward" && monthDays.some((day) => day > month.last - first + 1);
    if (isShort && others(month.last + 1, monthOf(number + 1))) found.push(month.last + 1);
  }
  // The first of a month was perhaps found twice.
  const days = skip === "forward" ? ascending(found) : found;
  return positions === undefined || frequency === "day"
    ? days
    : ascending(positions.flatMap((at) => atPosition(days, at)));
}

function hasMonth({ months }: CustomRule, number: number): boolean {
  return months === undefined || months.includes((number % 12) + 1);
}

function monthOf(number: number): Month {
  const january = number - (number % 12);
  return {
    year: january / 12,
    first: firstOfMonth(number),
    last: lastOfMonth(number),
    firstOfYear: firstOfMonth(january),
    lastOfYear: lastOfMonth(january + 11),
  };
}

function atPosition(days: readonly number[], position: number): number[] {
  const day = days.at(position > 0 ? position - 1 : position);
  return day === undefined ? [] : [day];
}

function ascending(days: readonly number[]): number[] {
  return [...new Set(days)].sort((one, other) => one - other);
}

function matcher(rule: CustomRule): Fits {
  const conditions = [weekdayFits(rule), yearDayFits(rule), weekFits(rule)];
  const given = conditions.filter((condition) => condition !== null);
  return (day, month) => given.every((condition) => condition(day, month));
}

function dateFits({ monthDays, skip }: CustomRule): Fits {
  if (monthDays === undefined) return () => true;
  const dates = new Set(monthDays);
  const longest = Math.max(...monthDays);
  return (day, { first, last }) => {
    const date = day - first + 1;
    if (dates.has(date) || dates.has(day - last - 1)) return true;
    return skip === "backward" && day === last && longest > date;
  };
}

function weekdayFits({ weekdays, frequency, months }: CustomRule): Fits | null {
  if (weekdays === undefined) return null;
  const isOfYear = frequency === "year" && months === undefined;
  const plain = new Set(weekdays.flatMap(({ weekday, nth }) => (nth === undefined ? weekday : [])));
  const nths = weekdays.filter(({ nth }) => nth !== undefined);
  return (day, month) => {
    const weekday = isoWeekday(day);
    if (plain.has(weekday)) return true;
    if (!nths.some((one) => one.weekday === weekday)) return false;
    const place = Math.floor((day - (isOfYear ? month.firstOfYear : month.first)) / 7) + 1;
    const fromEnd = -Math.floor(((isOfYear ? month.lastOfYear : month.last) - day) / 7) - 1;
    return nths.some(
      (one) => one.weekday === weekday && (one.nth === place || one.nth === fromEnd),
    );
  };
}

function yearDayFits({ yearDays }: CustomRule): Fits | null {
  if (yearDays === undefined) return null;
  const numbers = new Set(yearDays);
  return (day, { firstOfYear, lastOfYear }) =>
    numbers.has(day - firstOfYear + 1) || numbers.has(day - lastOfYear - 1);
}

function weekFits({ weeks, weekStart = 1 }: CustomRule): Fits | null {
  if (weeks === undefined) return null;
  const numbers = new Set(weeks);
  let [known, starts]: [number, number[]] = [Number.NaN, []];
  return (day, { year }) => {
    if (year !== known) {
      [known, starts] = [
        year,
        [year - 1, year, year + 1, year + 2].map((each) => firstWeek(each, weekStart)),
      ];
    }
    const at = starts.findLastIndex((start) => start <= day);
    const [start = 0, next = 0] = starts.slice(at, at + 2);
    const fromEnd = -Math.ceil((next - day) / 7);
    return numbers.has(Math.floor((day - start) / 7) + 1) || numbers.has(fromEnd);
  };
}
