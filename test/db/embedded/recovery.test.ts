/** Recovery of the embedded PostgreSQL after crashes of the application and of PostgreSQL. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { before, test } from "node:test";
import pg from "pg";
import { findRunningEmbedded } from "../../../src/db/embedded.ts";
import {
  captureLogs,
  isRunning,
  postmasterPid,
  query,
  spawnChild,
  start,
  startApplication,
  temporaryFolder,
} from "./fixture.ts";

const dataDir = join(await temporaryFolder(), "data");

before(async () => {
  const database = await start(dataDir);
  await query(database.connection, "CREATE TABLE note (text text)");
  await query(database.connection, "INSERT INTO note VALUES ('kept')");
  await database.stop();
});

test("recovers committed data when the application is killed", async () => {
  const application = await startApplication(dataDir);
  const connection = await findRunningEmbedded(dataDir);
  assert.ok(connection);
  await query(connection, "INSERT INTO note VALUES ('committed')");
  const orphan = await postmasterPid(dataDir);
  application.child.kill("SIGKILL");
  await once(application.child, "exit");
  assert.ok(isRunning(orphan), "PostgreSQL still runs");
  assert.equal((await query(connection, "TABLE note")).length, 2);
  assert.equal(await findRunningEmbedded(dataDir), undefined);

  const database = await start(dataDir);
  try {
    assert.ok(!isRunning(orphan));
    assert.deepEqual(await query(database.connection, "TABLE note"), [
      { text: "kept" },
      { text: "committed" },
    ]);
  } finally {
    await database.stop();
  }
});

test("recovers committed data when the application and PostgreSQL are killed", async () => {
  const application = await startApplication(dataDir);
  const connection = await findRunningEmbedded(dataDir);
  assert.ok(connection);
  await query(connection, "INSERT INTO note VALUES ('at the last moment')");
  const pid = await postmasterPid(dataDir);
  application.child.kill("SIGKILL");
  process.kill(pid, "SIGKILL");
  await once(application.child, "exit");
  const database = await start(dataDir);
  try {
    assert.equal((await query(database.connection, "TABLE note")).length, 3);
  } finally {
    await database.stop();
  }
});

test("waits for remaining processes of a killed PostgreSQL", async () => {
  const application = await startApplication(dataDir);
  const connection = await findRunningEmbedded(dataDir);
  assert.ok(connection);
  const client = new pg.Client({ ...connection, ssl: false });
  client.on("error", () => undefined);
  await client.connect();
  const { rows } = await client.query("SELECT pg_backend_pid() AS pid");
  process.kill(rows[0].pid, "SIGSTOP");
  const pid = await postmasterPid(dataDir);
  application.child.kill("SIGKILL");
  process.kill(pid, "SIGKILL");
  await once(application.child, "exit");

  const { logger, messages } = captureLogs();
  const waiting = once(messages, "Waiting for the processes of an earlier PostgreSQL to end");
  const starting = start(dataDir, logger);
  await Promise.race([waiting, starting]);
  process.kill(rows[0].pid, "SIGCONT");
  await waiting;
  await (await starting).stop();
  await client.end();
});

test("restarts PostgreSQL when it dies", async () => {
  const { logger, messages, logged } = captureLogs();
  const database = await start(dataDir, logger);
  try {
    const pid = await postmasterPid(dataDir);
    const restarted = once(messages, "The embedded PostgreSQL is back", {
      signal: AbortSignal.timeout(10_000),
    });
    process.kill(pid, "SIGKILL");
    await restarted;
    assert.ok(logged.includes("error The embedded PostgreSQL died; starting it again"));
    assert.notEqual(await postmasterPid(dataDir), pid);
    assert.equal((await query(database.connection, "TABLE note")).length, 3);
  } finally {
    await database.stop();
  }
});

test("does not kill another process that has the pid of an old PostgreSQL", async () => {
  const other = spawnChild("sleep", ["600"]);
  assert.ok(other.pid);
  const directory = join(dataDir, "postgres");
  const status = [other.pid, directory, 1_700_000_000, 5432, directory, ""];
  await writeFile(join(directory, "postmaster.pid"), `${status.join("\n")}\n`);
  const database = await start(dataDir);
  await database.stop();
  assert.ok(isRunning(other.pid));
  other.kill();
});
