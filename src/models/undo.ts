/** Puts rows back as a change found them, a table at a time: the number of statements does not depend on theirs. */
import type { ChangeSet, TextRow } from "../db/change_set.ts";
import type { Row } from "../db/connection.ts";
import { OWNED_TABLES, type OwnedTable } from "../db/owned_tables.ts";
import { keyText } from "../db/row_snapshots.ts";

import {
  currentRows,
  DEPENDENTS,
  differences,
  keyOf,
  lostPlaces,
  PLACE_COLUMNS,
  PLACES,
  type RowSnapshot,
  TABLES,
} from "./row_snapshots.ts";

/** Rows that were there before come back as they were, and then those that were not go. */
export async function revert(change: ChangeSet, snapshots: readonly RowSnapshot[]): Promise<void> {
  for (const table of TABLES) {
    const own = snapshots.filter(({ before, table: its }) => its === table && before !== null);
    if (own.length > 0) await restoreRows(change, table, own);
  }
  for (const table of PLACES) await leavePlaces(change, table, snapshots);
  for (const table of TABLES.toReversed()) {
    const made = snapshots.filter(({ before, table: its }) => its === table && before === null);
    await removeRows(change, table, made.map(keyOf));
  }
  const links = snapshots.filter(({ table }) => table === "task_tags");
  const tasks = links.map((snapshot) => Number(keyOf(snapshot).task_id));
  if (tasks.length === 0) return;
  // Other tags are another version of the task.
  await change.update("tasks", (rows) => void rows.whereRaw("id = any (?)", [tasks]), {});
}

/** A task does not come back to where nobody finds it: without its list it is in the Inbox. */
async function leavePlaces(
  change: ChangeSet,
  table: (typeof PLACES)[number],
  snapshots: readonly RowSnapshot[],
): Promise<void> {
  const lost = (await lostPlaces(change, table, snapshots)).map(({ id }) => id);
  if (lost.length === 0) return;
  const tasks = snapshots
    .filter(({ table: its }) => its === "tasks")
    .map((snapshot) => Number(keyOf(snapshot).id));
  const those = (rows: ReturnType<ChangeSet["rows"]>) =>
    void rows.whereRaw("id = any (?) and ?? = any (?)", [tasks, PLACE_COLUMNS[table], lost]);
  await change.update("tasks", those, {
    section_id: null,
    ...(table === "lists" ? { list_id: null } : {}),
  });
}

async function restoreRows(
  change: ChangeSet,
  table: OwnedTable,
  snapshots: readonly RowSnapshot[],
): Promise<void> {
  const now = await currentRows(change, table, snapshots);
  const gone: TextRow[] = [];
  const values = new Map<number, TextRow>();
  const columns = new Set<string>();
  for (const { before } of snapshots) {
    if (before === null) continue;
    const { user_id: _, ...row } = before;
    const current = now.get(keyText(table, before));
    if (current === undefined) {
      gone.push(row);
      continue;
    }
    const different = differences(row, current);
    if (different.length === 0) continue;
    values.set(
      Number(before.id),
      Object.fromEntries(different.map((column) => [column, row[column] ?? null])),
    );
    for (const column of different) columns.add(column);
  }
  await change.insertWithKeys(table, alike(gone));
  await change.updateEach(table, [...columns], values);
}

/** The same columns in every row: one that came with a later migration is empty in those before it. */
function alike(rows: readonly TextRow[]): TextRow[] {
  const columns = new Set(rows.flatMap((row) => Object.keys(row)));
  return rows.map((row) =>
    Object.fromEntries([...columns].map((column) => [column, row[column] ?? null])),
  );
}

/** Takes rows away, after letting go what refers to them: that is written down too. */
async function removeRows(
  change: ChangeSet,
  table: OwnedTable,
  keys: readonly TextRow[],
): Promise<void> {
  if (keys.length === 0) return;
  const ids = keys.map(({ id }) => Number(id));
  for (const { table: child, column, without } of DEPENDENTS[table] ?? []) {
    const those = (rows: ReturnType<ChangeSet["rows"]>) =>
      void rows.whereRaw("?? = any (?)", [column, ids]);
    if (without !== undefined) await change.update(child, those, without);
    else await removeRows(change, child, await keysWhere(change, child, column, ids));
  }
  await change.remove(table, await change.loadByKeys<Row>(table, keys));
}

async function keysWhere(
  change: ChangeSet,
  table: OwnedTable,
  column: string,
  ids: readonly number[],
): Promise<TextRow[]> {
  return change
    .rows(table)
    .whereRaw("?? = any (?)", [column, ids as number[]])
    .select<TextRow[]>(...OWNED_TABLES[table].key);
}
