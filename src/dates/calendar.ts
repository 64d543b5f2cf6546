/**
 * Arithmetic with calendar days, "YYYY-MM-DD", and times of day, "HH:MM", without time zones. Where a
 * result is outside the years 1 to 9999, `isDay` says so.
 */
import {
  dateInMonth,
  fromDayNumber,
  isoWeekday,
  lastOfMonth,
  monthNumber,
  toDayNumber,
} from "./day_numbers.ts";
import type { Weekday } from "./names.ts";

/** The last day that there is. */
export const LAST_DAY = "9999-12-31";

/** Whether it is a day of the calendar, from year 1 to 9999. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text.startsWith("0000")) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().slice(0, 10) === text;
}

export function isTime(text: string): boolean {
  return /^([01]\d|2[0-3]):[0-5]\d$/.test(text);
}

/** null when no calendar has that day. */
export function toDay(year: number, month: number, date: number): string | null {
  const day = `${padded(year, 4)}-${padded(month, 2)}-${padded(date, 2)}`;
  return isDay(day) ? day : null;
}

/** null when no clock shows that time. */
export function toTime(hour: number, minute: number): string | null {
  const time = `${padded(hour, 2)}:${padded(minute, 2)}`;
  return isTime(time) ? time : null;
}

/** `month` is 1 to 12, `date` 1 to 31. */
export function dayParts(day: string): { year: number; month: number; date: number } {
  const [year = 0, month = 0, date = 0] = day.split("-").map(Number);
  return { year, month, date };
}

export function weekdayOf(day: string): Weekday {
  return isoWeekday(toDayNumber(day));
}

/** The day `days` later, or earlier when negative. */
export function addDays(day: string, days: number): string {
  return fromDayNumber(toDayNumber(day) + days);
}

/** The same date of the month `months` later, or that month's last day. */
export function addMonths(day: string, months: number): string {
  const month = monthNumber(toDayNumber(day)) + months;
  return fromDayNumber(dateInMonth(month, dayParts(day).date));
}

/** How many days from one to the other. */
export function daysBetween(from: string, to: string): number {
  return toDayNumber(to) - toDayNumber(from);
}

/** The Monday of the week after the one that `day` is in. @param weekStart 1 Monday to 7 Sunday. */
export function nextWeek(day: string, weekStart: number): string {
  const toNextWeek = 7 - ((weekdayOf(day) - weekStart + 7) % 7);
  return addDays(day, toNextWeek + ((8 - weekStart) % 7));
}

export function firstDayOfMonth(day: string): string {
  return `${day.slice(0, 8)}01`;
}

export function lastDayOfMonth(day: string): string {
  return fromDayNumber(lastOfMonth(monthNumber(toDayNumber(day))));
}

function padded(number: number, length: number): string {
  return String(number).padStart(length, "0");
}
