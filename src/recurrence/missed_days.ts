/** The days that a repeat passes over when the occurrence that is due is finished late. */
import { addDays } from "../dates/calendar.ts";
import { occurrences } from "./occurrences.ts";
import type { Repeat } from "./rule.ts";

/** More are not listed. */
export const MISSED_MOST = 366;

/**
 * Only in the mode `catch_up`, and without the day that is due.
 * @param options.due the day of the open occurrence.
 * @param options.before the first day that is not missed.
 * @returns in order; null if they are more than MISSED_MOST.
 */
export function missedDays(
  repeat: Repeat,
  { due, before }: { due: string; before: string },
): string[] | null {
  const { rule, mode, movedFrom } = repeat;
  const after = movedFrom === undefined || movedFrom < due ? due : movedFrom;
  if (mode !== "catch_up" || after >= before) return [];
  const last = addDays(before, -1);
  const day = rule.ends.kind === "on" && rule.ends.day < last ? rule.ends.day : last;
  // COUNT is of those that are finished.
  const until = { ...repeat, rule: { ...rule, ends: { kind: "on", day } as const } };
  const days = occurrences(until, { after, count: MISSED_MOST + 1 });
  return days.length > MISSED_MOST ? null : days;
}
