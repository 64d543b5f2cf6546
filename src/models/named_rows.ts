/** Lists and tags by name: those that do not exist yet are created. */
import type { ChangeSet } from "../db/change_set.ts";
import type { Columns } from "../db/owned_tables.ts";

/**
 * The ids of rows by name, ignoring case.
 * @param columns of a new row. @param columns.count how many rows of the table there are before it.
 */
export async function ensureNamed(
  change: ChangeSet,
  table: "lists" | "tags",
  names: readonly string[],
  columns: (name: string, count: number) => Columns,
): Promise<ReadonlyMap<string, number>> {
  const ids = new Map<string, number>();
  if (names.length === 0) return ids;
  // PostgreSQL decides which names are the same: its lower case differs from JavaScript's.
  const rows = await change.read<{ name: string; first: string; id: number | null; count: number }>(
    `select wanted.name, ${table}.id,
       first_value(wanted.name) over (partition by lower(wanted.name) order by wanted.place) as first,
       (select count(*)::int from {${table}} where deleted_at is null) as count
     from unnest($2::text[]) with ordinality as wanted (name, place)
     left join {${table}} on lower(${table}.name) = lower(wanted.name) and ${table}.deleted_at is null
     order by wanted.place`,
    [names],
  );
  let created = 0;
  for (const { name, first, id, count } of rows) {
    const known = id ?? ids.get(first);
    ids.set(name, known ?? change.insert(table, columns(name, count + created++)).id);
  }
  return ids;
}
