/** Tasks as plain text, to be read or printed, with their notes and checklists. */
import { clockTime } from "../dates/clock_time.ts";
import { longDay, shortDay } from "../dates/format.ts";
import { localMoment } from "../dates/local_time.ts";
import { PRIORITIES, PRIORITY_LABELS } from "../models/priority.ts";
import type { ChecklistLine } from "../models/task_pages.ts";
import type { Task } from "../models/task_records.ts";
import { toTaskRow } from "./task_rows.ts";
import type { FileOptions, TaskWriter } from "./task_writer.ts";

/** Of what belongs to a task. */
const INDENT = "    ";

export function textWriter(options: FileOptions): TaskWriter {
  const { heading, today, bySection } = options;
  let section: string | null = null;
  return {
    head: `${heading}\n${longDay(today, "")}\n\n`,
    separator: "\n",
    tail: "\n",
    hasItems: true,
    write(task, items) {
      const named = bySection ? (task.section?.name ?? null) : null;
      const isNext = named !== section;
      section = named;
      return (isNext ? `\n${named}\n\n` : "") + taskText(task, items, options);
    },
  };
}

function taskText(task: Task, items: readonly ChecklistLine[], options: FileOptions): string {
  const facts = factsOf(task, options);
  const first = lineOf({ title: task.title, isDone: task.completedAt !== null });
  const notes = task.description.trim() === "" ? [] : task.description.trim().split("\n");
  const below = [...notes, ...items.map(lineOf)].map((line) => (INDENT + line).trimEnd());
  return [facts === "" ? first : `${first} — ${facts}`, ...below].join("\n");
}

/** "[x] Milk". */
export function lineOf({ title, isDone }: ChecklistLine): string {
  return `[${isDone ? "x" : " "}] ${title}`;
}

/** As in the rows of a page, with days that are the same whenever it is read. */
function factsOf(task: Task, options: FileOptions): string {
  const { today, clock, bySection } = options;
  const { repeat, list } = toTaskRow(task, options);
  const at = (day: string, time: string | null) =>
    [shortDay(day, today), time === null ? "" : clockTime(time, clock.timeFormat)].join(" ").trim();
  const done = task.completedAt && localMoment(task.completedAt, clock.timeZone);
  const section = bySection ? null : (task.section?.name ?? null);
  return [
    done === null && task.dueOn !== null ? `due ${at(task.dueOn, task.dueTime)}` : null,
    done === null ? null : `done ${at(done.date, done.time)}`,
    done === null && task.startsOn !== null ? `from ${shortDay(task.startsOn, today)}` : null,
    repeat,
    task.priority === 0 ? null : PRIORITY_LABELS[PRIORITIES[task.priority]],
    list === null || section === null ? (list?.name ?? section) : `${list.name}: ${section}`,
    task.tags.length === 0 ? null : task.tags.map((tag) => `#${tag}`).join(" "),
  ]
    .filter((fact) => fact !== null)
    .join(", ");
}
