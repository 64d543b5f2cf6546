/** Puts rows back as a change found them, a table at a time: the number of statements does not depend on theirs. */
import type { ChangeSet, TextRow } from "../db/change_set.ts";
import type { Row } from "../db/connection.ts";
import { OWNED_TABLES, type OwnedTable } from "../db/owned_tables.ts";
import { keyText } from "../db/row_snapshots.ts";
import type { NamedRow } from "../db/saved.ts";

/** A row before and after a change, as the journal has it; null where it was not there. */
export interface RowSnapshot extends Row {
  table: OwnedTable;
  before: TextRow | null;
  after: TextRow | null;
}

/** In the order in which rows can be put in. */
const TABLES = Object.keys(OWNED_TABLES) as OwnedTable[];

/** Not part of what a row says: they go on when it goes back. */
const BOOKKEEPING = ["version", "updated_at"];

/** What refers to a row of each table, and whether it can be without. */
const DEPENDENTS: Partial<
  Record<OwnedTable, { table: OwnedTable; column: string; without?: TextRow }[]>
> = {
  lists: [
    { table: "tasks", column: "list_id", without: { list_id: null, section_id: null } },
    { table: "sections", column: "list_id" },
  ],
  sections: [{ table: "tasks", column: "section_id", without: { section_id: null } }],
  tags: [{ table: "task_tags", column: "tag_id" }],
  tasks: [
    { table: "task_tags", column: "task_id" },
    { table: "tasks", column: "parent_id" },
  ],
};

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

/** Where a task can be. */
const PLACES = ["lists", "sections"] as const;
const PLACE_COLUMNS = { lists: "list_id", sections: "section_id" } as const;

/** Lists or sections in the trash that a task would come back to, and that do not come back with it. */
async function lostPlaces(
  change: ChangeSet,
  table: (typeof PLACES)[number],
  snapshots: readonly RowSnapshot[],
): Promise<{ id: number; name: string }[]> {
  const column = PLACE_COLUMNS[table];
  const ids = new Set<number>();
  for (const { table: its, before } of snapshots) {
    const id = its === "tasks" && before?.deleted_at === null ? before[column] : null;
    if (typeof id === "string") ids.add(Number(id));
  }
  for (const { table: its, before } of snapshots) if (its === table) ids.delete(Number(before?.id));
  if (ids.size === 0) return [];
  return change
    .rows(table)
    .whereRaw("id = any (?)", [[...ids]])
    .whereNotNull("deleted_at")
    .select<{ id: number; name: string }[]>("id", "name");
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

async function currentRows(
  change: ChangeSet,
  table: OwnedTable,
  snapshots: readonly RowSnapshot[],
): Promise<Map<string, TextRow>> {
  const rows = await change.loadTexts(table, snapshots.map(keyOf));
  return new Map(rows.map((row) => [keyText(table, row), row]));
}

/** Columns in which a row is to be changed. */
function differences(row: TextRow, current: TextRow): string[] {
  return Object.keys(row).filter(
    (column) =>
      !BOOKKEEPING.includes(column) && column in current && row[column] !== current[column],
  );
}

function isAlike(row: TextRow, other: TextRow): boolean {
  // A column that came with a later migration was not there to be changed.
  return differences(other, row).length === 0;
}

function keyOf({ table, before, after }: RowSnapshot): TextRow {
  const row = after ?? before ?? {};
  return Object.fromEntries(OWNED_TABLES[table].key.map((column) => [column, row[column] ?? null]));
}
