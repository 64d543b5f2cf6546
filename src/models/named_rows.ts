/** Lists and tags by name: those that do not exist yet are created. */
import type { ChangeSet } from "../db/change_set.ts";
import type { Row } from "../db/connection.ts";
import type { Columns } from "../db/owned_tables.ts";

export interface RowByName {
  id: number;
  /** In the spelling that is stored. */
  name: string;
  /** Of a list. */
  colour?: string;
  /** Its place among these rows by the key of its name. */
  rank: number;
}

/**
 * Rows by their names, as `name_key` compares them.
 * @param columns of a new row. @param columns.count how many rows of the table there are before it.
 */
export async function ensureNamed(
  change: ChangeSet,
  table: "lists" | "tags",
  names: readonly string[],
  columns: (name: string, count: number) => Columns,
): Promise<ReadonlyMap<string, RowByName>> {
  const found = new Map<string, RowByName>();
  if (names.length === 0) return found;
  // PostgreSQL decides which names are the same, by the key that its index is unique by.
  const rows = await change.read<WantedRow>(
    `select wanted.name as wanted, to_jsonb(${table}.*) as row,
       first_value(wanted.name) over (partition by name_key(wanted.name) order by wanted.place) as first,
       rank() over (order by coalesce(${table}.name, wanted.name) collate title_order)::int as rank,
       (select count(*)::int from {${table}} where deleted_at is null) as count
     from unnest($2::text[]) with ordinality as wanted (name, place)
     left join {${table}} on name_key(${table}.name) = name_key(wanted.name) and ${table}.deleted_at is null
     order by wanted.place`,
    [names],
  );
  let created = 0;
  for (const { wanted, first, row, rank, count } of rows) {
    const known =
      row ?? found.get(first) ?? change.insert(table, columns(wanted, count + created++));
    found.set(wanted, { ...(known as RowByName), rank });
  }
  return found;
}

interface WantedRow extends Row {
  wanted: string;
  /** The first of the wanted names that are the same. */
  first: string;
  /** null: there is none yet. */
  row: RowByName | null;
  rank: number;
  count: number;
}
