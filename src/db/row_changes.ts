/** The rows that a change writes: as they are collected, and grouped for its statement. */
import type { Row } from "./connection.ts";
import type { Columns, OwnedTable } from "./owned_tables.ts";

export interface CollectedRows {
  inserted: Iterable<InsertedRow>;
  copies: TaskCopies | null;
  updated: Iterable<UpdatedRow>;
  /** `row` has the key. */
  removed: Iterable<{ table: OwnedTable; row: Row }>;
}

export interface InsertedRow {
  table: OwnedTable;
  /** With its key. */
  row: Columns;
  /** null: `row` has all of its values. */
  restored: RestoredFrom | null;
}

/** Where the values of a task are that was removed. */
export interface RestoredFrom {
  /** The id of the entry that has removed it. */
  entry: number;
  /** All columns that it had. */
  columns: readonly string[];
  /** The values that it does not have as it had them. */
  changed: Columns;
}

/** Copies of tasks, with their checklists and tags. */
export interface TaskCopies {
  tasks: readonly TaskCopy[];
  /** What a copy has as its task has it, where it has no value of its own. */
  columns: readonly string[];
  /** What the copy of an item has as the item has it. */
  itemColumns: readonly string[];
  /** The id of the first copy of an item. */
  firstItemId: number;
}

export interface TaskCopy {
  id: number;
  /** The task that it is a copy of. */
  from: number;
  /** Its own values; the same columns for all copies. */
  columns: Columns;
  /** How many days the dates of its items are moved. */
  days: number;
  /** The number of items that its task has. */
  items: number;
  /** The tags that its task has. */
  tagIds: readonly number[];
}

export interface UpdatedRow {
  table: OwnedTable;
  /** As it was read; with its id, at least. */
  row: Row;
  /** The new values. */
  columns: Columns;
}

export interface RowChanges {
  updates: readonly RowUpdates[];
  inserts: readonly NewRows[];
  restored: readonly RestoredTasks[];
  copies: TaskCopies | null;
  removals: readonly RemovedRows[];
}

/** A group of rows that an update gives values of the same columns. */
export interface RowUpdates {
  table: OwnedTable;
  /** By id; at least one. */
  values: ReadonlyMap<number, Columns>;
  /** The same, with the rows as they were read. */
  rows: readonly UpdatedRow[];
}

/** Rows with the same columns, their keys included. */
export interface NewRows {
  table: OwnedTable;
  rows: readonly Columns[];
}

/** Tasks that an entry has removed. */
export interface RestoredTasks extends Omit<RestoredFrom, "changed"> {
  ids: readonly number[];
  /** The values that they do not have as they had them, by id. */
  changed: ReadonlyMap<number, Columns>;
}

interface RemovedRows {
  table: OwnedTable;
  /** Their keys. */
  rows: readonly Row[];
}

/** What to write; rows with the same columns are together. */
export function groupRows({ inserted, copies, updated, removed }: CollectedRows): RowChanges {
  const { known = [], restored = [] } = Object.groupBy(inserted, (row) =>
    row.restored === null ? "known" : "restored",
  );
  const inserts = groupByColumns(known, ({ row }) => row);
  const updates = groupByColumns([...updated], ({ columns }) => columns);
  const removals = Map.groupBy(removed, ({ table }) => table);
  return {
    inserts: inserts.map(({ table, members }) => ({
      table,
      rows: members.map(({ row }) => row),
    })),
    restored: restoredTasks(restored),
    copies,
    updates: updates.map(({ table, members }) => ({
      table,
      values: new Map(members.map(({ row, columns }) => [Number(row.id), columns])),
      rows: members,
    })),
    removals: [...removals].map(([table, members]) => ({
      table,
      rows: members.map(({ row }) => row),
    })),
  };
}

function restoredTasks(rows: readonly InsertedRow[]): RestoredTasks[] {
  const groups = Map.groupBy(rows, ({ restored }) => restored?.entry ?? 0);
  return [...groups].map(([entry, own]) => {
    const changed = own.flatMap(({ row, restored }) => {
      const isChanged = restored !== null && Object.keys(restored.changed).length > 0;
      return isChanged ? [[Number(row.id), restored.changed] as const] : [];
    });
    const columns = new Set(own[0]?.restored?.columns);
    for (const [, values] of changed) for (const name of Object.keys(values)) columns.add(name);
    const ids = own.map(({ row }) => Number(row.id));
    return { entry, columns: [...columns], ids, changed: new Map(changed) };
  });
}

function groupByColumns<M extends { table: OwnedTable }>(
  members: readonly M[],
  columnsOf: (member: M) => Columns,
): { table: OwnedTable; members: M[] }[] {
  const groups = Map.groupBy(members, (member) =>
    [member.table, ...Object.keys(columnsOf(member)).sort()].join(" "),
  );
  return [...groups.values()].map((own) => ({ table: (own[0] as M).table, members: own }));
}
