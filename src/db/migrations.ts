/** Migrates the schema, safely from several processes at once, and lists pending migrations. */
import { readdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import knexLibrary, { type Knex } from "knex";
import type pg from "pg";
import { fillSearchTexts } from "./search_texts.ts";

const MIGRATIONS_DIRECTORY = fileURLToPath(new URL("../../migrations", import.meta.url));

export const migratorConfig: Knex.MigratorConfig = {
  directory: MIGRATIONS_DIRECTORY,
  extension: "ts",
  loadExtensions: [".ts"],
  // Code that was rolled back must still start on the newer schema: migrations are additive first.
  disableMigrationsListValidation: true,
};

/** The advisory lock that migrators wait on; an arbitrary number that must not change. */
const LOCK = "7309453820614932";

/**
 * Settings of the role, since PgBouncer refuses them as startup parameters (08P01) and a `SET` would
 * leak between its clients. Each with PostgreSQL's default: what the operator has set stays.
 */
const ROLE_SETTINGS: Record<string, { value: string; initial: string }> = {
  // Keep one statement from holding a request, and a dead client from holding a lock.
  statement_timeout: { value: "10s", initial: "0" },
  lock_timeout: { value: "5s", initial: "0" },
  idle_in_transaction_session_timeout: { value: "15s", initial: "0" },
  // Otherwise PostgreSQL plans a named statement at each use, if users differ much in their numbers of
  // rows. The statements are written so that one plan is good for all (see test/models/plans.test.ts).
  plan_cache_mode: { value: "force_generic_plan", initial: "auto" },
};

export type Direction = "latest" | "down";

/** The migrations cannot be run; the message says what to do. */
export class MigrationError extends Error {
  override name = "MigrationError";
}

/**
 * Runs the pending migrations (or rolls the last one back) in one transaction on a connection of its
 * own. The lock belongs to the transaction: a crash releases it and Knex's lock row, and it works
 * through PgBouncer in transaction mode.
 * @param upTo the name of the last migration to run.
 * @returns the names of the files that ran.
 * @throws MigrationError for a rollback of a schema that has migrations which are not in the folder.
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
    await applyRoleSettings(knex);
    const names = await knex.transaction(async (trx) => {
      await waitForTurn(trx);
      if (direction === "down") return await rollBackLast(trx);
      return await runPending(trx, upTo);
    });
    if (direction === "latest" && upTo === undefined) await fillSearchTexts(knex);
    return names;
  } finally {
    await knex.destroy();
  }
}

/** Waits as long as another migrator takes, whatever the role's limits are. */
async function waitForTurn(trx: Knex.Transaction): Promise<void> {
  await trx.raw("set local statement_timeout = 0");
  await trx.raw("set local lock_timeout = 0");
  await trx.raw("set local idle_in_transaction_session_timeout = 0");
  await trx.raw(`select pg_advisory_xact_lock(${LOCK})`);
}

/** Knex itself would take back the last migration that it knows, below the ones that it does not. */
async function rollBackLast(trx: Knex.Transaction): Promise<string[]> {
  const files = await readdir(MIGRATIONS_DIRECTORY);
  const unknown = (await appliedMigrations(trx)).filter((name) => !files.includes(name));
  if (unknown.length > 0) {
    throw new MigrationError(
      `The schema is newer than this version of the application, which does not know ${unknown.join(", ")}. Roll back with the version that applied it; nothing was changed.`,
    );
  }
  return (await trx.migrate.down(migratorConfig))[1];
}

/** The names of the migrations that have not been applied to the database, in order. */
export async function pendingMigrations(knex: Knex): Promise<string[]> {
  const files = await readdir(MIGRATIONS_DIRECTORY);
  const applied = await appliedMigrations(knex);
  return files.filter((name) => name.endsWith(".ts") && !applied.includes(name)).sort();
}

/** In order. */
async function appliedMigrations(knex: Knex): Promise<string[]> {
  const { rows } = await knex.raw("select to_regclass('knex_migrations') is not null as exists");
  // A fresh database does not have the table.
  return rows[0].exists ? await knex("knex_migrations").orderBy("id").pluck("name") : [];
}

async function runPending(trx: Knex.Transaction, upTo: string | undefined): Promise<string[]> {
  if (upTo === undefined) return (await trx.migrate.latest(migratorConfig))[1];
  const [, pending] = (await trx.migrate.list(migratorConfig)) as [unknown, { file: string }[]];
  const ran: string[] = [];
  for (const { file: name } of pending) {
    if (name > upTo) break;
    ran.push(...(await trx.migrate.up({ ...migratorConfig, name }))[1]);
  }
  return ran;
}

async function applyRoleSettings(knex: Knex): Promise<void> {
  await knex.transaction(async (trx) => {
    // Before the limits are lifted for this transaction.
    const unset: string[] = [];
    for (const [name, { initial }] of Object.entries(ROLE_SETTINGS)) {
      const { rows } = await trx.raw("select current_setting(?) as current", [name]);
      if (rows[0].current === initial) unset.push(name);
    }
    await waitForTurn(trx);
    const { rows } = await trx.raw("select current_database() as database");
    for (const name of unset) {
      const setting = `set ${name} = '${ROLE_SETTINGS[name]?.value}'`;
      await trx.raw(`alter role current_user in database ?? ${setting}`, [rows[0].database]);
    }
  });
}
