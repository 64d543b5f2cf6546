/** The days that are counted, and what was completed on them. */
import { z } from "zod";
import { addDays, daysBetween, isDay } from "../../dates/calendar.ts";
import type { DayRange } from "../../dates/day_bounds.ts";
import { GROUPS_MOST } from "../../models/stats.ts";
import { component, day, queryParser, rowId } from "./fields.ts";

/** A leap year. */
const DAYS_MOST = 366;

/** Without `from`, so many days. */
const USUAL_DAYS = 30;

export const statsQuery = z.object({
  from: day("From").describe(`The first day; by default that of ${USUAL_DAYS} days.`).optional(),
  to: day("To")
    .describe(`The last day, at most ${DAYS_MOST - 1} days after the first; by default today.`)
    .optional(),
});

const parse = queryParser(statsQuery);

/** @returns the days, or the sentence that says what is wrong with them. */
export function parseStatsRange(query: Record<string, unknown>, today: string): DayRange | string {
  const parsed = parse(query);
  if (typeof parsed === "string") return parsed;
  const { to = today } = parsed;
  const { from = addDays(to, 1 - USUAL_DAYS) } = parsed;
  const days = daysBetween(from, to) + 1;
  if (!isDay(from)) return "To must be a later day";
  if (days < 1) return "To must not be before From";
  return days > DAYS_MOST ? `There must be at most ${DAYS_MOST} days` : { from, to };
}

const number = z.int().min(0);

const numbers = {
  completed: number.describe("All that were completed."),
  on_time: number.describe("Of those with a due day: on that day or before, whatever the time."),
  late: number.describe("Of those with a due day: on a later day."),
};

const DayStats = z.object({ date: z.string().meta({ format: "date" }), ...numbers });

const ListStats = z.object({
  list_id: rowId("null: the Inbox.").nullable(),
  name: z.string().nullable().describe("null: the Inbox."),
  ...numbers,
});

const TagStats = z.object({ tag_id: rowId("The tag."), name: z.string(), ...numbers });

const RepeatStats = z.object({
  task_id: rowId("The occurrence that is to do, or else the last one that was completed."),
  title: z.string(),
  kept: number.describe("Completed by their due day, which may be one that they were moved to."),
  late: number.describe("Completed on a later day."),
  skipped: number.describe(
    "Passed over between two occurrences: skipped, or completed and deleted for good. They count with the later of the two, if it was completed on one of the days, or is to do and today is one of them. What was skipped before the first that was completed does not count.",
  ),
});

const most = `Those with the most come first, at most ${GROUPS_MOST}.`;

export const Stats = component("Stats", "What was completed on these days.", {
  from: z.string().meta({ format: "date" }),
  to: z.string().meta({ format: "date" }),
  ...numbers,
  days: z.array(DayStats).max(DAYS_MOST).describe("Every day, also those without anything."),
  lists: z.array(ListStats).max(GROUPS_MOST).describe(most),
  tags: z.array(TagStats).max(GROUPS_MOST).describe(`${most} A task counts for each of its tags.`),
  repeats: z.array(RepeatStats).max(GROUPS_MOST).describe(`Of repeating tasks. ${most}`),
});

export type StatsJson = z.output<typeof Stats>;
