/** One press for many tasks: one change in the history, one Undo. */
import type { ChangeSet } from "../db/change_set.ts";
import type { Columns } from "../db/owned_tables.ts";
import type { UserScope } from "../db/scope.ts";
import { type Direction, moveTogether } from "./positions.ts";
import { completeAll } from "./recurrence.ts";
import { ensureTags } from "./tags.ts";
import { these } from "./task_mutations.ts";
import type { Priority, TaskRow } from "./task_records.ts";

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
  count: number;
  /** How many of them were not so already. */
  changed: number;
  /** What was changed, or is so already: a title, or "14 tasks". */
  subject: string;
  /** The history's entry; null when nothing had to be changed. */
  changeId: number | null;
}

/** What was done, for the history and the next page. */
export const BULK_VERBS: Record<BulkAction["kind"], string> = {
  complete: "Completed",
  reopen: "Reopened",
  delete: "Deleted",
  move: "Moved",
  tag: "Tagged",
  untag: "Took the tag off",
  due: "Rescheduled",
  priority: "Changed the priority of",
  top: "Moved",
  up: "Moved",
  down: "Moved",
  bottom: "Moved",
};

/**
 * Does it to those of the tasks that are there, all of them or none. The number of statements does
 * not depend on theirs; moving by hand takes one for each place that they are in.
 * @returns null when a list or section that is named is not there.
 */
export async function changeTasks(
  scope: UserScope,
  ids: readonly number[],
  action: BulkAction,
  { now, today }: { now: Date; today: string },
): Promise<BulkResult | null> {
  const { result, changeId } = await scope.change(now, async (change) => {
    const tasks = await change
      .rows("tasks")
      .whereRaw("id = any (?)", [ids as number[]])
      // What is in the trash is there for one action only, which it is beyond: posted twice, done once.
      .modify((rows) => void (action.kind === "delete" || rows.whereNull("deleted_at")))
      .orderBy("id")
      .forUpdate()
      .select<TaskRow[]>("*");
    const changed = await apply(change, tasks, action, today);
    if (changed === null) return null;
    const told = changed.length === 0 ? tasks : changed;
    const [first] = told;
    const subject = told.length === 1 && first ? first.title : `${told.length} tasks`;
    change.tell(BULK_VERBS[action.kind], subject);
    return { count: tasks.length, changed: changed.length, subject };
  });
  return result === null ? null : { ...result, changeId };
}

/** @returns the tasks that were not so already. */
async function apply(
  change: ChangeSet,
  tasks: TaskRow[],
  action: BulkAction,
  today: string,
): Promise<TaskRow[] | null> {
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
  if (different.length > 0) await change.update("tasks", these(different), columns);
  return different;
}

async function finish(change: ChangeSet, tasks: TaskRow[], today: string): Promise<TaskRow[]> {
  const pending = tasks.filter((task) => task.completed_at === null);
  await completeAll(change, pending, today);
  return pending;
}

/** An item of a checklist is where its task is: it is not moved by itself. */
async function move(
  change: ChangeSet,
  tasks: TaskRow[],
  { listId, sectionId }: { listId: number | null; sectionId: number | null },
): Promise<TaskRow[] | null> {
  const lists = change.rows("lists").where({ id: listId, deleted_at: null });
  if (listId !== null && (await lists.first("id")) === undefined) return null;
  const sections = change
    .rows("sections")
    .where({ id: sectionId, list_id: listId, deleted_at: null });
  if (sectionId !== null && (await sections.first("id")) === undefined) return null;
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
  const bearing: number[] =
    tag === undefined
      ? []
      : await change
          .rows("task_tags")
          .where({ tag_id: tag.id })
          .whereRaw("task_id = any (?)", [tasks.map(({ id }) => id)])
          .pluck("task_id");
  const had = new Set(bearing);
  const different = tasks.filter(({ id }) => had.has(id) !== wanted);
  if (different.length === 0) return different;
  const [tagId = 0] = tag === undefined ? await ensureTags(change, [name]) : [tag.id];
  const links = different.map(({ id }) => ({ task_id: id, tag_id: tagId }));
  if (wanted) await change.putBack("task_tags", links);
  else await change.removeAll("task_tags", links);
  // Other tags are another version of the task.
  await change.update("tasks", these(different), {});
  return different;
}

/** A series goes on from its new day; without a day it ends, since there is nothing to reckon from. */
function dueColumns(dueOn: string | null): Columns {
  const none = { due_time: null, repeat_rule: null, repeat_mode: null, repeat_anchor: null };
  return { due_on: dueOn, ...(dueOn === null ? none : {}) };
}
