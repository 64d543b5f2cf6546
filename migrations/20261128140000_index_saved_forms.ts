/** Finds the saved form of a user: a newer one of the same form replaces it. */
import type { Knex } from "knex";

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create index session_saved_form on session ((sess -> 'parkedForm' ->> 'ownerId'))
    where (sess -> 'parkedForm') is not null
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw("drop index session_saved_form");
}
