/** Finds the accounts of one browser, whose cookie changes when one of them trusts it. */
import type { Knex } from "knex";

export async function up(knex: Knex): Promise<void> {
  await knex.raw("create index browsers_secret_hash on browsers (secret_hash)");
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw("drop index browsers_secret_hash");
}
