/** A database with many column types and its dump, for the tests of dumping and restoring. */
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import pg from "pg";
import { DumpError, dumpDatabase } from "../../src/db/dump.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";

export const MIGRATIONS = ["1_first.ts", "2_second.ts"];

/** By name, every table comes before the tables that it references. */
const SCHEMA = `
  CREATE TABLE knex_migrations (
    id serial PRIMARY KEY, name varchar(255), batch int, migration_time timestamptz);
  CREATE TABLE knex_migrations_lock (index serial PRIMARY KEY, is_locked int);
  CREATE TABLE z_owners (id uuid PRIMARY KEY, name text NOT NULL);
  CREATE TABLE "m Lists" (
    owner uuid REFERENCES z_owners, id int, parent int, "Title ""quoted""" text,
    PRIMARY KEY (owner, id), FOREIGN KEY (owner, parent) REFERENCES "m Lists");
  CREATE TABLE a_items (
    owner uuid, list int, id bigint GENERATED ALWAYS AS IDENTITY, body text, size int
      GENERATED ALWAYS AS (length(body)) STORED, data bytea, at timestamptz, day date, facts jsonb,
    number double precision, span interval, labels text[], done boolean,
    PRIMARY KEY (owner, id), FOREIGN KEY (owner, list) REFERENCES "m Lists");
  CREATE TABLE parts (id int PRIMARY KEY) PARTITION BY HASH (id);
  CREATE TABLE parts_0 PARTITION OF parts FOR VALUES WITH (MODULUS 2, REMAINDER 0);
  CREATE TABLE parts_1 PARTITION OF parts FOR VALUES WITH (MODULUS 2, REMAINDER 1);
  CREATE TABLE nothing (id int);
  CREATE TABLE one (text text);
  CREATE SEQUENCE tickets START 5;`;

const ROWS = `
  INSERT INTO z_owners
    SELECT gen_random_uuid(), 'Owner ' || n FROM generate_series(1, 3) n;
  INSERT INTO "m Lists"
    SELECT z_owners.id, n, nullif(n - 1, 0), 'List ' || n FROM z_owners, generate_series(1, 5) n;
  INSERT INTO a_items (owner, list, body, data, at, day, facts, number, span, labels, done)
    SELECT owner, id, repeat('äöü 🙂' || id, 500), decode(md5(owner::text || n), 'hex'),
      now() + n * interval '1.000001 s', current_date + n, jsonb_build_object('n', n),
      random(), n * interval '1 month 1.5 s', array['a', NULL, 'b,c"'], NULL
    FROM "m Lists", generate_series(1, 40) n;
  INSERT INTO a_items (owner, list, body, data, at, number)
    SELECT id, NULL, E'line\\nline\\r\\ttab \\\\ back\\\\n \\\\. ', '\\x00ff5c2e0a', '0044-03-15 BC', 'NaN'
    FROM z_owners;
  INSERT INTO parts SELECT generate_series(1, 100);
  INSERT INTO one VALUES (E'\\\\.'), (''), (NULL), (E'\\n\\\\.\\n'), ('\\N');
  SELECT nextval('tickets'), nextval('tickets');`;

const TABLES = ["z_owners", `"m Lists"`, "a_items", "parts", "nothing", "one"];

export interface DumpFixture {
  folder: string;
  source: pg.ClientConfig;
  /** The dump of `source`. */
  file: string;
  /** Creates a database without any tables, which is dropped after the tests. */
  createDatabase(): Promise<pg.ClientConfig>;
  /** Writes a file into the folder. @returns its path. */
  write(name: string, content: string | Buffer): Promise<string>;
}

export async function createDumpFixture(): Promise<DumpFixture> {
  const folder = await mkdtemp(join(tmpdir(), "pl-"));
  const databases: TestDatabase[] = [];
  after(async () => {
    await Promise.all(databases.map((database) => database.drop()));
    await rm(folder, { recursive: true, force: true });
  });

  async function createDatabase(): Promise<pg.ClientConfig> {
    const database = await createTestDatabase({ empty: true });
    databases.push(database);
    return database.connection;
  }

  const source = await createDatabase();
  await createSchema(source, MIGRATIONS);
  await run(source, ROWS);
  const file = join(folder, "whole.dump");
  await dumpDatabase(source, file);
  return {
    folder,
    source,
    file,
    createDatabase,
    async write(name, content) {
      const path = join(folder, name);
      await writeFile(path, content);
      return path;
    },
  };
}

export async function run(connection: pg.ClientConfig, text: string, values?: unknown[]) {
  const client = new pg.Client(connection);
  await client.connect();
  try {
    return (await client.query(text, values)).rows;
  } finally {
    await client.end();
  }
}

/** Takes the place of the migrations: creates the schema at once. */
export async function createSchema(connection: pg.ClientConfig, migrations: string[]) {
  await run(connection, SCHEMA);
  await run(
    connection,
    "INSERT INTO knex_migrations (name, batch, migration_time) SELECT unnest($1::text[]), 1, now()",
    [migrations],
  );
}

/** All rows of all tables as sorted text. */
export async function allRows(connection: pg.ClientConfig): Promise<Record<string, string[]>> {
  const all: Record<string, string[]> = {};
  for (const table of TABLES) {
    const rows = await run(connection, `SELECT t::text AS row FROM ${table} t ORDER BY 1`);
    all[table] = rows.map(({ row }) => row);
  }
  return all;
}

/** Matches a DumpError with this message. */
export function dumpError(pattern: RegExp) {
  return (error: Error) => {
    assert.ok(error instanceof DumpError, error.stack);
    assert.match(error.message, pattern);
    return true;
  };
}
