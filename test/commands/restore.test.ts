/** Restoring: invalid files and unsuitable databases are rejected without changes. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { before, beforeEach, describe, test } from "node:test";
import { gunzipSync, gzipSync } from "node:zlib";
import type pg from "pg";
import { restoreDatabase } from "../../src/db/restore.ts";
import {
  allRows,
  createDumpFixture,
  createSchema,
  dumpError,
  MIGRATIONS,
  run,
} from "./dump_fixture.ts";

const { folder, file, createDatabase, write } = await createDumpFixture();
let target: pg.ClientConfig;

function migrateTarget(names: string[]): Promise<void> {
  return createSchema(target, names);
}

async function hasNoTables(connection: pg.ClientConfig): Promise<boolean> {
  const rows = await run(connection, "SELECT FROM pg_tables WHERE schemaname = 'public'");
  return rows.length === 0;
}

async function hasNoRows(connection: pg.ClientConfig): Promise<boolean> {
  return Object.values(await allRows(connection)).every((rows) => rows.length === 0);
}

/** The dump with its text changed, compressed again. */
async function changed(name: string, change: (text: string) => string): Promise<string> {
  const text = gunzipSync(await readFile(file)).toString("latin1");
  const other = change(text);
  assert.notEqual(other, text);
  return write(name, gzipSync(Buffer.from(other, "latin1")));
}

describe("rejects a file that is not valid, before it changes anything:", () => {
  before(async () => {
    target = await createDatabase();
  });

  const cases: [string, () => Promise<string>][] = [
    ["truncated", () => truncated((size) => size - 20)],
    ["truncated in the middle", () => truncated((size) => Math.floor(size / 2))],
    ["compressed without its end", () => changed("end", (t) => t.slice(0, t.lastIndexOf('{"seq')))],
    [
      "compressed without a table",
      () => changed("table", (t) => t.slice(0, t.lastIndexOf('{"table'))),
    ],
    ["with a changed value", () => changed("value", (t) => t.replace("Owner 2", "Owner 9"))],
    ["with a missing row", () => changed("row", (t) => t.replace(/\n[^\n]*Owner 2/, ""))],
    ["with more data at the end", () => changed("more", (t) => `${t}{}\n`)],
    ["of another format", () => changed("kind", () => '{"format":"other"}\n')],
    ["not compressed", () => write("plain", "hello")],
  ];
  for (const [name, create] of cases) {
    test(name, async () => {
      const path = await create();
      const restoring = restoreDatabase(target, path, migrateTarget);
      await assert.rejects(restoring, dumpError(/is not a dump, or it was cut off or changed/));
      assert.ok(await hasNoTables(target));
    });
  }

  test("of a newer format version, or missing", async () => {
    const newer = await changed("newer", (t) => t.replace('"version":1', '"version":2'));
    await assert.rejects(
      restoreDatabase(target, newer, migrateTarget),
      dumpError(/format version 2, and this version of the application reads 1/),
    );
    await assert.rejects(
      restoreDatabase(target, join(folder, "missing"), migrateTarget),
      dumpError(/There is no file/),
    );
    assert.ok(await hasNoTables(target));
  });

  async function truncated(at: (size: number) => number): Promise<string> {
    const bytes = await readFile(file);
    return await write("truncated", bytes.subarray(0, at(bytes.length)));
  }
});

describe("rejects a target database, and does not change it:", () => {
  beforeEach(async () => {
    target = await createDatabase();
  });

  test("with rows", async () => {
    await migrateTarget(MIGRATIONS);
    await run(target, "INSERT INTO nothing VALUES (7)");
    await assert.rejects(
      restoreDatabase(target, file, async () => undefined),
      dumpError(/The table nothing has rows already/),
    );
    assert.deepEqual(await run(target, "SELECT id FROM nothing"), [{ id: 7 }]);
    assert.deepEqual(await run(target, "SELECT FROM z_owners"), []);
  });

  test("with later migrations", async () => {
    await migrateTarget([...MIGRATIONS, "3_third.ts"]);
    await assert.rejects(
      restoreDatabase(target, file, () => assert.fail("must not migrate")),
      dumpError(/made before: 3_third\.ts/),
    );
    assert.ok(await hasNoRows(target));
  });

  test("without the dump's migrations after migrating", async () => {
    await assert.rejects(
      restoreDatabase(target, file, () => migrateTarget(MIGRATIONS.slice(0, 1))),
      dumpError(/does not have: 2_second\.ts/),
    );
    assert.ok(await hasNoRows(target));
  });

  test("with the same migrations and a different table", async () => {
    await assert.rejects(
      restoreDatabase(target, file, async (names) => {
        await migrateTarget(names);
        await run(target, "ALTER TABLE one ADD COLUMN more int");
      }),
      dumpError(/The table one is not in the database as it was/),
    );
    assert.ok(await hasNoRows(target));
  });

  test("with a constraint that rejects a row", async () => {
    await assert.rejects(
      restoreDatabase(target, file, async (names) => {
        await migrateTarget(names);
        await run(target, "ALTER TABLE a_items ADD CHECK (number <> 'NaN')");
      }),
      { code: "23514" },
    );
    assert.ok(await hasNoRows(target));
  });

  test("with a trigger that silently skips a row", async () => {
    await assert.rejects(
      restoreDatabase(target, file, async (names) => {
        await migrateTarget(names);
        await run(
          target,
          `CREATE FUNCTION skip() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
           CREATE TRIGGER skip BEFORE INSERT ON one FOR EACH ROW EXECUTE FUNCTION skip()`,
        );
      }),
      dumpError(/not those in the file/),
    );
    assert.ok(await hasNoRows(target));
  });
});
