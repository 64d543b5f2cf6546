/** Tags: labels on tasks, created when they are first used. */
import type { ChangeSet } from "../db/change_set.ts";
import type { Row } from "../db/connection.ts";
import type { Requested } from "../db/journal.ts";
import { found, mapSaved, type Saved } from "../db/saved.ts";
import type { UserScope } from "../db/scope.ts";

export interface Tag {
  id: number;
  name: string;
}

type TagRow = Tag & Row;

export interface LinkRow extends Row {
  task_id: number;
  tag_id: number;
}

/** By name, ignoring case. */
export async function findTag(
  source: Pick<UserScope | ChangeSet, "rows">,
  name: string,
): Promise<Tag | null> {
  const row = await source
    .rows("tags")
    .whereRaw("lower(name) = lower(?)", [name])
    .whereNull("deleted_at")
    .first<Tag | undefined>("id", "name");
  return row ?? null;
}

/** All tags, by name. */
export async function listTags(scope: UserScope): Promise<Tag[]> {
  return scope
    .rows("tags")
    .whereNull("deleted_at")
    .orderByRaw("lower(name)")
    .select<Tag[]>("id", "name");
}

/** @param id null: the tag is not there any more. Only a repeat of the same request succeeds then. */
export async function renameTag(
  scope: UserScope,
  id: number | null,
  { name, ...requested }: { name: string } & Requested,
): Promise<Saved<Tag>> {
  const saved = await scope.change(async (change) => {
    const tag = found(await change.loadOne<TagRow>("tags", id));
    await change.updateDiffering("tags", [tag], { name });
    return { kind: "tag.renamed", params: { id: tag.id, title: name } };
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
    await change.update("tags", [tag], { deleted_at: change.now });
    return { kind: "tag.deleted", params: { id: tag.id, title: tag.name } };
  }, requested);
  return mapSaved(saved, toTag);
}

function toTag({ id, title }: { id: number; title: string }): Tag {
  return { id, name: title };
}

/** The ids of the tags with these names, without duplicates; new ones are created. */
async function ensureTags(change: ChangeSet, names: readonly string[]): Promise<number[]> {
  if (names.length === 0) return [];
  // PostgreSQL decides which names are the same: its lower case differs from JavaScript's.
  const rows = await change.raw<{ name: string; id: number | null }>(
    `select * from (
       select distinct on (lower(wanted.name)) wanted.name, wanted.place, tags.id
       from unnest($2::text[]) with ordinality as wanted (name, place)
       left join {tags} on lower(tags.name) = lower(wanted.name) and tags.deleted_at is null
       order by lower(wanted.name), wanted.place
     ) as wanted order by place`,
    [names],
  );
  const missing = rows.filter(({ id }) => id === null);
  const created = await change.insertAll<TagRow>(
    "tags",
    missing.map(({ name }) => ({ name })),
  );
  return [...rows.flatMap(({ id }) => id ?? []), ...created.map(({ id }) => id)];
}

/** Adds tags to a new task. */
export async function addTags(
  change: ChangeSet,
  taskId: number,
  names: readonly string[],
): Promise<void> {
  await link(change, taskId, await ensureTags(change, names));
}

/**
 * Gives a task exactly these tags. The link to a deleted tag stays: an undo of the deletion brings the
 * tag back to the task.
 * @returns whether the task had other tags, and the ids of those that it has lost.
 */
export async function setTags(
  change: ChangeSet,
  taskId: number,
  names: readonly string[],
): Promise<{ isChanged: boolean; removed: number[] }> {
  const wanted = await ensureTags(change, names);
  const links = await change.load<LinkRow>("task_tags", (rows) => {
    const tags = change.rows("tags").whereNull("deleted_at").select("id");
    rows.where({ task_id: taskId }).whereIn("tag_id", tags);
  });
  const had = links.map(({ tag_id }) => tag_id);
  const removed = links.filter(({ tag_id }) => !wanted.includes(tag_id));
  const added = wanted.filter((id) => !had.includes(id));
  await change.remove("task_tags", removed);
  await link(change, taskId, added);
  const isChanged = removed.length + added.length > 0;
  return { isChanged, removed: removed.map(({ tag_id }) => tag_id) };
}

async function link(change: ChangeSet, taskId: number, tagIds: readonly number[]): Promise<void> {
  const links = tagIds.map((tagId) => ({ task_id: taskId, tag_id: tagId }));
  await change.insertWithKeys("task_tags", links);
}
