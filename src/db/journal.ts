/** Reads and writes the journal: one entry for each change, under the key of its request. */
import type { Knex } from "knex";
import type { ChangeDescription, ChangeParams } from "./change_description.ts";
import type { ChangeSet } from "./change_set.ts";
import { filteredRows, type Narrow, targetRows } from "./owned_tables.ts";

/** In milliseconds: how long deleted rows and the history are kept. */
export const RETENTION = 30 * 86_400_000;

/** Identifies a request, so that a repeat of it returns the change that the first one made. */
export interface RequestKey {
  /** A digest of the key that came with the request, and of its content. */
  key: string;
  /** In milliseconds: later than this after the change, it is a new request. */
  lifetime: number;
}

/** The request that asks for a change; without a key it is always a new one. */
export interface Requested {
  requestKey?: RequestKey | null;
}

interface UserTransaction {
  trx: Knex.Transaction;
  userId: string;
  now: Date;
  requestKey: RequestKey | null;
}

/**
 * The change that the same request made before. If it is undone or too old, its key is released, and
 * the request is a new one. It must be a statement of its own: the statement that waits for the user's
 * lock sees other tables as they were before it waited.
 */
export async function findRepeat<P extends ChangeParams>({
  trx,
  userId,
  now,
  requestKey,
}: UserTransaction): Promise<{ id: number; params: P } | null> {
  if (requestKey === null) return null;
  const entry = await filteredRows(trx, userId, "changes")
    .where({ request_key: requestKey.key })
    .first<{ id: number; params: P; created_at: Date; undone_by: number | null } | undefined>(
      "id",
      "params",
      "created_at",
      "undone_by",
    );
  if (entry === undefined) return null;
  const isExpired = now.getTime() - entry.created_at.getTime() >= requestKey.lifetime;
  if (!isExpired && entry.undone_by === null) return entry;
  const own: Narrow = (rows) => void rows.where({ id: entry.id });
  await targetRows(trx, userId, "changes", own).update({ request_key: null });
  return null;
}

/** Writes the entry of a change and the user's counters. @returns its id; null: nothing changed. */
export async function writeEntry(
  { trx, userId, now, requestKey }: UserTransaction,
  change: ChangeSet,
  { kind, params, undoes, redoes }: ChangeDescription,
): Promise<number | null> {
  const images = change.toJson({ isUndo: undoes !== undefined });
  if (images === null) return null;
  const id = change.takeIds("last_change_id", 1);
  const counters = Object.entries(change.usedCounters()).map(
    ([name, last]) => `"${name}" = ${last}`,
  );
  await trx.raw(
    `with counters as (
       update users set ${counters.join(", ")},
         sweep_at = coalesce(sweep_at, ?::timestamptz)
       where id = ?
     ), marked as (
       update changes set undone_by = case id when ?::integer then ?::integer end
       where user_id = ? and (id in (?::integer, ?::integer))
     )
     insert into changes (user_id, id, kind, params, created_at, undoes, images, request_key)
     values (?, ?, ?, ?::jsonb, ?, ?, ?::jsonb, ?)`,
    [
      ...[new Date(now.getTime() + RETENTION), userId],
      // The entry that is undone, and the one that a redo applies again, which is not undone any more.
      ...[undoes ?? null, id, userId, undoes ?? null, redoes ?? null],
      ...[userId, id, kind, JSON.stringify(params), now, undoes ?? null, images],
      requestKey?.key ?? null,
    ] as Knex.RawBinding[],
  );
  return id;
}

/**
 * Deletes the entries that contain any of these tasks, and the undos of those entries: an undo that had
 * nothing to change contains no row, but its params have the title.
 */
export async function deleteEntries(
  trx: Knex.Transaction,
  userId: string,
  taskIds: readonly number[],
): Promise<void> {
  await trx.raw(
    `with recursive entries as (
       select id, undoes, images from changes where user_id = ?
     ), deleted as (
       select id from entries where exists (
         select 1 from jsonb_array_elements(images) as image
         cross join coalesce(nullif(image -> 'after', 'null'), image -> 'before') as own
         where image ->> 'table' in ('tasks', 'task_tags')
           and (own ->> (case image ->> 'table' when 'tasks' then 'id' else 'task_id' end))::integer
             = any (?))
       union
       select entries.id from entries join deleted on deleted.id = entries.undoes
     )
     delete from changes where user_id = ? and (id in (select id from deleted))`,
    [userId, taskIds as number[], userId],
  );
}
