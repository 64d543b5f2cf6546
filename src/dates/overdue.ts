/** What "overdue" means. */
import { daysBetween } from "./calendar.ts";
import type { LocalMoment } from "./local_time.ts";

/**
 * How many days a due date is overdue, 0 if it is not. On its day it is not,
 * whatever the time: see `isPast`.
 *
 * @param dueOn a day in the user's zone, "YYYY-MM-DD", or null.
 * @param today the user's day.
 */
export function daysOverdue(dueOn: string | null, today: string): number {
  return dueOn === null ? 0 : Math.max(0, daysBetween(dueOn, today));
}

/** Whether a due date with its time is before the user's clock; without a time, whether its day is over. */
export function isPast(
  { day, time }: { day: string; time: string | null },
  now: LocalMoment,
): boolean {
  return day < now.date || (day === now.date && time !== null && time < now.time);
}
