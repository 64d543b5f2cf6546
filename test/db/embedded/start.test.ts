/** Starting and stopping the embedded PostgreSQL on one data folder. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { lstat, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { openDatabaseTarget } from "../../../src/db/connection_options.ts";
import { lockDataDir } from "../../../src/db/embedded/lock.ts";
import { DataDirInUseError, EmbeddedDatabaseError } from "../../../src/db/embedded.ts";
import {
  captureLogs,
  DATA_FILES,
  isRoot,
  isRunning,
  modeOf,
  postmasterPid,
  query,
  start,
  startApplication,
  temporaryFolder,
} from "./fixture.ts";

const dataDir = join(await temporaryFolder(), "data, with a comma");

test("creates a data folder with an unprivileged role and private files", async () => {
  const database = await start(dataDir);
  try {
    const [role] = await query(
      database.connection,
      `SELECT rolname, rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls
       FROM pg_roles WHERE rolname = current_user`,
    );
    assert.deepEqual(role, {
      rolname: "plainlist",
      rolsuper: false,
      rolcreaterole: false,
      rolcreatedb: false,
      rolreplication: false,
      rolbypassrls: false,
    });
    const [settings] = await query(
      database.connection,
      `SELECT current_setting('listen_addresses') AS addresses,
              current_setting('server_encoding') AS encoding, datlocale AS locale,
              pg_get_userbyid(datdba) AS owner
       FROM pg_database WHERE datname = current_database()`,
    );
    assert.deepEqual(settings, {
      addresses: "",
      encoding: "UTF8",
      locale: "C.UTF-8",
      owner: "plainlist",
    });
    assert.equal(database.connection.host, join(dataDir, "postgres"));
    assert.equal(await modeOf(join(dataDir, "postgres.password")), 0o600);
    assert.equal(await modeOf(join(dataDir, "postgres")), 0o700);
    assert.equal(await modeOf(dataDir), isRoot ? 0o711 : 0o700);
    await query(database.connection, "CREATE TABLE note (text text)");
    await query(database.connection, "INSERT INTO note VALUES ('kept')");
  } finally {
    await database.stop();
  }
});

test("rejects a wrong password and the superuser", async () => {
  const database = await start(dataDir);
  try {
    const { connection } = database;
    await assert.rejects(query({ ...connection, password: "wrong" }, "SELECT 1"), {
      code: "28P01",
    });
    const superuser = { ...connection, user: "postgres", database: "postgres" };
    await assert.rejects(query(superuser, "SELECT 1"), { code: "28000" });
  } finally {
    await database.stop();
  }
});

test("keeps data across a restart, and leaves neither a server nor a lock", async () => {
  const database = await start(dataDir);
  const pid = await postmasterPid(dataDir);
  assert.deepEqual(await query(database.connection, "TABLE note"), [{ text: "kept" }]);
  await database.stop();
  assert.ok(!isRunning(pid));
  assert.deepEqual((await readdir(dataDir)).sort(), DATA_FILES);
  lockDataDir(dataDir).release();
});

test("rejects a second application and names the first", async () => {
  const application = await startApplication(dataDir);
  const program = "application.ts";
  await assert.rejects(start(dataDir), (error: Error) => {
    assert.ok(error instanceof DataDirInUseError);
    assert.match(error.message, new RegExp(`process ${application.pid} \\(${program}\\) on`));
    assert.match(error.message, /since \d{4}-\d\d-\d\dT/);
    assert.ok(error.message.includes(hostname()) && error.message.includes(dataDir));
    return true;
  });
  const { logger } = captureLogs();
  const config = { database: { kind: "embedded" } as const, dataDir };
  await assert.rejects(openDatabaseTarget(config, logger), DataDirInUseError);
  const shared = await openDatabaseTarget(config, logger, { share: true });
  assert.deepEqual(await query(shared.connection, "TABLE note"), [{ text: "kept" }]);
  await shared.close();

  // Ctrl-C signals the whole group. PostgreSQL must run until the application's last query.
  process.kill(-application.pid, "SIGINT");
  assert.equal(await application.nextLine(), "counted 1");
  await once(application.child, "exit");
});

test("sets a new password when the file is missing, and rejects a wrong one", async () => {
  const file = join(dataDir, "postgres.password");
  const old = await readFile(file, "utf8");
  await writeFile(file, "something else\n");
  await assert.rejects(start(dataDir), (error: Error) => {
    assert.ok(error instanceof EmbeddedDatabaseError);
    return error.message.includes(`Remove ${file}`);
  });
  await rm(file);
  const database = await start(dataDir);
  try {
    assert.notEqual(await readFile(file, "utf8"), old);
    assert.equal(await modeOf(file), 0o600);
    assert.deepEqual(await query(database.connection, "TABLE note"), [{ text: "kept" }]);
  } finally {
    await database.stop();
  }
});

test("does not log users' data", async () => {
  const { logger, logged } = captureLogs();
  const details: unknown[] = [];
  const spy = (fields: unknown, text?: string) => {
    details.push(JSON.stringify([fields, text]));
  };
  const database = await start(dataDir, { ...logger, debug: spy, warn: spy });
  try {
    const duplicate =
      "CREATE TEMP TABLE u (t text UNIQUE); INSERT INTO u VALUES ('my secret'), ('my secret')";
    await assert.rejects(query(database.connection, duplicate), { code: "23505" });
    for (const text of ["my secret", "a\nmy secret\nWARNING: my secret"]) {
      const number = `SELECT '${text}'::text::integer`;
      await assert.rejects(query(database.connection, number), { code: "22P02" });
    }
  } finally {
    await database.stop();
  }
  assert.ok(details.some((line) => String(line).includes("LOG: ")));
  assert.ok(![...details, ...logged].some((line) => String(line).includes("my secret")));
});

test("rejects a cluster of another major version and does not change it", async () => {
  const directory = join(dataDir, "postgres");
  await writeFile(join(directory, "PG_VERSION"), "17\n");
  const before = await snapshot(directory);
  await assert.rejects(start(dataDir), (error: Error) => {
    assert.ok(error instanceof EmbeddedDatabaseError);
    assert.match(error.message, /made by PostgreSQL 17, .* brings PostgreSQL 18\./);
    assert.match(error.message, /Nothing was changed.*db:dump/);
    return true;
  });
  assert.deepEqual(await snapshot(directory), before);
  await writeFile(join(directory, "PG_VERSION"), "18\n");
  await (await start(dataDir)).stop();
});

/** The metadata of all files in a folder. */
async function snapshot(directory: string): Promise<string[]> {
  const names = await readdir(directory, { recursive: true });
  return await Promise.all(
    names.sort().map(async (name) => {
      const { size, mtimeMs, mode, uid } = await lstat(join(directory, name));
      return [name, size, mtimeMs, mode, uid].join(" ");
    }),
  );
}
