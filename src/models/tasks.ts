/** Tasks: every function takes the scope of the user whose they are, and every change can be undone. */
import type { ChangeSet } from "../db/change_set.ts";
import type { Requested } from "../db/journal.ts";
import { found, Refusal, type Saved } from "../db/saved.ts";
import type { UserScope } from "../db/scope.ts";
import { complete } from "./recurrence.ts";
import { setTags } from "./tags.ts";
import {
  differing,
  insertTask,
  loadTask,
  type NewTask,
  type TaskChanges,
  toColumns,
} from "./task_mutations.ts";
import { JOIN_TASKS, SELECT_TASKS, type Task, type TaskRow, toTask } from "./task_records.ts";
import { resolveChanges } from "./task_rules.ts";

/** What a task must be for a change to be made, as its reader saw it. */
export interface Expected extends Requested {
  /** Another version refuses the field "version". */
  version?: number | null;
  /** Whether the whole task is as it must be; what is not refuses the row. */
  matches?: ((task: Task) => boolean) | null;
}

export interface Completed {
  task: Task;
  /** The next occurrence of its series, if there is one. */
  next: Task | null;
}

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
  return saved.ok ? { ...saved, value: await getTask(scope, saved.value.id) } : saved;
}

/** Adds all of the tasks or none, at least one, in their order: one Undo takes them all back. */
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

/** @returns null for one that does not exist, is in the trash, or is somebody else's. */
export async function findTask(scope: UserScope, id: number): Promise<Task | null> {
  return findWhere(scope, "tasks.id = $2 and tasks.deleted_at is null", [id]);
}

/** One in the trash; null for any other. */
export async function findDeletedTask(scope: UserScope, id: number): Promise<Task | null> {
  return findWhere(scope, "tasks.id = $2 and tasks.deleted_at is not null", [id]);
}

/** The items of a task's checklist, in their order. */
export async function listChecklist(scope: UserScope, parentId: number): Promise<Task[]> {
  const rows = await scope.read<TaskRow>(
    "checklist",
    `${SELECT_TASKS} from {tasks} ${JOIN_TASKS}
     where tasks.parent_id = $2 and tasks.deleted_at is null
     order by tasks.position, tasks.id limit 200`,
    [parentId],
  );
  return rows.map(toTask);
}

/**
 * Changes what is said of a task.
 * @param completed completes or reopens it as well, with what is said of it by then.
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
    const isTagged = changes.tags !== undefined && (await setTags(change, id, changes.tags));
    const changed = differing(columns, current);
    const title = (columns.title as string | undefined) ?? current.title;
    const isDone = current.completed_at !== null;
    if (completed !== undefined && completed !== isDone) {
      const next = await complete(change, current, {
        done: completed,
        today: scope.today,
        changed,
      });
      return { kind: completionKind(completed), params: { id, title, next } };
    }
    // Other tags are another version of the task too.
    if (isTagged || Object.keys(changed).length > 0) {
      await change.update("tasks", [current], changed);
    }
    return { kind: "task.changed", params: { id, title, next: null } };
  }, expected);
  return saved.ok ? { ...saved, value: await getCompleted(scope, saved.value) } : saved;
}

/**
 * Completes or reopens; a task that is so already stays as it is. Completing an occurrence of a series
 * keeps it as history and adds the next one under a number of its own: posted twice, it is done once,
 * since the first is done already.
 */
export async function setCompletion(
  scope: UserScope,
  id: number,
  { done, ...expected }: { done: boolean } & Expected,
): Promise<Saved<Completed>> {
  const saved = await scope.change(async (change) => {
    const current = await loadExpected(change, id, expected);
    const next = await complete(change, current, { done, today: scope.today });
    return { kind: completionKind(done), params: { id, title: current.title, next } };
  }, expected);
  return saved.ok ? { ...saved, value: await getCompleted(scope, saved.value) } : saved;
}

/** Puts a task in the trash; posted twice, it is there already. */
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
  return saved.ok ? { ...saved, value: await getTask(scope, id) } : saved;
}

/** Takes a task back out of the trash; one that is not in it stays. */
export async function restoreTask(
  scope: UserScope,
  id: number,
  requested: Requested = {},
): Promise<Saved<Task>> {
  const saved = await scope.change(async (change) => {
    const [loaded] = await change.load<TaskRow>("tasks", (rows) => void rows.where({ id }));
    const row = found(loaded);
    const isThere = async (table: "lists" | "sections" | "tasks", own: number | null) =>
      own !== null &&
      (await change.rows(table).where({ id: own, deleted_at: null }).first("id")) !== undefined;
    if (row.deleted_at !== null) {
      // Its list may have gone meanwhile: it comes back to the Inbox then. So does an item without its task.
      const hasList = await isThere("lists", row.list_id);
      const hasSection = hasList && (await isThere("sections", row.section_id));
      await change.update("tasks", [row], {
        deleted_at: null,
        list_id: hasList ? row.list_id : null,
        section_id: hasSection ? row.section_id : null,
        parent_id: (await isThere("tasks", row.parent_id)) ? row.parent_id : null,
      });
    }
    return { kind: "task.restored", params: { id, title: row.title } };
  }, requested);
  return saved.ok ? { ...saved, value: await getTask(scope, id) } : saved;
}

/** @throws Refusal where the task is not there, or not as it must be. */
async function loadExpected(
  change: ChangeSet,
  id: number,
  { version = null, matches = null }: Expected,
): Promise<TaskRow> {
  const row = await loadTask(change, id);
  if (matches !== null) {
    const { rows } = await change.raw<TaskRow>(selectWhere("tasks.id = $2"), [id]);
    if (!matches(toTask(rows[0] as TaskRow))) throw new Refusal({ field: null, code: "stale" });
  }
  if (version !== null && row.version !== version) {
    throw new Refusal({ field: "version", code: "stale" });
  }
  return row;
}

function completionKind(done: boolean) {
  return done ? "task.completed" : "task.reopened";
}

async function getCompleted(
  scope: UserScope,
  { id, next }: { id: number; next: number | null },
): Promise<Completed> {
  return {
    task: await getTask(scope, id),
    next: next === null ? null : await findTask(scope, next),
  };
}

/** One that is there, perhaps in the trash. */
export async function getTask(scope: UserScope, id: number): Promise<Task> {
  const task = await findWhere(scope, "tasks.id = $2", [id]);
  if (task === null) throw new Error(`Task ${id} was purged meanwhile`);
  return task;
}

async function findWhere(scope: UserScope, where: string, values: unknown[]): Promise<Task | null> {
  const [row] = await scope.read<TaskRow>(null, selectWhere(where), values);
  return row === undefined ? null : toTask(row);
}

function selectWhere(where: string): string {
  return `${SELECT_TASKS} from {tasks} ${JOIN_TASKS} where ${where}`;
}
