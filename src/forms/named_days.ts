/** The days that a button or a choice of a form names. */
import { addDays, nextWeek } from "../dates/calendar.ts";
import type { UserScope } from "../db/scope.ts";

/** The day of "today", "tomorrow" or "next-week"; null: it is none of them. */
export function namedDay(
  name: unknown,
  { today, weekStart }: Pick<UserScope, "today" | "weekStart">,
): string | null {
  switch (name) {
    case "today":
      return today;
    case "tomorrow":
      return addDays(today, 1);
    case "next-week":
      return nextWeek(today, weekStart);
    default:
      return null;
  }
}
