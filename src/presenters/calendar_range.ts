/** Which tasks belong to the days that a page of the calendar shows. */
import type { DayRange } from "../dates/day_bounds.ts";
import type { CalendarQuery } from "../models/calendar.ts";

/** From the first to the last of some days in order; those that no calendar has are null. */
export function daysIn(days: readonly (string | null)[]): DayRange {
  const known = days.filter((day) => day !== null);
  return { from: known.at(0) ?? "", to: known.at(-1) ?? "" };
}

/**
 * What is to do stands on today and later: what is overdue is one link on today. What was completed stands
 * on the days until `doneTo`.
 */
export function queryFor(
  { from, to }: DayRange,
  { today, doneTo, most }: { today: string; doneTo: string; most: number },
): CalendarQuery {
  const open = { from: from < today ? today : from, to };
  const done = { from, to: to < doneTo ? to : doneTo };
  return {
    open: open.from <= open.to ? open : null,
    done: done.from <= done.to ? done : null,
    most,
  };
}
