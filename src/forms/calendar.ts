/** Which month, week or day of the calendar an address asks for. */
import { isDay } from "../dates/calendar.ts";
import { weekNamed } from "../dates/weeks.ts";

export type CalendarAddress =
  /** `day`: any of the month. */
  { kind: "month"; day: string } | { kind: "week"; week: string } | { kind: "day"; day: string };

const KINDS = ["month", "week", "day"] as const;

const PROBLEMS = {
  month: "The month must be one such as 2026-11, from 0001-01 to 9999-12",
  week: "The week must be one such as 2026-W48, from 0001-W01 to 9999-W52",
  day: "The day must be one such as 2026-11-30, from 0001-01-01 to 9999-12-31",
} as const;

/** Without a parameter it is the month of today. @returns the sentence that says what is wrong. */
export function parseCalendarAddress(
  query: Record<string, unknown>,
  today: string,
): CalendarAddress | string {
  const [kind, another] = KINDS.filter((name) => query[name] !== undefined);
  if (kind === undefined) return { kind: "month", day: today };
  if (another !== undefined)
    return "The calendar shows a month, a week or a day: ask for one of them";
  const sent = query[kind];
  if (typeof sent !== "string") return PROBLEMS[kind];
  switch (kind) {
    case "month":
      return isDay(`${sent}-01`) ? { kind, day: `${sent}-01` } : PROBLEMS.month;
    case "week":
      // The names are the same, whatever day a week begins on.
      return weekNamed(sent, 1) === null ? PROBLEMS.week : { kind, week: sent };
    case "day":
      return isDay(sent) ? { kind, day: sent } : PROBLEMS.day;
  }
}
