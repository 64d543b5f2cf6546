/** What every change of tasks is made of: each function is part of a larger change. */

import type { ChangeSet, Narrow } from "../db/change_set.ts";
import type { Row } from "../db/connection.ts";
import type { Columns } from "../db/owned_tables.ts";
import { found } from "../db/saved.ts";
import type { RepeatSpec } from "../recurrence/anchor.ts";
import type { Repeat } from "../recurrence/rule.ts";
import { COLOURS } from "./lists.ts";
import { addTags } from "./tags.ts";
import { readFields, TASK_FIELDS, type TaskInput } from "./task_fields.ts";
import type { TaskRow } from "./task_records.ts";
import { type Resolved, resolveChanges } from "./task_rules.ts";

/** What is not there stays. A repeat without an anchor gets one from the due date. */
export type TaskChanges = Partial<Omit<TaskInput, "repeat">> & {
  repeat?: Repeat | RepeatSpec | null;
  /** The task on whose checklist it goes, which is on none itself; null: on none. */
  parentId?: number | null;
};

/** A task to add. */
export type NewTask = Pick<TaskInput, "title"> &
  TaskChanges & {
    completed?: boolean;
    /** Instead of `listId`: the list of that name, which is created when there is none. */
    listName?: string | null;
  };

/**
 * Inserts a task with its tags, and creates the list that it names when there is none of that name.
 * @throws Refusal where it refers to what is not the user's, or its fields do not go together.
 */
export async function insertTask(
  change: ChangeSet,
  { tags = [], completed = false, listName = null, ...rest }: NewTask,
): Promise<TaskRow> {
  const isNamed = listName !== null && (rest.parentId ?? null) === null;
  const place = isNamed ? { listId: null, sectionId: null } : {};
  const columns = toColumns(await resolveChanges(change, { ...rest, ...place }, null));
  if (isNamed) columns.list_id = await ensureList(change, listName);
  const row = await change.insert<TaskRow>("tasks", {
    ...columns,
    completed_at: completed ? change.now : null,
  });
  await addTags(change, row.id, tags);
  return row;
}

/** The id of the list of that name, in whatever case; it is created when there is none. */
async function ensureList(change: ChangeSet, name: string): Promise<number> {
  const lists = await change
    .rows("lists")
    .whereNull("deleted_at")
    .select<{ id: number; isIt: boolean }[]>(
      "id",
      change.expression('lower(name) = lower(?) as "isIt"', [name]),
    );
  const known = lists.find(({ isIt }) => isIt);
  if (known !== undefined) return known.id;
  const colour = COLOURS[lists.length % COLOURS.length] ?? COLOURS[0];
  return (await change.insert<{ id: number }>("lists", { name, colour })).id;
}

/** Loads a task's own columns. @throws Refusal where it is not there, or in the trash. */
export async function loadTask(change: ChangeSet, id: number): Promise<TaskRow> {
  return found(await change.loadOne<TaskRow>("tasks", id));
}

export function these(ids: readonly number[]): Narrow {
  return (rows) => void rows.whereRaw("id = any (?)", [ids as number[]]);
}

export function toColumns({ parentId, ...changes }: Resolved): Columns {
  const written = TASK_FIELDS.map((field) => field.write(changes));
  const columns = Object.assign({ parent_id: parentId }, ...written) as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(columns).filter(([, value]) => value !== undefined),
  ) as Columns;
}

/** Those of the columns that are not so already. */
export function differing(columns: Columns, current: TaskRow): Columns {
  const now = {
    ...current,
    ...toColumns(readFields(current)),
    parent_id: current.parent_id,
  } as Row;
  return Object.fromEntries(
    Object.entries(columns).filter(([name, value]) => now[name] !== value),
  ) as Columns;
}
