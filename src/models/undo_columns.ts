/** The columns of a row that an undo resets: what came later to others stays. */
import { type OwnedTable, REPEAT_COLUMNS } from "../db/owned_tables.ts";
import { differences, type Snapshot, type TextRow } from "./undo_snapshots.ts";

interface Unit {
  columns: readonly string[];
  /** What depends on them: it is reset with them, but not they with it. */
  dependent?: readonly string[];
}

/** Columns that only mean something together: where the change has changed one, all are reset. */
const PLACE = ["list_id", "section_id", "parent_id"];
const RULE = ["repeat_rule", "repeat_mode", "repeat_anchor"];
const UNITS: Partial<Record<OwnedTable, readonly Unit[]>> = {
  tasks: [{ columns: PLACE }, { columns: RULE, dependent: ["repeat_moved_from", "series_id"] }],
};

/** A time and a repeat need a due date. */
const DAY = ["due_on", "due_time", ...REPEAT_COLUMNS];

/**
 * Those that the change has changed and that are not as before it. Others are reset with them only
 * where the row would not be valid otherwise.
 * @param now the row, with the columns of the snapshot.
 */
export function columnsToReset({ table, before, after }: Snapshot, now: TextRow): string[] {
  if (before === null) return [];
  const differing = differences(before, now);
  if (after === null) return differing;
  const hasChanged = (column: string) => before[column] !== after[column];
  // One that was completed since, after it was skipped, stays the same one of its series.
  const isDone = now.completed_at != null && !hasChanged("completed_at");
  const units = (UNITS[table] ?? [])
    .filter(({ columns }) => columns.some(hasChanged))
    .flatMap(({ columns, dependent = [] }) => [...columns, ...dependent]);
  const isOwn = (column: string) => hasChanged(column) || units.includes(column);
  // A section of a list that the task has left since.
  const hasLeft = ["list_id", "parent_id"].some((column) => before[column] !== now[column]);
  const isPlaceKept = hasLeft && !hasChanged("list_id") && !hasChanged("parent_id");
  const own = differing.filter(
    (column) =>
      isOwn(column) &&
      !(isPlaceKept && PLACE.includes(column)) &&
      !(isDone && column === "repeat_finished"),
  );
  const row: TextRow = { ...now };
  for (const column of own) row[column] = before[column] ?? null;
  const needsDay = row.due_on === null && (row.due_time !== null || row.repeat_rule !== null);
  return differing.filter((column) => own.includes(column) || (needsDay && DAY.includes(column)));
}
