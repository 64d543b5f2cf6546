/** The rows of the journal: the entry that a change becomes, and the one that a request made before. */
import type { Knex } from "knex";
import type { ChangeDescription, ChangeParams } from "./change_description.ts";
import type { ChangeSet } from "./change_set.ts";
import { filteredRows } from "./owned_tables.ts";

/** Names a request, so that the same one sent again is answered with the change that it made. */
export interface RequestKey {
  /** A digest of the key that came with the request and of what was sent. */
  key: string;
  /** In milliseconds: how long after the change it is still the same request. */
  lifetime: number;
}

/** The request that asks for a change; null or nothing: it is always a new one. */
export interface Requested {
  requestKey?: RequestKey | null;
}

export interface UserTransaction {
  trx: Knex.Transaction;
  userId: string;
  now: Date;
  requestKey: RequestKey | null;
}

/**
 * The change that the same request made before. One that has been undone since, or is too old, does
 * not count: its key is free again.
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
  const isOver = now.getTime() - entry.created_at.getTime() >= requestKey.lifetime;
  if (!isOver && entry.undone_by === null) return entry;
  await trx("changes")
    .where({ user_id: userId })
    .andWhere((only) => void only.where({ id: entry.id }))
    .update({ request_key: null });
  return null;
}

/** Writes the entry of a change and moves the user's counters. @returns its id; null: nothing changed. */
export async function writeEntry(
  { trx, userId, now, requestKey }: UserTransaction,
  change: ChangeSet,
  { kind, params, undoes, redoes }: ChangeDescription,
): Promise<number | null> {
  const images = change.toJson({ isUndo: undoes !== undefined });
  if (images === null) return null;
  const id = change.takeIds("last_change_id", 1);
  const counters = Object.entries(change.movedCounters()).map(
    ([name, last]) => `"${name}" = ${last}`,
  );
  await trx.raw(
    `with counters as (
       update users set ${counters.join(", ")},
         sweep_at = coalesce(sweep_at, ?::timestamptz + interval '30 days')
       where id = ?
     ), marked as (
       update changes set undone_by = case id when ?::integer then ?::integer end
       where user_id = ? and (id in (?::integer, ?::integer))
     )
     insert into changes (user_id, id, kind, params, created_at, undoes, images, request_key)
     values (?, ?, ?, ?::jsonb, ?, ?, ?::jsonb, ?)`,
    [
      ...[now, userId],
      // The entry that is undone; and the one that is in force again, which no entry undoes then.
      ...[undoes ?? null, id, userId, undoes ?? null, redoes ?? null],
      ...[userId, id, kind, JSON.stringify(params), now, undoes ?? null, images],
      requestKey?.key ?? null,
    ] as Knex.RawBinding[],
  );
  return id;
}
