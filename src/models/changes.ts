/** The history: what each request changed, and undoing it whole. */
import type { ChangeDescription, ChangeKind, ChangeParams } from "../db/change_description.ts";
import type { ChangeSet } from "../db/change_set.ts";
import type { Row } from "../db/connection.ts";
import { violatesReference } from "../db/database_errors.ts";
import type { Requested } from "../db/journal.ts";
import { found, Refusal, type Saved } from "../db/saved.ts";
import type { UserScope } from "../db/scope.ts";
import type { RowSnapshot } from "./row_snapshots.ts";
import { revert } from "./undo.ts";
import { findChangedRows, findTakenNames } from "./undo_conflicts.ts";

/** One entry: a request, with everything it changed. */
export interface HistoryEntry {
  id: number;
  kind: ChangeKind;
  params: ChangeParams;
  createdAt: Date;
  /** The entry that this one took back, if it was an undo. */
  undoes: number | null;
  /** The entry that took this one back. */
  undoneBy: number | null;
}

/** What an undo took back, or a redo did again. */
export interface Undone {
  of: { kind: ChangeKind; params: ChangeParams };
  isRedo: boolean;
  /** The entry that had done it before: nothing was done now. */
  already: number | null;
}

interface ChangeRow extends Row {
  id: number;
  kind: ChangeKind;
  params: ChangeParams;
  created_at: Date;
  undoes: number | null;
  undone_by: number | null;
}

const COLUMNS = ["id", "kind", "params", "created_at", "undoes", "undone_by"];

/**
 * The latest entries first: what was done, not the undoing and redoing of it, which shows in
 * `undoneBy`. @param before goes on after the entry with this id.
 */
export async function listChanges(
  scope: UserScope,
  options: { before: number | null; limit: number },
): Promise<{ entries: HistoryEntry[]; next: number | null }> {
  const rows = await scope
    .rows("changes")
    .where("id", "<", options.before ?? 2_147_483_647)
    .whereNull("undoes")
    .orderBy("id", "desc")
    .limit(options.limit + 1)
    .select<ChangeRow[]>(COLUMNS);
  const entries = rows.slice(0, options.limit).map(toEntry);
  return { entries, next: rows.length > options.limit ? (entries.at(-1)?.id ?? null) : null };
}

/**
 * Undoes one entry as a whole, which is itself an entry: undoing that one is redoing. Refused as
 * "changed" where rows have changed since, and as "blocked" where what it needs is gone for good or
 * another row has a name by now.
 * @param options.force also where rows have changed since: they become what they were before the entry.
 */
export async function undoChange(
  scope: UserScope,
  id: number,
  { force, ...requested }: { force: boolean } & Requested,
): Promise<Saved<Undone>> {
  try {
    return await scope.change(async (change): Promise<ChangeDescription<Undone & ChangeParams>> => {
      const entry = found((await findEntry(change, id)) ?? undefined);
      const isRedo = entry.undoes !== null;
      const of = entry.params.of ?? { kind: entry.kind, params: entry.params };
      const undone = { of, isRedo, already: entry.undoneBy };
      if (entry.undoneBy !== null) return { kind: "undo", params: undone };
      const snapshots = await readSnapshots(change, entry.id);
      const rows = force ? [] : await findChangedRows(change, snapshots);
      if (rows.length > 0) throw new Refusal({ field: null, code: "changed", rows });
      const taken = await findTakenNames(change, snapshots);
      if (taken.length > 0) throw new Refusal({ field: null, code: "blocked", rows: taken });
      await revert(change, snapshots);
      return {
        kind: isRedo ? "redo" : "undo",
        params: undone,
        undoes: entry.id,
        // An undo that is undone does again what it took back.
        ...(entry.undoes === null ? {} : { redoes: entry.undoes }),
      };
    }, requested);
  } catch (error) {
    if (!violatesReference(error)) throw error;
    return { ok: false, problems: [{ field: null, code: "blocked", rows: [] }] };
  }
}

/** An entry; for a redo, what it did again: undoing a redo is undoing that. */
export async function findEntry(
  source: Pick<UserScope | ChangeSet, "rows">,
  id: number,
): Promise<HistoryEntry | null> {
  const read = (own: number) =>
    source.rows("changes").where({ id: own }).first<ChangeRow | undefined>(COLUMNS);
  const row = await read(id);
  if (row === undefined) return null;
  const taken = row.undoes === null ? undefined : await read(row.undoes);
  if (taken === undefined || taken.undoes === null) return toEntry(row);
  return toEntry((await read(taken.undoes)) ?? row);
}

async function readSnapshots(change: ChangeSet, id: number): Promise<RowSnapshot[]> {
  const { rows } = await change.raw<RowSnapshot>(
    `select image ->> 'table' as "table",
       (select jsonb_object_agg(key, value) from jsonb_each_text(nullif(image -> 'before', 'null'))) as before,
       (select jsonb_object_agg(key, value) from jsonb_each_text(nullif(image -> 'after', 'null'))) as after
     from {changes}, jsonb_array_elements(images) with ordinality as each (image, place)
     where id = $2 order by place`,
    [id],
  );
  return rows;
}

function toEntry(row: ChangeRow): HistoryEntry {
  const { id, kind, params, created_at: createdAt, undoes, undone_by: undoneBy } = row;
  return { id, kind, params, createdAt, undoes, undoneBy };
}
