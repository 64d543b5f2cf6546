/** Deletes rows of one user for good, within a transaction that holds the user's lock (see UserScope). */
import type { Knex } from "knex";
import { removeFromEntries } from "./journal.ts";
import { filteredRows, type Narrow, type OwnedTable, targetRows } from "./owned_tables.ts";

/**
 * Deletes tasks in the trash, with their checklists, and removes them from the journal.
 * @returns the number of tasks, not counting the items that went with them.
 */
export async function purgeTasks(
  trx: Knex.Transaction,
  userId: string,
  narrow: Narrow,
): Promise<number> {
  const ids: number[] = await filteredRows(trx, userId, "tasks")
    .whereNotNull("deleted_at")
    .modify(narrow)
    .pluck("id");
  if (ids.length === 0) return 0;
  const items: number[] = await filteredRows(trx, userId, "tasks")
    .whereRaw("parent_id = any (?)", [ids])
    .pluck("id");
  await removeFromEntries(trx, userId, [...ids, ...items]);
  const purged: Narrow = (rows) => void rows.whereRaw("id = any (?)", [ids]);
  return await targetRows(trx, userId, "tasks", purged).delete();
}

/** Deletes the history before a time, and the lists, sections and tags deleted before it. */
export async function forgetRows(
  trx: Knex.Transaction,
  userId: string,
  before: Date,
): Promise<void> {
  const remove = (table: OwnedTable, narrow: Narrow) =>
    targetRows(trx, userId, table, narrow).delete();
  const used = (column: "list_id" | "section_id") =>
    filteredRows(trx, userId, "tasks").whereNotNull(column).select(column);
  const old = (rows: Knex.QueryBuilder) => rows.where("deleted_at", "<", before);
  await remove("changes", (rows) => void rows.where("created_at", "<", before));
  await remove("sections", (rows) => void old(rows).whereNotIn("id", used("section_id")));
  await remove("lists", (rows) => void old(rows).whereNotIn("id", used("list_id")));
  await remove("tags", (rows) => void old(rows));
}
