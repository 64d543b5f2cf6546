/** Reverts quick add: a line that was understood as more than a title becomes the title, unchanged. */
import type { ChangeSet } from "../db/change_set.ts";
import type { Requested } from "../db/journal.ts";
import type { Narrow } from "../db/owned_tables.ts";
import { found, mapSaved, type Saved } from "../db/saved.ts";
import type { UserScope } from "../db/scope.ts";
import { setTags } from "./tags.ts";
import type { TaskInput } from "./task_fields.ts";
import { toColumns } from "./task_mutations.ts";
import type { Task, TaskRow } from "./task_records.ts";
import { resolveChanges } from "./task_rules.ts";
import { findAnyTask } from "./tasks.ts";

/**
 * Replaces all fields of a task by those of its line as plain text. The list and the tags that the
 * line created are deleted, unless something else uses them.
 */
export async function revertQuickAdd(
  scope: UserScope,
  id: number,
  input: TaskInput,
  requested: Requested = {},
): Promise<Saved<Task>> {
  const saved = await scope.change(async (change) => {
    const current = found(await change.loadOne<TaskRow>("tasks", id));
    const columns = toColumns(await resolveChanges(change, input, current));
    await change.update("tasks", [current], columns);
    const { removed } = await setTags(change, id, input.tags);
    await deleteCreatedList(change, current);
    await deleteCreatedTags(change, current, removed);
    return { kind: "task.reverted", params: { id, title: input.title } };
  }, requested);
  return mapSaved(saved, () => findAnyTask(scope, id));
}

/** What the request that added the task created has the same `created_at`. */
async function deleteCreatedList(change: ChangeSet, { list_id, created_at }: TaskRow) {
  if (list_id === null) return;
  const isUsed =
    (await change.exists("tasks", { list_id })) || (await change.exists("sections", { list_id }));
  if (isUsed) return;
  const created = { id: list_id, created_at, deleted_at: null };
  await change.update("lists", (rows) => void rows.where(created), { deleted_at: change.now });
}

async function deleteCreatedTags(change: ChangeSet, { created_at }: TaskRow, ids: number[]) {
  if (ids.length === 0) return;
  const used = change.rows("task_tags").select("tag_id");
  const unused: Narrow = (rows) =>
    void rows.where({ created_at, deleted_at: null }).whereIn("id", ids).whereNotIn("id", used);
  await change.update("tags", unused, { deleted_at: change.now });
}
