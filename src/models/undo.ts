/** Restores the rows of a change to what they were before it, a table at a time. */
import type { ChangeSet, TextRow } from "../db/change_set.ts";
import type { Row } from "../db/connection.ts";
import type { OwnedTable } from "../db/owned_tables.ts";
import { rowName } from "../db/row_snapshots.ts";
import {
  DEPENDENTS,
  DETACHED,
  differences,
  idOf,
  keyOf,
  TABLES,
  type UndoState,
} from "./undo_state.ts";

/** Updates and inserts the rows that there were before, and then removes those that there were not. */
export async function revert(change: ChangeSet, state: UndoState): Promise<void> {
  for (const table of TABLES) await restoreRows(change, table, state);
  for (const [column, lost] of Map.groupBy(state.lostPlaces, (place) => place.column)) {
    await updateTasks(
      change,
      lost.map(({ taskId }) => taskId),
      DETACHED[column],
    );
  }
  for (const table of TABLES.toReversed()) await removeCreated(change, table, state);
  const links = state.snapshots.filter(({ table }) => table === "task_tags");
  // Other tags are a new version of a task.
  if (links.length > 0) await updateTasks(change, links.map(idOf), {});
}

async function restoreRows(
  change: ChangeSet,
  table: OwnedTable,
  { snapshots, current }: UndoState,
): Promise<void> {
  const gone: TextRow[] = [];
  const changed = [];
  const values = new Map<number, TextRow>();
  for (const snapshot of snapshots) {
    if (snapshot.table !== table || snapshot.before === null) continue;
    const { user_id: _, ...before } = snapshot.before;
    const now = current.get(rowName(table, before));
    if (now === undefined) {
      gone.push(before);
      continue;
    }
    const columns = differences(before, now.texts);
    if (columns.length === 0) continue;
    changed.push(now.row);
    values.set(
      idOf(snapshot),
      Object.fromEntries(columns.map((column) => [column, before[column] ?? null])),
    );
  }
  await change.insertWithKeys(table, withSameColumns(gone));
  await change.updateEach(table, changed, values);
}

/** A column that a later migration added is null in the rows from before it. */
function withSameColumns(rows: readonly TextRow[]): TextRow[] {
  const columns = new Set(rows.flatMap((row) => Object.keys(row)));
  return rows.map((row) =>
    Object.fromEntries([...columns].map((column) => [column, row[column] ?? null])),
  );
}

async function removeCreated(
  change: ChangeSet,
  table: OwnedTable,
  { snapshots, current, inUse }: UndoState,
): Promise<void> {
  const rows = snapshots.flatMap((snapshot): Row[] => {
    const now = current.get(rowName(table, keyOf(snapshot)));
    return snapshot.table === table && snapshot.before === null && now ? [now.row] : [];
  });
  if (inUse.size > 0) await removeDependents(change, table, rows);
  await change.remove(table, rows);
}

/** Detaches or removes what refers to rows that are about to be removed, so that the journal has it. */
async function removeDependents(
  change: ChangeSet,
  table: OwnedTable,
  rows: readonly Row[],
): Promise<void> {
  const ids = rows.map(({ id }) => Number(id));
  for (const { table: child, column, detached } of DEPENDENTS[table] ?? []) {
    const dependents = await change.load<Row>(
      child,
      (own) => void own.whereRaw("?? = any (?)", [column, ids]),
    );
    if (detached !== undefined) {
      await change.update(child, dependents, detached);
    } else if (dependents.length > 0) {
      await removeDependents(change, child, dependents);
      await change.remove(child, dependents);
    }
  }
}

async function updateTasks(
  change: ChangeSet,
  ids: readonly number[],
  columns: TextRow,
): Promise<void> {
  await change.update(
    "tasks",
    (rows) => void rows.whereRaw("id = any (?)", [ids as number[]]),
    columns,
  );
}
