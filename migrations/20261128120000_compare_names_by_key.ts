/**
 * The names of lists and tags are compared by a key instead of `lower(name)`, which knows neither two
 * spellings of one letter (é and e with an accent) nor full case folding (ß and SS, the three sigmas).
 * Rows whose names are the same by it are kept: tags are merged, and lists get a number.
 */
import type { Knex } from "knex";

const TABLES = ["lists", "tags"] as const;
const NAME_MAX = 100;

export async function up(knex: Knex): Promise<void> {
  // NFC, and the full case folding of Unicode: PostgreSQL has no such function before version 18, but
  // lower and upper case lead to it. Only the dotless i has to be kept from becoming an i, and the
  // final sigma becomes the usual one.
  await knex.raw(String.raw`
    create function name_key(name text) returns text
    language sql immutable strict parallel safe
    return normalize(replace(lower(upper(lower(
      replace(normalize(name, NFD), U&'\0131', U&'\0001')
      collate "und-x-icu"))), U&'\03C2', U&'\03C3'), NFC)
  `);
  await mergeTags(knex);
  await renameLists(knex);
  for (const table of TABLES) {
    await knex.raw(`drop index ${table}_name`);
    await knex.raw(
      `create unique index ${table}_name on ${table} (user_id, name_key(name)) where deleted_at is null`,
    );
  }
}

export async function down(knex: Knex): Promise<void> {
  for (const table of TABLES) {
    await knex.raw(`drop index ${table}_name`);
    await knex.raw(
      `create unique index ${table}_name on ${table} (user_id, lower(name)) where deleted_at is null`,
    );
  }
  await knex.raw("drop function name_key(text)");
}

/** The tasks of the later ones get the first one. Each later one is deleted, and keeps its links. */
async function mergeTags(knex: Knex): Promise<void> {
  const same = `select user_id, id, kept from (
    select user_id, id, first_value(id) over (partition by user_id, name_key(name) order by id) as kept
    from tags where deleted_at is null) as named where id <> kept`;
  await knex.raw(
    `/* migration */ insert into task_tags (user_id, task_id, tag_id)
     select task_tags.user_id, task_tags.task_id, same.kept
     from task_tags join (${same}) as same
       on same.user_id = task_tags.user_id and same.id = task_tags.tag_id
     on conflict do nothing`,
  );
  const { rows } = await knex.raw<{ rows: { user_id: string }[] }>(
    `/* migration */ update tags set deleted_at = now(), updated_at = now(), version = version + 1
     from (${same}) as same
     where tags.user_id = same.user_id and tags.id = same.id
     returning tags.user_id`,
  );
  await outdate(knex, rows);
}

async function renameLists(knex: Knex): Promise<void> {
  const { rows } = await knex.raw<{ rows: { user_id: string; id: number; name: string }[] }>(
    `/* migration */ select user_id, id, name from (
       select user_id, id, name,
         first_value(id) over (partition by user_id, name_key(name) order by id) as kept
       from lists where deleted_at is null) as named
     where id <> kept order by user_id, id`,
  );
  for (const { user_id, id, name } of rows) {
    for (let number = 2, isFree = false; !isFree; number += 1) {
      const suffix = ` (${number})`;
      const renamed = [...name].slice(0, NAME_MAX - suffix.length).join("") + suffix;
      const { rowCount } = await knex.raw<{ rowCount: number }>(
        `/* migration */ update lists set name = ?, updated_at = now(), version = version + 1
         where user_id = ? and id = ? and not exists (
           select 1 from lists as other where other.user_id = lists.user_id
             and other.deleted_at is null and name_key(other.name) = name_key(?))`,
        [renamed, user_id, id, renamed],
      );
      isFree = rowCount === 1;
    }
  }
  await outdate(knex, rows);
}

/** What processes remember of these users' rows. */
async function outdate(knex: Knex, rows: { user_id: string }[]): Promise<void> {
  await knex.raw("update users set last_change_id = last_change_id + 1 where id = any (?)", [
    [...new Set(rows.map(({ user_id }) => user_id))],
  ]);
}
