/** Where days begin and end on a person's clock, as PostgreSQL takes them. */
import { addDays, daysBetween, isDay } from "./calendar.ts";
import { localMoment, startOfDay } from "./local_time.ts";

/** Days of the calendar, both inclusive. */
export interface DayRange {
  from: string;
  to: string;
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/**
 * The moments at which each day of a range begins, and the one at which the last day ends. Those before
 * year 1 or after 9999 are "-infinity" and "infinity".
 */
export function dayBounds({ from, to }: DayRange, timeZone: string | null): string[] {
  const bounds: string[] = [];
  let start: Date | null = null;
  for (let index = 0; index <= daysBetween(from, to) + 1; index += 1) {
    const day = addDays(from, index);
    // There is no day after the last one.
    if (!isDay(day)) return [...bounds, "infinity"];
    start = start === null ? startOfDay(day, timeZone) : nextStart(start, day, timeZone);
    bounds.push(start.getUTCFullYear() < 1 ? "-infinity" : start.toISOString());
  }
  return bounds;
}

/** Most days are 24 hours long, which two looks at the clock confirm; finding the first minute takes eleven. */
function nextStart(before: Date, day: string, timeZone: string | null): Date {
  const start = new Date(before.getTime() + DAY);
  const isFirst =
    localMoment(start, timeZone).date === day &&
    localMoment(new Date(start.getTime() - MINUTE), timeZone).date < day;
  return isFirst ? start : startOfDay(day, timeZone);
}
