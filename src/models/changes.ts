/** The history: what each press changed, and taking it back whole. */
import type { ChangeSet } from "../db/change_set.ts";
import type { Row } from "../db/connection.ts";
import type { UserScope } from "../db/scope.ts";
import { type ChangedSince, findChangedSince, type RowSnapshot, takeBack } from "./undo.ts";

/** One entry: a press of a button, with everything it changed. */
export interface HistoryEntry {
  id: number;
  /** "Completed", "Deleted", … */
  label: string;
  /** What it was done to: a title, or "14 tasks". */
  subject: string | null;
  createdAt: Date;
  /** The entry that this one took back, if it was an Undo. */
  undoes: number | null;
  /** The entry that took this one back. */
  undoneBy: number | null;
}

export type UndoOutcome =
  | { outcome: "undone"; entry: HistoryEntry; changeId: number }
  /** Taken back already: there is nothing to do. */
  | { outcome: "already"; entry: HistoryEntry }
  /** Some of it has changed since: nothing was done. */
  | { outcome: "conflict"; entry: HistoryEntry; rows: ChangedSince[] }
  | { outcome: "missing" };

export type { ChangedSince };

interface ChangeRow extends Row {
  id: number;
  label: string;
  subject: string | null;
  created_at: Date;
  undoes: number | null;
  undone_by: number | null;
}

const COLUMNS = ["id", "label", "subject", "created_at", "undoes", "undone_by"];

/**
 * The latest entries first: what was done, not the taking back and doing again of it, which is told
 * by `undoneBy`. @param before goes on after the entry with this id.
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
 * Takes one entry back as a whole, which is itself an entry: undoing that one is redoing.
 * @param force also where rows have changed since: they become what they were before the entry.
 */
export async function undoChange(
  scope: UserScope,
  id: number,
  options: { force: boolean },
  now: Date,
): Promise<UndoOutcome> {
  try {
    const { result, changeId } = await scope.change(now, (change) => undo(change, id, options));
    return result.outcome === "undone" ? { ...result, changeId: changeId ?? 0 } : result;
  } catch (error) {
    const blocker = blockerOf(error);
    if (blocker === null) throw error;
    return scope.change(now, (change) => findBlocker(change, id, blocker)).then((c) => c.result);
  }
}

async function undo(
  change: ChangeSet,
  id: number,
  { force }: { force: boolean },
): Promise<UndoOutcome> {
  const entry = await lockEntry(change, id);
  if (entry === null) return { outcome: "missing" };
  if (entry.undoneBy !== null) return { outcome: "already", entry };
  const images = await readImages(change, entry.id);
  const rows = await findChangedSince(change, images);
  if (rows.length > 0 && !force) return { outcome: "conflict", entry, rows };
  await takeBack(change, images);
  tellUndo(change, entry);
  return { outcome: "undone", entry, changeId: 0 };
}

/** Taking back a redo is taking back what it did again. */
async function lockEntry(change: ChangeSet, id: number): Promise<HistoryEntry | null> {
  const read = (own: number) =>
    change.rows("changes").where({ id: own }).forUpdate().first<ChangeRow>(COLUMNS);
  const row = await read(id);
  if (row === undefined) return null;
  const taken = row.undoes === null ? undefined : await read(row.undoes);
  if (taken === undefined || taken.undoes === null) return toEntry(row);
  const done = await read(taken.undoes);
  return done === undefined ? toEntry(row) : toEntry(done);
}

function tellUndo(change: ChangeSet, { id, label, subject, undoes }: HistoryEntry): void {
  const what = subject === null ? label : `${label} ${subject}`;
  // An Undo that is undone does again what it took back.
  if (undoes === null) change.tell("Undid", what, { undoes: id });
  else change.tell("Redid", subject, { undoes: id, redoes: undoes });
}

async function readImages(change: ChangeSet, id: number): Promise<RowSnapshot[]> {
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
  return {
    id: row.id,
    label: row.label,
    subject: row.subject,
    createdAt: row.created_at,
    undoes: row.undoes,
    undoneBy: row.undone_by,
  };
}

/** The constraint that an undo met: a name that another row has by now, or a row that was purged. */
function blockerOf(error: unknown): { constraint: string } | null {
  const { code, constraint } = (error ?? {}) as { code?: unknown; constraint?: unknown };
  const isOne = code === "23505" || code === "23503";
  return isOne && typeof constraint === "string" ? { constraint } : null;
}

/** What stands in the way and cannot be forced. */
async function findBlocker(
  change: ChangeSet,
  id: number,
  { constraint }: { constraint: string },
): Promise<UndoOutcome> {
  const entry = await lockEntry(change, id);
  if (entry === null) return { outcome: "missing" };
  const images = await readImages(change, entry.id);
  const table = { lists_name: "lists", tags_name: "tags" }[constraint] as "lists" | "tags";
  const names = images
    .filter((image) => image.table === table)
    .map(({ before }) => before?.name?.toLowerCase() ?? "");
  const holders =
    table === undefined
      ? []
      : await change
          .rows(table)
          .whereNull("deleted_at")
          .whereRaw("lower(name) = any (?)", [names])
          .select<{ id: number; name: string }[]>("id", "name");
  return {
    outcome: "conflict",
    entry,
    rows: holders.map((holder) => ({ table, ...holder })),
  };
}
