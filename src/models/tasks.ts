/** Creates, finds, updates, completes, deletes and restores tasks. */
import type { ChangeSet } from "../db/change_set.ts";
import type { Requested } from "../db/journal.ts";
import { found, mapSaved, Refusal, type Saved } from "../db/saved.ts";
import type { UserScope } from "../db/scope.ts";
import { completeTasks } from "./recurrence.ts";
import { setTags } from "./tags.ts";
import {
  differing,
  insertTask,
  type NewTask,
  type TaskChanges,
  toColumns,
} from "./task_mutations.ts";
import { JOIN_TASKS, SELECT_TASKS, type Task, type TaskRow, toTask } from "./task_records.ts";
import { resolveChanges } from "./task_rules.ts";

/** The request, with the state of the task that it is based on. */
interface Expected extends Requested {
  /** Any other current version is refused: the field "version" is stale. */
  version?: number | null;
  /** A condition on the whole task; if it fails, the row is stale. */
  matches?: ((task: Task) => boolean) | null;
}

export interface Completed {
  task: Task;
  /** The next occurrence of its series, if there is one. */
  next: Task | null;
}

const SELECT_TASK = `${SELECT_TASKS} from {tasks} ${JOIN_TASKS} where tasks.id = $2`;

/** Adds a task at the end of its list. */
export async function createTask(
  scope: UserScope,
  input: NewTask,
  requested: Requested = {},
): Promise<Saved<Task>> {
  const saved = await scope.change(async (change) => {
    const { id, title } = await insertTask(change, input);
    return { kind: "task.added", params: { id, title } };
  }, requested);
  return mapSaved(saved, ({ id }) => findAnyTask(scope, id));
}

/**
 * Adds several tasks in their order, all of them or none, as one change.
 * @param inputs at least one.
 * @returns how many; with the title if it is one.
 */
export async function createTasks(
  scope: UserScope,
  inputs: readonly NewTask[],
  requested: Requested = {},
): Promise<Saved<{ count: number; title?: string }>> {
  return scope.change(async (change) => {
    for (const input of inputs) await insertTask(change, input);
    const [first] = inputs;
    const count = inputs.length;
    const params = count === 1 && first ? { count, title: first.title } : { count };
    return { kind: "task.added", params };
  }, requested);
}

/** null: there is no such task, it is in the trash, or it is another user's. */
export async function findTask(scope: UserScope, id: number): Promise<Task | null> {
  return findWhere(scope, id, "tasks.deleted_at is null");
}

/** Only in the trash. */
export async function findDeletedTask(scope: UserScope, id: number): Promise<Task | null> {
  return findWhere(scope, id, "tasks.deleted_at is not null");
}

/** In the trash or not. */
export async function findAnyTask(scope: UserScope, id: number): Promise<Task | null> {
  return findWhere(scope, id, "true");
}

/** The items of a task's checklist, in their order. */
export async function listChecklist(scope: UserScope, parentId: number): Promise<Task[]> {
  const rows = await scope.read<TaskRow>(
    `${SELECT_TASKS} from {tasks} ${JOIN_TASKS}
     where tasks.parent_id = $2 and tasks.deleted_at is null
     order by tasks.position, tasks.id limit 200`,
    [parentId],
  );
  return rows.map(toTask);
}

/**
 * Updates the fields of a task.
 * @param completed completes or reopens it too, as it is after the update.
 */
export async function updateTask(
  scope: UserScope,
  id: number,
  { completed, ...changes }: TaskChanges & { completed?: boolean },
  expected: Expected = {},
): Promise<Saved<Completed>> {
  const saved = await scope.change(async (change) => {
    const current = await loadExpected(change, id, expected);
    const columns = toColumns(await resolveChanges(change, changes, current));
    const hasOtherTags =
      changes.tags !== undefined && (await setTags(change, id, changes.tags)).isChanged;
    const changed = differing(columns, current);
    const params = { id, title: changes.title ?? current.title, next: null };
    if (completed === undefined || completed === (current.completed_at !== null)) {
      // Other tags are a new version of the task too.
      const isChanged = hasOtherTags || Object.keys(changed).length > 0;
      if (isChanged) await change.update("tasks", [current], changed);
      return { kind: "task.changed", params };
    }
    if (completed) {
      const nexts = await completeTasks(change, [current], { today: scope.today, changed });
      return { kind: "task.completed", params: { ...params, next: nexts.get(id) ?? null } };
    }
    await change.update("tasks", [current], { ...changed, completed_at: null });
    return { kind: "task.reopened", params };
  }, expected);
  return mapSaved(saved, (params) => findCompleted(scope, params));
}

/**
 * Completes or reopens a task; if it is already, nothing changes. Completing an occurrence of a series
 * keeps that task as history and adds the next occurrence as a new task.
 */
export async function setCompletion(
  scope: UserScope,
  id: number,
  { done, ...expected }: { done: boolean } & Expected,
): Promise<Saved<Completed>> {
  return updateTask(scope, id, { completed: done }, expected);
}

/** Moves a task to the trash. The items of its checklist stay on it. */
export async function deleteTask(
  scope: UserScope,
  id: number,
  expected: Expected = {},
): Promise<Saved<Task>> {
  const saved = await scope.change(async (change) => {
    const current = await loadExpected(change, id, expected);
    await change.update("tasks", [current], { deleted_at: change.now });
    return { kind: "task.deleted", params: { id, title: current.title } };
  }, expected);
  return mapSaved(saved, () => findAnyTask(scope, id));
}

/**
 * Restores a task from the trash; one that is not in it stays as it is. A task whose list was deleted
 * goes to the Inbox, and so does an item that can no longer be on its checklist.
 */
export async function restoreTask(
  scope: UserScope,
  id: number,
  requested: Requested = {},
): Promise<Saved<Task>> {
  const saved = await scope.change(async (change) => {
    const [loaded] = await change.load<TaskRow>("tasks", (rows) => void rows.where({ id }));
    const row = found(loaded);
    if (row.deleted_at !== null) {
      await change.update("tasks", [row], { deleted_at: null, ...(await placeOf(change, row)) });
    }
    return { kind: "task.restored", params: { id, title: row.title } };
  }, requested);
  return mapSaved(saved, () => findAnyTask(scope, id));
}

/** The list, section and parent of a task, without those that were deleted. */
async function placeOf(change: ChangeSet, { list_id, section_id, parent_id }: TaskRow) {
  const keep = async (table: "lists" | "sections" | "tasks", id: number | null, where = {}) =>
    id !== null && (await change.exists(table, { id, deleted_at: null, ...where })) ? id : null;
  const listId = await keep("lists", list_id);
  return {
    list_id: listId,
    section_id: listId === null ? null : await keep("sections", section_id),
    parent_id: await keep("tasks", parent_id, { parent_id: null }),
  };
}

/** @throws Refusal if the task is missing or not as expected. */
async function loadExpected(
  change: ChangeSet,
  id: number,
  { version = null, matches = null }: Expected,
): Promise<TaskRow> {
  const row = found(await change.loadOne<TaskRow>("tasks", id));
  if (matches !== null) {
    // With its tags and its checklist, which are not in its own row.
    const [whole] = await change.raw<TaskRow>(SELECT_TASK, [id]);
    if (!matches(toTask(found(whole)))) throw new Refusal({ field: null, code: "stale" });
  }
  if (version !== null && row.version !== version) {
    throw new Refusal({ field: "version", code: "stale" });
  }
  return row;
}

async function findCompleted(
  scope: UserScope,
  { id, next }: { id: number; next: number | null },
): Promise<Completed | null> {
  const task = await findAnyTask(scope, id);
  return task && { task, next: next === null ? null : await findTask(scope, next) };
}

async function findWhere(scope: UserScope, id: number, condition: string): Promise<Task | null> {
  const [row] = await scope.read<TaskRow>(`${SELECT_TASK} and ${condition}`, [id]);
  return row === undefined ? null : toTask(row);
}
