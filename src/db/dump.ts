/**
 * Writes the database's rows into one file, from one snapshot.
 *
 * The file is compressed with gzip. Inside, in UTF-8, line by line:
 * - `{"format":"plainlist-dump","version":1,"created":"…","migrations":["…"]}`: the header;
 *   `migrations` are those that had been applied, in order;
 * - for each table, after those that it refers to: `{"table":"…","columns":["…"]}`, then its rows
 *   in COPY's text format, one a line, then a line with `\.`, which cannot be a row;
 * - `{"sequences":{"name":["last value",is called]},"rows":{"table":count},"sha256":"…"}`: the end,
 *   with the checksum of all bytes before this line. A file without it was truncated.
 *
 * Included are the tables of the schema `public` except Knex's two.
 */
import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { access, open, rename, rm } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import pg from "pg";
import { to as copyTo } from "pg-copy-streams";
import {
  beginTransfer,
  columnList,
  listMigrations,
  listSequences,
  listTables,
  qualified,
  type Table,
} from "./catalog.ts";

export interface DumpHeader {
  format: "plainlist-dump";
  version: 1;
  /** ISO 8601. */
  created: string;
  migrations: string[];
}

/** A sequence's last value, as a string since it may be a bigint, and whether it has been used. */
export type SequenceState = [last: string, called: boolean];

export interface DumpEnd {
  sequences: Record<string, SequenceState>;
  rows: Record<string, number>;
  sha256: string;
}

/** The dump or the restore failed; the message says why. */
export class DumpError extends Error {
  override name = "DumpError";
}

/**
 * Dumps the database into a new file that only its owner may read. Until the file is complete it is
 * called `<file>.partial`.
 *
 * @returns the number of rows by table.
 * @throws DumpError when the file exists already or the database has never been migrated.
 */
export async function dumpDatabase(
  connection: pg.ClientConfig,
  file: string,
): Promise<Record<string, number>> {
  await requireAbsent(file);
  const client = new pg.Client(connection);
  // A lost connection fails the statement that runs; without a listener it would end the process.
  client.on("error", () => undefined);
  const partial = `${file}.partial`;
  try {
    await client.connect();
    await beginTransfer(client, "REPEATABLE READ READ ONLY");
    const rows: Record<string, number> = {};
    await rm(partial, { force: true });
    await pipeline(
      Readable.from(writeDump(client, rows), { objectMode: false }),
      createGzip(),
      createWriteStream(partial, { flags: "wx", mode: 0o600 }),
    );
    await sync(partial);
    await requireAbsent(file);
    await rename(partial, file);
    await client.query("COMMIT");
    return rows;
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  } finally {
    await client.end();
  }
}

async function* writeDump(
  client: pg.Client,
  rows: Record<string, number>,
): AsyncGenerator<Buffer, void> {
  const hash = createHash("sha256");
  const hashed = (chunk: Buffer) => {
    hash.update(chunk);
    return chunk;
  };
  const migrations = await listMigrations(client);
  if (migrations.length === 0) {
    throw new DumpError("The database has no tables of this application: nothing to dump.");
  }
  const header: DumpHeader = {
    format: "plainlist-dump",
    version: 1,
    created: new Date().toISOString(),
    migrations,
  };
  yield hashed(line(header));
  const tables = await listTables(client);
  await keepTables(client, tables);
  for (const table of tables) {
    yield hashed(line({ table: table.name, columns: table.columns }));
    const source = client.query(
      copyTo(
        `COPY (SELECT ${columnList(client, table)} FROM ${qualified(client, table.name)}) TO STDOUT`,
      ),
    );
    for await (const chunk of source) {
      yield hashed(chunk);
    }
    rows[table.name] = source.rowCount;
    yield hashed(Buffer.from("\\.\n"));
  }
  const sequences = await readSequences(client);
  yield line({ sequences, rows, sha256: hash.digest("hex") } satisfies DumpEnd);
}

function line(value: object): Buffer {
  return Buffer.from(`${JSON.stringify(value)}\n`);
}

/** A TRUNCATE or a rewriting ALTER TABLE would make the rows vanish even from an older snapshot. */
async function keepTables(client: pg.Client, tables: Table[]): Promise<void> {
  if (tables.length > 0) {
    const names = tables.map((table) => qualified(client, table.name));
    await client.query(`LOCK TABLE ${names.join(", ")} IN ACCESS SHARE MODE`);
  }
}

/** Read after the tables: sequences stand outside transactions, and may be ahead but not behind. */
async function readSequences(client: pg.Client): Promise<Record<string, SequenceState>> {
  const states: Record<string, SequenceState> = {};
  for (const name of await listSequences(client)) {
    const { rows } = await client.query<{ last: string; called: boolean }>(
      `SELECT last_value AS last, is_called AS called FROM ${qualified(client, name)}`,
    );
    for (const { last, called } of rows) {
      states[name] = [last, called];
    }
  }
  return states;
}

async function requireAbsent(file: string): Promise<void> {
  const exists = await access(file).then(
    () => true,
    () => false,
  );
  if (exists) {
    throw new DumpError(`The file ${file} exists already. Remove it, or choose another name.`);
  }
}

async function sync(file: string): Promise<void> {
  const handle = await open(file, "r+");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
