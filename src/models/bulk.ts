/** One request for many tasks: one change in the history, one Undo. */

import type { ChangeKind } from "../db/change_description.ts";
import type { ChangeSet } from "../db/change_set.ts";
import type { Requested } from "../db/journal.ts";
import type { Columns } from "../db/owned_tables.ts";
import type { Saved } from "../db/saved.ts";
import type { UserScope } from "../db/scope.ts";
import { type Direction, moveTogether } from "./positions.ts";
import type { Priority } from "./priority.ts";
import { completeAll } from "./recurrence.ts";
import { ensureTags } from "./tags.ts";
import { these } from "./task_mutations.ts";
import type { TaskRow } from "./task_records.ts";
import { checkReferences } from "./task_rules.ts";

export type BulkAction =
  | { kind: "complete" | "reopen" | "delete" }
  | { kind: "move"; listId: number | null; sectionId: number | null }
  | { kind: "tag" | "untag"; name: string }
  | { kind: "due"; dueOn: string | null }
  | { kind: "priority"; priority: Priority }
  | { kind: Direction };

/** More are not changed at once. */
export const BULK_MOST = 10_000;

export interface BulkResult {
  /** How many of the chosen tasks are there. */
  found: number;
  /** How many of them were not so already. */
  changed: number;
  /** The title, where it is one task that was changed, or is so already. */
  title?: string;
  /** How many there are otherwise. */
  count: number;
}

/** What the history says of each. */
export const BULK_KINDS: Record<BulkAction["kind"], ChangeKind> = {
  complete: "task.completed",
  reopen: "task.reopened",
  delete: "task.deleted",
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
 * Does it to those of the tasks that are there, all of them or none. The number of statements does
 * not depend on theirs; moving by hand takes one for each list, section or checklist that they are in.
 */
export async function changeTasks(
  scope: UserScope,
  ids: readonly number[],
  action: BulkAction,
  requested: Requested = {},
): Promise<Saved<BulkResult>> {
  return scope.change(async (change) => {
    // What is in the trash counts for one action only, which it is beyond: posted twice, done once.
    const isDelete = action.kind === "delete";
    const tasks = await change.load<TaskRow>("tasks", (rows) => {
      rows.modify(these(ids)).orderBy("id");
      if (!isDelete) rows.whereNull("deleted_at");
    });
    const changed = await apply(change, tasks, { action, today: scope.today });
    const described = changed.length === 0 ? tasks : changed;
    const [first] = described;
    const params: BulkResult = {
      found: tasks.length,
      changed: changed.length,
      count: described.length,
      ...(described.length === 1 && first ? { title: first.title } : {}),
    };
    return { kind: BULK_KINDS[action.kind], params };
  }, requested);
}

/** @returns the tasks that were not so already. */
async function apply(
  change: ChangeSet,
  tasks: TaskRow[],
  { action, today }: { action: BulkAction; today: string },
): Promise<TaskRow[]> {
  switch (action.kind) {
    case "complete":
      return finish(change, tasks, today);
    case "reopen":
      return set(change, tasks, { completed_at: null });
    case "delete": {
      const kept = tasks.filter((task) => task.deleted_at === null);
      return set(change, kept, { deleted_at: change.now });
    }
    case "move":
      return move(change, tasks, action);
    case "tag":
    case "untag":
      return setTag(change, tasks, action.name, action.kind === "tag");
    case "due":
      return set(change, tasks, dueColumns(action.dueOn));
    case "priority":
      return set(change, tasks, { priority: action.priority });
    default:
      return moveTogether(change, tasks, action.kind);
  }
}

/** Sets columns of the tasks in which they differ. */
async function set(change: ChangeSet, tasks: TaskRow[], columns: Columns): Promise<TaskRow[]> {
  const different = tasks.filter((task) =>
    Object.entries(columns).some(([name, value]) => task[name] !== value),
  );
  await change.update("tasks", different, columns);
  return different;
}

async function finish(change: ChangeSet, tasks: TaskRow[], today: string): Promise<TaskRow[]> {
  const pending = tasks.filter((task) => task.completed_at === null);
  await completeAll(change, pending, { today });
  return pending;
}

/** An item of a checklist is where its task is: it is not moved by itself. */
async function move(
  change: ChangeSet,
  tasks: TaskRow[],
  { listId, sectionId }: { listId: number | null; sectionId: number | null },
): Promise<TaskRow[]> {
  await checkReferences(change, { listId, sectionId }, null);
  const whole = tasks.filter((task) => task.parent_id === null);
  return set(change, whole, { list_id: listId, section_id: sectionId });
}

async function setTag(
  change: ChangeSet,
  tasks: TaskRow[],
  name: string,
  wanted: boolean,
): Promise<TaskRow[]> {
  const tag = await change
    .rows("tags")
    .whereRaw("lower(name) = lower(?)", [name])
    .whereNull("deleted_at")
    .first<{ id: number }>("id");
  const ids = tasks.map(({ id }) => id);
  const links =
    tag === undefined
      ? []
      : await change.load<{ task_id: number; tag_id: number }>("task_tags", (rows) => {
          rows.where({ tag_id: tag.id }).whereRaw("task_id = any (?)", [ids]);
        });
  const had = new Set(links.map((link) => link.task_id));
  const different = tasks.filter(({ id }) => had.has(id) !== wanted);
  if (different.length === 0) return different;
  const [tagId = 0] = tag === undefined ? await ensureTags(change, [name]) : [tag.id];
  const added = different.map(({ id }) => ({ task_id: id, tag_id: tagId }));
  if (wanted) await change.insertWithKeys("task_tags", added);
  else await change.remove("task_tags", links);
  // Other tags are another version of the task.
  await change.update("tasks", different, {});
  return different;
}

/** A series goes on from its new day; without a day it ends, since there is nothing to count from. */
function dueColumns(dueOn: string | null): Columns {
  const none = { due_time: null, repeat_rule: null, repeat_mode: null, repeat_anchor: null };
  return { due_on: dueOn, ...(dueOn === null ? none : {}) };
}
