/** Tasks: every function takes the scope of the user whose they are. */

import type { Row } from "../db/connection.ts";
import { violates } from "../db/failures.ts";
import type { OwnedTable, UserScope } from "../db/scope.ts";
import type { TaskStatus } from "../paths.ts";

export interface Task {
  userId: string;
  id: number;
  title: string;
  description: string;
  completedAt: Date | null;
  deletedAt: Date | null;
  /** Counts the changes: an update names the version it saw. */
  version: number;
  createdAt: Date;
  updatedAt: Date;
}

/** What a person writes in a task. */
export interface TaskText {
  title: string;
  description: string;
}

/** What a change may touch. */
export type TaskChanges = Partial<TaskText> & { completed?: boolean };

/** Where a page of a list goes on: after the row with this id (and, if completed, this time). */
export interface TaskCursor {
  id: number;
  completedAt: string | null;
}

/** Which part of a list; `limit` is how many rows at most. */
export interface TaskListOptions {
  status: TaskStatus;
  limit: number;
  cursor: TaskCursor | null;
}

export interface TaskPage<Listed = Task> {
  tasks: Listed[];
  /** null: there are no more. */
  next: TaskCursor | null;
}

/** What a row of a list shows of its task. */
export type TaskSummary = Pick<Task, "id" | "title" | "completedAt"> & { hasNotes: boolean };

/** Pending and completed, each counted up to `COUNT_LIMIT`: a long list costs no more than a short one. */
export interface TaskCounts {
  pending: number;
  completed: number;
}

/** Counting stops here: one more than is ever told. */
export const COUNT_LIMIT = 100;

export type UpdateOutcome =
  | { outcome: "updated"; task: Task }
  /** Somebody else was first: the row as it is now. */
  | { outcome: "conflict"; task: Task }
  | { outcome: "missing" };

interface TaskRow extends Row {
  user_id: string;
  id: number;
  title: string;
  description: string;
  completed_at: Date | null;
  deleted_at: Date | null;
  version: number;
  created_at: Date;
  updated_at: Date;
}

interface SummaryRow extends Row, Pick<TaskRow, "id" | "title" | "completed_at"> {
  has_notes: boolean;
}

const TABLE: OwnedTable = "tasks";
const COLUMNS =
  "user_id, id, title, description, completed_at, deleted_at, version, created_at, updated_at";
const SUMMARY = "id, title, completed_at, description <> '' as has_notes";

/**
 * Adds a task.
 * @param requestKey names the request: the same one again adds nothing. null: always adds.
 * @returns the task, and whether it was there already.
 */
export async function createTask(
  scope: UserScope,
  text: TaskText & { completed?: boolean },
  requestKey: string | null,
  now: Date,
): Promise<{ task: Task; repeated: boolean }> {
  try {
    const row = await scope.insert<TaskRow>(TABLE, {
      title: text.title,
      description: text.description,
      completed_at: text.completed ? now : null,
      request_key: requestKey,
      created_at: now,
      updated_at: now,
    });
    return { task: toTask(row), repeated: false };
  } catch (error) {
    // The failed statement has undone its step of the counter too: ids have no holes.
    if (requestKey === null || !violates(error, "tasks_request_key")) throw error;
    return { task: await getByRequestKey(scope, requestKey), repeated: true };
  }
}

/** One page of the list by keyset: newest first, completed ones by when they were. */
export async function listTasks(scope: UserScope, options: TaskListOptions): Promise<TaskPage> {
  const rows = await readPage<TaskRow>(scope, "tasks", TASK_PAGES, options);
  return toPage(rows, options.limit, toTask);
}

/** The same as a page shows it, with both counts: one statement, and no text that is not shown. */
export async function listSummaries(
  scope: UserScope,
  options: TaskListOptions,
): Promise<TaskPage<TaskSummary> & { counts: TaskCounts }> {
  const rows = await readPage<SummaryRow & TaskCounts>(scope, "summaries", SUMMARY_PAGES, options);
  // The counts stand on each row; with none there is nothing for them to stand on.
  const counts = rows[0] ?? (await countTasks(scope));
  return { ...toPage(rows, options.limit, toSummary), counts };
}

/** Both counts in one statement. */
export async function countTasks(scope: UserScope): Promise<TaskCounts> {
  const [row] = await scope.read<TaskCounts & Row>("tasks-counts", TABLE, `select ${COUNTS}`, []);
  return row ?? { pending: 0, completed: 0 };
}

/** What was completed since a moment, latest first, 50 at most. */
export async function listCompletedSince(scope: UserScope, since: Date): Promise<TaskSummary[]> {
  const rows = await scope.read<SummaryRow>(
    "summaries-completed-since",
    TABLE,
    `select ${SUMMARY} from {table} where deleted_at is null and completed_at >= $2
     order by completed_at desc, id desc limit 50`,
    [since],
  );
  return rows.map(toSummary);
}

/** As arrays: PostgreSQL plans `count(*)` over a limited subselect for half as long again. */
const COUNTS = `
  cardinality(array(select 1 from {table}
    where deleted_at is null and completed_at is null limit ${COUNT_LIMIT})) as pending,
  cardinality(array(select 1 from {table}
    where deleted_at is null and completed_at is not null limit ${COUNT_LIMIT})) as completed`;

const TASK_PAGES = pageStatements(COLUMNS);
const SUMMARY_PAGES = pageStatements(`${SUMMARY}, ${COUNTS}`);

function pageStatements(columns: string): Record<TaskStatus, string> {
  return {
    all: `select ${columns} from {table}
      where deleted_at is null and id < $3 order by id desc limit $2`,
    pending: `select ${columns} from {table}
      where deleted_at is null and completed_at is null and id < $3 order by id desc limit $2`,
    // The cursor's time is PostgreSQL's own text: a JS Date would drop its microseconds.
    completed: `select ${columns},
        (completed_at at time zone 'UTC')::text || 'Z' as completed_at_text from {table}
      where deleted_at is null and completed_at is not null
        and (completed_at, id) < ($4::timestamptz, $3)
      order by completed_at desc, id desc limit $2`,
  };
}

/** Reads one row more than the page has: there is a next page when it comes. */
function readPage<R extends Row>(
  scope: UserScope,
  name: string,
  statements: Record<TaskStatus, string>,
  { status, limit, cursor }: TaskListOptions,
): Promise<R[]> {
  const values: unknown[] = [limit + 1, cursor?.id ?? 2_147_483_647];
  if (status === "completed") values.push(cursor?.completedAt ?? "infinity");
  return scope.read<R>(`${name}-${status}`, TABLE, statements[status], values);
}

/** @returns null for one that does not exist, is deleted, or is somebody else's. */
export async function findTask(scope: UserScope, id: number): Promise<Task | null> {
  const row = await scope.rows(TABLE).where({ id }).whereNull("deleted_at").first<TaskRow>("*");
  return row === undefined ? null : toTask(row);
}

/**
 * Changes what is written in a task (and, in the API, whether it is done).
 * @param version the one that was seen; null changes whatever there is.
 */
export async function updateTask(
  scope: UserScope,
  id: number,
  version: number | null,
  changes: TaskChanges,
  now: Date,
): Promise<UpdateOutcome> {
  const current = await findTask(scope, id);
  if (current === null) return { outcome: "missing" };
  if (version !== null && version !== current.version)
    return { outcome: "conflict", task: current };
  const { completed, ...text } = changes;
  const completedAt =
    completed === undefined
      ? {}
      : { completed_at: completed ? (current.completedAt ?? now) : null };
  const [row] = await scope.update<TaskRow>(
    TABLE,
    { id, version: current.version, deleted_at: null },
    { ...text, ...completedAt, updated_at: now },
  );
  if (row !== undefined) return { outcome: "updated", task: toTask(row) };
  // Changed between the two statements: whoever named no version goes again on what is there now.
  return updateTask(scope, id, version, changes, now);
}

/** Completes or reopens; a task that is so already stays as it is. null: no such task. */
export async function setCompletion(
  scope: UserScope,
  id: number,
  done: boolean,
  now: Date,
): Promise<Task | null> {
  const current = await findTask(scope, id);
  if (current === null || (current.completedAt !== null) === done) return current;
  const result = await updateTask(scope, id, null, { completed: done }, now);
  return result.outcome === "missing" ? null : result.task;
}

/** Puts a task in the trash. null: no such task. */
export async function deleteTask(scope: UserScope, id: number, now: Date): Promise<Task | null> {
  const [row] = await scope.update<TaskRow>(
    TABLE,
    { id, deleted_at: null },
    { deleted_at: now, updated_at: now },
  );
  return row === undefined ? null : toTask(row);
}

/** A task in the trash; null for anything else. */
export async function findDeletedTask(scope: UserScope, id: number): Promise<Task | null> {
  const row = await scope.rows(TABLE).where({ id }).whereNotNull("deleted_at").first<TaskRow>("*");
  return row === undefined ? null : toTask(row);
}

/** Takes a task back out of the trash; one that is not in it stays. null: no such task. */
export async function restoreTask(scope: UserScope, id: number, now: Date): Promise<Task | null> {
  const row = await scope.rows(TABLE).where({ id }).first<TaskRow>("*");
  if (row === undefined || row.deleted_at === null) return row === undefined ? null : toTask(row);
  const [restored] = await scope.update<TaskRow>(
    TABLE,
    { id, version: row.version },
    { deleted_at: null, updated_at: now },
  );
  return restored === undefined ? findTask(scope, id) : toTask(restored);
}

async function getByRequestKey(scope: UserScope, requestKey: string): Promise<Task> {
  const row = await scope.rows(TABLE).where({ request_key: requestKey }).first<TaskRow>("*");
  if (row === undefined) throw new Error("The task of this request was purged meanwhile");
  return toTask(row);
}

function toPage<R extends { id: number; completed_at_text?: unknown }, Listed>(
  rows: R[],
  limit: number,
  convert: (row: R) => Listed,
): TaskPage<Listed> {
  const tasks = rows.slice(0, limit).map(convert);
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  if (last === undefined) return { tasks, next: null };
  const completedAt = typeof last.completed_at_text === "string" ? last.completed_at_text : null;
  return { tasks, next: { id: last.id, completedAt } };
}

function toSummary(row: SummaryRow): TaskSummary {
  return {
    id: row.id,
    title: row.title,
    completedAt: row.completed_at,
    hasNotes: row.has_notes,
  };
}

function toTask(row: TaskRow): Task {
  return {
    userId: row.user_id,
    id: row.id,
    title: row.title,
    description: row.description,
    completedAt: row.completed_at,
    deletedAt: row.deleted_at,
    version: row.version,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
