/** What "overdue" means. */
import { daysBetween } from "./calendar.ts";

/**
 * How many days a due date is overdue, 0 if it is not. A time does not make it overdue on its day.
 *
 * @param dueOn a day in the user's zone, "YYYY-MM-DD", or null.
 * @param today the user's day.
 */
export function daysOverdue(dueOn: string | null, today: string): number {
  return dueOn === null ? 0 : Math.max(0, daysBetween(dueOn, today));
}
