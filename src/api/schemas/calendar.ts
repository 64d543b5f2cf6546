/** The tasks of a range of days. */
import { z } from "zod";
import { daysBetween } from "../../dates/calendar.ts";
import { DAYS_OF_TASK_MOST, REPEATING_MOST } from "../../models/coming_tasks.ts";
import { component, day, queryParser, rowId } from "./fields.ts";

/** The most days that are answered at once. */
const DAYS_MOST = 366;
/** The most tasks of a day that are named. */
export const ENTRIES_MOST = 50;

const RANGE_PROBLEM = `To must be From or a later day, of at most ${DAYS_MOST} days in all`;

export const calendarQuery = z
  .object({
    from: day("From").describe("The first day."),
    to: day("To").describe(`The last day. A range has at most ${DAYS_MOST} days.`),
  })
  .refine(({ from, to }) => from <= to && daysBetween(from, to) < DAYS_MOST, {
    path: ["to"],
    message: RANGE_PROBLEM,
  });

export const parseCalendarQuery = queryParser(calendarQuery);

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
      `Open and to come by time of day, then completed; at most ${ENTRIES_MOST} open and ${ENTRIES_MOST} completed.`,
    ),
});

export const Calendar = component("Calendar", "The days of a range that have tasks.", {
  from: date,
  to: date,
  days: z.array(calendarDay).max(DAYS_MOST),
  is_cut: z
    .boolean()
    .describe(
      `Some repeats to come are left out: of the tasks that repeat, ${REPEATING_MOST} are looked at, and of each ${DAYS_OF_TASK_MOST} days.`,
    ),
});

export type CalendarJson = z.output<typeof Calendar>;
