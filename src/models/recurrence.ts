/** Completes tasks: completing an occurrence of a series adds the next one. skip.ts moves on without. */
import { randomUUID } from "node:crypto";
import { addDays, daysBetween, isDay, LAST_DAY } from "../dates/calendar.ts";
import type { LocalMoment } from "../dates/local_time.ts";
import type { ChangeSet } from "../db/change_set.ts";
import type { Columns } from "../db/owned_tables.ts";
import { ruleDay } from "../recurrence/anchor.ts";
import { nextOccurrence } from "../recurrence/occurrences.ts";
import { mapInSlices } from "../slices.ts";
import { checkCustomRules } from "./change_size.ts";
import { endedRepeat } from "./series.ts";
import { readFields, TASK_COLUMNS } from "./task_fields.ts";
import { toColumns } from "./task_mutations.ts";
import type { Task, TaskRow } from "./task_records.ts";

export interface NextOccurrence {
  id: number;
  dueOn: string | null;
}

/**
 * Completes tasks that are pending, without reading anything.
 * @param options.now the user's day and time.
 * @param options.changed further columns to write.
 * @returns the next occurrences, by the ids of the tasks.
 * @throws Unprocessable if too many of them have custom rules.
 */
export async function completeTasks(
  change: ChangeSet,
  tasks: readonly TaskRow[],
  { now, changed = {} }: { now: LocalMoment; changed?: Columns },
): Promise<Map<number, NextOccurrence>> {
  const after = (task: TaskRow): TaskRow => ({ ...task, ...changed });
  const { series = [], others = [] } = Object.groupBy(tasks, (task) =>
    readFields(after(task)).repeat === null ? "others" : "series",
  );
  checkCustomRules(series);
  const completed = { ...changed, completed_at: change.now };
  change.update("tasks", others, completed);
  // A completed task is history: the series continues from the next one.
  const dones = series.map((task) => {
    const done = { ...after(task), series_id: task.series_id ?? randomUUID() };
    const ended = { series_id: done.series_id, ...endedRepeat(done) };
    change.update("tasks", [task], { ...completed, ...ended });
    return done;
  });
  // A rule may look for its next day for milliseconds.
  const days = await mapInSlices(dones, (done) => ({
    done,
    dueOn: nextDay({ ...readFields(done), repeatFinished: done.repeat_finished }, now),
  }));
  return addNext(
    change,
    days.flatMap(({ done, dueOn }) => (dueOn === null ? [] : [{ done, dueOn }])),
    changed,
  );
}

/** What the next day of a series is computed from. */
export type Occurrence = Pick<Task, "repeat" | "dueOn" | "dueTime" | "repeatFinished">;

/** The day of the next one if it is finished at a moment of the user's zone; null: there is none. */
export function nextDay(
  { repeat, dueOn, dueTime, repeatFinished }: Occurrence,
  { date, time }: LocalMoment,
): string | null {
  if (repeat === null || dueOn === null) return null;
  const day = ruleDay(repeat, dueOn);
  // Counted from completion, a day that it was put off to has been due as well.
  const due = repeat.mode === "completion" && dueOn > day ? dueOn : day;
  const isTimePast = dueTime !== null && dueTime <= time;
  const finished = repeatFinished + 1;
  return nextOccurrence(repeat, { due, completedOn: date, isTimePast, finished });
}

/** Adds the next occurrences: copies of the completed ones, with their checklists moved along. */
function addNext(
  change: ChangeSet,
  nexts: readonly { done: TaskRow; dueOn: string }[],
  changed: Columns,
): Map<number, NextOccurrence> {
  const ids = change.copyTasks({
    tasks: nexts.map(({ done, dueOn }) => ({
      from: done.id,
      columns: nextColumns(done, dueOn, changed),
      days: daysBetween(dayOf(done), dueOn),
      items: done.children,
      tagIds: done.tag_ids,
    })),
    columns: [...TASK_COLUMNS, "position"],
    itemColumns: ITEM_COLUMNS,
  });
  return new Map(nexts.map(({ done, dueOn }, index) => [done.id, { id: ids[index] ?? 0, dueOn }]));
}

/** What an item of a checklist has in the next occurrence as well, but for its dates; not a repeat of its own. */
const ITEM_COLUMNS = ["title", "description", "priority", "due_time", "position"];

/** The day of the rule that the occurrence has. */
export function dayOf(done: TaskRow): string {
  const { repeat, dueOn } = readFields(done);
  return repeat === null ? (dueOn ?? "") : ruleDay(repeat, dueOn ?? "");
}

/**
 * What the next occurrence does not have as the completed task has it in the database: its dates, and what
 * is changed together with completing it.
 */
function nextColumns(done: TaskRow, dueOn: string, changed: Columns): Columns {
  const { repeat, listId, sectionId } = readFields(done);
  const fields = {
    repeat: repeat && { rule: repeat.rule, mode: repeat.mode, anchor: repeat.anchor },
    ...{ listId, sectionId, parentId: done.parent_id },
  };
  const isField = ([column]: [string, unknown]) => TASK_COLUMNS.includes(column);
  return {
    ...(Object.fromEntries(Object.entries(changed).filter(isField)) as Columns),
    ...toColumns(fields),
    ...nextDates(done, dueOn),
    series_id: done.series_id,
  };
}

/** The columns of the next occurrence that are not those of the finished one. */
export function nextDates(finished: TaskRow, dueOn: string) {
  const { startsOn, dueOn: own } = readFields(finished);
  const day = dayOf(finished);
  // Hidden until after the day of the rule, it was moved together with the due date.
  const from = startsOn !== null && startsOn > day ? (own ?? dueOn) : day;
  return {
    due_on: dueOn,
    starts_on: startsOn && shifted(startsOn, from, dueOn),
    repeat_moved_from: null,
    repeat_finished: finished.repeat_finished + 1,
  };
}

/** Moves a day by the distance between two others, up to the last day that dates support. */
export function shifted(day: string, from: string, to: string): string {
  const moved = addDays(day, daysBetween(from, to));
  return isDay(moved) ? moved : LAST_DAY;
}
