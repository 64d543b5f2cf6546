/** Reverts quick add: a line that was understood as more than a title becomes the title, whole. */
import type { ChangeSet } from "../db/change_set.ts";
import type { Requested } from "../db/journal.ts";
import type { Saved } from "../db/saved.ts";
import type { UserScope } from "../db/scope.ts";
import { setTags } from "./tags.ts";
import type { TaskInput } from "./task_fields.ts";
import { loadTask, toColumns } from "./task_mutations.ts";
import type { Task, TaskRow } from "./task_records.ts";
import { checkReferences } from "./task_rules.ts";
import { getTask } from "./tasks.ts";

/**
 * Makes the task what its line says as text. The list and the tags that were created for it alone go
 * with what was understood.
 */
export async function revertQuickAdd(
  scope: UserScope,
  id: number,
  input: TaskInput,
  requested: Requested = {},
): Promise<Saved<Task>> {
  const saved = await scope.change(async (change) => {
    const current = await loadTask(change, id);
    await checkReferences(change, input, current);
    const had = await change.rows("task_tags").where({ task_id: id }).pluck<number[]>("tag_id");
    await change.update("tasks", [current], toColumns(input));
    await setTags(change, id, input.tags);
    await deleteCreatedList(change, current);
    await deleteCreatedTags(change, current, had);
    return { kind: "task.reverted", params: { id, title: input.title } };
  }, requested);
  return saved.ok ? { ...saved, value: await getTask(scope, id) } : saved;
}

/** The list that the task came from, if the same request created both and nothing else is in it. */
async function deleteCreatedList(change: ChangeSet, { list_id: listId, created_at }: TaskRow) {
  if (listId === null) return;
  const hasTask = await change.rows("tasks").where({ list_id: listId }).first("id");
  const hasSection = await change.rows("sections").where({ list_id: listId }).first("id");
  if (hasTask !== undefined || hasSection !== undefined) return;
  const created = { id: listId, created_at, deleted_at: null };
  await change.update("lists", (rows) => void rows.where(created), { deleted_at: change.now });
}

/** In the same way. */
async function deleteCreatedTags(
  change: ChangeSet,
  { created_at }: TaskRow,
  ids: readonly number[],
): Promise<void> {
  const used: number[] = await change
    .rows("task_tags")
    .whereRaw("tag_id = any (?)", [ids as number[]])
    .pluck("tag_id");
  const unused = ids.filter((id) => !used.includes(id));
  await change.update(
    "tags",
    (rows) => void rows.where({ created_at, deleted_at: null }).whereRaw("id = any (?)", [unused]),
    { deleted_at: change.now },
  );
}
