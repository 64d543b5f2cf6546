/** Deletes many tasks, or skips those of them that are open occurrences of series. */
import type { LocalMoment } from "../dates/local_time.ts";
import type { ChangeSet } from "../db/change_set.ts";
import { Refusal, type Saved } from "../db/saved.ts";
import type { UserScope } from "../db/scope.ts";
import { isRepeating, skipTasks } from "./skip.ts";
import type { TaskRow } from "./task_records.ts";

export type Removal =
  /** `unlessRepeating`: refused as `repeats` where any of them is an open occurrence. */
  | { kind: "delete"; unlessRepeating?: boolean }
  /** Skips those that repeat; nothing happens to the others. */
  | { kind: "skip" }
  /** Skips those that repeat, and deletes the others. */
  | { kind: "skip_or_delete" };

interface Removed {
  /** Those that were deleted; of the action "skip", those that were skipped. */
  changed: TaskRow[];
  /** How many of those to skip or delete were skipped; left out if none was. */
  skipped?: number;
  /** How many of the skipped ones were the last of their series; left out if none was. */
  last?: number;
}

export function isRemovalAction(action: { kind: string }): action is Removal {
  return ["delete", "skip", "skip_or_delete"].includes(action.kind);
}

/** How many of the tasks are open occurrences of series. */
export async function countRepeating(scope: UserScope, ids: readonly number[]): Promise<number> {
  const [row] = await scope.read<{ count: number }>(
    `select count(*)::int as count from {tasks}
     where id = any ($2) and repeat_rule is not null and completed_at is null and deleted_at is null`,
    [ids],
  );
  return row?.count ?? 0;
}

/** How many of the tasks that were not deleted repeat; 0 where that is not the reason. */
export function repeatingIn(saved: Saved<unknown>): number {
  const problem = saved.ok ? undefined : saved.problems.find(({ code }) => code === "repeats");
  return problem?.rows?.length ?? 0;
}

/**
 * @param options.now the user's day and time.
 * @throws Refusal as `repeats`, with those that do.
 */
export async function removeTasks(
  change: ChangeSet,
  tasks: readonly TaskRow[],
  { removal, now }: { removal: Removal; now: LocalMoment },
): Promise<Removed> {
  const repeating = tasks.filter(isRepeating);
  if (removal.kind === "delete") {
    if (removal.unlessRepeating) refuse(repeating);
    return { changed: deleteTasks(change, tasks) };
  }
  const { last } = await skipTasks(change, repeating, now);
  const lasts = last.length === 0 ? {} : { last: last.length };
  if (removal.kind === "skip") return { changed: repeating, ...lasts };
  const skipped = repeating.length === 0 ? {} : { skipped: repeating.length };
  const others = tasks.filter((task) => !isRepeating(task));
  return { changed: deleteTasks(change, others), ...skipped, ...lasts };
}

function deleteTasks(change: ChangeSet, tasks: readonly TaskRow[]): TaskRow[] {
  const kept = tasks.filter((task) => task.deleted_at === null);
  return change.updateDiffering("tasks", kept, { deleted_at: change.now });
}

function refuse(repeating: readonly TaskRow[]): void {
  if (repeating.length === 0) return;
  const rows = repeating.map(({ id, title }) => ({ table: "tasks", id, name: title }) as const);
  throw new Refusal({ field: null, code: "repeats", rows });
}
