/** The embedded PostgreSQL: first start, restarts, crashes of either side, and every refusal. */
import assert from "node:assert/strict";
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { EventEmitter, once } from "node:events";
import {
  chmod,
  cp,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rm,
  stat,
  utimes,
  writeFile,
} from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { openDatabaseTarget } from "../../src/db/connection_options.ts";
import { binariesPackage, mendBinaries } from "../../src/db/embedded/binaries.ts";
import { lockDataDir } from "../../src/db/embedded/lock.ts";
import { isPostmasterOf, pidScope, processStart } from "../../src/db/embedded/processes.ts";
import {
  DataDirInUseError,
  EmbeddedDatabaseError,
  findRunningEmbedded,
  startEmbedded,
} from "../../src/db/embedded.ts";

const HOLDER = fileURLToPath(new URL("holder.ts", import.meta.url));
const isRoot = process.getuid?.() === 0;

let folder: string;
const strays = new Set<ChildProcess>();

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "pl-"));
  await chmod(folder, 0o755);
});

after(async () => {
  for (const stray of strays) {
    stray.kill("SIGKILL");
  }
  await rm(folder, { recursive: true, force: true });
});

/** A logger whose messages can be waited for; it keeps what it was told, by level. */
function listen() {
  const messages = new EventEmitter();
  const told: string[] = [];
  const level = (name: string) => (details: unknown, text?: string) => {
    told.push(`${name} ${text ?? details}`);
    messages.emit(text ?? String(details));
  };
  const logger = {
    info: level("info"),
    warn: level("warn"),
    error: level("error"),
    debug: level("debug"),
  };
  return { messages, told, logger };
}

/** As the application does: what is committed must survive a crash. */
function start(dataDir: string, logger = listen().logger) {
  return startEmbedded({ dataDir, logger });
}

async function query(connection: pg.ClientConfig, text: string): Promise<pg.QueryResult["rows"]> {
  const client = new pg.Client({ ...connection, ssl: false });
  client.on("error", () => undefined);
  try {
    await client.connect();
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

/** Starts the holder, in a process group of its own as a terminal would, and waits for it. */
async function hold(dataDir: string) {
  const child = spawn(process.execPath, [HOLDER, dataDir], {
    detached: true,
    stdio: ["ignore", "pipe", "inherit"],
  });
  strays.add(child);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  assert.equal((await lines.next()).value, "ready");
  assert.ok(child.pid);
  return { child, pid: child.pid, nextLine: async () => (await lines.next()).value };
}

async function postmasterPid(dataDir: string): Promise<number> {
  const text = await readFile(join(dataDir, "postgres/postmaster.pid"), "utf8");
  return Number(text.split("\n", 1)[0]);
}

async function snapshot(directory: string): Promise<string[]> {
  const names = await readdir(directory, { recursive: true });
  return await Promise.all(
    names.sort().map(async (name) => {
      const { size, mtimeMs, mode, uid } = await lstat(join(directory, name));
      return [name, size, mtimeMs, mode, uid].join(" ");
    }),
  );
}

describe("one data folder through its life", () => {
  let dataDir: string;
  before(() => {
    dataDir = join(folder, "life, with a comma");
  });

  test("is made at the first start, with a plain role and closed files", async () => {
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

  test("lets in neither a wrong password nor the superuser", async () => {
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

  test("keeps its rows over a restart, and leaves neither server nor lock behind", async () => {
    const database = await start(dataDir);
    const pid = await postmasterPid(dataDir);
    assert.deepEqual(await query(database.connection, "TABLE note"), [{ text: "kept" }]);
    await database.stop();
    assert.equal(processStart(pid), undefined);
    assert.deepEqual((await readdir(dataDir)).sort(), ["postgres", "postgres.password"]);
  });

  test("refuses a second application and names the first", async () => {
    const holder = await hold(dataDir);
    const program = "holder.ts";
    await assert.rejects(start(dataDir), (error: Error) => {
      assert.ok(error instanceof DataDirInUseError);
      assert.match(error.message, new RegExp(`process ${holder.pid} \\(${program}\\) on`));
      assert.match(error.message, /since \d{4}-\d\d-\d\dT/);
      assert.ok(error.message.includes(hostname()) && error.message.includes(dataDir));
      return true;
    });
    const { logger } = listen();
    const config = { database: { kind: "embedded" } as const, dataDir };
    await assert.rejects(openDatabaseTarget(config, logger), DataDirInUseError);
    const shared = await openDatabaseTarget(config, logger, { share: true });
    assert.deepEqual(await query(shared.connection, "TABLE note"), [{ text: "kept" }]);
    await shared.close();

    // Ctrl-C reaches the whole group: PostgreSQL must stay for the application's last query.
    process.kill(-holder.pid, "SIGINT");
    assert.equal(await holder.nextLine(), "counted 1");
    await once(holder.child, "exit");
    strays.delete(holder.child);
  });

  test("recovers what was committed when the application is killed", async () => {
    const holder = await hold(dataDir);
    const connection = await findRunningEmbedded(dataDir);
    assert.ok(connection);
    await query(connection, "INSERT INTO note VALUES ('committed')");
    const orphan = await postmasterPid(dataDir);
    holder.child.kill("SIGKILL");
    await once(holder.child, "exit");
    strays.delete(holder.child);
    assert.ok(isPostmasterOf(join(dataDir, "postgres"), orphan), "PostgreSQL outlives it");
    assert.equal(await findRunningEmbedded(dataDir), undefined);

    const database = await start(dataDir);
    try {
      assert.equal(processStart(orphan), undefined);
      assert.deepEqual(await query(database.connection, "TABLE note"), [
        { text: "kept" },
        { text: "committed" },
      ]);
    } finally {
      await database.stop();
    }
  });

  test("recovers when application and PostgreSQL are killed", async () => {
    const holder = await hold(dataDir);
    const connection = await findRunningEmbedded(dataDir);
    assert.ok(connection);
    await query(connection, "INSERT INTO note VALUES ('at the last moment')");
    const pid = await postmasterPid(dataDir);
    holder.child.kill("SIGKILL");
    process.kill(pid, "SIGKILL");
    await once(holder.child, "exit");
    strays.delete(holder.child);
    const database = await start(dataDir);
    try {
      assert.equal((await query(database.connection, "TABLE note")).length, 3);
    } finally {
      await database.stop();
    }
  });

  test("waits for processes of a killed PostgreSQL that still use the data", async () => {
    const holder = await hold(dataDir);
    const connection = await findRunningEmbedded(dataDir);
    assert.ok(connection);
    const client = new pg.Client({ ...connection, ssl: false });
    client.on("error", () => undefined);
    await client.connect();
    const { rows } = await client.query("SELECT pg_backend_pid() AS pid");
    process.kill(rows[0].pid, "SIGSTOP");
    const pid = await postmasterPid(dataDir);
    holder.child.kill("SIGKILL");
    process.kill(pid, "SIGKILL");
    await once(holder.child, "exit");
    strays.delete(holder.child);

    const { logger, messages } = listen();
    const waits = once(messages, "Waiting for the processes of an earlier PostgreSQL to end");
    const starting = start(dataDir, logger);
    await Promise.race([waits, starting]);
    process.kill(rows[0].pid, "SIGCONT");
    await waits;
    await (await starting).stop();
    await client.end();
  });

  test("starts PostgreSQL again when it dies under the application", async () => {
    const { logger, messages, told } = listen();
    const database = await start(dataDir, logger);
    try {
      const pid = await postmasterPid(dataDir);
      const back = once(messages, "The embedded PostgreSQL is back", {
        signal: AbortSignal.timeout(10_000),
      });
      process.kill(pid, "SIGKILL");
      await back;
      assert.ok(told.includes("error The embedded PostgreSQL died; starting it again"));
      assert.notEqual(await postmasterPid(dataDir), pid);
      assert.equal((await query(database.connection, "TABLE note")).length, 3);
    } finally {
      await database.stop();
    }
  });

  test("does not touch a stranger that got the pid of an old PostgreSQL", async () => {
    const stranger = spawn("sleep", ["600"]);
    strays.add(stranger);
    assert.ok(stranger.pid);
    await writeFile(join(dataDir, "postgres/postmaster.pid"), `${stranger.pid}\n`);
    const database = await start(dataDir);
    await database.stop();
    assert.notEqual(processStart(stranger.pid), undefined);
    stranger.kill();
    strays.delete(stranger);
  });

  test("sets a new password when the file is lost, and says so when it is wrong", async () => {
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
      assert.equal((await query(database.connection, "TABLE note")).length, 3);
    } finally {
      await database.stop();
    }
  });

  test("does not log what users wrote", async () => {
    const { logger, told } = listen();
    const seen: unknown[] = [];
    const spy = (details: unknown, text?: string) => {
      seen.push(JSON.stringify([details, text]));
    };
    const database = await start(dataDir, { ...logger, debug: spy, warn: spy });
    try {
      const twice =
        "CREATE TEMP TABLE u (t text UNIQUE); INSERT INTO u VALUES ('my secret'), ('my secret')";
      await assert.rejects(query(database.connection, twice), { code: "23505" });
    } finally {
      await database.stop();
    }
    assert.ok(seen.some((line) => String(line).includes("duplicate key")));
    assert.ok(![...seen, ...told].some((line) => String(line).includes("my secret")));
  });

  test("refuses a cluster of another major version and leaves it as it is", async () => {
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
});

describe("places", () => {
  test("a path too long for a socket falls back to loopback; a half-made cluster is redone", async () => {
    const dataDir = join(folder, "long".repeat(30));
    await mkdir(join(dataDir, "postgres.new/base"), { recursive: true, mode: 0o755 });
    await writeFile(join(dataDir, "postgres.new/PG_VERSION"), "18\n");
    const database = await start(dataDir);
    try {
      const { connection } = database;
      assert.equal(connection.host, "127.0.0.1");
      assert.notEqual(connection.port, 5432);
      assert.deepEqual(await findRunningEmbedded(dataDir), connection);
      assert.equal(await query(connection, "SELECT 1").then((rows) => rows.length), 1);
      await assert.rejects(query({ ...connection, password: "wrong" }, "SELECT 1"), {
        code: "28P01",
      });
    } finally {
      await database.stop();
    }
    assert.deepEqual((await readdir(dataDir)).sort(), ["postgres", "postgres.password"]);
  });

  test("a folder with something else in it is refused and kept", async () => {
    const dataDir = join(folder, "other");
    await mkdir(join(dataDir, "postgres"), { recursive: true });
    await writeFile(join(dataDir, "postgres/letter.txt"), "dear");
    await assert.rejects(
      start(dataDir),
      /not empty and holds no PostgreSQL database\. Move it away/,
    );
    assert.equal(await readFile(join(dataDir, "postgres/letter.txt"), "utf8"), "dear");
  });

  test("a parent folder that PostgreSQL's user cannot enter is named", {
    skip: !isRoot && "only root runs PostgreSQL as another user",
  }, async () => {
    const closed = join(folder, "closed");
    await mkdir(closed, { mode: 0o700 });
    await assert.rejects(start(join(closed, "data")), (error: Error) => {
      assert.ok(error instanceof EmbeddedDatabaseError);
      return error.message.includes(`"chmod o+x ${closed}"`);
    });
  });

  test("a data folder that is a file is told as such", async () => {
    const file = join(folder, "file");
    await writeFile(file, "");
    await assert.rejects(start(file), (error: Error) => {
      assert.ok(error instanceof EmbeddedDatabaseError);
      return error.message.includes(file);
    });
  });
});

describe("the install", () => {
  test("that skipped the install script is mended", async () => {
    const source = join(binariesPackage(), "native");
    const copy = join(folder, "package");
    const postgres = join(copy, "native/bin/postgres");
    await cp(join(source, "bin"), join(copy, "native/bin"), { recursive: true });
    await mkdir(join(copy, "native/lib"));
    const links = [];
    for (const entry of await readdir(join(source, "lib"), { withFileTypes: true })) {
      if (entry.isSymbolicLink()) {
        links.push(entry.name);
      } else if (/\.(so|dylib)/.test(entry.name)) {
        await cp(join(source, "lib", entry.name), join(copy, "native/lib", entry.name));
      }
    }
    await cp(join(source, "pg-symlinks.json"), join(copy, "native/pg-symlinks.json"));
    assert.throws(() => execFileSync(postgres, ["--version"], { stdio: "pipe" }));
    await chmod(postgres, 0o644);

    await mendBinaries(copy);
    assert.match(execFileSync(postgres, ["--version"], { encoding: "utf8" }), /PostgreSQL/);
    for (const name of links) {
      const target = await readlink(join(source, "lib", name));
      assert.equal(await readlink(join(copy, "native/lib", name)), target);
    }
    await mendBinaries(copy);
  });

  test("that cannot be mended is told with its cure", async () => {
    await assert.rejects(mendBinaries(join(folder, "nothing here")), (error: Error) => {
      assert.ok(error instanceof EmbeddedDatabaseError);
      return error.message.includes('"npm rebuild"');
    });
  });
});

describe("the lock", () => {
  const { logger } = listen();
  let dataDir: string;
  const file = () => join(dataDir, "plainlist.lock");
  const stale = {
    id: "stale",
    pid: process.pid,
    started: "long ago",
    scope: pidScope(),
    host: hostname(),
    program: "server.ts",
    since: "2026-01-01T00:00:00.000Z",
  };

  before(async () => {
    dataDir = join(folder, "lock");
    await mkdir(dataDir);
  });

  test("of a process whose pid went to another is replaced, by one of many", async () => {
    await writeFile(file(), JSON.stringify(stale));
    const tries = await Promise.allSettled(
      Array.from({ length: 20 }, () => lockDataDir(dataDir, logger)),
    );
    const won = tries.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
    const lost = tries.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
    assert.equal(won.length, 1);
    for (const error of lost) {
      assert.ok(error instanceof DataDirInUseError, String(error));
    }
    assert.equal(await modeOf(file()), 0o600);
    await won[0]?.release();
    assert.deepEqual(await readdir(dataDir), []);
  });

  test("that a power failure left empty is replaced", async () => {
    await writeFile(file(), "");
    await (await lockDataDir(dataDir, logger)).release();
  });

  test("of another machine counts while it is touched, and not when it fell silent", async () => {
    const foreign = { ...stale, scope: "another machine", host: "elsewhere" };
    await writeFile(file(), JSON.stringify(foreign));
    const { logger: waiting, messages } = listen();
    messages.once(
      "The data folder has a lock from another machine or container; waiting to see if it lives",
      () => void utimes(file(), new Date(), new Date(Date.now() + 5)),
    );
    await assert.rejects(lockDataDir(dataDir, waiting), /on elsewhere, since 2026-01-01/);

    const longAgo = new Date(Date.now() - 60_000);
    await utimes(file(), longAgo, longAgo);
    await (await lockDataDir(dataDir, logger)).release();
  });
});

async function modeOf(path: string): Promise<number> {
  return (await stat(path)).mode & 0o777;
}
