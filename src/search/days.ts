/** The days of a query: 2026-11-30, 2026-11, today, friday, -7d, this-month, and ranges of them. */
import {
  addDays,
  addMonths,
  firstDayOfMonth,
  isDay,
  LAST_DAY,
  lastDayOfMonth,
  weekdayOf,
} from "../dates/calendar.ts";
import { startOfDay } from "../dates/local_time.ts";
import { WEEKDAYS } from "../dates/names.ts";
import type { Operator } from "./tokens.ts";
import type { Bound } from "./tree.ts";

export interface DayOptions {
  /** The person's day. */
  today: string;
  /** 1 Monday to 7 Sunday. */
  weekStart: number;
  /** Whether the name of a weekday means the last such day, and not the next one. */
  isPast: boolean;
}

/** Both days are within. */
interface Period {
  from: string;
  to: string;
}

const PERIODS = ["week", "month", "year"] as const;
const WHICH: ReadonlyMap<string, number> = new Map([
  ["last", -1],
  ["this", 0],
  ["next", 1],
]);
const NEAR: ReadonlyMap<string, number> = new Map([
  ["yesterday", -1],
  ["today", 0],
  ["tomorrow", 1],
]);
const WEEKDAY_WORDS = WEEKDAYS.map((name) => name.toLowerCase());

/** Every word that stands for days. */
export const DAY_WORDS: readonly string[] = [
  ...NEAR.keys(),
  ...WEEKDAY_WORDS,
  ...[...WHICH.keys()].flatMap((which) => PERIODS.map((period) => `${which}-${period}`)),
];

/**
 * The first moment within, and the first after: in the person's zone, which PostgreSQL may not know.
 * @param limits null: without a limit.
 */
export function timesOf(
  { from, to }: { from: Bound | null; to: Bound | null },
  timeZone: string | null,
): { from: Date | null; before: Date | null } {
  const start = (day: string) => startOfDay(day, timeZone);
  const after = (day: string) => start(addDays(day, 1));
  const limit = (bound: Bound | null, isAfter: boolean) =>
    bound && (isAfter ? after : start)(nearby(bound.day));
  return {
    from: limit(from, from?.isIncluded === false),
    before: limit(to, to?.isIncluded === true),
  };
}

/** No task was created before or will be after these days; zones are only known around them. */
function nearby(day: string): string {
  return day < "1971-01-01" ? "1971-01-01" : day > "2500-01-01" ? "2500-01-01" : day;
}

/** null: it is not a day, nor a range of days. */
export function parseDays(
  operator: Operator,
  value: string,
  options: DayOptions,
): { from: Bound | null; to: Bound | null } | null {
  const [first = "", second, ...more] = value.toLowerCase().split("..");
  if (more.length > 0) return null;
  if (second !== undefined) return operator === "=" ? parseRange(first, second, options) : null;
  const period = parsePeriod(first, options);
  if (period === null) return null;
  const { from, to } = period;
  switch (operator) {
    case "=":
      return { from: { day: from, isIncluded: true }, to: { day: to, isIncluded: true } };
    case "<":
      return { from: null, to: { day: from, isIncluded: false } };
    case "<=":
      return { from: null, to: { day: to, isIncluded: true } };
    case ">":
      return { from: { day: to, isIncluded: false }, to: null };
    case ">=":
      return { from: { day: from, isIncluded: true }, to: null };
  }
}

function parseRange(
  first: string,
  second: string,
  options: DayOptions,
): { from: Bound | null; to: Bound | null } | null {
  const start = first === "" ? null : parsePeriod(first, options);
  // "monday..friday" is that Friday.
  const isWeekday = start !== null && weekdayNumber(second) !== null;
  const after = isWeekday ? { ...options, today: start.from, isPast: false } : options;
  const end = second === "" ? null : parsePeriod(second, after);
  if ((start === null && first !== "") || (end === null && second !== "")) return null;
  if (start === null && end === null) return null;
  return {
    from: start && { day: start.from, isIncluded: true },
    to: end && { day: end.to, isIncluded: true },
  };
}

function parsePeriod(word: string, options: DayOptions): Period | null {
  const { today } = options;
  if (isDay(word)) return oneDay(word);
  if (/^\d{4}$/.test(word)) return within(`${word}-01-01`, `${word}-12-31`);
  if (/^\d{4}-\d{2}$/.test(word)) {
    const first = `${word}-01`;
    return isDay(first) ? { from: first, to: lastDayOfMonth(first) } : null;
  }
  const near = NEAR.get(word);
  if (near !== undefined) return oneDay(addDays(today, near));
  const weekday = weekdayNumber(word);
  if (weekday !== null) return oneDay(nearestWeekday(weekday, options));
  const [, which = "", unit] = /^(last|this|next)-(week|month|year)$/.exec(word) ?? [];
  const steps = WHICH.get(which);
  if (steps !== undefined) return periodOf(unit as (typeof PERIODS)[number], steps, options);
  return relative(word, today);
}

/** "-7d", "+2w", "3m": so many days, weeks, months or years from today. */
function relative(word: string, today: string): Period | null {
  const [, sign, digits, unit] = /^([+-]?)(\d{1,5})([dwmy])$/.exec(word) ?? [];
  if (digits === undefined) return null;
  const number = Number(digits) * (sign === "-" ? -1 : 1);
  const day =
    unit === "d" || unit === "w"
      ? addDays(today, number * (unit === "w" ? 7 : 1))
      : addMonths(today, number * (unit === "y" ? 12 : 1));
  return oneDay(day);
}

function periodOf(
  unit: (typeof PERIODS)[number],
  steps: number,
  { today, weekStart }: DayOptions,
): Period | null {
  if (unit === "week") {
    const first = steps * 7 - ((weekdayOf(today) - weekStart + 7) % 7);
    return within(addDays(today, first), addDays(today, first + 6));
  }
  const months = unit === "year" ? 12 : 1;
  const day = addMonths(firstDayOfMonth(today), steps * months);
  if (!isDay(day)) return null;
  if (unit === "month") return within(day, lastDayOfMonth(day));
  return within(`${day.slice(0, 4)}-01-01`, `${day.slice(0, 4)}-12-31`);
}

function nearestWeekday(weekday: number, { today, isPast }: DayOptions): string {
  const ahead = (weekday - weekdayOf(today) + 7) % 7;
  return addDays(today, isPast && ahead > 0 ? ahead - 7 : ahead);
}

/** 1 to 7, also of a short name, "fri"; null: it is none. */
function weekdayNumber(word: string): number | null {
  if (word.length < 3) return null;
  const index = WEEKDAY_WORDS.findIndex((name) => name === word || name.slice(0, 3) === word);
  return index < 0 ? null : index + 1;
}

function oneDay(day: string): Period | null {
  return within(day, day);
}

/** null outside the years 1 to 9999. */
function within(from: string, to: string): Period | null {
  return isDay(from) && isDay(to) && to <= LAST_DAY ? { from, to } : null;
}
