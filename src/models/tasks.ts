/** Tasks: every function takes the scope of the user whose they are, and every change can be undone. */
import type { Knex } from "knex";
import { violates } from "../db/database_errors.ts";
import type { UserScope } from "../db/scope.ts";
import { complete } from "./recurrence.ts";
import { setTags } from "./tags.ts";
import {
  differing,
  exists,
  fitsOnChecklist,
  insertTask,
  lockTask,
  type NewTask,
  only,
  type TaskChanges,
  type TaskInput,
  toColumns,
  WHERE_ITS_TASK_IS,
} from "./task_mutations.ts";
import { JOIN_TASKS, SELECT_TASKS, type Task, type TaskRow, toTask } from "./task_records.ts";

export type { NewTask, TaskChanges, TaskInput };

/** `changeId` is the history's entry, for Undo; null when nothing had to be changed. */
export interface Changed {
  task: Task;
  changeId: number | null;
}

export type CreateOutcome =
  | ({ outcome: "created" | "repeated" } & Changed)
  /** The list, section or parent named is none of the user's. */
  | { outcome: "missing" };

export type CreateManyOutcome =
  | { outcome: "created" | "repeated"; changeId: number | null }
  | { outcome: "missing" };

export type UpdateOutcome =
  | ({ outcome: "updated"; next: Task | null } & Changed)
  /** Somebody else was first: the task as it is now. */
  | { outcome: "conflict"; task: Task }
  | { outcome: "missing" };

/** The person's day, which decides what "today" is for a repeat. */
export interface Moment {
  now: Date;
  today: string;
}

/**
 * Adds a task at the end of its list.
 * @param requestKey names the request: the same one again adds nothing. null: always adds.
 */
export async function createTask(
  scope: UserScope,
  input: NewTask,
  requestKey: string | null,
  now: Date,
): Promise<CreateOutcome> {
  const created = await insertTasks(scope, [input], requestKey, now);
  if (created === "missing") return { outcome: "missing" };
  if (created !== "repeated") {
    const task = await getTask(scope, created.id);
    return { outcome: "created", task, changeId: created.changeId };
  }
  const task = await getByRequestKey(scope, requestKey);
  return { outcome: "repeated", task, changeId: null };
}

/** Adds all of the tasks or none, at least one, in their order: one Undo takes them all back. */
export async function createTasks(
  scope: UserScope,
  inputs: readonly NewTask[],
  requestKey: string | null,
  now: Date,
): Promise<CreateManyOutcome> {
  const created = await insertTasks(scope, inputs, requestKey, now);
  if (created === "missing") return { outcome: "missing" };
  if (created === "repeated") return { outcome: "repeated", changeId: null };
  return { outcome: "created", changeId: created.changeId };
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
 * @param version the one that was seen; null changes whatever there is.
 * @param completion completes or reopens it as well, with what is said of it by then.
 */
export async function updateTask(
  scope: UserScope,
  id: number,
  version: number | null,
  changes: TaskChanges,
  now: Date,
  completion: { done: boolean; today: string } | null = null,
): Promise<UpdateOutcome> {
  const { result, changeId } = await scope.change(now, async (change) => {
    const current = await lockTask(change, id);
    if (current === null) return "missing";
    if (version !== null && version !== current.version) return "conflict";
    const columns = toColumns(changes);
    // A section belongs to its list: another list leaves it.
    if ("list_id" in columns && columns.list_id !== current.list_id && !columns.section_id) {
      columns.section_id = null;
    }
    const parentId = changes.parentId ?? null;
    const isItem = (changes.parentId === undefined ? current.parent_id : parentId) !== null;
    if (isItem) Object.assign(columns, WHERE_ITS_TASK_IS);
    if (!(await exists(change, { list_id: current.list_id, ...columns }, parentId)))
      return "missing";
    if (parentId !== null && !(await fitsOnChecklist(change, id, parentId))) return "missing";
    const isTagged = changes.tags !== undefined && (await setTags(change, id, changes.tags));
    const changed = differing(columns, current);
    const { done, today } = completion ?? { done: current.completed_at !== null, today: "" };
    if (done !== (current.completed_at !== null)) {
      const row: TaskRow = { ...current, ...changed };
      change.tell(done ? "Completed" : "Reopened", row.title);
      return { nextId: await complete(change, row, done, today, changed) };
    }
    // Other tags are another version of the task too.
    if (isTagged || Object.keys(changed).length > 0) {
      await change.update("tasks", only(id), changed);
    }
    change.tell("Changed", (columns.title as string | undefined) ?? current.title);
    return { nextId: null };
  });
  if (result === "missing") return { outcome: "missing" };
  const task = await findTask(scope, id);
  if (task === null) return { outcome: "missing" };
  if (result === "conflict") return { outcome: "conflict", task };
  const next = result.nextId === null ? null : await findTask(scope, result.nextId);
  return { outcome: "updated", task, changeId, next };
}

/**
 * Completes or reopens; a task that is so already stays as it is. Completing an occurrence of a
 * series keeps it as history and brings up the next one under a number of its own: posted twice, it
 * is done once, since the first is done already.
 * @param seen see lockTask.
 * @returns null when there is no such task.
 */
export async function setCompletion(
  scope: UserScope,
  id: number,
  done: boolean,
  { now, today }: Moment,
  seen: number | null = null,
): Promise<(Changed & { next: Task | null }) | null> {
  const { result, changeId } = await scope.change(now, async (change) => {
    const current = await lockTask(change, id, seen);
    if (current === null) return null;
    const nextId = await complete(change, current, done, today);
    change.tell(done ? "Completed" : "Reopened", current.title);
    return { nextId };
  });
  if (result === null) return null;
  const next = result.nextId === null ? null : await findTask(scope, result.nextId);
  return { task: await getTask(scope, id), changeId, next };
}

/** Puts a task in the trash. null: no such task. @param seen see lockTask. */
export async function deleteTask(
  scope: UserScope,
  id: number,
  now: Date,
  seen: number | null = null,
): Promise<Changed | null> {
  const { result, changeId } = await scope.change(now, async (change) => {
    if (seen !== null) await lockTask(change, id, seen);
    const [row] = await change.update<TaskRow>("tasks", kept(id), { deleted_at: now });
    change.tell("Deleted", row?.title ?? null);
    return row !== undefined;
  });
  return result ? { task: await getTask(scope, id), changeId } : null;
}

/** Takes a task back out of the trash; one that is not in it stays. null: no such task. */
export async function restoreTask(
  scope: UserScope,
  id: number,
  now: Date,
): Promise<Changed | null> {
  const { changeId } = await scope.change(now, async (change) => {
    const trashed = (rows: Knex.QueryBuilder) => void rows.where({ id }).whereNotNull("deleted_at");
    const [row] = await change.update<TaskRow>("tasks", trashed, { deleted_at: null });
    // Its list may have gone meanwhile: then it comes back to the Inbox. So does an item without its task.
    if (row !== undefined && row.list_id !== null && !(await exists(change, row, null))) {
      await change.update("tasks", only(id), { list_id: null, section_id: null });
    }
    if (row !== undefined && !(await exists(change, {}, row.parent_id))) {
      await change.update("tasks", only(id), { parent_id: null });
    }
    change.tell("Restored", row?.title ?? null);
  });
  const task = await findTask(scope, id);
  return task === null ? null : { task, changeId };
}

/** @returns the first task's id and the history's entry. The first one bears the request's key. */
async function insertTasks(
  scope: UserScope,
  inputs: readonly NewTask[],
  requestKey: string | null,
  now: Date,
): Promise<{ id: number; changeId: number | null } | "missing" | "repeated"> {
  const insertAll = async () => {
    const { result: ids, changeId } = await scope.change(now, async (change) => {
      const made: number[] = [];
      for (const input of inputs) {
        const row = await insertTask(change, input, made.length === 0 ? requestKey : null);
        // What is thrown takes back what was made before it.
        if (row === null) throw new MissingReference();
        made.push(row.id);
      }
      const [first] = inputs;
      change.tell("Added", inputs.length === 1 && first ? first.title : `${inputs.length} tasks`);
      return made;
    });
    return { id: ids[0] ?? 0, changeId };
  };
  try {
    return await insertAll();
  } catch (error) {
    if (error instanceof MissingReference) return "missing";
    // The failed statement has undone its step of the counter too: ids have no holes.
    if (requestKey !== null && violates(error, "tasks_request_key")) return "repeated";
    throw error;
  }
}

/** A list, section or parent that a new task names is none of the user's. */
class MissingReference extends Error {}

function kept(id: number) {
  return (rows: Knex.QueryBuilder) => void rows.where({ id, deleted_at: null });
}

async function getTask(scope: UserScope, id: number): Promise<Task> {
  const task = await findWhere(scope, "tasks.id = $2", [id]);
  if (task === null) throw new Error(`Task ${id} was purged meanwhile`);
  return task;
}

async function getByRequestKey(scope: UserScope, requestKey: string | null): Promise<Task> {
  const task = await findWhere(scope, "tasks.request_key = $2", [requestKey]);
  if (task === null) throw new Error("The task of this request was purged meanwhile");
  return task;
}

async function findWhere(scope: UserScope, where: string, values: unknown[]): Promise<Task | null> {
  const [row] = await scope.read<TaskRow>(
    null,
    `${SELECT_TASKS} from {tasks} ${JOIN_TASKS} where ${where}`,
    values,
  );
  return row === undefined ? null : toTask(row);
}
