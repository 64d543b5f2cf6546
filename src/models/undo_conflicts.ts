/** Finds the rows that an undo conflicts with: those that have changed since, and those with its names. */
import type { ChangeSet } from "../db/change_set.ts";
import { rowName } from "../db/owned_tables.ts";
import type { NamedRow } from "../db/saved.ts";
import { differences, idOf, keyOf, type Snapshot, type UndoState } from "./undo_state.ts";

/**
 * The rows that are not as the change left them or that other rows refer to by now, and the places that
 * tasks cannot return to.
 */
export function findChangedRows({ snapshots, current, inUse, lostPlaces }: UndoState): NamedRow[] {
  const changed = snapshots.flatMap((snapshot): NamedRow[] => {
    const { table, after } = snapshot;
    const name = rowName(table, keyOf(snapshot));
    const texts = current.get(name) ?? null;
    const isSame =
      after === null || texts === null
        ? after === texts
        : differences(after, texts).length === 0 && !inUse.has(name);
    if (isSame) return [];
    return [{ table, id: idOf(snapshot), name: texts?.title ?? texts?.name ?? null }];
  });
  const all = [...changed, ...lostPlaces.map(({ place }) => place)];
  return [...new Map(all.map((row) => [`${row.table} ${row.id}`, row])).values()];
}

/** The lists and tags whose names an undo would give to another one again. */
export async function findTakenNames(
  change: ChangeSet,
  snapshots: readonly Snapshot[],
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
      .whereRaw("name_key(name) in (select name_key(own) from unnest(?::text[]) as own)", [names])
      .whereRaw("id <> all (?)", [own.map(idOf)])
      .select<{ id: number; name: string }[]>("id", "name");
    taken.push(...rows.map((row) => ({ table, ...row })));
  }
  return taken;
}
