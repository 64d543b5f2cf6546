/** Finds the rows that an undo conflicts with: those that have changed since, and those with its names. */
import type { ChangeSet } from "../db/change_set.ts";
import { rowName } from "../db/owned_tables.ts";
import type { ChangedRow, NamedRow } from "../db/saved.ts";
import { changesOf, hasChanged, idOf, keyOf, type Snapshot } from "./undo_snapshots.ts";
import type { UndoState } from "./undo_state.ts";

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
        : !hasChanged(snapshot, texts) && !inUse.has(name);
    if (isSame) return [];
    return [{ table, id: idOf(snapshot), name: texts?.title ?? texts?.name ?? null }];
  });
  const all = [...changed, ...lostPlaces.map(({ place }) => place)];
  return [...new Map(all.map((row) => [`${row.table} ${row.id}`, row])).values()];
}

/** What has changed in the rows that are still there, or only refers to them (no columns). */
export function findFieldChanges({ snapshots, current }: UndoState): ChangedRow[] {
  return snapshots.flatMap((snapshot): ChangedRow[] => {
    const { table, after } = snapshot;
    const now = current.get(rowName(table, keyOf(snapshot))) ?? null;
    // A link is there or not.
    if (after === null || now === null || table === "task_tags") return [];
    return [{ table, id: idOf(snapshot), ...changesOf(snapshot, now) }];
  });
}

/**
 * The lists, sections, tags and searches whose names an undo would give to another one again.
 * @param since the time of the entry: sections may have had equal names before it.
 */
export async function findTakenNames(
  change: ChangeSet,
  snapshots: readonly Snapshot[],
  since: Date,
): Promise<NamedRow[]> {
  const taken: NamedRow[] = [];
  for (const table of ["lists", "tags", "searches", "sections"] as const) {
    const own = snapshots.filter((snapshot) => snapshot.table === table);
    const named = own.flatMap(({ before }) => {
      const { name, list_id: list = null, deleted_at } = before ?? {};
      return name != null && deleted_at === null ? [{ name, list }] : [];
    });
    if (named.length === 0) continue;
    const rows = change
      .rows(table)
      .whereNull("deleted_at")
      .whereRaw("id <> all (?)", [own.map(idOf)])
      .whereRaw("name_key(name) in (select name_key(own) from unnest(?::text[]) as own)", [
        named.map(({ name }) => name),
      ]);
    if (table === "sections") {
      const pairs =
        "select list, name_key(own) from unnest(?::integer[], ?::text[]) as each (list, own)";
      const values = [named.map(({ list }) => Number(list)), named.map(({ name }) => name)];
      rows.whereRaw(`(list_id, name_key(name)) in (${pairs})`, values);
      rows.where("updated_at", ">=", since);
    }
    const found = await rows.select<{ id: number; name: string }[]>("id", "name");
    taken.push(...found.map((row) => ({ table, ...row })));
  }
  return taken;
}
