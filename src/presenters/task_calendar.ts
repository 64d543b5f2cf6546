/**
 * Tasks as the to-dos of an iCalendar file (RFC 5545), with the items of their checklists below the notes.
 * Days and times float, as the user's do.
 */

import { addDays } from "../dates/calendar.ts";
import { isPast } from "../dates/overdue.ts";
import type { ChecklistLine } from "../models/task_pages.ts";
import type { Task } from "../models/task_records.ts";
import { describeRule } from "../recurrence/description.ts";
import { missedDays } from "../recurrence/missed_days.ts";
import { COUNT_MAX } from "../recurrence/parts.ts";
import { formatRule, type Repeat } from "../recurrence/rule.ts";
import { contentLine, escaped, floating, utc } from "./icalendar.ts";
import { lineOf } from "./task_text.ts";
import type { FileOptions, TaskWriter } from "./task_writer.ts";

/** By the task's number: 1 is the highest, and 0 none. */
const PRIORITY = [0, 9, 5, 1] as const;

export function calendarWriter({ heading, ...now }: FileOptions): TaskWriter {
  return {
    head: [
      contentLine("BEGIN", "VCALENDAR"),
      contentLine("VERSION", "2.0"),
      contentLine("PRODID", "-//Plainlist//Plainlist//EN"),
      contentLine("X-WR-CALNAME", escaped(heading)),
    ].join(""),
    separator: "",
    none: UTC,
    tail: contentLine("END", "VCALENDAR"),
    hasItems: true,
    write: (task, items) => toDo(task, items, now),
  };
}

/**
 * RFC 5545 wants at least one component in a calendar (section 3.6). This one is complete, nothing refers to
 * it, and every program knows the zone: the file says nothing, and is valid.
 */
const UTC = [
  contentLine("BEGIN", "VTIMEZONE"),
  contentLine("TZID", "UTC"),
  contentLine("BEGIN", "STANDARD"),
  contentLine("DTSTART", "19700101T000000"),
  contentLine("TZOFFSETFROM", "+0000"),
  contentLine("TZOFFSETTO", "+0000"),
  contentLine("TZNAME", "UTC"),
  contentLine("END", "STANDARD"),
  contentLine("END", "VTIMEZONE"),
].join("");

type Now = Pick<FileOptions, "today" | "time">;

function toDo(task: Task, items: readonly ChecklistLine[], now: Now): string {
  const { completedAt, priority, tags } = task;
  const description = [task.description, items.map(lineOf).join("\n")].filter(Boolean).join("\n\n");
  return [
    contentLine("BEGIN", "VTODO"),
    // The same in every file, whatever changes in the task.
    contentLine("UID", `${task.userId}-${task.id}`),
    contentLine("DTSTAMP", utc(task.updatedAt)),
    contentLine("CREATED", utc(task.createdAt)),
    contentLine("SUMMARY", escaped(task.title)),
    ...(description === "" ? [] : [contentLine("DESCRIPTION", escaped(description))]),
    ...dates(task, now),
    ...(priority === 0 ? [] : [contentLine("PRIORITY", String(PRIORITY[priority]))]),
    ...(tags.length === 0 ? [] : [contentLine("CATEGORIES", tags.map(escaped).join(","))]),
    ...(completedAt === null
      ? [contentLine("STATUS", "NEEDS-ACTION")]
      : [contentLine("STATUS", "COMPLETED"), contentLine("COMPLETED", utc(completedAt))]),
    contentLine("END", "VTODO"),
  ].join("");
}

/**
 * A start has the type of the due date. That of a repeat is the day from which it is counted: it equals the
 * due date, as in the files of other programs, although RFC 5545 wants the due date to be later. What a
 * repeat skips because it was missed is left out by its days. How it goes on is also said in words.
 */
function dates({ dueOn, dueTime, startsOn, repeat, repeatFinished }: Task, now: Now): string[] {
  const lineOfDays = (name: string, days: readonly string[], time: string | null) => {
    const value = days.map((day) => floating(day, time)).join(",");
    return contentLine(time === null ? `${name};VALUE=DATE` : name, value);
  };
  const line = (name: string, day: string, time: string | null) => lineOfDays(name, [day], time);
  if (dueOn === null) return startsOn === null ? [] : [line("DTSTART", startsOn, null)];
  const due = line("DUE", dueOn, dueTime);
  if (repeat !== null) {
    const today = { day: now.today, time: dueTime };
    const isTodayPast = isPast(today, { date: now.today, time: now.time });
    const before = isTodayPast ? addDays(now.today, 1) : now.today;
    const missed = missedDays(repeat, { due: dueOn, before }) ?? [];
    const counted = { finished: repeatFinished, missed: missed.length };
    const rule = restOf(repeat, { ...counted, isTimed: dueTime !== null });
    return [
      ...[line("DTSTART", dueOn, dueTime), due, contentLine("RRULE", rule)],
      ...(missed.length === 0 ? [] : [lineOfDays("EXDATE", missed, dueTime)]),
      ...(repeat.mode === "rule" ? [] : [contentLine("COMMENT", escaped(describeRule(repeat)))]),
    ];
  }
  const isBefore = startsOn !== null && startsOn < dueOn;
  return isBefore ? [line("DTSTART", startsOn, dueTime === null ? null : "00:00"), due] : [due];
}

/** The rule from the open occurrence on. COUNT of RFC 5545 includes the days that are left out. */
function restOf(
  { rule }: Repeat,
  { finished, missed, isTimed }: { finished: number; missed: number; isTimed: boolean },
): string {
  const { ends } = rule;
  if (ends.kind !== "after") {
    // The end has the type of the start.
    return isTimed ? formatRule(rule).replace(/UNTIL=\d+/, "$&T235959") : formatRule(rule);
  }
  const count = Math.min(COUNT_MAX, Math.max(1, ends.count - finished) + missed);
  return formatRule({ ...rule, ends: { kind: "after", count } });
}
