/** Reverts quick add: a line that was understood as more than a title becomes the title, unchanged. */
import type { ChangeSet } from "../db/change_set.ts";
import type { Requested } from "../db/journal.ts";
import { found, mapSaved, Refusal, type Saved } from "../db/saved.ts";
import type { UserScope } from "../db/scope.ts";
import { setTags } from "./tags.ts";
import type { TaskInput } from "./task_fields.ts";
import { differing, toColumns } from "./task_mutations.ts";
import { SELECT_KEPT_TASK, type Task, type TaskRow } from "./task_records.ts";
import { resolveChanges } from "./task_rules.ts";
import { findAnyTask } from "./tasks.ts";

/**
 * Replaces all fields of a task by those of its line as plain text. The list and the tags that the
 * line created are deleted, unless something else uses them. Refused as "stale" if the task has changed
 * since it was added: that would be lost.
 */
export async function revertQuickAdd(
  scope: UserScope,
  id: number,
  input: TaskInput,
  requested: Requested = {},
): Promise<Saved<Task>> {
  const saved = await scope.change(async (change) => {
    const [loaded] = await change.read<TaskRow>(SELECT_KEPT_TASK, [id]);
    const current = found(loaded);
    if (current.version !== ADDED_VERSION) throw new Refusal({ field: "version", code: "stale" });
    const { fields } = await resolveChanges(change, input, current);
    const columns = differing(toColumns(fields), current);
    const { isChanged: hasOtherTags, removed } = await setTags(change, current, input.tags);
    const isChanged = hasOtherTags || Object.keys(columns).length > 0;
    if (isChanged) change.update("tasks", [current], columns);
    if ("list_id" in columns) await deleteCreatedList(change, current);
    await deleteCreatedTags(change, current, removed);
    return { kind: "task.reverted", params: { id, title: input.title } };
  }, requested);
  return mapSaved(saved, () => findAnyTask(scope, id));
}

/** The version of a task that has not changed since it was added. */
const ADDED_VERSION = 1;

/** What the request that added the task created has the same `created_at`. */
async function deleteCreatedList(change: ChangeSet, { id, list_id, created_at }: TaskRow) {
  const created = await change.read(
    `select id from {lists} where id = $2 and created_at = $3 and deleted_at is null
       and not exists (select 1 from {tasks} where tasks.list_id = lists.id and tasks.id <> $4)
       and not exists (select 1 from {sections} where sections.list_id = lists.id)`,
    [list_id, created_at, id],
  );
  change.update("lists", created, { deleted_at: change.now });
}

/** @param ids the tags that the task had. */
async function deleteCreatedTags(change: ChangeSet, { id, created_at }: TaskRow, ids: number[]) {
  if (ids.length === 0) return;
  const created = await change.read(
    `select id from {tags} where id = any ($2) and created_at = $3 and deleted_at is null
       and not exists (
         select 1 from {task_tags} where task_tags.tag_id = tags.id and task_tags.task_id <> $4)`,
    [ids, created_at, id],
  );
  change.update("tags", created, { deleted_at: change.now });
}
