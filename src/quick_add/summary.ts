/** What was understood of a quick-add line, in words for the flash. */
import { shortDay } from "../dates/format.ts";
import { describeDayOfMonth, describeDayOfYear, shortRepeat } from "../recurrence/description.ts";
import type { Repeat } from "../recurrence/rule.ts";
import type { QuickTask } from "./parse.ts";

const PRIORITIES = ["", "low priority", "medium priority", "high priority"] as const;

/**
 * "due Sat 21 Nov, 09:00 · every month · in Home · #bills · high priority"; "" when the line was a
 * title and nothing else. Hand over the list's real name instead of the one that was typed.
 *
 * @param today the person's day, "YYYY-MM-DD".
 */
export function receipt(task: QuickTask, today: string): string {
  const { dueOn, dueTime, repeat, list, tags, priority, description } = task;
  const day = dueOn === null ? "" : `due ${shortDay(dueOn, today)}`;
  return [
    dueTime === null ? day : `${day}, ${dueTime}`,
    repeat === null ? "" : repeatWords(repeat, dueOn, today),
    list === null ? "" : `in ${list}`,
    ...tags.map((tag) => `#${tag}`),
    PRIORITIES[priority],
    description === "" ? "" : "with a note",
  ]
    .filter((part) => part !== "")
    .join(" · ");
}

/** The short form, and all that it leaves out and the due date does not say. */
function repeatWords(repeat: Repeat, dueOn: string | null, today: string): string {
  const { rule, mode, anchor } = repeat;
  const { ends } = rule;
  return [
    `${shortRepeat({ ...repeat, mode: "rule" })}${whichDay(repeat, dueOn)}`,
    ends.kind === "on" ? `until ${shortDay(ends.day, today)}` : "",
    ends.kind === "after" ? (ends.count === 1 ? "once" : `${ends.count} times`) : "",
    anchor === dueOn ? "" : `counted from ${shortDay(anchor, today)}`,
    { rule: "", catch_up: "skipping what was missed", completion: "from completion" }[mode],
  ]
    .filter((part) => part !== "")
    .join(", ");
}

function whichDay({ rule, anchor }: Repeat, dueOn: string | null): string {
  if (rule.unit === "month") {
    const isOwn = rule.on.kind === "day" && rule.on.day === Number(dueOn?.slice(8));
    return isOwn ? "" : ` on ${describeDayOfMonth(rule.on)}`;
  }
  return rule.unit === "year" && rule.on.kind === "nth"
    ? ` on ${describeDayOfYear(rule.on, anchor)}`
    : "";
}
