/** Restores a dump's rows into an empty database, all of them or none. */
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { isDeepStrictEqual } from "node:util";
import type pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import {
  columnList,
  listMigrations,
  listTables,
  lockTables,
  qualified,
  type Table,
  transfer,
} from "./catalog.ts";
import { DumpError } from "./dump.ts";
import { readDump } from "./dump_file.ts";

/**
 * Restores a dump. The file is read through once before anything is changed.
 *
 * @param migrateTo brings the database to the dump's migrations, whose names it gets in order.
 * @returns the number of rows by table.
 * @throws DumpError when the file is damaged, when the database has rows already, or when its
 *   migrations are not, or cannot become, those of the dump.
 */
export async function restoreDatabase(
  connection: pg.ClientConfig,
  file: string,
  migrateTo: (names: string[]) => Promise<unknown>,
): Promise<Record<string, number>> {
  const { migrations } = await readDump(file, async (_table, rows) => {
    for await (const _ of rows);
  });
  await transfer(connection, "READ COMMITTED", async (client) => {
    requireAmong(await listMigrations(client), migrations);
    await requireEmpty(client, await listTables(client));
  });
  await migrateTo(migrations);
  return await transfer(connection, "READ COMMITTED", async (client) => {
    requireSame(await listMigrations(client), migrations);
    return await fill(client, file);
  });
}

async function fill(client: pg.Client, file: string): Promise<Record<string, number>> {
  const tables = await listTables(client);
  // A running application could write meanwhile.
  await lockTables(client, tables, "EXCLUSIVE");
  await requireEmpty(client, tables);
  // They are empty, but running applications then know that they are not those that they have read.
  await client.query(`TRUNCATE ${tables.map(({ name }) => qualified(client, name)).join(", ")}`);
  await client.query("SET CONSTRAINTS ALL DEFERRED");
  const filled: Record<string, number> = {};
  const { end } = await readDump(file, async (table, rows) => {
    const own = tables.find(({ name }) => name === table.name);
    if (!isDeepStrictEqual(table.columns.toSorted(), own?.columns.toSorted())) {
      throw new DumpError(
        `The table ${table.name} is not in the database as it was in the dump: nothing was restored.`,
      );
    }
    const name = qualified(client, table.name);
    const copy = copyFrom(`COPY ${name} (${columnList(client, table)}) FROM STDIN`);
    await pipeline(Readable.from(rows, { objectMode: false }), client.query(copy));
    const { rows: counted } = await client.query(`SELECT count(*) AS count FROM ${name}`);
    filled[table.name] = Number(counted[0].count);
  });
  if (!isDeepStrictEqual(filled, end.rows) || Object.keys(filled).length < tables.length) {
    throw new DumpError(
      "The rows in the database are not those in the file: nothing was restored.",
    );
  }
  for (const [name, [last, called]] of Object.entries(end.sequences)) {
    const values = [qualified(client, name), last, called];
    await client.query("SELECT setval($1::regclass, $2::bigint, $3::boolean)", values);
  }
  return filled;
}

async function requireEmpty(client: pg.Client, tables: Table[]): Promise<void> {
  for (const { name } of tables) {
    const { rows } = await client.query(
      `SELECT EXISTS (SELECT FROM ${qualified(client, name)}) AS full`,
    );
    if (rows[0].full) {
      throw new DumpError(
        `The table ${name} has rows already. Restore into an empty database; nothing was changed.`,
      );
    }
  }
}

function requireAmong(applied: string[], migrations: string[]): void {
  const others = applied.filter((name) => !migrations.includes(name));
  if (others.length > 0) {
    throw new DumpError(
      `The database has migrations that the dump was made before: ${others.join(", ")}. Restore ` +
        "into a new, empty database, which this command brings to the dump's migrations; nothing " +
        "was changed.",
    );
  }
}

function requireSame(applied: string[], migrations: string[]): void {
  requireAmong(applied, migrations);
  const missing = migrations.filter((name) => !applied.includes(name));
  if (missing.length > 0) {
    throw new DumpError(
      `The dump was made after migrations that this version of the application does not have: ` +
        `${missing.join(", ")}. Restore it with the version that made it; no rows were restored.`,
    );
  }
}
