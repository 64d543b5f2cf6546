/** Tags: words that tasks bear, made when they are first used. */
import type { Knex } from "knex";
import type { ChangeSet } from "../db/change_set.ts";
import type { Row } from "../db/connection.ts";
import { violates } from "../db/database_errors.ts";
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

/** "taken": another tag has that name. null: no such tag. */
export async function renameTag(
  scope: UserScope,
  id: number,
  name: string,
  now: Date,
): Promise<{ tag: Tag; changeId: number | null } | "taken" | null> {
  try {
    const { result: row, changeId } = await scope.change(now, async (change) => {
      change.tell("Renamed the tag", `#${name}`);
      const kept = (rows: Knex.QueryBuilder) => void rows.where({ id, deleted_at: null });
      const tag = await change.rows("tags").modify(kept).forUpdate().first<TagRow>("*");
      if (tag === undefined || tag.name === name) return tag;
      const [renamed] = await change.update<TagRow>("tags", kept, { name });
      return renamed;
    });
    return row === undefined ? null : { tag: { id, name: row.name }, changeId };
  } catch (error) {
    if (violates(error, "tags_name")) return "taken";
    throw error;
  }
}

/** Takes a tag off every task. null: no such tag. */
export async function deleteTag(
  scope: UserScope,
  id: number,
  now: Date,
): Promise<{ tag: Tag; changeId: number | null } | null> {
  const { result: row, changeId } = await scope.change(now, async (change) => {
    const kept = (rows: Knex.QueryBuilder) => void rows.where({ id, deleted_at: null });
    const [tag] = await change.update<TagRow>("tags", kept, { deleted_at: now });
    change.tell("Deleted the tag", tag === undefined ? null : `#${tag.name}`);
    return tag;
  });
  return row === undefined ? null : { tag: { id, name: row.name }, changeId };
}

/** The ids of tags by name, making those that are new. Part of a larger change. */
export async function ensureTags(change: ChangeSet, names: readonly string[]): Promise<number[]> {
  const known = await findAll(change, names);
  for (const name of names.filter((one) => !known.has(one))) {
    // The one before may be the same in another case.
    const again = (await findAll(change, [name])).get(name);
    known.set(name, again ?? (await change.insert<TagRow>("tags", { name })).id);
  }
  return names.map((name) => known.get(name) ?? 0);
}

/** The ids of those that there are. */
async function findAll(change: ChangeSet, names: readonly string[]): Promise<Map<string, number>> {
  if (names.length === 0) return new Map();
  const { rows } = await change.raw<{ wanted: string; id: number }>(
    `select wanted, tags.id from unnest($2::text[]) as wanted
     join {tags} on lower(tags.name) = lower(wanted) and tags.deleted_at is null`,
    [names],
  );
  return new Map(rows.map(({ wanted, id }) => [wanted, id]));
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
  const kept = change.rows("tags").whereNull("deleted_at").select("id");
  const removed = await change.remove("task_tags", (rows) => {
    rows.where({ task_id: taskId }).whereNotIn("tag_id", wanted).whereIn("tag_id", kept);
  });
  const had = new Set(
    await change.rows("task_tags").where({ task_id: taskId }).pluck<number[]>("tag_id"),
  );
  const added = [...new Set(wanted)].filter((tagId) => !had.has(tagId));
  await change.insertAll(
    "task_tags",
    added.map((tagId) => ({ task_id: taskId, tag_id: tagId })),
  );
  return removed + added.length > 0;
}
