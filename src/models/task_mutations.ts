/** Inserts tasks within a change, and turns their fields into columns. */
import type { ChangeSet } from "../db/change_set.ts";
import type { Row } from "../db/connection.ts";
import type { Columns } from "../db/owned_tables.ts";
import type { RepeatSpec } from "../recurrence/anchor.ts";
import type { Repeat } from "../recurrence/rule.ts";
import { nextColour } from "./lists.ts";
import { ensureNamed } from "./named_rows.ts";
import { addTags, ensureTags } from "./tags.ts";
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
 * Inserts tasks with their tags, each at the end of its list.
 * @returns their ids, in the same order.
 * @throws Refusal if a row that one refers to is missing, or its fields contradict each other.
 */
export async function insertTasks(
  change: ChangeSet,
  inputs: readonly NewTask[],
): Promise<number[]> {
  const tagNames = inputs.flatMap(({ tags = [] }) => tags);
  const [tagIds, listIds] = await Promise.all([
    ensureTags(change, [...new Set(tagNames)]),
    ensureLists(
      change,
      inputs.flatMap((input) => listNameOf(input) ?? []),
    ),
  ]);
  const ids: number[] = [];
  for (const input of inputs) {
    const { tags = [], completed = false, listName: _, ...fields } = input;
    const name = listNameOf(input);
    const place = name === null ? {} : { listId: null, sectionId: null };
    const columns = toColumns(await resolveChanges(change, { ...fields, ...place }, null));
    if (name !== null) columns.list_id = listIds.get(name) ?? null;
    const { id } = change.insert("tasks", {
      ...columns,
      completed_at: completed ? change.now : null,
    });
    addTags(
      change,
      id,
      tags.flatMap((tag) => tagIds.get(tag) ?? []),
    );
    ids.push(id);
  }
  return ids;
}

function listNameOf({ listName = null, parentId = null }: NewTask): string | null {
  return parentId === null ? listName : null;
}

async function ensureLists(
  change: ChangeSet,
  names: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  return ensureNamed(change, "lists", [...new Set(names)], (name, count) => ({
    name,
    colour: nextColour(count),
  }));
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
