/**
 * Skips occurrences of series. The open task moves on to the next day of its rule, as after completion,
 * but it stays the same task, and nothing is completed. A skipped occurrence uses up one of COUNT, as an
 * EXDATE of RFC 5545 does. If there is no next one, the task goes to the trash.
 */
import type { LocalMoment } from "../dates/local_time.ts";
import type { ChangeSet } from "../db/change_set.ts";
import type { Row } from "../db/connection.ts";
import { mapSaved, Refusal, type Saved } from "../db/saved.ts";
import type { UserScope } from "../db/scope.ts";
import { mapInSlices } from "../slices.ts";
import { checkCustomRules } from "./change_size.ts";
import { type Expected, loadExpected } from "./expected_task.ts";
import { dayOf, nextDates, nextDay, type Occurrence, shifted } from "./recurrence.ts";
import { readFields } from "./task_fields.ts";
import { TAG_IDS, type Task, type TaskRow } from "./task_records.ts";
import { findAnyTask } from "./tasks.ts";

interface Skipped {
  /** Those that have moved on. */
  moved: TaskRow[];
  /** Those that were the last of their series. */
  last: TaskRow[];
}

/** Whether a row is an open occurrence of a series. */
export function isRepeating(row: TaskRow): boolean {
  return row.repeat_rule != null && row.completed_at === null && row.deleted_at === null;
}

/**
 * The day that an occurrence moves on to when it is skipped; null: it is the last, or does not repeat. A
 * repeat from completion is counted from its due day, or from today if that has passed.
 */
export function dayAfterSkip(task: Occurrence, now: LocalMoment): string | null {
  const { repeat, dueOn } = task;
  const isAhead = repeat?.mode === "completion" && dueOn !== null && dueOn > now.date;
  return nextDay(task, isAhead ? { ...now, date: dueOn } : now);
}

/**
 * Skips an occurrence. Its checklist moves along, with every item to do again.
 * @returns the task on its next day; in the trash if it was the last.
 */
export async function skipTask(
  scope: UserScope,
  id: number,
  expected: Expected = {},
): Promise<Saved<Task>> {
  const made = await scope.change(async (change) => {
    const current = await loadExpected(change, id, expected);
    if (!isRepeating(current)) throw new Refusal({ field: "repeat", code: "not_repeating" });
    await skipTasks(change, [current], scope.localNow);
    return { kind: "task.skipped", params: { id, title: current.title } };
  }, expected);
  return mapSaved(made, () => findAnyTask(scope, id));
}

/**
 * Skips occurrences: each row must be repeating. The number of statements does not depend on their number.
 * @param now the user's day and time.
 * @throws Unprocessable if too many of them have custom rules.
 */
export async function skipTasks(
  change: ChangeSet,
  tasks: readonly TaskRow[],
  now: LocalMoment,
): Promise<Skipped> {
  checkCustomRules(tasks);
  const skipped: Skipped = { moved: [], last: [] };
  const days = new Map<number, { from: string; to: string }>();
  await mapInSlices(tasks, (task) => {
    const occurrence = { ...readFields(task), repeatFinished: task.repeat_finished };
    const to = dayAfterSkip(occurrence, now);
    change.update("tasks", [task], to === null ? { deleted_at: change.now } : nextDates(task, to));
    (to === null ? skipped.last : skipped.moved).push(task);
    if (to !== null) days.set(task.id, { from: dayOf(task), to });
  });
  await moveItems(change, days);
  return skipped;
}

interface ItemRow extends Row {
  parent_id: number;
  due_on: string | null;
  starts_on: string | null;
}

/** Items are to do again, on days at the same distance. One that repeats has days of its own. */
async function moveItems(
  change: ChangeSet,
  days: ReadonlyMap<number, { from: string; to: string }>,
): Promise<void> {
  if (days.size === 0) return;
  const items = await change.read<ItemRow>(
    `select id, parent_id, list_id, due_on, starts_on, completed_at, deleted_at, ${TAG_IDS} as tag_ids
     from {tasks}
     where parent_id = any ($2) and deleted_at is null and series_id is null
       and (due_on is not null or starts_on is not null or completed_at is not null)`,
    [[...days.keys()]],
  );
  for (const item of items) {
    const { from = "", to = "" } = days.get(item.parent_id) ?? {};
    const moved = (day: string | null) => day && shifted(day, from, to);
    const dates = { due_on: moved(item.due_on), starts_on: moved(item.starts_on) };
    change.updateDiffering("tasks", [item], { ...dates, completed_at: null });
  }
}
