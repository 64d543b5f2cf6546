/** Brings the schema up to date, safely from several processes at once, and says what is missing. */
import { readdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import knexLibrary, { type Knex } from "knex";
import type pg from "pg";

const MIGRATIONS_DIRECTORY = fileURLToPath(new URL("../../migrations", import.meta.url));

export const migratorConfig: Knex.MigratorConfig = {
  directory: MIGRATIONS_DIRECTORY,
  extension: "ts",
  loadExtensions: [".ts"],
  // Code that was rolled back must still start on the newer schema: migrations are additive first.
  disableMigrationsListValidation: true,
};

/** Any number, as long as it is always the same: the lock that migrators wait for each other on. */
const LOCK = "7309453820614932";

/**
 * Limits that keep one statement from holding a request, or a dead client from holding a lock. They
 * belong to the role, since PgBouncer refuses them as startup parameters (08P01) and a `SET` would
 * leak between its clients.
 */
const ROLE_LIMITS = {
  statement_timeout: "10s",
  idle_in_transaction_session_timeout: "15s",
} as const;

export type Direction = "latest" | "down";

/**
 * Runs the migrations that are due (or takes back the last one) in one transaction on a connection
 * of its own. The lock is the transaction's: a crash leaves neither it nor Knex's lock row standing,
 * and it holds through PgBouncer in transaction mode.
 * @param upTo runs no further than the migration of this name.
 * @returns the names of the files that ran.
 */
export async function migrate(
  connection: pg.ClientConfig,
  direction: Direction = "latest",
  upTo?: string,
): Promise<string[]> {
  const knex = knexLibrary({
    client: "pg",
    connection: connection as Knex.PgConnectionConfig,
    pool: { min: 0, max: 1 },
  });
  try {
    await setRoleLimits(knex);
    return await knex.transaction(async (trx) => {
      await trx.raw("set local statement_timeout = 0");
      await trx.raw("set local idle_in_transaction_session_timeout = 0");
      await trx.raw(`select pg_advisory_xact_lock(${LOCK})`);
      return direction === "latest" ? await runDue(trx, upTo) : await takeBack(trx);
    });
  } finally {
    await knex.destroy();
  }
}

/** The names of the migrations in the code that the database has not seen, in order. */
export async function pendingMigrations(knex: Knex): Promise<string[]> {
  const known = await migrationNames();
  const applied = new Set(await appliedMigrations(knex));
  return known.filter((name) => !applied.has(name));
}

/** The names of the migrations that the database has seen; none on a fresh one. */
async function appliedMigrations(knex: Knex): Promise<string[]> {
  try {
    return await knex("knex_migrations").orderBy("id").pluck("name");
  } catch (error) {
    if ((error as { code?: string }).code === "42P01") return [];
    throw error;
  }
}

async function migrationNames(): Promise<string[]> {
  const files = await readdir(MIGRATIONS_DIRECTORY);
  return files.filter((file) => file.endsWith(".ts")).sort();
}

async function runDue(trx: Knex.Transaction, upTo: string | undefined): Promise<string[]> {
  if (upTo === undefined) return (await trx.migrate.latest(migratorConfig))[1];
  const ran: string[] = [];
  for (const name of await pendingIn(trx)) {
    if (name > upTo) break;
    ran.push(...(await trx.migrate.up({ ...migratorConfig, name }))[1]);
  }
  return ran;
}

async function pendingIn(trx: Knex.Transaction): Promise<string[]> {
  const [, pending] = (await trx.migrate.list(migratorConfig)) as [unknown, { file: string }[]];
  return pending.map(({ file }) => file);
}

async function takeBack(trx: Knex.Transaction): Promise<string[]> {
  return (await trx.migrate.down(migratorConfig))[1];
}

/** Sets the limits that the role does not have yet; whoever set their own keeps them. */
async function setRoleLimits(knex: Knex): Promise<void> {
  await knex.transaction(async (trx) => {
    await trx.raw(`select pg_advisory_xact_lock(${LOCK})`);
    for (const [name, value] of Object.entries(ROLE_LIMITS)) {
      const { rows } = await trx.raw(
        "select current_setting(?) as value, current_database() as db",
        [name],
      );
      if (rows[0].value !== "0") continue;
      await trx.raw(`alter role current_user in database ?? set ${name} = '${value}'`, [
        rows[0].db,
      ]);
    }
  });
}
