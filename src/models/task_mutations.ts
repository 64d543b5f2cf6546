/** Inserts tasks within a change, and turns their fields into columns. */
import type { ChangeSet } from "../db/change_set.ts";
import type { Row } from "../db/connection.ts";
import type { Columns } from "../db/owned_tables.ts";
import type { RepeatMoves, RepeatSpec } from "../recurrence/anchor.ts";
import type { Repeat } from "../recurrence/rule.ts";
import { nextColour } from "./lists.ts";
import { ensureNamed, type RowByName } from "./named_rows.ts";
import { withSeries } from "./series.ts";
import { addTags, ensureTags } from "./tags.ts";
import { NOTHING_SET, readFields, TASK_FIELDS, type TaskInput } from "./task_fields.ts";
import type { TaskRow } from "./task_records.ts";
import { type Resolved, resolveChanges } from "./task_rules.ts";

/** A field that is left out stays as it is. A repeat without an anchor is anchored to the due date. */
export type TaskChanges = Partial<Omit<TaskInput, "repeat">> & {
  repeat?: Repeat | RepeatSpec | null;
  /** What a due date without another rule moves; by default this occurrence alone. */
  repeatMoves?: RepeatMoves;
  /** The task on whose checklist it is, which must not be an item itself; null: on none. */
  parentId?: number | null;
};

export type NewTask = Pick<TaskInput, "title"> &
  TaskChanges & {
    completed?: boolean;
    /** Instead of `listId`: a list by name, which is created if there is none. Ignored for an item. */
    listName?: string | null;
    /** Instead of `parentId`: on the checklist of the last task before it that is not one. It is sent without dates. */
    isItem?: boolean;
  };

/**
 * Inserts tasks with their tags, each at the end of its list.
 * @returns them as they are read later, in the same order.
 * @throws Refusal if a row that one refers to is missing, or its fields contradict each other.
 */
export async function insertTasks(
  change: ChangeSet,
  inputs: readonly NewTask[],
): Promise<TaskRow[]> {
  const tagNames = inputs.flatMap((input) => input.tags ?? []);
  const [tags, lists] = await Promise.all([
    ensureTags(change, [...new Set(tagNames)]),
    ensureLists(
      change,
      inputs.flatMap((input) => listNameOf(input) ?? []),
    ),
  ]);
  const rows: TaskRow[] = [];
  let parent: TaskRow | undefined;
  for (const input of inputs) {
    const name = listNameOf(input);
    const list = name === null ? undefined : lists.get(name);
    const own = (input.tags ?? []).flatMap((tag) => tags.get(tag) ?? []);
    const parentId = input.isItem ? parent?.id : undefined;
    const row = await insertTask(change, input, { list, tags: own, parentId });
    if (!input.isItem) parent = row;
    rows.push(row);
  }
  return rows;
}

/** What was found or added before the task. */
interface InsertedWith {
  list: RowByName | undefined;
  tags: readonly RowByName[];
  /** A task that the same change adds. */
  parentId: number | undefined;
}

async function insertTask(
  change: ChangeSet,
  { completed = false, listName: _, tags: __, isItem: ___, ...given }: NewTask,
  { list, tags, parentId }: InsertedWith,
): Promise<TaskRow> {
  const place = list === undefined ? {} : { listId: null, sectionId: null };
  // All fields, so that tasks are always inserted with the same columns.
  const changes = { ...NOTHING_SET, parentId: null, ...given, ...place };
  const { fields, names } = await resolveChanges(change, changes, null);
  const columns = toColumns(fields);
  const row = change.insert("tasks", {
    ...columns,
    ...(list === undefined ? {} : { list_id: list.id }),
    ...withSeries({ repeat_rule: columns.repeat_rule ?? null }, null),
    ...(parentId === undefined ? {} : { parent_id: parentId }),
    completed_at: completed ? change.now : null,
  });
  const shown = {
    ...names,
    ...(list === undefined ? {} : { list_name: list.name, list_colour: list.colour ?? null }),
    tag_names: addTags(change, row.id, tags),
    tag_ids: tags.map(({ id }) => id),
    position: String(row.id),
  };
  const whole: Row = { ...NEW_ROW, user_id: change.userId, ...row, ...shown };
  return whole as TaskRow;
}

/** The columns of a new task that do not depend on its fields. */
const NEW_ROW = {
  ...{ repeat_finished: 0, ended_repeat: null, deleted_at: null, version: 1 },
  ...{ children: 0, children_done: 0 },
};

function listNameOf({ listName = null, parentId = null }: NewTask): string | null {
  return parentId === null ? listName : null;
}

async function ensureLists(
  change: ChangeSet,
  names: readonly string[],
): Promise<ReadonlyMap<string, RowByName>> {
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

/** The columns whose values differ from the current ones, with those of the series that they begin or end. */
export function differing(columns: Columns, current: TaskRow): Columns {
  const now = {
    ...current,
    ...toColumns(readFields(current)),
    parent_id: current.parent_id,
  } as Row;
  const changed = Object.entries(columns).filter(([name, value]) => now[name] !== value);
  return withSeries(Object.fromEntries(changed) as Columns, current);
}
