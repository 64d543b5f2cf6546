/** Completes tasks: completing an occurrence of a series adds the next one. skip.ts moves on without. */
import { randomUUID } from "node:crypto";
import { addDays, daysBetween, isDay, LAST_DAY } from "../dates/calendar.ts";
import type { LocalMoment } from "../dates/local_time.ts";
import type { ChangeSet } from "../db/change_set.ts";
import type { Columns } from "../db/owned_tables.ts";
import { ruleDay } from "../recurrence/anchor.ts";
import { nextOccurrence } from "../recurrence/occurrences.ts";
import { mapInSlices } from "../slices.ts";
import { endedRepeat } from "./series.ts";
import type { LinkRow } from "./tags.ts";
import { readFields } from "./task_fields.ts";
import { toColumns } from "./task_mutations.ts";
import type { Task, TaskRow } from "./task_records.ts";

export interface NextOccurrence {
  id: number;
  dueOn: string | null;
}

/**
 * Completes tasks that are pending. The number of statements does not depend on their number.
 * @param options.now the user's day and time.
 * @param options.changed further columns to write.
 * @returns the next occurrences, by the ids of the tasks.
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

/** Adds the next occurrences, with the tags of the completed ones, and their checklists moved along. */
async function addNext(
  change: ChangeSet,
  nexts: readonly { done: TaskRow; dueOn: string }[],
): Promise<Map<number, NextOccurrence>> {
  const added = change.insertAll(
    "tasks",
    nexts.map(({ done, dueOn }) => nextColumns(done, dueOn)),
  );
  const ids = new Map(nexts.map(({ done }, index) => [done.id, added[index]?.id ?? 0]));
  if (ids.size === 0) return new Map();
  const days = new Map(nexts.map(({ done, dueOn }) => [done.id, { from: dayOf(done), to: dueOn }]));
  const [links, items] = await Promise.all([
    change.read<LinkRow>(
      `select task_id, tag_id from {task_tags} where task_id = any (array(
         select unnest($2::integer[])
         union all select id from {tasks} where parent_id = any ($2) and deleted_at is null))`,
      [[...ids.keys()]],
    ),
    change.read<ItemRow>(
      `select id, title, description, priority, due_on, due_time, starts_on, position, parent_id
       from {tasks} where parent_id = any ($2) and deleted_at is null order by position, id`,
      [[...ids.keys()]],
    ),
  ]);
  const copies = change.insertAll(
    "tasks",
    items.map(({ id: _, due_on, starts_on, parent_id, ...same }) => {
      const { from = "", to = "" } = days.get(parent_id) ?? {};
      const moved = (day: string | null) => day && shifted(day, from, to);
      const dates = { due_on: moved(due_on), starts_on: moved(starts_on) };
      return { ...same, ...dates, parent_id: ids.get(parent_id) ?? 0 };
    }),
  );
  for (const [index, { id }] of items.entries()) ids.set(id, copies[index]?.id ?? 0);
  change.insertWithKeys(
    "task_tags",
    links.map(({ task_id, tag_id }) => ({ task_id: ids.get(task_id) ?? 0, tag_id })),
  );
  return new Map(nexts.map(({ done, dueOn }) => [done.id, { id: ids.get(done.id) ?? 0, dueOn }]));
}

/** What an item of a checklist has in the next occurrence as well; not a repeat of its own. */
type ItemRow = Pick<TaskRow, "id" | "title" | "description" | "due_on" | "position"> & {
  priority: number;
  due_time: string | null;
  starts_on: string | null;
  parent_id: number;
};

/** The day of the rule that the occurrence has. */
export function dayOf(done: TaskRow): string {
  const { repeat, dueOn } = readFields(done);
  return repeat === null ? (dueOn ?? "") : ruleDay(repeat, dueOn ?? "");
}

/** The fields of the completed task, on its new day. */
function nextColumns(done: TaskRow, dueOn: string): Columns {
  return {
    ...toColumns({ ...readFields(done), parentId: done.parent_id }),
    ...nextDates(done, dueOn),
    position: done.position,
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
