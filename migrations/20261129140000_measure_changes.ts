/**
 * How much an account stores: what each entry of its history takes, and what all texts and entries take
 * after it; and the same for a `last_change_id` that has no entry, since it deleted something for good.
 * Entries of before have neither; the first change after them adds it all up once, and so does that after
 * an entry of the previous version.
 */
import type { Knex } from "knex";

export async function up(knex: Knex): Promise<void> {
  await knex.raw("alter table changes add column bytes integer, add column total_bytes bigint");
  await knex.raw(
    "alter table users add column measured_at integer, add column measured_bytes bigint",
  );
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw("alter table users drop column measured_at, drop column measured_bytes");
  await knex.raw("alter table changes drop column bytes, drop column total_bytes");
}
