/** The tasks of a range of days. */
import { z } from "zod";
import { addDays, daysBetween, isDay, LAST_DAY } from "../../dates/calendar.ts";
import type { DayRange } from "../../dates/day_bounds.ts";
import { BUDGET, DAYS_OF_TASK_MOST, REPEATING_MOST } from "../../models/coming_tasks.ts";
import { component, day, queryParser, rowId } from "./fields.ts";

/** The most days that are answered at once. */
const DAYS_MOST = 366;
/** Without To, so many days after From. */
const DAYS_AFTER = 30;
/** The most tasks of a day that are named. */
export const ENTRIES_MOST = 50;

export const calendarQuery = z.object({
  from: day("From").describe("The first day; by default today.").optional(),
  to: day("To")
    .describe(
      `The last day, of at most ${DAYS_MOST} in all; by default ${DAYS_AFTER} days after the first.`,
    )
    .optional(),
});

const parseQuery = queryParser(calendarQuery);

/** @returns the first and the last day, or the sentence that says what is wrong with them. */
export function parseCalendarQuery(
  query: Record<string, unknown>,
  today: string,
): DayRange | string {
  const sent = parseQuery(query);
  if (typeof sent === "string") return sent;
  const from = sent.from ?? today;
  const later = addDays(from, DAYS_AFTER);
  const to = sent.to ?? (isDay(later) ? later : LAST_DAY);
  if (to < from) return "To must not be before From";
  return daysBetween(from, to) < DAYS_MOST
    ? { from, to }
    : `From and To must be at most ${DAYS_MOST} days, both included`;
}

const date = z.string().meta({ format: "date" });

const entry = z.object({
  id: rowId("The id of the task."),
  title: z.string(),
  due_time: z.string().nullable().describe("Its time of day, HH:MM."),
  state: z
    .enum(["open", "to_come", "completed"])
    .describe(
      "`open`: due on this day. `to_come`: a later occurrence of a repeating task, from tomorrow to a year from today. `completed`: completed on this day in the person's time zone.",
    ),
});

const calendarDay = z.object({
  date,
  count: z.int().min(1).describe("How many there are, of all states."),
  tasks: z
    .array(entry)
    .describe(
      `Open and to come by time of day, then completed; at most ${ENTRIES_MOST} open and ${ENTRIES_MOST} completed. How many are to come is not limited by day.`,
    ),
});

export const Calendar = component("Calendar", "The days of a range that have tasks.", {
  from: date,
  to: date,
  days: z.array(calendarDay).max(DAYS_MOST),
  is_cut: z
    .boolean()
    .describe(
      `Whether repeats to come are left out, and not counted either: of the tasks that repeat, the first ${REPEATING_MOST} by due day are looked at; of each, the first ${DAYS_OF_TASK_MOST} days of the range; and no further task after ${BUDGET} ms of computing. The later days of a task are in a range that begins later.`,
    ),
});

export type CalendarJson = z.output<typeof Calendar>;
