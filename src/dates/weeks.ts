/**
 * Weeks with their ISO numbers, "2026-W48". A week that begins on another day than Monday has the number
 * of its Thursday: each has one, and so has each ISO week, so that the numbers and the addresses are the
 * same for everyone.
 */
import { addDays, isDay, weekdayOf } from "./calendar.ts";
import type { DayRange } from "./day_bounds.ts";
import {
  firstOfMonth,
  fromDayNumber,
  isoWeekday,
  monthNumber,
  toDayNumber,
} from "./day_numbers.ts";

export interface Week {
  /** "2026-W48". */
  name: string;
  /** 1 to 53. */
  number: number;
  /** The seven days in order; null: before the year 1, or after the year 9999. */
  days: readonly (string | null)[];
}

const THURSDAY = 4;

/** @returns null where its Thursday is outside the years 1 to 9999. */
export function weekOf(day: string, weekStart: number): Week | null {
  const start = toDayNumber(day) - daysSince(weekStart, weekdayOf(day));
  return weekFrom(start, weekStart);
}

/** Its first and its last day, also of a week that has no number. */
export function daysOfWeek(day: string, weekStart: number): DayRange {
  const from = addDays(day, -daysSince(weekStart, weekdayOf(day)));
  return { from, to: addDays(from, 6) };
}

/** @returns null for anything but the name of a week in the years 1 to 9999. */
export function weekNamed(name: string, weekStart: number): Week | null {
  const [, year, number] = /^(\d{4})-W(\d{2})$/.exec(name) ?? [];
  if (year === undefined || year === "0000") return null;
  const first = firstThursday(Number(year));
  const thursday = first + 7 * (Number(number) - 1);
  const week = weekFrom(thursday - daysSince(weekStart, THURSDAY), weekStart);
  return week?.name === name ? week : null;
}

/** The week so many weeks later; null where there is none. */
export function weekAfter(week: Week, weeks: number, weekStart: number): Week | null {
  const at = week.days.findIndex((day) => day !== null);
  const start = toDayNumber(week.days[at] ?? "") - at;
  return weekFrom(start + 7 * weeks, weekStart);
}

/** The days of the weeks that a month is in, outside of it as well. */
export function daysAroundMonth(day: string, weekStart: number): (string | null)[][] {
  const month = monthNumber(toDayNumber(day));
  const [first, next] = [firstOfMonth(month), firstOfMonth(month + 1)];
  const weeks = [];
  for (let at = first - daysSince(weekStart, isoWeekday(first)); at < next; at += 7) {
    weeks.push(sevenFrom(at));
  }
  return weeks;
}

function weekFrom(start: number, weekStart: number): Week | null {
  const thursday = start + daysSince(weekStart, THURSDAY);
  const day = fromDayNumber(thursday);
  if (!isDay(day)) return null;
  const year = Number(day.slice(0, 4));
  const number = (thursday - firstThursday(year)) / 7 + 1;
  const name = `${day.slice(0, 4)}-W${String(number).padStart(2, "0")}`;
  return { name, number, days: sevenFrom(start) };
}

function sevenFrom(start: number): (string | null)[] {
  return Array.from({ length: 7 }, (_, index) => {
    const day = fromDayNumber(start + index);
    return isDay(day) ? day : null;
  });
}

function firstThursday(year: number): number {
  const first = firstOfMonth(12 * year);
  return first + daysSince(isoWeekday(first), THURSDAY);
}

/** How many days a weekday is after another one: 0 to 6. */
function daysSince(weekday: number, later: number): number {
  return (later - weekday + 7) % 7;
}
