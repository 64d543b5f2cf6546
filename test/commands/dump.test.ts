/** Dumping a database, and restoring it unchanged. */
import assert from "node:assert/strict";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import pg from "pg";
import { dumpDatabase } from "../../src/db/dump.ts";
import { restoreDatabase } from "../../src/db/restore.ts";
import { startProxy } from "../support/tcp_proxy.ts";
import { allRows, createDumpFixture, createSchema, dumpError, run } from "./dump_fixture.ts";

const { folder, source, file, createDatabase } = await createDumpFixture();

/** How many rows the tables of the source have. */
const ROWS = { a_items: 603, "m Lists": 15, nothing: 0, one: 5, parts: 100, z_owners: 3 };

test("restores every row, sequence and identity column", async () => {
  const target = await createDatabase();
  const restored = await restoreDatabase(target, file, (names) => createSchema(target, names));
  assert.deepEqual(await allRows(target), await allRows(source));
  assert.deepEqual(restored, ROWS);
  for (const connection of [source, target]) {
    assert.deepEqual(await run(connection, "SELECT last_value, is_called FROM tickets"), [
      { last_value: "6", is_called: true },
    ]);
    const insert = "INSERT INTO a_items (owner) SELECT id FROM z_owners LIMIT 1 RETURNING id";
    assert.deepEqual(await run(connection, insert), [{ id: "604" }]);
    await run(connection, "DELETE FROM a_items WHERE id = 604");
  }
});

test("writes a file that only its owner can read, and does not overwrite a file", async () => {
  assert.equal((await stat(file)).mode & 0o777, 0o600);
  const content = await readFile(file);
  await assert.rejects(dumpDatabase(source, file), dumpError(/whole\.dump exists already/));
  assert.deepEqual(await readFile(file), content);
  await assert.rejects(stat(`${file}.partial`), { code: "ENOENT" });
});

test("dumps a single snapshot, without concurrent changes", async () => {
  const path = join(folder, "moment.dump");
  const writer = new pg.Client(source);
  await writer.connect();
  try {
    // The dump has its snapshot and waits for this lock while both tables change.
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

test("counts the rows when the end of a table's COPY arrives in two packets", async () => {
  const copyDone = Buffer.from("c\0\0\0\x04", "latin1");
  const proxy = await startProxy(source, copyDone);
  try {
    const rows = await dumpDatabase(proxy.connection, join(folder, "packets.dump"));
    assert.deepEqual(rows, ROWS);
  } finally {
    await proxy.close();
  }
});

test("leaves no file behind when it fails", async () => {
  const path = join(folder, "never.dump");
  const empty = await createDatabase();
  await assert.rejects(dumpDatabase(empty, path), dumpError(/no tables of this application/));
  await assert.rejects(stat(path), { code: "ENOENT" });
  await assert.rejects(stat(`${path}.partial`), { code: "ENOENT" });
});

/** Waits until another connection is blocked by a lock of this one. */
async function waitForLock(client: pg.Client): Promise<void> {
  const waits =
    "SELECT FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))";
  while ((await client.query(waits)).rowCount === 0) {
    await new Promise(setImmediate);
  }
}
