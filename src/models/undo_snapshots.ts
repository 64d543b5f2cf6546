/** The rows of an entry of the journal, as an undo of it needs them. */
import type { ChangeSet } from "../db/change_set.ts";
import type { Row } from "../db/connection.ts";
import {
  OWNED_TABLES,
  type OwnedTable,
  RECORDED_COLUMNS,
  withLinkedColumns,
} from "../db/owned_tables.ts";
import type { ChangedRow } from "../db/saved.ts";

/** A row whose values are PostgreSQL's own text: JavaScript's numbers and dates would lose digits. */
export type TextRow = Record<string, string | null>;

/** A row before and after a change, as the journal has it; null: there was no such row. */
export interface Snapshot extends Row {
  table: OwnedTable;
  /**
   * Its key, and the columns that have changed; of a new or removed row, all. But of a new task only those
   * that an undo decides by, and of a removed one too unless it is there again, both without those that
   * are null.
   */
  before: TextRow | null;
  after: TextRow | null;
  /** Of a new task that is still there: what is not as it was then. */
  changed: ChangedColumns | null;
  /** All columns that a removed task had: the same for all, so that only one of them has it. */
  columns: string[] | null;
}

/** By column, its text then and now; null: the text may be long. */
type ChangedColumns = Record<string, [string | null, string | null] | null>;

/** Columns that an undo does not reset. */
const BOOKKEEPING = ["version", "updated_at"];

/** The columns of a removed task that an undo decides by, and of one that was added and is still there. */
const DECIDING = [...RECORDED_COLUMNS, "completed_at", "repeat_finished"];
export const DECIDING_OF_ADDED = ["id", "title", "repeat_rule", "deleted_at"];

/**
 * The rows of an entry. Whole rows, as earlier versions recorded them, are reduced to what has changed. Of
 * tasks that were added or removed, of which there may be thousands with long notes, PostgreSQL itself
 * compares and restores the values.
 */
export async function readSnapshots(change: ChangeSet, id: number): Promise<Snapshot[]> {
  const rows = "{changes}, jsonb_array_elements(images) with ordinality as each (image, number)";
  const texts = (which: "before" | "after") => `(
    select jsonb_object_agg(key, value) from jsonb_each_text(nullif(${which}, 'null'))
    where (value is not null or not is_brief) and case when is_brief and before = 'null' then key = any ($4)
      when before = 'null' or after = 'null' then key = any ($3) or not is_brief
      else key = any ($3) or before -> key is distinct from after -> key end)`;
  const isThere = "exists (select from {tasks} where tasks.id = (before ->> 'id')::integer)";
  const snapshots = await change.read<Snapshot>(
    `with removed as materialized (
       select number, array(select jsonb_object_keys(image -> 'before')) as columns
       from ${rows} where id = $2 and image ->> 'table' = 'tasks' and image -> 'after' = 'null' limit 1
     ), images as (
       select *, "table" = 'tasks' and (before = 'null' or (after = 'null' and not ${isThere})) as is_brief
       from ${rows} cross join lateral (
         select image ->> 'table', image -> 'before', image -> 'after') as one ("table", before, after)
       where id = $2
     )
     select "table", ${texts("before")} as before, ${texts("after")} as after,
       case when is_brief and before = 'null' then (
         select case when now @> (after - $5::text[]) then '{}' else (
           select coalesce(jsonb_object_agg(key, case when key <> 'description'
             then jsonb_build_array(after ->> key, now ->> key) end), '{}')
           from jsonb_object_keys(after) as each (key)
           where key <> all ($5) and now ? key and after -> key is distinct from now -> key) end
         from (select to_jsonb(tasks.*) from {tasks} where tasks.id = (after ->> 'id')::integer) as own (now)
       ) end as changed,
       (select columns from removed where removed.number = images.number) as columns
     from images order by number`,
    [id, DECIDING, DECIDING_OF_ADDED, BOOKKEEPING],
  );
  return snapshots.map(reduced);
}

/** Without the columns that are as before, unless they are linked with others that are not. */
function reduced(snapshot: Snapshot): Snapshot {
  const { table, before, after } = snapshot;
  if (before === null || after === null) return snapshot;
  const changed = Object.keys(after).filter((column) => after[column] !== before[column]);
  const kept = new Set([...OWNED_TABLES[table].key, ...withLinkedColumns(table, changed)]);
  const only = (row: TextRow) =>
    Object.fromEntries(Object.entries(row).filter(([column]) => kept.has(column)));
  return { ...snapshot, before: only(before), after: only(after) };
}

/** Whether a row that the change has left is another one by now. @param now with the same columns. */
export function hasChanged(snapshot: Snapshot, now: TextRow): boolean {
  return changesOf(snapshot, now).columns.length > 0;
}

/** What differs in a row that the change has left. @param now with the same columns. */
export function changesOf(
  { after, changed }: Snapshot,
  now: TextRow,
): Pick<ChangedRow, "left" | "now" | "columns"> {
  const left = after ?? {};
  if (changed === null) return { left, now, columns: differences(left, now) };
  const texts = (which: 0 | 1) =>
    Object.fromEntries(
      Object.entries(changed).flatMap(([column, both]) =>
        both === null ? [] : [[column, both[which]]],
      ),
    );
  return {
    left: { ...left, ...texts(0) },
    now: { ...now, ...texts(1) },
    columns: Object.keys(changed),
  };
}

/** The columns that an undo resets. A column that a later migration added is not one of them. */
export function differences(row: TextRow, current: TextRow): string[] {
  return Object.keys(row).filter(
    (column) =>
      !BOOKKEEPING.includes(column) && column in current && row[column] !== current[column],
  );
}

export function keyOf({ table, before, after }: Snapshot): TextRow {
  const row = after ?? before ?? {};
  return Object.fromEntries(OWNED_TABLES[table].key.map((column) => [column, row[column] ?? null]));
}

/** The id of the row; for a link, of its task. */
export function idOf(snapshot: Snapshot): number {
  const { id, task_id: taskId } = keyOf(snapshot);
  return Number(id ?? taskId);
}
