/** Reads the journal, one entry for each change, under the key of its request. */
import type { Knex } from "knex";
import type { ChangeParams } from "./change_description.ts";
import type { UserRows } from "./change_set.ts";
import { entryBytes } from "./stored_bytes.ts";

/** In milliseconds: how long deleted rows and the history are kept. */
export const RETENTION = 30 * 86_400_000;

/** Identifies a request, so that a repeat of it returns the change that the first one made. */
export interface RequestKey {
  /** A digest of the key that came with the request, and of its content. */
  key: string;
  /** A digest of that key alone: it is refused for any other content. Without, that is another request. */
  claim?: string;
  /** In milliseconds: later than this after the change, it is a new request. */
  lifetime: number;
}

/** Another request was made under the key. */
export class RequestKeyUsed extends Error {}

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

/**
 * @returns null: the request is a new one.
 * @throws RequestKeyUsed if the key was used for other content.
 */
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
    request_key: string;
  }>(
    `select id, params, created_at, undone_by, request_key from {changes}
     where request_key = $2 or claimed_key = $3 order by request_key = $2 desc limit 1`,
    [requestKey.key, requestKey.claim ?? null],
  );
  if (entry === undefined) return null;
  const { id, params, created_at, undone_by } = entry;
  const isExpired = now.getTime() - created_at.getTime() >= requestKey.lifetime;
  const isOver = isExpired || undone_by !== null;
  if (!isOver && entry.request_key !== requestKey.key) throw new RequestKeyUsed();
  return { id, params, isOver };
}

/** Whether an image is of one of the tasks, or of a link to it. */
const IS_OF_TASK = `image ->> 'table' in ('tasks', 'task_tags')
  and (own ->> (case image ->> 'table' when 'tasks' then 'id' else 'task_id' end))::integer = any (?)`;

/** Of an undo or a redo: what it describes is the change that was undone. */
const DESCRIBED = "coalesce(params -> 'of' -> 'params', params)";

/**
 * Removes tasks from the journal: their images, so that the rest of a change can still be undone; and
 * whole entries, with the undos of those, if they have no other row or if their description has the
 * title of one of the tasks. (An undo that had nothing to change contains no row, but has the title, also
 * after the entry that it undid was swept. One of an earlier version may not say whose title it is.)
 */
export async function removeFromEntries(
  trx: Knex.Transaction,
  userId: string,
  taskIds: readonly number[],
): Promise<void> {
  const ids = taskIds as number[];
  const each = "cross join coalesce(nullif(image -> 'after', 'null'), image -> 'before') as own";
  await trx.raw(
    `with recursive entries as (
       select id, undoes, images,
         coalesce(params -> 'of' ->> 'kind', kind) like 'task.%' and ${DESCRIBED} -> 'title' is not null
           and coalesce((${DESCRIBED} ->> 'id')::integer = any (?), true) as is_named,
         ${DESCRIBED} -> 'id' is not null as has_id
       from changes where user_id = ?
     ), touched as (
       select id, undoes, is_named, (
         select coalesce(jsonb_agg(image order by place), '[]')
         from jsonb_array_elements(images) with ordinality as one (image, place) ${each}
         where (${IS_OF_TASK}) is not true) as images
       from entries where exists (
         select 1 from jsonb_array_elements(images) as image ${each} where ${IS_OF_TASK})
     ), deleted as (
       select id from (
         select id from touched where is_named or (undoes is null and images = '[]')
         union all
         select id from entries
         where is_named and (has_id or images = '[]')
       ) as first
       union
       select entries.id from entries join deleted on deleted.id = entries.undoes
     ), removed as (
       delete from changes where user_id = ? and (id in (select id from deleted))
     )
     update changes set (images, task_ids, bytes) = (
       select touched.images, case when task_ids is not null then array(
           select unnest(task_ids) except select unnest(?::integer[])) end,
         ${entryBytes("changes", "touched.images")}
       from touched where touched.id = changes.id)
     where user_id = ?
       and (id in (select id from touched) and id not in (select id from deleted))`,
    [ids, userId, ids, ids, userId, ids, userId],
  );
}
