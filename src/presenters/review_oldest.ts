/** The tasks that have been open for longest, each with the decisions that can be made about it. */
import { daysBetween } from "../dates/calendar.ts";
import { shortDate } from "../dates/format.ts";
import { localMoment } from "../dates/local_time.ts";
import type { UserScope } from "../db/scope.ts";
import type { OldTask } from "../models/oldest_tasks.ts";
import type { OldTaskRow } from "../views/models/review.ts";
import { rowOptions, toTaskRow } from "./task_rows.ts";

export const OLDEST_MOST = 5;

export function toOldTask(task: OldTask, scope: UserScope): OldTaskRow {
  const { today, timeZone } = scope;
  const { date } = localMoment(task.createdAt, timeZone);
  const days = Math.max(0, daysBetween(date, today));
  const age =
    days === 0 ? "today" : `${shortDate(date, today)}, ${days} ${days === 1 ? "day" : "days"}`;
  return {
    task: toTaskRow(task, rowOptions(scope)),
    days,
    age: `open since ${age}`,
    decisions: decisionsOn(task),
  };
}

/** Fields of the bulk form. A repeat is skipped, and what has no day has nothing to be put off. */
function decisionsOn({ repeat, dueOn }: OldTask): OldTaskRow["decisions"] {
  const skip = { name: "action", value: "skip", label: "Skip this one" } as const;
  const someday = { name: "when", value: "none", label: "Someday" } as const;
  return [
    { name: "action", value: "complete", label: "Done" },
    { name: "when", value: "today", label: "Today" },
    { name: "when", value: "next-week", label: "Next week" },
    ...(repeat !== null ? [skip] : dueOn !== null ? [someday] : []),
    { name: "action", value: "delete", label: "Drop" },
  ];
}
