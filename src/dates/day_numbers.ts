/** Days as numbers (0 is 1970-01-01) and months as numbers (0 is January of year 0), to count with. */
import type { Weekday } from "./names.ts";

const DAY = 86_400_000;

/** @throws RangeError when the text is not a day. */
export function toDayNumber(day: string): number {
  const time = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(time)) throw new RangeError(`Not a day: ${day}`);
  return time / DAY;
}

export function fromDayNumber(number: number): string {
  // toISOString takes four times as long, which shows in ten years of days.
  const date = new Date(number * DAY);
  const year = String(date.getUTCFullYear()).padStart(4, "0");
  return `${year}-${twoDigits(date.getUTCMonth() + 1)}-${twoDigits(date.getUTCDate())}`;
}

export function isoWeekday(number: number): Weekday {
  // 1970-01-01 was a Thursday; days before it are negative.
  return (((((number + 3) % 7) + 7) % 7) + 1) as Weekday;
}

export function monthNumber(number: number): number {
  const date = new Date(number * DAY);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

/** 1 to 31. */
export function dateOfMonth(number: number): number {
  return new Date(number * DAY).getUTCDate();
}

export function firstOfMonth(month: number): number {
  // Date.UTC takes the years 0 to 99 for 1900 to 1999.
  return new Date(0).setUTCFullYear(0, month, 1) / DAY;
}

export function lastOfMonth(month: number): number {
  return firstOfMonth(month + 1) - 1;
}

/** That date of the month, or its last day where the month is shorter. */
export function dateInMonth(month: number, date: number): number {
  return Math.min(firstOfMonth(month) + date - 1, lastOfMonth(month));
}

function twoDigits(number: number): string {
  return number < 10 ? `0${number}` : String(number);
}
