/** Creates, finds, updates, completes, deletes and restores tasks. */
import type { ChangeKind } from "../db/change_description.ts";
import type { ChangeSet } from "../db/change_set.ts";
import type { Requested } from "../db/journal.ts";
import { found, mapSaved, resultOf, type Saved } from "../db/saved.ts";
import type { UserScope } from "../db/scope.ts";
import { type Expected, loadExpected, selectKeptTask } from "./expected_task.ts";
import { completeTasks, type NextOccurrence } from "./recurrence.ts";
import { reopenTasks, settleSeries } from "./series.ts";
import { setTags } from "./tags.ts";
import {
  differing,
  insertTasks,
  type NewTask,
  type TaskChanges,
  toColumns,
} from "./task_mutations.ts";
import type { ViewQuery } from "./task_queries.ts";
import {
  JOIN_TASKS,
  SELECT_KEPT_TASK,
  SELECT_SHOWN_TASKS,
  SELECT_TASK,
  type ShownTaskRow,
  type Task,
  type TaskRow,
  toTask,
} from "./task_records.ts";
import { resolveChanges } from "./task_rules.ts";

/** A task in a view. */
export interface ListedTask {
  task: Task;
  /** The id of the task after it. */
  following: number | null;
}

export interface Completed {
  task: Task;
  /** The next occurrence of its series, if there is one. */
  next: NextOccurrence | null;
}

/** The most items of a checklist that are read. */
export const CHECKLIST_MOST = 200;

/** Adds a task at the end of its list. */
export async function createTask(
  scope: UserScope,
  input: NewTask,
  requested: Requested = {},
): Promise<Saved<Task>> {
  const made = await scope.change(async (change) => {
    const [row] = (await insertTasks(change, [input])) as [TaskRow];
    const params = { id: row.id, title: input.title };
    return { kind: "task.added", params, result: toTask(row) };
  }, requested);
  return resultOf(made, ({ id }) => findAnyTask(scope, id));
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
    await insertTasks(change, inputs);
    const tasks = inputs.filter(({ isItem }) => !isItem);
    const [first] = tasks;
    const count = tasks.length;
    const params = count === 1 && first ? { count, title: first.title } : { count };
    return { kind: "task.added", params };
  }, requested);
}

/** null: there is no such task, it is in the trash, or it is another user's. */
export async function findTask(scope: UserScope, id: number): Promise<Task | null> {
  return findBy(scope, SELECT_KEPT_TASK, id);
}

/** The same, with its place in a view; null: in none. */
export async function findTaskIn(
  scope: UserScope,
  id: number,
  view: ViewQuery | null,
): Promise<ListedTask | null> {
  const { text, values } = selectKeptTask(id, view);
  const [row] = await scope.read<TaskRow & Partial<ListedTask>>(text, values);
  return row === undefined ? null : { task: toTask(row), following: row.following ?? null };
}

/** Only in the trash. */
export async function findDeletedTask(scope: UserScope, id: number): Promise<Task | null> {
  return findBy(scope, `${SELECT_TASK} and tasks.deleted_at is not null`, id);
}

/** In the trash or not. */
export async function findAnyTask(scope: UserScope, id: number): Promise<Task | null> {
  return findBy(scope, SELECT_TASK, id);
}

/** The items of a task's checklist, in their order. */
export async function listChecklist(scope: UserScope, parentId: number): Promise<Task[]> {
  const rows = await scope.read<ShownTaskRow>(
    `${SELECT_SHOWN_TASKS} from {tasks} ${JOIN_TASKS}
     where tasks.parent_id = $2 and tasks.deleted_at is null
     order by tasks.position, tasks.id limit ${CHECKLIST_MOST}`,
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
  const made = await scope.change(async (change) => {
    const current = await loadExpected(change, id, expected);
    const { fields, names } = await resolveChanges(change, changes, current);
    const columns = differing(toColumns(fields), current);
    const tags = changes.tags === undefined ? null : await setTags(change, current, changes.tags);
    const isChanged = tags?.isChanged === true || Object.keys(columns).length > 0;
    const isDone = current.completed_at !== null;
    let next: NextOccurrence | null = null;
    let kind: ChangeKind = "task.changed";
    if (completed === true && !isDone) {
      kind = "task.completed";
      const options = { now: scope.localNow, changed: columns };
      next = (await completeTasks(change, [current], options)).get(id) ?? null;
    } else if (completed === false && isDone) {
      kind = "task.reopened";
      await reopenTasks(change, [current], columns);
    } else if (isChanged) {
      // Other tags are a new version of the task too.
      change.update("tasks", [current], columns);
    }
    const params = { id, title: changes.title ?? current.title, next: next?.id ?? null };
    const tagNames = tags === null ? {} : { tag_names: tags.names };
    const task = toTask({ ...change.after("tasks", current), ...names, ...tagNames });
    return { kind, params, result: { task, next } };
  }, expected);
  return resultOf(made, (params) => findCompleted(scope, params));
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
  const made = await scope.change(async (change) => {
    const current = await loadExpected(change, id, expected);
    change.update("tasks", [current], { deleted_at: change.now });
    const result = toTask(change.after("tasks", current));
    return { kind: "task.deleted", params: { id, title: current.title }, result };
  }, expected);
  return resultOf(made, () => findAnyTask(scope, id));
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
  const made = await scope.change(async (change) => {
    const [loaded] = await change.read<TaskRow>(SELECT_TASK, [id]);
    const row = found(loaded);
    if (row.deleted_at !== null) {
      change.update("tasks", [row], { deleted_at: null, ...(await placeOf(change, row)) });
      if (row.series_id !== null) await settleSeries(change);
    }
    return { kind: "task.restored", params: { id, title: row.title } };
  }, requested);
  return mapSaved(made, () => findAnyTask(scope, id));
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

async function findCompleted(
  scope: UserScope,
  { id, next }: { id: number; next: number | null },
): Promise<Completed | null> {
  const task = await findAnyTask(scope, id);
  return task && { task, next: next === null ? null : await findTask(scope, next) };
}

async function findBy(scope: UserScope, text: string, id: number): Promise<Task | null> {
  const [row] = await scope.read<TaskRow>(text, [id]);
  return row === undefined ? null : toTask(row);
}
