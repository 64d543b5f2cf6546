/** Dump and restore: every row comes back the same, and whatever is not right changes nothing. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gunzipSync, gzipSync } from "node:zlib";
import pg from "pg";
import { DumpError, dumpDatabase } from "../../src/db/dump.ts";
import { type EmbeddedDatabase, startEmbedded } from "../../src/db/embedded.ts";
import { migrate } from "../../src/db/migrations.ts";
import { restoreDatabase } from "../../src/db/restore.ts";

const MIGRATIONS = ["1_first.ts", "2_second.ts"];

/** In an order by name in which every table would come before those it refers to. */
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

let folder: string;
let database: EmbeddedDatabase;
let source: pg.ClientConfig;
let target: pg.ClientConfig;
let file: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "pl-"));
  await chmod(folder, 0o755);
  file = join(folder, "whole.dump");
  const silent = () => undefined;
  database = await startEmbedded({
    dataDir: join(folder, "data"),
    logger: { info: silent, warn: silent, error: silent, debug: silent },
    durable: false,
    createdb: true,
  });
  source = await fresh("source");
  await run(source, SCHEMA);
  await run(source, ROWS);
  await markMigrations(source, MIGRATIONS);
  await dumpDatabase(source, file);
  target = await fresh("target");
});

after(async () => {
  await database.stop();
  await rm(folder, { recursive: true, force: true });
});

async function run(connection: pg.ClientConfig, text: string, values?: unknown[]) {
  const client = new pg.Client(connection);
  await client.connect();
  try {
    return (await client.query(text, values)).rows;
  } finally {
    await client.end();
  }
}

async function fresh(name: string): Promise<pg.ClientConfig> {
  await run(database.connection, `DROP DATABASE IF EXISTS ${name}`);
  await run(database.connection, `CREATE DATABASE ${name}`);
  return { ...database.connection, ssl: false, database: name };
}

async function markMigrations(connection: pg.ClientConfig, names: string[]): Promise<void> {
  await run(
    connection,
    "INSERT INTO knex_migrations (name, batch, migration_time) SELECT unnest($1::text[]), 1, now()",
    [names],
  );
}

/** Stands for the migrations: makes the schema once. */
async function migrateTarget(names: string[]): Promise<void> {
  await run(target, SCHEMA);
  await markMigrations(target, names);
}

/** Every row as text, in the order of its text. */
async function everything(connection: pg.ClientConfig): Promise<Record<string, string[]>> {
  const all: Record<string, string[]> = {};
  for (const table of TABLES) {
    const rows = await run(connection, `SELECT t::text AS row FROM ${table} t ORDER BY 1`);
    all[table] = rows.map(({ row }) => row);
  }
  return all;
}

async function isBare(connection: pg.ClientConfig): Promise<boolean> {
  const rows = await run(connection, "SELECT FROM pg_tables WHERE schemaname = 'public'");
  return rows.length === 0;
}

async function holdsNoRows(connection: pg.ClientConfig): Promise<boolean> {
  return Object.values(await everything(connection)).every((rows) => rows.length === 0);
}

function refusal(pattern: RegExp) {
  return (error: Error) => {
    assert.ok(error instanceof DumpError, error.stack);
    assert.match(error.message, pattern);
    return true;
  };
}

/** The dump with its text changed, and packed again. */
async function changed(name: string, change: (text: string) => string): Promise<string> {
  const text = gunzipSync(await readFile(file)).toString("latin1");
  const other = change(text);
  assert.notEqual(other, text);
  const path = join(folder, name);
  await writeFile(path, gzipSync(Buffer.from(other, "latin1")));
  return path;
}

describe("a round trip", () => {
  test("brings back every row, the sequences and the identities", async () => {
    const restored = await restoreDatabase(target, file, migrateTarget);
    assert.deepEqual(await everything(target), await everything(source));
    assert.deepEqual(restored, {
      a_items: 603,
      "m Lists": 15,
      nothing: 0,
      one: 5,
      parts: 100,
      z_owners: 3,
    });
    for (const connection of [source, target]) {
      assert.deepEqual(await run(connection, "SELECT last_value, is_called FROM tickets"), [
        { last_value: "6", is_called: true },
      ]);
      const insert = "INSERT INTO a_items (owner) SELECT id FROM z_owners LIMIT 1 RETURNING id";
      assert.deepEqual(await run(connection, insert), [{ id: "604" }]);
      await run(connection, "DELETE FROM a_items WHERE id = 604");
    }
  });

  test("writes a file for its owner alone, and not over another", async () => {
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    const content = await readFile(file);
    await assert.rejects(dumpDatabase(source, file), refusal(/whole\.dump exists already/));
    assert.deepEqual(await readFile(file), content);
    await assert.rejects(stat(`${file}.partial`), { code: "ENOENT" });
  });

  test("takes one moment, whatever is written meanwhile", async () => {
    const path = join(folder, "moment.dump");
    const writer = new pg.Client(source);
    await writer.connect();
    try {
      // The dump waits at this lock, its snapshot taken; then both tables change.
      await writer.query("BEGIN; LOCK TABLE one IN ACCESS EXCLUSIVE MODE");
      const dumping = dumpDatabase(source, path);
      await waitForLock(writer);
      await writer.query("INSERT INTO one VALUES ('late'); INSERT INTO nothing VALUES (1)");
      await writer.query("COMMIT");
      const rows = await dumping;
      assert.deepEqual([rows.one, rows.nothing, rows.z_owners], [5, 0, 3]);
    } finally {
      await writer.query("DELETE FROM one WHERE text = 'late'; DELETE FROM nothing");
      await writer.end();
    }
  });

  test("leaves nothing behind of a dump that failed", async () => {
    const path = join(folder, "never.dump");
    const empty = await fresh("empty");
    await assert.rejects(dumpDatabase(empty, path), refusal(/no tables of this application/));
    await assert.rejects(stat(path), { code: "ENOENT" });
    await assert.rejects(stat(`${path}.partial`), { code: "ENOENT" });
  });
});

describe("a file that is not whole is refused before anything is changed", () => {
  before(async () => {
    target = await fresh("target");
  });

  const cases: [string, () => Promise<string>][] = [
    ["cut off as packed", () => cut((size) => size - 20)],
    ["cut off in the middle", () => cut((size) => Math.floor(size / 2))],
    [
      "cut off within, then packed",
      () => changed("end", (t) => t.slice(0, t.lastIndexOf('{"seq'))),
    ],
    ["cut off at a table", () => changed("table", (t) => t.slice(0, t.lastIndexOf('{"table')))],
    ["with a changed value", () => changed("value", (t) => t.replace("Owner 2", "Owner 9"))],
    ["with a row less", () => changed("row", (t) => t.replace(/\n[^\n]*Owner 2/, ""))],
    ["with more behind it", () => changed("more", (t) => `${t}{}\n`)],
    ["of another kind", () => changed("kind", () => '{"format":"other"}\n')],
    ["that is not packed", () => written("plain", "hello")],
  ];
  for (const [name, make] of cases) {
    test(name, async () => {
      const path = await make();
      const restoring = restoreDatabase(target, path, migrateTarget);
      await assert.rejects(restoring, refusal(/is not a dump, or it was cut off or changed/));
      assert.ok(await isBare(target));
    });
  }

  test("of a newer format, or missing", async () => {
    const newer = await changed("newer", (t) => t.replace('"version":1', '"version":2'));
    await assert.rejects(
      restoreDatabase(target, newer, migrateTarget),
      refusal(/format version 2, and this version of the application reads 1/),
    );
    await assert.rejects(
      restoreDatabase(target, join(folder, "missing"), migrateTarget),
      refusal(/There is no file/),
    );
    assert.ok(await isBare(target));
  });

  async function cut(at: (size: number) => number): Promise<string> {
    const bytes = await readFile(file);
    return await written("cut", bytes.subarray(0, at(bytes.length)));
  }

  async function written(name: string, content: string | Buffer): Promise<string> {
    const path = join(folder, name);
    await writeFile(path, content);
    return path;
  }
});

describe("a database that does not fit is refused and kept", () => {
  beforeEach(async () => {
    target = await fresh("target");
  });

  test("one with rows", async () => {
    await migrateTarget(MIGRATIONS);
    await run(target, "INSERT INTO nothing VALUES (7)");
    await assert.rejects(
      restoreDatabase(target, file, async () => undefined),
      refusal(/The table nothing has rows already/),
    );
    assert.deepEqual(await run(target, "SELECT id FROM nothing"), [{ id: 7 }]);
    assert.deepEqual(await run(target, "SELECT FROM z_owners"), []);
  });

  test("one with later migrations", async () => {
    await migrateTarget([...MIGRATIONS, "3_third.ts"]);
    await assert.rejects(
      restoreDatabase(target, file, () => assert.fail("must not migrate")),
      refusal(/made before: 3_third\.ts/),
    );
    assert.ok(await holdsNoRows(target));
  });

  test("one that cannot be brought to the dump's migrations", async () => {
    await assert.rejects(
      restoreDatabase(target, file, () => migrateTarget(MIGRATIONS.slice(0, 1))),
      refusal(/does not have: 2_second\.ts/),
    );
    assert.ok(await holdsNoRows(target));
  });

  test("one whose table differs, though its migrations say the same", async () => {
    await assert.rejects(
      restoreDatabase(target, file, async (names) => {
        await migrateTarget(names);
        await run(target, "ALTER TABLE one ADD COLUMN more int");
      }),
      refusal(/The table one is not in the database as it was/),
    );
    assert.ok(await holdsNoRows(target));
  });

  test("one that refuses a row, after it took others", async () => {
    await assert.rejects(
      restoreDatabase(target, file, async (names) => {
        await migrateTarget(names);
        await run(target, "ALTER TABLE a_items ADD CHECK (number <> 'NaN')");
      }),
      { code: "23514" },
    );
    assert.ok(await holdsNoRows(target));
  });

  test("one that drops a row in silence", async () => {
    await assert.rejects(
      restoreDatabase(target, file, async (names) => {
        await migrateTarget(names);
        await run(
          target,
          `CREATE FUNCTION skip() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
           CREATE TRIGGER skip BEFORE INSERT ON one FOR EACH ROW EXECUTE FUNCTION skip()`,
        );
      }),
      refusal(/not those in the file/),
    );
    assert.ok(await holdsNoRows(target));
  });
});

test("the commands dump what an application holds, and restore it into a new folder", async () => {
  const first = join(folder, "first.dump");
  const second = join(folder, "second.dump");
  const command = async (name: string, path: string, dataDir: string) => {
    const program = fileURLToPath(new URL(`../../src/commands/${name}.ts`, import.meta.url));
    return await promisify(execFile)(process.execPath, [program, path], {
      env: { DATA_DIR: join(folder, dataDir) },
    });
  };
  await migrate(database.connection);
  await run(database.connection, "INSERT INTO session VALUES ('an id', '{\"a\":1}', 'today')");
  assert.match((await command("dump", first, "data")).stdout, /Written to .*first\.dump/);
  assert.match((await command("restore", first, "other")).stdout, /Restored from .*first\.dump/);
  await command("dump", second, "other");
  const [before = "", after = ""] = await Promise.all([first, second].map(contentWithoutTime));
  assert.match(before, /\nan id\t/);
  assert.equal(after, before);
  await assert.rejects(command("restore", first, "other"), {
    code: 1,
    stderr:
      "The table session has rows already. Restore into an empty database; nothing was changed.\n",
  });
});

async function contentWithoutTime(path: string): Promise<string> {
  const text = gunzipSync(await readFile(path)).toString();
  return text.replace(/"created":"[^"]*"/, "").replace(/"sha256":"[^"]*"/, "");
}

/** Until someone waits for a lock that this connection holds. */
async function waitForLock(client: pg.Client): Promise<void> {
  const waits =
    "SELECT FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))";
  while ((await client.query(waits)).rowCount === 0) {
    await new Promise(setImmediate);
  }
}
