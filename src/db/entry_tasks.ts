/** Which tasks an entry of the journal is about, as `changes.task_ids` says. */
import type { Row } from "./connection.ts";
import type { RowChanges } from "./row_changes.ts";

/**
 * The tasks that a change writes or links, and the parents of those whose parent it has read. The ids are
 * known before the statement runs, so that PostgreSQL has nothing to look up.
 */
export function taskIdsOf({ inserts, restored, copies, updates, removals }: RowChanges): number[] {
  const ids = new Set<number>();
  const add = (id: unknown) => {
    if (id != null) ids.add(Number(id));
  };
  const addRow = (row: Row) => {
    for (const id of [row.id, row.parent_id]) add(id);
  };
  for (const { table, rows } of [...inserts, ...removals]) {
    if (table === "task_tags") for (const row of rows) add(row.task_id);
    if (table === "tasks") for (const row of rows) addRow(row);
  }
  for (const { table, rows } of updates) {
    if (table !== "tasks") continue;
    for (const { row, columns } of rows) {
      addRow(row);
      add(columns.parent_id);
    }
  }
  for (const one of restored) for (const id of one.ids) add(id);
  for (const { id } of copies?.tasks ?? []) add(id);
  const items = copies?.tasks.reduce((sum, task) => sum + task.items, 0) ?? 0;
  for (let item = 0; item < items; item += 1) add((copies?.firstItemId ?? 0) + item);
  return [...ids];
}
