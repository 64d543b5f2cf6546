/** Restores the rows of a change to what they were before it, a table at a time. */
import type { ChangeSet } from "../db/change_set.ts";
import type { Row } from "../db/connection.ts";
import { OWNED_TABLES, type OwnedTable, rowName } from "../db/owned_tables.ts";
import { columnsToReset } from "./undo_columns.ts";
import { hasChanged, idOf, keyOf, type Snapshot, type TextRow } from "./undo_snapshots.ts";
import { DEPENDENTS, DETACHED, TABLES, type UndoState } from "./undo_state.ts";

/** Updates and inserts the rows that there were before, and then removes those that there were not. */
export async function revert(change: ChangeSet, state: UndoState): Promise<void> {
  for (const table of TABLES) restoreRows(change, table, state);
  for (const { column, taskId } of state.lostPlaces) {
    change.update("tasks", [{ id: taskId }], DETACHED[column]);
  }
  const links = state.snapshots.filter(({ table }) => table === "task_tags");
  // Other tags are a new version of a task.
  if (links.length > 0) {
    const ids = links.map(idOf);
    const tasks = await change.read("select id from {tasks} where id = any ($2)", [ids]);
    change.update("tasks", tasks, {});
  }
  for (const table of TABLES.toReversed()) await removeCreated(change, table, state);
}

function restoreRows(
  change: ChangeSet,
  table: OwnedTable,
  { entry, snapshots, current }: UndoState,
): void {
  const gone: TextRow[] = [];
  for (const snapshot of snapshots) {
    if (snapshot.table !== table || snapshot.before === null) continue;
    const { user_id: _, ...before } = snapshot.before;
    const now = current.get(rowName(table, before));
    if (now === undefined) {
      // One that the change did not remove is gone by another one: there is nothing to reset.
      if (snapshot.after === null) gone.push(before);
      continue;
    }
    const columns = columnsToReset({ ...snapshot, before }, now);
    if (columns.length === 0) continue;
    const values = columns.map((column) => [column, before[column] ?? null]);
    change.update(table, [{ id: idOf(snapshot) }], Object.fromEntries(values));
  }
  if (table !== "tasks") change.insertWithKeys(table, withSameColumns(gone));
  else change.restoreTasks(gone, { entry, columns: columnsOfRemoved(snapshots) });
}

/** A column that a later migration added is null in the rows from before it. */
function withSameColumns(rows: readonly TextRow[]): TextRow[] {
  const columns = new Set(rows.flatMap((row) => Object.keys(row)));
  return rows.map((row) =>
    Object.fromEntries([...columns].map((column) => [column, row[column] ?? null])),
  );
}

/** All columns of the tasks that the entry has removed. */
function columnsOfRemoved(snapshots: readonly Snapshot[]): string[] {
  const columns = snapshots.find((snapshot) => snapshot.columns !== null)?.columns ?? [];
  return columns.filter((column) => column !== "user_id");
}

async function removeCreated(
  change: ChangeSet,
  table: OwnedTable,
  { snapshots, current, inUse }: UndoState,
): Promise<void> {
  const created = snapshots.flatMap((snapshot) => {
    const now = current.get(rowName(table, keyOf(snapshot)));
    const isCreated = snapshot.table === table && snapshot.before === null && now;
    return isCreated ? [{ snapshot, now }] : [];
  });
  // A task that has been changed since, or has items or tags since, goes to the trash with all of it.
  const isKept = ({ snapshot, now }: { snapshot: Snapshot; now: TextRow }) =>
    table === "tasks" && (hasChanged(snapshot, now) || inUse.has(rowName(table, now)));
  const kept = created.filter(isKept).map(({ now }) => now);
  const rows = created.filter((one) => !isKept(one)).map(({ now }) => now);
  change.update(
    table,
    kept.filter((row) => row.deleted_at === null),
    { deleted_at: change.now },
  );
  if (inUse.size > 0) await removeDependents(change, table, rows);
  change.remove(table, rows);
}

/** Removes rows for good, with what refers to them, so that the journal has it. */
export async function removeRows(
  change: ChangeSet,
  table: OwnedTable,
  rows: readonly Row[],
): Promise<void> {
  if (rows.length === 0) return;
  await removeDependents(change, table, rows);
  change.remove(table, rows);
}

/** Detaches or removes what refers to rows that are about to be removed, so that the journal has it. */
async function removeDependents(
  change: ChangeSet,
  table: OwnedTable,
  rows: readonly Row[],
): Promise<void> {
  const ids = rows.map(({ id }) => Number(id));
  for (const { table: child, column, detached } of DEPENDENTS[table] ?? []) {
    const keys = OWNED_TABLES[child].key.join(", ");
    const all = await change.read(`select ${keys} from {${child}} where ${column} = any ($2)`, [
      ids,
    ]);
    // Those that the undo takes away from them are none.
    const dependents = all.filter((row) => !change.isLeaving(child, row, column));
    if (detached !== undefined) {
      change.update(child, dependents, detached);
    } else {
      await removeRows(change, child, dependents);
    }
  }
}
