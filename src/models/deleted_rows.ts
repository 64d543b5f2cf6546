/** Rows that were deleted and can be put back, for forms that arrive when their row has gone. */
import type { ChangeKind } from "../db/change_description.ts";
import type { Row } from "../db/connection.ts";
import type { UserScope } from "../db/scope.ts";
import { undoChange } from "./changes.ts";
import { findDeletedTask, restoreTask } from "./tasks.ts";

/** A row that a form is for, or that one of its fields names. */
export type RowReference =
  | { table: "tasks" | "lists" | "sections" | "searches"; id: number }
  | { table: "tags"; name: string };

/** The kind of the change that deletes a row. */
const DELETED = {
  lists: "list.deleted",
  sections: "section.deleted",
  tags: "tag.deleted",
  searches: "search.deleted",
} as const satisfies Partial<Record<RowReference["table"], ChangeKind>>;

export interface DeletedRow {
  table: RowReference["table"];
  id: number;
  /** Its title or name. */
  name: string;
  /** The change that deleted it; null for a task, which is restored by itself. */
  changeId: number | null;
  /** Of a task in the trash, or a search. */
  version: number | null;
}

/** @returns null: it is not deleted, or it cannot be put back any more. */
export async function findDeletedRow(
  scope: UserScope,
  wanted: RowReference,
): Promise<DeletedRow | null> {
  const { table } = wanted;
  if (table === "tasks") {
    const task = await findDeletedTask(scope, wanted.id);
    return task && { table, id: task.id, name: task.title, changeId: null, version: task.version };
  }
  const [isWanted, key] =
    table === "tags"
      ? [`name_key(${table}.name) = name_key($3::text)`, wanted.name]
      : [`${table}.id = $3::integer`, wanted.id];
  // The change that deleted a row has its time.
  const version = table === "searches" ? `${table}.version` : "null::integer";
  const [row] = await scope.read<Omit<DeletedRow, "table"> & Row>(
    `select ${table}.id, ${table}.name, changes.id as "changeId", ${version} as version
     from {${table}}
     join {changes} on changes.created_at = ${table}.deleted_at and changes.kind = $2
       and changes.params ->> 'id' = ${table}.id::text and changes.undone_by is null
     where ${isWanted} order by ${table}.deleted_at desc limit 1`,
    [DELETED[table], key],
  );
  return row ? { table, ...row } : null;
}

/**
 * Puts a deleted row back; a list and a section with the tasks that were in them.
 * @returns false: it is gone for good, or its name is in use.
 */
export async function putBack(scope: UserScope, { id, changeId }: DeletedRow): Promise<boolean> {
  if (changeId === null) return (await restoreTask(scope, id)).ok;
  return (await undoChange(scope, changeId, { force: true })).ok;
}

/** The name by now of a tag that was called this before it was last renamed or merged; null: there is none. */
export async function findRenamedTag(scope: UserScope, name: string): Promise<string | null> {
  const [tag] = await scope.read<{ name: string }>(
    `select tags.name
     from {changes}
     cross join lateral jsonb_array_elements(changes.images) as image
     join {tags} on tags.id::text = changes.params ->> 'id' and tags.deleted_at is null
     where changes.kind in ('tag.renamed', 'tag.merged') and image ->> 'table' = 'tags'
       and name_key(image -> 'before' ->> 'name') = name_key($2::text)
     order by changes.id desc limit 1`,
    [name],
  );
  return tag?.name ?? null;
}
