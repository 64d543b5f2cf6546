/** "Keep it as text": a line that was understood as more than a title becomes the title, whole. */
import type { ChangeSet } from "../db/change_set.ts";
import type { UserScope } from "../db/scope.ts";
import { setTags } from "./tags.ts";
import { exists, lockTask, only, toColumns } from "./task_mutations.ts";
import type { TaskRow } from "./task_records.ts";
import { type Changed, findTask, type TaskInput } from "./tasks.ts";

/**
 * Makes the task what its line says as text. The list and the tags that were made for it alone go
 * with what was understood. null: no such task, or list.
 */
export async function keepAsText(
  scope: UserScope,
  id: number,
  input: TaskInput,
  now: Date,
): Promise<Changed | null> {
  const { result, changeId } = await scope.change(now, async (change) => {
    const current = await lockTask(change, id);
    const columns = toColumns(input);
    if (current === null || !(await exists(change, columns, null))) return false;
    const had = await change.rows("task_tags").where({ task_id: id }).pluck<number[]>("tag_id");
    await change.update("tasks", only(id), columns);
    await setTags(change, id, input.tags);
    await dropMadeList(change, current);
    await dropMadeTags(change, current, had);
    change.tell("Kept as text", input.title);
    return true;
  });
  const task = result ? await findTask(scope, id) : null;
  return task === null ? null : { task, changeId };
}

/** The list that the task came from, if the same press made both and nothing else is in it. */
async function dropMadeList(change: ChangeSet, { list_id: listId, created_at }: TaskRow) {
  if (listId === null) return;
  const hasTask = await change.rows("tasks").where({ list_id: listId }).first("id");
  const hasSection = await change.rows("sections").where({ list_id: listId }).first("id");
  if (hasTask !== undefined || hasSection !== undefined) return;
  const made = { id: listId, created_at, deleted_at: null };
  await change.update("lists", (rows) => void rows.where(made), { deleted_at: change.now });
}

/** In the same way. */
async function dropMadeTags(change: ChangeSet, { created_at }: TaskRow, ids: readonly number[]) {
  for (const id of ids) {
    const isBorne = await change.rows("task_tags").where({ tag_id: id }).first("tag_id");
    const made = { id, created_at, deleted_at: null };
    if (isBorne === undefined) {
      await change.update("tags", (rows) => void rows.where(made), { deleted_at: change.now });
    }
  }
}
