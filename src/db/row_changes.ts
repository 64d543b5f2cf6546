/** The rows that a change writes: as they are collected, and grouped for its statement. */
import type { Row } from "./connection.ts";
import type { Columns, OwnedTable } from "./owned_tables.ts";

export interface CollectedRows {
  /** With their keys. */
  inserted: Iterable<{ table: OwnedTable; row: Columns }>;
  updated: Iterable<UpdatedRow>;
  /** `row` has the key. */
  removed: Iterable<{ table: OwnedTable; row: Row }>;
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
  removals: readonly RemovedRows[];
}

/** A group of rows that an update gives values of the same columns. */
export interface RowUpdates {
  table: OwnedTable;
  /** By id; at least one. */
  values: ReadonlyMap<number, Columns>;
}

/** Rows with the same columns, their keys included. */
export interface NewRows {
  table: OwnedTable;
  rows: readonly Columns[];
}

interface RemovedRows {
  table: OwnedTable;
  /** Their keys. */
  rows: readonly Row[];
}

/** What to write; rows with the same columns are together. */
export function groupRows({ inserted, updated, removed }: CollectedRows): RowChanges {
  const inserts = groupByColumns([...inserted], ({ row }) => row);
  const updates = groupByColumns([...updated], ({ columns }) => columns);
  const removals = Map.groupBy(removed, ({ table }) => table);
  return {
    inserts: inserts.map(({ table, members }) => ({
      table,
      rows: members.map(({ row }) => row),
    })),
    updates: updates.map(({ table, members }) => ({
      table,
      values: new Map(members.map(({ row, columns }) => [Number(row.id), columns])),
    })),
    removals: [...removals].map(([table, members]) => ({
      table,
      rows: members.map(({ row }) => row),
    })),
  };
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
