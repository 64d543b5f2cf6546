/** Fills the texts that a search reads, for tasks that were written before there were any. */
import type { Knex } from "knex";

/** So many rows are locked at a time, for less than a tenth of a second. */
const BATCH = 1_000;

/** The comment on the column once all are filled: looking for missing ones would read the whole table. */
const FILLED = "filled";

/**
 * Each batch is a transaction of its own, so that people can write meanwhile; if it is interrupted, the next
 * call goes on. Until then a search makes the missing texts as it reads.
 */
export async function fillSearchTexts(knex: Knex): Promise<void> {
  const { rows } = await knex.raw<{ rows: { comment: string | null }[] }>(
    `/* migration */ select col_description(attrelid, attnum) as comment from pg_attribute
     where attrelid = 'tasks'::regclass and attname = 'search_title'`,
  );
  if (rows[0]?.comment === FILLED) return;
  let last: { user_id: string; id: number } | undefined;
  do last = await fillAfter(knex, last);
  while (last !== undefined);
  await knex.raw(`/* migration */ comment on column tasks.search_title is '${FILLED}'`);
}

/** @returns the last row of the batch; undefined: there are no more. */
async function fillAfter(
  knex: Knex,
  last: { user_id: string; id: number } | undefined,
): Promise<{ user_id: string; id: number } | undefined> {
  const { rows } = await knex.raw<{ rows: { user_id: string; id: number }[] }>(
    `/* migration */
     with batch as materialized (
       select user_id, id from tasks where (user_id, id) > (?::uuid, ?::integer)
       order by user_id, id limit ${BATCH}
     ), filled as (
       update tasks set search_title = search_key(title), search_notes = search_key(description)
       from batch where tasks.user_id = batch.user_id and tasks.id = batch.id
         and (tasks.search_title is null or tasks.search_notes is null)
     )
     select user_id, id from batch order by user_id desc, id desc limit 1`,
    [last?.user_id ?? "00000000-0000-0000-0000-000000000000", last?.id ?? 0],
  );
  return rows[0];
}
