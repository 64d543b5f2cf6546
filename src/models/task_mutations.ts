/** What every writing of tasks is made of: each is part of a larger change. */
import type { ChangeSet, Narrow } from "../db/change_set.ts";
import type { Columns } from "../db/owned_tables.ts";
import { PreconditionFailed } from "../errors.ts";
import { formatRule, type Repeat } from "../recurrence/rule.ts";
import { COLOURS } from "./lists.ts";
import type { Priority } from "./priority.ts";
import { setTags } from "./tags.ts";
import type { TaskRow } from "./task_records.ts";

/** What a person can say of a task. */
export interface TaskInput {
  title: string;
  description: string;
  dueOn: string | null;
  dueTime: string | null;
  startsOn: string | null;
  priority: Priority;
  listId: number | null;
  sectionId: number | null;
  tags: string[];
  repeat: Repeat | null;
}

export type TaskChanges = Partial<TaskInput> & {
  /** The task on whose checklist it goes, which is on none itself; null: on none. */
  parentId?: number | null;
};

/** A task to add. */
export type NewTask = Pick<TaskInput, "title"> &
  Partial<TaskInput> & {
    /** The task whose checklist it goes on. */
    parentId?: number | null;
    completed?: boolean;
    /** Instead of `listId`: the list of that name, which is made when there is none. */
    listName?: string | null;
  };

/**
 * Inserts a task with its tags, and makes the list that it names when there is none of that name.
 * null: a list, section or parent that it refers to is none of the user's.
 */
export async function insertTask(
  change: ChangeSet,
  { tags = [], parentId = null, completed = false, listName = null, ...rest }: NewTask,
  requestKey: string | null,
): Promise<TaskRow | null> {
  const columns = toColumns(rest);
  if (listName !== null && parentId === null) {
    columns.list_id = await ensureList(change, listName);
    columns.section_id = null;
  }
  if (parentId !== null) Object.assign(columns, WHERE_ITS_TASK_IS);
  if (!(await exists(change, columns, parentId))) return null;
  const row = await change.insert<TaskRow>("tasks", {
    ...columns,
    parent_id: parentId,
    completed_at: completed ? change.now : null,
    request_key: requestKey,
  });
  if (tags.length > 0) await setTags(change, row.id, tags);
  return row;
}

/** An item of a checklist has no list of its own. */
export const WHERE_ITS_TASK_IS = { list_id: null, section_id: null } as const;

/** The id of the list of that name, in whatever case; it is made when there is none. */
async function ensureList(change: ChangeSet, name: string): Promise<number> {
  const found = await change
    .rows("lists")
    .whereRaw("lower(name) = lower(?)", [name])
    .whereNull("deleted_at")
    .first<{ id: number }>("id");
  if (found !== undefined) return found.id;
  const { length } = await change.rows("lists").whereNull("deleted_at").pluck<number[]>("id");
  const colour = COLOURS[length % COLOURS.length] ?? COLOURS[0];
  return (await change.insert<{ id: number }>("lists", { name, colour })).id;
}

/**
 * Locks a task and reads its own columns. null: no such task, or in the trash.
 * @param seen the version that it must have; null: any.
 * @throws PreconditionFailed when it has another.
 */
export async function lockTask(
  change: ChangeSet,
  id: number,
  seen: number | null = null,
): Promise<TaskRow | null> {
  const row = await change
    .rows("tasks")
    .where({ id, deleted_at: null })
    .forUpdate()
    .first<TaskRow>("*");
  if (row !== undefined && seen !== null && row.version !== seen) {
    throw new PreconditionFailed("The task has changed since that version");
  }
  return row ?? null;
}

export function only(id: number): Narrow {
  return (rows) => void rows.where({ id });
}

export function these(tasks: readonly TaskRow[]): Narrow {
  return (rows) => void rows.whereRaw("id = any (?)", [tasks.map(({ id }) => id)]);
}

/** Whether the list, section and parent that a task names are there; the keys refuse others' anyway. */
export async function exists(
  change: ChangeSet,
  columns: Columns | TaskRow,
  parentId: number | null,
) {
  const { list_id: listId, section_id: sectionId } = columns as Record<string, number | null>;
  const checks = [
    listId ? change.rows("lists").where({ id: listId, deleted_at: null }).first("id") : true,
    sectionId
      ? change
          .rows("sections")
          .where({ id: sectionId, list_id: listId ?? null, deleted_at: null })
          .first("id")
      : true,
    parentId
      ? change.rows("tasks").where({ id: parentId, parent_id: null, deleted_at: null }).first("id")
      : true,
  ];
  for (const check of checks) if ((await check) === undefined) return false;
  return true;
}

/** A checklist has one level: what has one of its own goes on none, nor does a task on its own. */
export async function fitsOnChecklist(
  change: ChangeSet,
  id: number,
  parentId: number,
): Promise<boolean> {
  if (id === parentId) return false;
  const items = change.rows("tasks").where({ parent_id: id, deleted_at: null });
  return (await items.first("id")) === undefined;
}

export function toColumns(changes: TaskChanges): Columns {
  const {
    dueOn,
    dueTime,
    startsOn,
    listId,
    sectionId,
    parentId,
    repeat,
    tags: _,
    ...same
  } = changes;
  const renamed = {
    due_on: dueOn,
    due_time: dueTime,
    starts_on: startsOn,
    list_id: listId,
    section_id: sectionId,
    parent_id: parentId,
  };
  const rule =
    repeat === undefined
      ? {}
      : {
          repeat_rule: repeat === null ? null : formatRule(repeat.rule),
          repeat_mode: repeat?.mode ?? null,
          repeat_anchor: repeat?.anchor ?? null,
        };
  return Object.fromEntries(
    Object.entries({ ...same, ...renamed, ...rule }).filter(([, value]) => value !== undefined),
  ) as Columns;
}

/** Those of the columns that are not so already. */
export function differing(columns: Columns, current: TaskRow): Columns {
  const now: Record<string, unknown> = {
    ...current,
    due_time: current.due_time?.slice(0, 5) ?? null,
  };
  return Object.fromEntries(
    Object.entries(columns).filter(([name, value]) => now[name] !== value),
  ) as Columns;
}
