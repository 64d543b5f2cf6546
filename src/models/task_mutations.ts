/** Inserts tasks within a change, and turns their fields into columns. */
import type { ChangeSet } from "../db/change_set.ts";
import type { Row } from "../db/connection.ts";
import type { Columns } from "../db/owned_tables.ts";
import type { RepeatSpec } from "../recurrence/anchor.ts";
import type { Repeat } from "../recurrence/rule.ts";
import { nextColour } from "./lists.ts";
import { addTags } from "./tags.ts";
import { readFields, TASK_FIELDS, type TaskInput } from "./task_fields.ts";
import type { TaskRow } from "./task_records.ts";
import { type Resolved, resolveChanges } from "./task_rules.ts";

/** A field that is left out stays as it is. A repeat without an anchor is anchored to the due date. */
export type TaskChanges = Partial<Omit<TaskInput, "repeat">> & {
  repeat?: Repeat | RepeatSpec | null;
  /** The task on whose checklist it is, which must not be an item itself; null: on none. */
  parentId?: number | null;
};

export type NewTask = Pick<TaskInput, "title"> &
  TaskChanges & {
    completed?: boolean;
    /** Instead of `listId`: a list by name, which is created if there is none. Ignored for an item. */
    listName?: string | null;
  };

/**
 * Inserts a task with its tags, at the end of its list.
 * @throws Refusal if a row that it refers to is missing, or its fields contradict each other.
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

/** The id of the list with this name, ignoring case; it is created if there is none. */
async function ensureList(change: ChangeSet, name: string): Promise<number> {
  const lists = await change.raw<{ id: number; matches: boolean }>(
    "select id, lower(name) = lower($2) as matches from {lists} where deleted_at is null",
    [name],
  );
  const known = lists.find(({ matches }) => matches);
  if (known !== undefined) return known.id;
  const colour = nextColour(lists.length);
  return (await change.insert<{ id: number }>("lists", { name, colour })).id;
}

/** The columns of the fields that are given. */
export function toColumns({ parentId, ...changes }: Resolved): Columns {
  const written = TASK_FIELDS.map((field) => field.write(changes));
  const columns = Object.assign({ parent_id: parentId }, ...written) as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(columns).filter(([, value]) => value !== undefined),
  ) as Columns;
}

/** The columns whose values differ from the current ones. */
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
