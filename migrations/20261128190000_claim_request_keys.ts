/**
 * The key that a program sent with its request, by itself: `request_key` is the digest of the key and of
 * what was asked for, so that another request under the same key was done as well.
 */
import type { Knex } from "knex";

export async function up(knex: Knex): Promise<void> {
  await knex.raw("alter table changes add column claimed_key text");
  await knex.raw(
    "create unique index changes_claimed_key on changes (user_id, claimed_key) where claimed_key is not null",
  );
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw("alter table changes drop column claimed_key");
}
