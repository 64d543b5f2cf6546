/** A task as its page shows it. */
import { daysBetween } from "../dates/calendar.ts";
import { clockTime } from "../dates/clock_time.ts";
import { longDay } from "../dates/format.ts";
import { isPast } from "../dates/overdue.ts";
import type { UserScope } from "../db/scope.ts";
import type { Task } from "../models/task_records.ts";
import type { Surroundings } from "../models/task_surroundings.ts";
import { renderNotes } from "../views/markdown.ts";
import type { Choice } from "../views/models/form.ts";
import type { TaskDetail } from "../views/models/task.ts";
import { foundBy } from "./found_by.ts";
import { toMoment } from "./moment.ts";
import { excerptOfNotes } from "./notes_excerpt.ts";
import { toWords } from "./task_form.ts";
import { rowOptions, toTaskRow } from "./task_rows.ts";

interface Details extends Surroundings {
  items: readonly Task[];
  /** What the search that led here looked for. */
  needles: readonly string[];
}

export function toDetail(
  scope: UserScope,
  task: Task,
  { parent, siblings, items, needles }: Details,
): TaskDetail {
  const { today } = scope;
  const marked = needles.length === 0 ? [] : [task, ...items];
  const found = new Map(marked.map((one) => [one.id, foundBy(one, needles)]));
  const row = { ...rowOptions(scope), found };
  const { dueOn: due, repeat, repeatFinished: finished } = task;
  const says = repeat === null || due === null ? null : toWords(repeat, { due, finished, today });
  return {
    ...toTaskRow(task, row),
    foundInNotes: excerptOfNotes(task.description, needles),
    completedAt: task.completedAt === null ? null : toMoment(task.completedAt, scope),
    description: task.description,
    notesHtml: renderNotes(task.description),
    dueSentence:
      due === null || task.completedAt !== null ? null : dueSentence(due, task.dueTime, scope),
    startsOn: task.startsOn === null ? null : longDay(task.startsOn),
    repeatSentence: says?.sentence ?? null,
    // The first one is the due date.
    nextDates: says?.dates.slice(1) ?? [],
    section: task.section?.name ?? null,
    after: siblingChoices(task, siblings),
    parent,
    checklist: items.map((one) => toTaskRow(one, row)),
    createdAt: toMoment(task.createdAt, scope),
    updatedAt: toMoment(task.updatedAt, scope),
  };
}

const DISTANCES: Record<string, string> = { "-1": "yesterday", "0": "today", "1": "tomorrow" };

/** "Due Monday 30 November, 17:00, in 10 days.", "Due Friday 20 November, 09:00, today, passed." */
function dueSentence(
  day: string,
  time: string | null,
  { localNow, timeFormat, today }: UserScope,
): string {
  const days = daysBetween(today, day);
  const count = `${Math.abs(days).toLocaleString("en")} days`;
  const distance = DISTANCES[days] ?? (days > 0 ? `in ${count}` : `${count} ago`);
  const name =
    day.slice(0, 4) === today.slice(0, 4) ? longDay(day) : `${longDay(day)} ${day.slice(0, 4)}`;
  const passed = days === 0 && isPast({ day, time }, localNow) ? "passed" : null;
  const at = time === null ? null : clockTime(time, timeFormat);
  return `Due ${[name, at, distance, passed].filter((part) => part !== null).join(", ")}.`;
}

/** The tasks that it can be moved after. */
function siblingChoices(
  { id: own, completedAt }: Task,
  siblings: Surroundings["siblings"],
): Choice[] {
  if (completedAt !== null) return [];
  return siblings
    .filter(({ id }) => id !== own)
    .map(({ id, title }) => ({ value: String(id), label: title, selected: false }));
}
