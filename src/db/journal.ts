/** Reads the journal, one entry for each change, under the key of its request. */
import type { Knex } from "knex";
import type { ChangeParams } from "./change_description.ts";
import type { UserRows } from "./change_set.ts";

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

/** The change that was made under the key of a request. */
export interface KeyedEntry<P extends ChangeParams> {
  id: number;
  params: P;
  /** It is undone or too old: the request is a new one, which takes over the key. */
  isOver: boolean;
}

/** null: the request is a new one. */
export async function findKeyedEntry<P extends ChangeParams>(
  source: UserRows,
  requestKey: RequestKey | null,
  now: Date,
): Promise<KeyedEntry<P> | null> {
  if (requestKey === null) return null;
  const [entry] = await source.read<{
    id: number;
    params: P;
    created_at: Date;
    undone_by: number | null;
  }>("select id, params, created_at, undone_by from {changes} where request_key = $2", [
    requestKey.key,
  ]);
  if (entry === undefined) return null;
  const { id, params, created_at, undone_by } = entry;
  const isExpired = now.getTime() - created_at.getTime() >= requestKey.lifetime;
  return { id, params, isOver: isExpired || undone_by !== null };
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
