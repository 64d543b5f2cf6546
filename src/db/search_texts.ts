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
    `select col_description(attrelid, attnum) as comment from pg_attribute
     where attrelid = 'tasks'::regclass and attname = 'search_text'`,
  );
  if (rows[0]?.comment === FILLED) return;
  const users = await knex.raw<{ rows: { id: string; last_task_id: number }[] }>(
    "select id, last_task_id from users where last_task_id > 0 order by id",
  );
  for (const { id, last_task_id: last } of users.rows) {
    for (let after = 0; after < last; after += BATCH) await fillAfter(knex, id, after);
  }
  await knex.raw(`comment on column tasks.search_text is '${FILLED}'`);
}

/** Fills the next batch of a user's tasks. @param after the last id of the batch before. */
async function fillAfter(knex: Knex, userId: string, after: number): Promise<void> {
  await knex.raw(
    `update tasks set search_text = search_key(title) || e'\\n' || search_key(description)
     where user_id = ? and (id > ? and id <= ? and search_text is null)`,
    [userId, after, after + BATCH],
  );
}
