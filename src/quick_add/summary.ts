/** What was understood of a quick-add line, in words. */
import { clockTime, type TimeFormat } from "../dates/clock_time.ts";
import { shortDay } from "../dates/format.ts";
import { PRIORITIES } from "../models/priority.ts";
import { describeEnds, shortRepeat, withMode } from "../recurrence/description.ts";
import type { Repeat } from "../recurrence/rule.ts";
import type { QuickTask } from "./parse.ts";

/**
 * "due Sat 21 Nov, 09:00 · every month · in Home · #bills · high priority"; "" when the line was a
 * title and nothing else.
 *
 * @param task `list` is the real name of the list, not the one that was typed.
 * @param options.today the person's day, "YYYY-MM-DD".
 */
export function summarize(
  task: QuickTask,
  { today, timeFormat }: { today: string; timeFormat: TimeFormat },
): string {
  const { dueOn, dueTime, repeat, list, tags, priority, description } = task;
  const day = dueOn === null ? "" : `due ${shortDay(dueOn, today)}`;
  return [
    dueTime === null ? day : `${day}, ${clockTime(dueTime, timeFormat)}`,
    repeat === null ? "" : summarizeRepeat(repeat, dueOn, today),
    list === null ? "" : `in ${list}`,
    ...tags.map((tag) => `#${tag}`),
    priority === 0 ? "" : `${PRIORITIES[priority]} priority`,
    description === "" ? "" : "with a note",
  ]
    .filter((part) => part !== "")
    .join(" · ");
}

/** The short form, and what neither it nor the due date says. */
function summarizeRepeat(repeat: Repeat, dueOn: string | null, today: string): string {
  const { rule, mode, anchor } = repeat;
  const frequency = shortRepeat({ ...repeat, mode: "rule" }, dueOn);
  return [
    withMode(frequency, mode),
    describeEnds(rule.ends, (day) => shortDay(day, today)),
    anchor === dueOn ? "" : `counted from ${shortDay(anchor, today)}`,
  ]
    .filter((part) => part !== "")
    .join(", ");
}
