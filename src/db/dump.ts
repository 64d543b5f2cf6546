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
import { createWriteStream, existsSync } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import type pg from "pg";
import { to as copyTo } from "pg-copy-streams";
import {
  columnList,
  listMigrations,
  listSequences,
  listTables,
  lockTables,
  qualified,
  transfer,
} from "./catalog.ts";

export interface DumpEnd {
  /** A sequence's last value, as a string since it may be a bigint, and whether it has been used. */
  sequences: Record<string, [last: string, called: boolean]>;
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
  requireAbsent(file);
  const partial = `${file}.partial`;
  try {
    return await transfer(connection, "REPEATABLE READ READ ONLY", async (client) => {
      const rows: Record<string, number> = {};
      await rm(partial, { force: true });
      await pipeline(
        Readable.from(writeDump(client, rows), { objectMode: false }),
        createGzip(),
        createWriteStream(partial, { flags: "wx", mode: 0o600, flush: true }),
      );
      requireAbsent(file);
      await rename(partial, file);
      return rows;
    });
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

function requireAbsent(file: string): void {
  if (existsSync(file)) {
    throw new DumpError(`The file ${file} exists already. Remove it, or choose another name.`);
  }
}

async function* writeDump(client: pg.Client, rows: Record<string, number>) {
  const hash = createHash("sha256");
  for await (const chunk of writeTables(client, rows)) {
    hash.update(chunk);
    yield chunk;
  }
  // After the tables: sequences stand outside transactions, and may be ahead but not behind.
  const sequences = await readSequences(client);
  yield line({ sequences, rows, sha256: hash.digest("hex") } satisfies DumpEnd);
}

async function* writeTables(
  client: pg.Client,
  rows: Record<string, number>,
): AsyncGenerator<Buffer | string, void> {
  const migrations = await listMigrations(client);
  if (migrations.length === 0) {
    throw new DumpError("The database has no tables of this application: nothing to dump.");
  }
  const created = new Date().toISOString();
  yield line({ format: "plainlist-dump", version: 1, created, migrations });
  const tables = await listTables(client);
  // A TRUNCATE or a rewriting ALTER TABLE would make the rows vanish even from an older snapshot.
  await lockTables(client, tables, "ACCESS SHARE");
  for (const table of tables) {
    yield line({ table: table.name, columns: table.columns });
    const select = `SELECT ${columnList(client, table)} FROM ${qualified(client, table.name)}`;
    // Counted here: the stream's own rowCount may be set only after the stream has ended.
    let count = 0;
    for await (const chunk of client.query(copyTo(`COPY (${select}) TO STDOUT`))) {
      count += countLines(chunk);
      yield chunk;
    }
    rows[table.name] = count;
    yield "\\.\n";
  }
}

function countLines(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) count += 1;
  return count;
}

function line(value: object): string {
  return `${JSON.stringify(value)}\n`;
}

async function readSequences(client: pg.Client): Promise<DumpEnd["sequences"]> {
  const states: DumpEnd["sequences"] = {};
  for (const name of await listSequences(client)) {
    const { rows } = await client.query(
      `SELECT last_value AS last, is_called AS called FROM ${qualified(client, name)}`,
    );
    states[name] = [rows[0].last, rows[0].called];
  }
  return states;
}
