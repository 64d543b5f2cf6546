/** Gives many tasks another day, or none. */
import type { ChangeSet } from "../db/change_set.ts";
import { placeRepeat } from "../recurrence/anchor.ts";
import { NO_SERIES } from "./series.ts";
import { readFields } from "./task_fields.ts";
import type { TaskRow } from "./task_records.ts";
import { losesStart } from "./task_rules.ts";

const NO_DATE = { due_on: null, due_time: null };

/**
 * Moves this occurrence of a series; without a day the series ends, and so does the time. A task that
 * becomes due before the day from which Today shows it is shown at once.
 * @returns the tasks that it has changed.
 */
export function rescheduleTasks(
  change: ChangeSet,
  tasks: readonly TaskRow[],
  dueOn: string | null,
): TaskRow[] {
  if (dueOn === null) {
    return change.updateDiffering("tasks", tasks, { ...NO_DATE, ...NO_SERIES });
  }
  return withoutItems(tasks).filter((task) => {
    const { repeat, dueOn: current } = readFields(task);
    const before = repeat === null || current === null ? null : { repeat, dueOn: current };
    const moved = repeat && placeRepeat(repeat, { dueOn, current: before, moves: "this" });
    const columns = {
      due_on: dueOn,
      ...(moved && { repeat_moved_from: moved.movedFrom ?? null }),
      ...(losesStart(task, dueOn) && { starts_on: null }),
    };
    return change.updateDiffering("tasks", [task], columns).length > 0;
  });
}

/** The items of a checklist are where their task is, and get no dates. */
export function withoutItems(tasks: readonly TaskRow[]): TaskRow[] {
  return tasks.filter((task) => task.parent_id === null);
}
