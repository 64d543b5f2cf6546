/** Tags: words that tasks have, created when they are first used. */
import type { ChangeSet } from "../db/change_set.ts";
import type { Row } from "../db/connection.ts";
import type { Requested } from "../db/journal.ts";
import { found, mapSaved, type Saved } from "../db/saved.ts";
import type { UserScope } from "../db/scope.ts";

export interface Tag {
  id: number;
  name: string;
}

interface TagRow extends Row {
  id: number;
  name: string;
}

/** By name, in whatever case. */
export async function findTag(scope: UserScope, name: string): Promise<Tag | null> {
  const row = await scope
    .rows("tags")
    .whereRaw("lower(name) = lower(?)", [name])
    .whereNull("deleted_at")
    .first<TagRow>("id", "name");
  return row ?? null;
}

export async function listTags(scope: UserScope): Promise<Tag[]> {
  const rows = await scope
    .rows("tags")
    .whereNull("deleted_at")
    .orderByRaw("lower(name)")
    .select<TagRow[]>("id", "name");
  return rows.map(({ id, name }) => ({ id, name }));
}

/** @param id null: there is no such tag by now. A request that renamed it is answered even so. */
export async function renameTag(
  scope: UserScope,
  id: number | null,
  { name, ...requested }: { name: string } & Requested,
): Promise<Saved<Tag>> {
  const saved = await scope.change(async (change) => {
    const tag = found(await change.loadOne<TagRow>("tags", id));
    if (tag.name !== name) await change.update("tags", [tag], { name });
    return { kind: "tag.renamed", params: { id: tag.id, title: name } };
  }, requested);
  return mapSaved(saved, ({ id, title }) => ({ id, name: title }));
}

/**
 * Takes a tag off every task.
 * @param id null: there is no such tag by now. A request that deleted it is answered even so.
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
  return mapSaved(saved, ({ id, title }) => ({ id, name: title }));
}

/** The ids of tags by name, creating those that are new. Part of a larger change. */
export async function ensureTags(change: ChangeSet, names: readonly string[]): Promise<number[]> {
  if (names.length === 0) return [];
  // PostgreSQL says which names are the same: its lower case is not JavaScript's.
  const { rows } = await change.raw<{ name: string; folded: string; id: number | null }>(
    `select wanted.name, lower(wanted.name) as folded, tags.id
     from unnest($2::text[]) with ordinality as wanted (name, place)
     left join {tags} on lower(tags.name) = lower(wanted.name) and tags.deleted_at is null
     order by wanted.place`,
    [names],
  );
  const ids = new Map<string, number>();
  for (const { name, folded, id } of rows) {
    if (ids.has(folded)) continue;
    ids.set(folded, id ?? (await change.insert<TagRow>("tags", { name })).id);
  }
  return [...ids.values()];
}

/** Gives tags to a task that has none yet. Part of a larger change. */
export async function addTags(
  change: ChangeSet,
  taskId: number,
  names: readonly string[],
): Promise<void> {
  const ids = await ensureTags(change, names);
  await change.insertAll(
    "task_tags",
    ids.map((tagId) => ({ task_id: taskId, tag_id: tagId })),
  );
}

/**
 * Gives a task exactly these tags. Part of a larger change. One that was deleted stays on it unseen:
 * it comes back with the tag. @returns whether the task had others.
 */
export async function setTags(
  change: ChangeSet,
  taskId: number,
  names: readonly string[],
): Promise<boolean> {
  const wanted = await ensureTags(change, names);
  const links = await change.load<{ task_id: number; tag_id: number }>(
    "task_tags",
    (rows) => void rows.where({ task_id: taskId }),
  );
  const others = links.filter((link) => !wanted.includes(link.tag_id));
  const kept: number[] =
    others.length === 0 ? [] : await change.rows("tags").whereNull("deleted_at").pluck("id");
  const removed = others.filter((link) => kept.includes(link.tag_id));
  await change.remove("task_tags", removed);
  const had = new Set(links.map((link) => link.tag_id));
  const added = wanted.filter((tagId) => !had.has(tagId));
  await change.insertAll(
    "task_tags",
    added.map((tagId) => ({ task_id: taskId, tag_id: tagId })),
  );
  return removed.length + added.length > 0;
}
