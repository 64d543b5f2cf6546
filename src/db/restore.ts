/** Restores a dump's rows into an empty database, all of them or none. */
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { isDeepStrictEqual } from "node:util";
import pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import {
  beginTransfer,
  columnList,
  listMigrations,
  listTables,
  qualified,
  type Table,
} from "./catalog.ts";
import { DumpError, type SequenceState } from "./dump.ts";
import { readDump, verifyDump } from "./dump_file.ts";

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
  const { migrations } = await verifyDump(file);
  await inTransaction(connection, async (client) => {
    requireAmong(await listMigrations(client), migrations);
    await requireEmpty(client, await listTables(client));
  });
  await migrateTo(migrations);
  return await inTransaction(connection, async (client) => {
    requireSame(await listMigrations(client), migrations);
    return await fill(client, file);
  });
}

async function inTransaction<T>(
  connection: pg.ClientConfig,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client(connection);
  // A lost connection fails the statement that runs; without a listener it would end the process.
  client.on("error", () => undefined);
  try {
    await client.connect();
    await beginTransfer(client, "READ COMMITTED");
    const result = await work(client);
    await client.query("COMMIT");
    return result;
  } finally {
    // Without a COMMIT, the end of the connection rolls back.
    await client.end();
  }
}

async function fill(client: pg.Client, file: string): Promise<Record<string, number>> {
  const tables = new Map((await listTables(client)).map((table) => [table.name, table]));
  if (tables.size > 0) {
    // A running application could write meanwhile.
    const names = [...tables.keys()].map((name) => qualified(client, name));
    await client.query(`LOCK TABLE ${names.join(", ")} IN EXCLUSIVE MODE`);
  }
  await requireEmpty(client, tables.values());
  await client.query("SET CONSTRAINTS ALL DEFERRED");
  const filled: Record<string, number> = {};
  const { end } = await readDump(file, async (table, rows) => {
    requireSameColumns(table, tables.get(table.name));
    const name = qualified(client, table.name);
    const copy = copyFrom(`COPY ${name} (${columnList(client, table)}) FROM STDIN`);
    await pipeline(Readable.from(rows, { objectMode: false }), client.query(copy));
    filled[table.name] = await countRows(client, table.name);
  });
  if (!isDeepStrictEqual(filled, end.rows) || Object.keys(filled).length < tables.size) {
    throw new DumpError(
      "The rows in the database are not those in the file: nothing was restored.",
    );
  }
  await setSequences(client, end.sequences);
  return filled;
}

async function countRows(client: pg.Client, name: string): Promise<number> {
  const { rows } = await client.query(`SELECT count(*) AS count FROM ${qualified(client, name)}`);
  return Number(rows[0].count);
}

async function setSequences(
  client: pg.Client,
  sequences: Record<string, SequenceState>,
): Promise<void> {
  for (const [name, [last, called]] of Object.entries(sequences)) {
    await client.query("SELECT setval($1::regclass, $2::bigint, $3::boolean)", [
      qualified(client, name),
      last,
      called,
    ]);
  }
}

async function requireEmpty(client: pg.Client, tables: Iterable<Table>): Promise<void> {
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

function requireSameColumns(dumped: Table, own: Table | undefined): void {
  if (
    own === undefined ||
    !isDeepStrictEqual([...dumped.columns].sort(), [...own.columns].sort())
  ) {
    throw new DumpError(
      `The table ${dumped.name} is not in the database as it was in the dump: nothing was restored.`,
    );
  }
}
