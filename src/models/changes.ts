/** The history of changes: lists its entries, and undoes and redoes them. */
import type { ChangeDescription, ChangeKind, ChangeParams } from "../db/change_description.ts";
import type { ChangeSet } from "../db/change_set.ts";
import type { Row } from "../db/connection.ts";
import { violatesReference } from "../db/database_errors.ts";
import type { Requested } from "../db/journal.ts";
import { found, Refusal, type Saved } from "../db/saved.ts";
import type { UserScope } from "../db/scope.ts";
import {
  type About,
  CHANGE_PAGE,
  type ChangePage,
  EVERY_CHANGE,
  type ListedEntry,
  listedEntry,
  nextPage,
  PAGE_END,
  pageValues,
} from "./change_filters.ts";
import { settleSeries } from "./series.ts";
import { revert } from "./undo.ts";
import { findChangedRows, findFieldChanges, findTakenNames } from "./undo_conflicts.ts";
import { hasRepeat, loadUndoState } from "./undo_state.ts";

/** One entry: everything that one request changed. */
export interface HistoryEntry {
  id: number;
  kind: ChangeKind;
  params: ChangeParams;
  createdAt: Date;
  /** The entry that this one has undone, if it is an undo. */
  undoes: number | null;
  /** The entry that has undone this one. */
  undoneBy: number | null;
}

export interface Undone {
  /** The change that was undone or redone. */
  of: { kind: ChangeKind; params: ChangeParams };
  isRedo: boolean;
  /** The entry that had done the same before; nothing was done now. */
  already: number | null;
}

const SELECT_ENTRIES = `select id, kind, params, created_at as "createdAt", undoes, undone_by as "undoneBy"
  from {changes}`;

/** An entry of the list. */
export interface ListedChange extends HistoryEntry {
  about: About | null;
}

const LIST = `with ${CHANGE_PAGE}
  select ${PAGE_END}, coalesce((select json_agg(${listedEntry()} order by page.id desc) from page), '[]') as entries`;

/** The latest entries first, without undos and redos, which show in `undoneBy`. */
export async function listChanges(
  scope: UserScope,
  page: ChangePage,
): Promise<{ entries: ListedChange[]; next: number | null }> {
  const values = pageValues(page, page.filter ?? EVERY_CHANGE);
  type Answer = { low: number; isCut: boolean; entries: ListedEntry[] };
  return scope.readAs(LIST, values, ([row]: (Answer & Row)[]) => {
    const { entries, ...end } = row as Answer;
    const next = nextPage(entries, { ...end, limit: page.limit });
    return Object.freeze({ entries: entries.slice(0, page.limit).map(toListedChange), next });
  });
}

export function toListedChange(entry: ListedEntry): ListedChange {
  const { id, kind, params, createdAt, undoneBy, about } = entry;
  return { id, kind, params, createdAt: new Date(createdAt), undoes: null, undoneBy, about };
}

/**
 * Undoes all of an entry. The undo is an entry too, and undoing it is a redo. Refused as "changed" if
 * rows have changed since the entry, and as "blocked" if a row that it needs was deleted for good or a
 * name is in use.
 * @param options.force restores rows even if they have changed since.
 */
export async function undoChange(
  scope: UserScope,
  id: number,
  { force, ...requested }: { force: boolean } & Requested,
): Promise<Saved<Undone>> {
  try {
    return await scope.change(async (change): Promise<ChangeDescription<Undone & ChangeParams>> => {
      const entry = found(await findEntry(change, id));
      const isRedo = entry.undoes !== null;
      const of = entry.params.of ?? { kind: entry.kind, params: entry.params };
      const undone = { of, isRedo, already: entry.undoneBy };
      if (entry.undoneBy !== null) return { kind: "undo", params: undone };
      const state = await loadUndoState(change, entry.id);
      // Before what has changed: force does not help against a name.
      const taken = await findTakenNames(change, state.snapshots, entry.createdAt);
      if (taken.length > 0) throw new Refusal({ field: null, code: "blocked", rows: taken });
      const rows = force ? [] : findChangedRows(state);
      if (rows.length > 0) {
        const changes = findFieldChanges(state);
        throw new Refusal({ field: null, code: "changed", rows, changes });
      }
      await revert(change, state);
      if (hasRepeat(state)) await settleSeries(change);
      return {
        kind: isRedo ? "redo" : "undo",
        params: undone,
        undoes: entry.id,
        // Undoing an undo applies the change again.
        ...(entry.undoes === null ? {} : { redoes: entry.undoes }),
      };
    }, requested);
  } catch (error) {
    if (!violatesReference(error)) throw error;
    return { ok: false, problems: [{ field: null, code: "blocked", rows: [] }] };
  }
}

/** An entry; for a redo, the entry that it applied again: to undo a redo is to undo that one. */
export async function findEntry(
  source: Pick<UserScope | ChangeSet, "read">,
  id: number,
): Promise<HistoryEntry | null> {
  const [entry] = await source.read<HistoryEntry & Row>(
    `${SELECT_ENTRIES}
     where id = $2 or id = (
       select undone.undoes
       from (select * from {changes}) as own
       join (select * from {changes}) as undone on undone.id = own.undoes
       where own.id = $2)
     order by id limit 1`,
    [id],
  );
  return entry ?? null;
}

/** When a task that a change reopened had been completed; null: it had not been. */
export async function completedBefore(
  scope: UserScope,
  changeId: number,
  taskId: number,
): Promise<Date | null> {
  const rows = await scope.read<{ at: Date | null }>(
    `select (image -> 'before' ->> 'completed_at')::timestamptz as at
     from {changes}, jsonb_array_elements(images) as image
     where id = $2 and image ->> 'table' = 'tasks' and image -> 'before' ->> 'id' = $3`,
    [changeId, String(taskId)],
  );
  return rows[0]?.at ?? null;
}
