/** One action on many tasks, as one change: one Undo takes all of it back. */
import type { LocalMoment } from "../dates/local_time.ts";
import type { ChangeKind } from "../db/change_description.ts";
import type { ChangeSet } from "../db/change_set.ts";
import type { Requested } from "../db/journal.ts";
import type { Saved } from "../db/saved.ts";
import type { UserScope } from "../db/scope.ts";
import { isRemovalAction, type Removal, removeTasks } from "./bulk_removal.ts";
import { loadMany } from "./bulk_rows.ts";
import { type Direction, moveTogether } from "./positions.ts";
import type { Priority } from "./priority.ts";
import { completeTasks } from "./recurrence.ts";
import { rescheduleTasks, withoutItems } from "./rescheduling.ts";
import { reopenTasks } from "./series.ts";
import { findTag, type LinkRow, type Tag, tagColumns } from "./tags.ts";
import type { TaskRow } from "./task_records.ts";
import { checkPlace } from "./task_rules.ts";

export type BulkAction =
  | { kind: "complete" | "reopen" }
  | Removal
  | { kind: "move"; listId: number | null; sectionId: number | null }
  | { kind: "tag" | "untag"; name: string }
  | { kind: "due"; dueOn: string | null }
  | { kind: "priority"; priority: Priority }
  | { kind: Direction };

export interface BulkResult {
  /** How many of the tasks there are. */
  found: number;
  /** How many of them the action has changed. */
  changed: number;
  /** The number of changed tasks, without `skipped`; of all of them if none has changed. */
  count: number;
  /** How many of those to skip or delete were skipped; left out if none was. */
  skipped?: number;
  /** How many of the skipped ones were the last of their series; left out if none was. */
  last?: number;
  /** The title of the task, if `count` is 1. */
  title?: string;
}

/** The kind of the history entry for each action. */
export const BULK_KINDS: Record<BulkAction["kind"], ChangeKind> = {
  complete: "task.completed",
  reopen: "task.reopened",
  delete: "task.deleted",
  skip: "task.skipped",
  skip_or_delete: "task.deleted",
  move: "task.moved",
  tag: "task.tagged",
  untag: "task.untagged",
  due: "task.rescheduled",
  priority: "task.prioritized",
  top: "task.moved",
  up: "task.moved",
  down: "task.moved",
  bottom: "task.moved",
};

/**
 * Applies an action to those of the tasks that are there: all of them or none. The number of statements
 * does not depend on the number of tasks; moving by hand takes one for each list, section or checklist.
 * @throws Unprocessable if completing them would copy too much, or reopening them remove too much.
 */
export async function changeTasks(
  scope: UserScope,
  ids: readonly number[],
  action: BulkAction,
  requested: Requested = {},
): Promise<Saved<BulkResult>> {
  return scope.change(async (change) => {
    const all = await loadMany(change, (put) => ({
      which: [`tasks.id = any (${put(ids, "integer[]")})`],
      completing: put(action.kind === "complete", "boolean"),
    }));
    // To delete what is in the trash already is not an error: it changes nothing.
    const isRemoval = isRemovalAction(action);
    const tasks = isRemoval ? all : all.filter((task) => task.deleted_at === null);
    const now = scope.localNow;
    const { changed, ...removed } = isRemoval
      ? await removeTasks(change, tasks, { removal: action, now })
      : { changed: await apply(change, tasks, { action, now }) };
    return { kind: BULK_KINDS[action.kind], params: toResult(tasks, changed, removed) };
  }, requested);
}

function toResult(
  tasks: readonly TaskRow[],
  changed: readonly TaskRow[],
  removed: Pick<BulkResult, "skipped" | "last">,
): BulkResult {
  const { skipped = 0 } = removed;
  const described = changed.length + skipped === 0 ? tasks : changed;
  const [first] = described;
  return {
    found: tasks.length,
    changed: changed.length + skipped,
    count: described.length,
    ...removed,
    ...(described.length === 1 && first && skipped === 0 ? { title: first.title } : {}),
  };
}

/** @returns the tasks that it has changed. */
async function apply(
  change: ChangeSet,
  tasks: TaskRow[],
  { action, now }: { action: Exclude<BulkAction, Removal>; now: LocalMoment },
): Promise<TaskRow[]> {
  switch (action.kind) {
    case "complete": {
      const pending = tasks.filter((task) => task.completed_at === null);
      await completeTasks(change, pending, { now });
      return pending;
    }
    case "reopen": {
      const done = tasks.filter((task) => task.completed_at !== null);
      await reopenTasks(change, done);
      return done;
    }
    case "move": {
      await checkPlace(change, action);
      const movable = withoutItems(tasks);
      const { listId, sectionId } = action;
      return change.updateDiffering("tasks", movable, { list_id: listId, section_id: sectionId });
    }
    case "tag":
      return addTag(change, tasks, action.name);
    case "untag":
      return removeTag(change, tasks, action.name);
    case "due":
      return rescheduleTasks(change, tasks, action.dueOn);
    case "priority":
      return change.updateDiffering("tasks", tasks, { priority: action.priority });
    default:
      return moveTogether(change, tasks, action.kind);
  }
}

async function addTag(change: ChangeSet, tasks: TaskRow[], name: string): Promise<TaskRow[]> {
  const known = await findTag(change, name);
  const links = await loadLinks(change, tasks, known);
  const untagged = tasks.filter(({ id }) => !links.has(id));
  if (untagged.length === 0) return [];
  const tag = known ?? change.insert("tags", tagColumns(name));
  const added = untagged.map(({ id }) => ({ task_id: id, tag_id: tag.id }));
  change.insertWithKeys("task_tags", added);
  return touch(change, untagged);
}

async function removeTag(change: ChangeSet, tasks: TaskRow[], name: string): Promise<TaskRow[]> {
  const links = await loadLinks(change, tasks, await findTag(change, name));
  change.remove("task_tags", [...links.values()]);
  return touch(
    change,
    tasks.filter(({ id }) => links.has(id)),
  );
}

/** The links of a tag to the tasks that have it, by task. */
async function loadLinks(
  change: ChangeSet,
  tasks: readonly TaskRow[],
  tag: Tag | null,
): Promise<Map<number, LinkRow>> {
  if (tag === null) return new Map();
  const ids = tasks.map(({ id }) => id);
  const links = await change.read<LinkRow>(
    "select task_id, tag_id from {task_tags} where tag_id = $2 and task_id = any ($3)",
    [tag.id, ids],
  );
  return new Map(links.map((link) => [link.task_id, link]));
}

/** Other tags are a new version of a task. */
function touch(change: ChangeSet, tasks: TaskRow[]): TaskRow[] {
  change.update("tasks", tasks, {});
  return tasks;
}
