/** Tags: labels on tasks, created when they are first used. */
import type { ChangeSet } from "../db/change_set.ts";
import type { Row } from "../db/connection.ts";
import type { Requested } from "../db/journal.ts";
import { found, mapSaved, Refusal, type Saved } from "../db/saved.ts";
import type { UserScope } from "../db/scope.ts";
import { ensureNamed, type RowByName } from "./named_rows.ts";

export interface Tag {
  id: number;
  name: string;
}

type TagRow = Tag & Row;

export interface LinkRow extends Row {
  task_id: number;
  tag_id: number;
}

/** By name, in any spelling that `name_key` takes for the same. */
export async function findTag(
  source: Pick<UserScope | ChangeSet, "read">,
  name: string,
): Promise<Tag | null> {
  const [tag] = await source.read<TagRow>(
    "select id, name from {tags} where name_key(name) = name_key($2::text) and deleted_at is null",
    [name],
  );
  return tag ?? null;
}

/** All tags, by name. */
export async function listTags(scope: UserScope): Promise<Tag[]> {
  return scope.read<TagRow>(
    "select id, name from {tags} where deleted_at is null order by name collate title_order",
    [],
  );
}

/** @param id null: the tag is not there any more. Only a repeat of the same request succeeds then. */
export async function renameTag(
  scope: UserScope,
  id: number | null,
  { name, ...requested }: { name: string } & Requested,
): Promise<Saved<Tag>> {
  const saved = await scope.change(async (change) => {
    const tag = found(await change.loadOne<TagRow>("tags", id));
    const renamed = tagColumns(name);
    change.updateDiffering("tags", [tag], renamed);
    return { kind: "tag.renamed", params: { id: tag.id, title: renamed.name } };
  }, requested);
  return mapSaved(saved, toTag);
}

/**
 * Puts another tag in its place on every task, also on those in the trash, and deletes it.
 * @param id null: the tag is not there any more. Only a repeat of the same request succeeds then.
 * @param name that of the other tag. @returns the other tag.
 */
export async function mergeTag(
  scope: UserScope,
  id: number | null,
  { name, ...requested }: { name: string } & Requested,
): Promise<Saved<Tag>> {
  const saved = await scope.change(async (change) => {
    const tag = found(await change.loadOne<TagRow>("tags", id));
    const into = found(await findTag(change, name));
    if (into.id === tag.id) throw new Refusal({ field: "name", code: "taken" });
    const tasks = await change.read<Row & { id: number }>(
      `select id, version from {tasks}
       where id in (select task_id from {task_tags} where tag_id = $2)
         and id not in (select task_id from {task_tags} where tag_id = $3)`,
      [tag.id, into.id],
    );
    const links = tasks.map((task) => ({ task_id: task.id, tag_id: into.id }));
    change.insertWithKeys("task_tags", links);
    change.update("tasks", tasks, {});
    change.update("tags", [tag], { deleted_at: change.now });
    return { kind: "tag.merged", params: { id: into.id, title: into.name } };
  }, requested);
  return mapSaved(saved, toTag);
}

/**
 * Deletes a tag, and so removes it from every task.
 * @param id null: the tag is not there any more. Only a repeat of the same request succeeds then.
 * @returns the tag as it was.
 */
export async function deleteTag(
  scope: UserScope,
  id: number | null,
  requested: Requested = {},
): Promise<Saved<Tag>> {
  const saved = await scope.change(async (change) => {
    const tag = found(await change.loadOne<TagRow>("tags", id));
    change.update("tags", [tag], { deleted_at: change.now });
    return { kind: "tag.deleted", params: { id: tag.id, title: tag.name } };
  }, requested);
  return mapSaved(saved, toTag);
}

function toTag({ id, title }: { id: number; title: string }): Tag {
  return { id, name: title };
}

/** Of a new name: in the composed form, in which its length was checked. */
export function tagColumns(name: string): { name: string } {
  return { name: name.normalize("NFC") };
}

/** Tags by name; new ones are created. */
export async function ensureTags(
  change: ChangeSet,
  names: readonly string[],
): Promise<ReadonlyMap<string, RowByName>> {
  return ensureNamed(change, "tags", names, tagColumns);
}

/** Adds tags to a new task. @returns their names, in their order. */
export function addTags(change: ChangeSet, taskId: number, tags: Iterable<RowByName>): string[] {
  const each = [...new Map([...tags].map((tag) => [tag.id, tag])).values()];
  const links = each.map(({ id }) => ({ task_id: taskId, tag_id: id }));
  change.insertWithKeys("task_tags", links);
  return orderedNames(each);
}

function orderedNames(tags: readonly RowByName[]): string[] {
  const names = tags.toSorted((one, other) => one.rank - other.rank).map(({ name }) => name);
  return [...new Set(names)];
}

/**
 * Gives a task exactly these tags. The link to a deleted tag stays: an undo of the deletion brings the
 * tag back to the task.
 * @returns whether the task had other tags, the ids of those that it has lost, and its names now.
 */
export async function setTags(
  change: ChangeSet,
  { id: taskId, tag_ids: had }: { id: number; tag_ids: readonly number[] },
  names: readonly string[],
): Promise<{ isChanged: boolean; removed: number[]; names: string[] }> {
  const tags = [...(await ensureTags(change, names)).values()];
  const ids = new Set(tags.map(({ id }) => id));
  const removed = had.filter((id) => !ids.has(id));
  const added = tags.filter(({ id }) => !had.includes(id));
  change.remove(
    "task_tags",
    removed.map((id) => ({ task_id: taskId, tag_id: id })),
  );
  addTags(change, taskId, added);
  return { isChanged: removed.length + added.length > 0, removed, names: orderedNames(tags) };
}
