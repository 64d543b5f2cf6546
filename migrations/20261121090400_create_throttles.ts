/** Counters of attempts. Unlogged: after a crash they start anew, which harms nobody. */
import type { Knex } from "knex";

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create unlogged table throttles (
      key text primary key,
      hits integer not null,
      resets_at timestamptz not null
    )
  `);
  await knex.raw("create index throttles_resets_at on throttles (resets_at)");
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw("drop table throttles");
}
