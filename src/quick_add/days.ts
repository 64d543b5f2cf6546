/** Days and times reckoned from what was said; null when no calendar or clock shows them. */

import { addDays, isDay, isTime } from "../dates/calendar.ts";
import {
  dateInMonth,
  dateOfMonth,
  fromDayNumber,
  monthNumber,
  toDayNumber,
} from "../dates/day_numbers.ts";

export function dayFrom(year: number, month: number, day: number): string | null {
  return known(`${padded(year, 4)}-${padded(month, 2)}-${padded(day, 2)}`);
}

export function plusDays(day: string, count: number): string | null {
  return known(addDays(day, count));
}

/** The same day of the month `count` months later, or that month's last day. */
export function plusMonths(day: string, count: number): string | null {
  const number = toDayNumber(day);
  return known(fromDayNumber(dateInMonth(monthNumber(number) + count, dateOfMonth(number))));
}

export function timeFrom(hour: number, minute: number): string | null {
  const time = `${padded(hour, 2)}:${padded(minute, 2)}`;
  return isTime(time) ? time : null;
}

/** That day's noon, as if the person lived in UTC. */
export function noonOf(day: string): Date {
  return new Date(`${day}T12:00:00Z`);
}

function known(day: string): string | null {
  return isDay(day) ? day : null;
}

function padded(number: number, length: number): string {
  return String(number).padStart(length, "0");
}
