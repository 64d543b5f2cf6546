/**
 * The browser's memory on the server, as connect-pg-simple expects it, but with `timestamptz`:
 * its own `timestamp` loses rows when server and database differ in time zone.
 */
import type { Knex } from "knex";

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table session (
      sid text primary key,
      sess json not null,
      expire timestamptz not null
    )
  `);
  await knex.raw("create index session_expire on session (expire)");
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw("drop table session");
}
