/** The rows of a change as the journal has them: what undoing it reads and compares. */
import type { ChangeSet, TextRow } from "../db/change_set.ts";
import type { Row } from "../db/connection.ts";
import { OWNED_TABLES, type OwnedTable } from "../db/owned_tables.ts";
import { keyText } from "../db/row_snapshots.ts";

/** A row before and after a change, as the journal has it; null where it was not there. */
export interface RowSnapshot extends Row {
  table: OwnedTable;
  before: TextRow | null;
  after: TextRow | null;
}

/** In the order in which rows can be put in. */
export const TABLES = Object.keys(OWNED_TABLES) as OwnedTable[];

/** Not part of what a row says: they go on when it goes back. */
const BOOKKEEPING = ["version", "updated_at"];

/** What refers to a row of each table, and whether it can be without. */
export const DEPENDENTS: Partial<
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

/** Where a task can be. */
export const PLACES = ["lists", "sections"] as const;
export const PLACE_COLUMNS = { lists: "list_id", sections: "section_id" } as const;

/** Lists or sections in the trash that a task would come back to, and that do not come back with it. */
export async function lostPlaces(
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

export async function currentRows(
  change: ChangeSet,
  table: OwnedTable,
  snapshots: readonly RowSnapshot[],
): Promise<Map<string, TextRow>> {
  const rows = await change.loadTexts(table, snapshots.map(keyOf));
  return new Map(rows.map((row) => [keyText(table, row), row]));
}

/** Columns in which a row is to be changed. */
export function differences(row: TextRow, current: TextRow): string[] {
  return Object.keys(row).filter(
    (column) =>
      !BOOKKEEPING.includes(column) && column in current && row[column] !== current[column],
  );
}

export function keyOf({ table, before, after }: RowSnapshot): TextRow {
  const row = after ?? before ?? {};
  return Object.fromEntries(OWNED_TABLES[table].key.map((column) => [column, row[column] ?? null]));
}
