/** What stands in the way of undoing a change: rows that have changed since, and names that are taken. */
import type { ChangeSet, TextRow } from "../db/change_set.ts";
import type { Row } from "../db/connection.ts";
import { OWNED_TABLES, type OwnedTable } from "../db/owned_tables.ts";
import { keyText } from "../db/row_snapshots.ts";
import type { NamedRow } from "../db/saved.ts";

import {
  currentRows,
  DEPENDENTS,
  differences,
  keyOf,
  lostPlaces,
  PLACES,
  type RowSnapshot,
  TABLES,
} from "./row_snapshots.ts";

/** The rows that are not, in what they say, as the change left them; and what hangs on a row it made. */
export async function findChangedRows(
  change: ChangeSet,
  snapshots: readonly RowSnapshot[],
): Promise<NamedRow[]> {
  const changed: NamedRow[] = [];
  for (const table of TABLES) {
    const own = snapshots.filter((snapshot) => snapshot.table === table);
    if (own.length === 0) continue;
    const now = await currentRows(change, table, own);
    const held = await heldRows(change, table, own, snapshots);
    for (const snapshot of own) {
      const row = now.get(keyText(table, keyOf(snapshot))) ?? null;
      const isSame =
        snapshot.after === null ? row === null : row !== null && isAlike(row, snapshot.after);
      if (isSame && !(row !== null && held.has(row.id ?? ""))) continue;
      const { id, task_id: taskId } = keyOf(snapshot);
      changed.push({ table, id: Number(id ?? taskId), name: row?.title ?? row?.name ?? null });
    }
  }
  for (const table of PLACES) {
    const lost = await lostPlaces(change, table, snapshots);
    changed.push(...lost.map(({ id, name }) => ({ table, id, name })));
  }
  return changed;
}

/** The lists and tags that have a name by now which one that comes back would have again. */
export async function findTakenNames(
  change: ChangeSet,
  snapshots: readonly RowSnapshot[],
): Promise<NamedRow[]> {
  const taken: NamedRow[] = [];
  for (const table of ["lists", "tags"] as const) {
    const own = snapshots.filter((snapshot) => snapshot.table === table);
    const names = own.flatMap(({ before }) =>
      before?.deleted_at === null ? (before.name ?? []) : [],
    );
    if (names.length === 0) continue;
    const rows = await change
      .rows(table)
      .whereNull("deleted_at")
      .whereRaw("lower(name) in (select lower(own) from unnest(?::text[]) as own)", [names])
      .whereRaw("id <> all (?)", [own.map((snapshot) => Number(keyOf(snapshot).id))])
      .select<{ id: number; name: string }[]>("id", "name");
    taken.push(...rows.map((row) => ({ table, ...row })));
  }
  return taken;
}

/** Ids of the rows made by the change on which others hang that it had no part in: they would go too. */
async function heldRows(
  change: ChangeSet,
  table: OwnedTable,
  own: readonly RowSnapshot[],
  snapshots: readonly RowSnapshot[],
): Promise<Set<string>> {
  const made = own
    .filter(({ before }) => before === null)
    .map((snapshot) => Number(keyOf(snapshot).id));
  const held = new Set<string>();
  if (made.length === 0) return held;
  for (const { table: child, column } of DEPENDENTS[table] ?? []) {
    const part = new Set(
      snapshots
        .filter((snapshot) => snapshot.table === child)
        .map((snapshot) => keyText(child, keyOf(snapshot))),
    );
    const rows = await change
      .rows(child)
      .whereRaw("?? = any (?)", [column, made])
      .select<Row[]>(...OWNED_TABLES[child].key, `${column} as holder`);
    for (const row of rows) if (!part.has(keyText(child, row))) held.add(String(row.holder));
  }
  return held;
}

function isAlike(row: TextRow, other: TextRow): boolean {
  // A column that came with a later migration was not there to be changed.
  return differences(other, row).length === 0;
}
