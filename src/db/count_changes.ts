/** What a change adds to the numbers of tasks, told from the rows that it writes and has read. */
import type { Row } from "./connection.ts";
import type { CollectedRows } from "./row_changes.ts";
import { addNumbers, type CountChanges, NO_TASKS, type TaskNumbers } from "./task_counts.ts";

/** The columns of a task that the numbers depend on. */
const COLUMNS = ["list_id", "parent_id", "deleted_at", "completed_at", "due_on"] as const;

/** The tags that a task gains and loses. */
interface TagChanges {
  gained: number[];
  lost: number[];
}

/** @returns null: it takes more than the rows that the change has read. */
export function countChanges(collected: CollectedRows): CountChanges | null {
  const { inserted, copies, updated, removed } = collected;
  const tags = new Map<number, TagChanges>();
  const tagsOf = (id: unknown) => {
    const own = tags.get(Number(id)) ?? { gained: [], lost: [] };
    tags.set(Number(id), own);
    return own;
  };
  const added: Row[] = [];
  for (const { table, row } of inserted) {
    if (table === "lists" && row.archived_at != null) return null;
    if (table === "task_tags") tagsOf(row.task_id).gained.push(Number(row.tag_id));
    if (table === "tasks") added.push(row);
  }
  for (const { table, row } of removed) {
    if (table === "lists" || table === "tasks") return null;
    if (table === "task_tags") tagsOf(row.task_id).lost.push(Number(row.tag_id));
  }
  const tally = new Tally();
  for (const row of added) {
    tally.add(row, tags.get(Number(row.id))?.gained ?? [], 1);
    tags.delete(Number(row.id));
  }
  for (const { columns, tagIds } of copies?.tasks ?? []) tally.add(columns, tagIds, 1);
  for (const { table, row, columns } of updated) {
    if (table === "lists" && "archived_at" in columns) return null;
    // Its tasks did not have it while it was deleted.
    if (table === "tags" && columns.deleted_at === null) return null;
    if (table !== "tasks") continue;
    const own = tags.get(Number(row.id));
    tags.delete(Number(row.id));
    if (own === undefined && !COLUMNS.some((name) => name in columns)) continue;
    if (!isCountable(row)) return null;
    const { gained, lost } = own ?? { gained: [], lost: [] };
    const kept = row.tag_ids.filter((id) => !lost.includes(id));
    tally.add(row, row.tag_ids, -1);
    tally.add({ ...row, ...columns }, [...kept, ...gained], 1);
  }
  return tags.size === 0 ? tally.changes : null;
}

/** Whether it was read with all columns that the numbers depend on, and with its tags. */
function isCountable(row: Row): row is Row & { tag_ids: number[] } {
  return "tag_ids" in row && COLUMNS.every((name) => name in row);
}

class Tally {
  readonly changes: Record<string, { numbers: TaskNumbers; tags: Record<string, TaskNumbers> }> =
    {};

  /** @param sign 1 adds the task, -1 takes it away. */
  add(task: Row, tags: readonly number[], sign: 1 | -1): void {
    if (task.deleted_at != null || task.parent_id != null) return;
    const pending = task.completed_at == null ? sign : 0;
    const numbers: TaskNumbers = [pending, task.due_on == null ? pending : 0, sign];
    const id = String(task.list_id ?? 0);
    const list = this.changes[id] ?? { numbers: NO_TASKS, tags: {} };
    this.changes[id] = list;
    list.numbers = addNumbers(list.numbers, numbers);
    for (const tag of tags) list.tags[tag] = addNumbers(list.tags[tag], numbers);
  }
}
