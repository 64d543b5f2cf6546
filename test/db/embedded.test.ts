/** The embedded PostgreSQL: first start, restarts, crashes of either side, and every refusal. */
import assert from "node:assert/strict";
import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
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
  writeFile,
} from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { openDatabaseTarget } from "../../src/db/connection_options.ts";
import { binariesPackage, completeBinaries } from "../../src/db/embedded/binaries.ts";
import { lockDataDir } from "../../src/db/embedded/lock.ts";
import {
  DataDirInUseError,
  EmbeddedDatabaseError,
  findRunningEmbedded,
  startEmbedded,
} from "../../src/db/embedded.ts";

/** What is in a data folder while no application runs on it. */
const KEPT = ["plainlist.lock", "postgres", "postgres.password"];
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

/** A logger whose messages can be waited for; it keeps them, each with its level. */
function listen() {
  const messages = new EventEmitter();
  const logged: string[] = [];
  const level = (name: string) => (details: unknown, text?: string) => {
    logged.push(`${name} ${text ?? details}`);
    messages.emit(text ?? String(details));
  };
  const logger = {
    info: level("info"),
    warn: level("warn"),
    error: level("error"),
    debug: level("debug"),
  };
  return { messages, logged, logger };
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
    assert.ok(!isRunning(pid));
    assert.deepEqual((await readdir(dataDir)).sort(), KEPT);
    lockDataDir(dataDir).release();
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
    assert.ok(isRunning(orphan), "PostgreSQL outlives it");
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
    const { logger, messages, logged } = listen();
    const database = await start(dataDir, logger);
    try {
      const pid = await postmasterPid(dataDir);
      const back = once(messages, "The embedded PostgreSQL is back", {
        signal: AbortSignal.timeout(10_000),
      });
      process.kill(pid, "SIGKILL");
      await back;
      assert.ok(logged.includes("error The embedded PostgreSQL died; starting it again"));
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
    const directory = join(dataDir, "postgres");
    const status = [stranger.pid, directory, 1_700_000_000, 5432, directory, ""];
    await writeFile(join(directory, "postmaster.pid"), `${status.join("\n")}\n`);
    const database = await start(dataDir);
    await database.stop();
    assert.ok(isRunning(stranger.pid));
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
    const { logger, logged } = listen();
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
    assert.ok(![...seen, ...logged].some((line) => String(line).includes("my secret")));
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
    assert.deepEqual((await readdir(dataDir)).sort(), KEPT);
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

  test("a data folder that is a file is reported as such", async () => {
    const file = join(folder, "file");
    await writeFile(file, "");
    await assert.rejects(start(file), (error: Error) => {
      assert.ok(error instanceof EmbeddedDatabaseError);
      return error.message.includes(file);
    });
  });
});

describe("the install", () => {
  test("that skipped the install script is completed", async () => {
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
    await cp(join(source, "../scripts"), join(copy, "scripts"), { recursive: true });
    await cp(join(source, "../package.json"), join(copy, "package.json"));
    assert.throws(() => execFileSync(postgres, ["--version"], { stdio: "pipe" }));
    await chmod(postgres, 0o644);

    await completeBinaries(copy);
    assert.match(execFileSync(postgres, ["--version"], { encoding: "utf8" }), /PostgreSQL/);
    for (const name of links) {
      const target = await readlink(join(source, "lib", name));
      assert.equal(await readlink(join(copy, "native/lib", name)), target);
    }
    await completeBinaries(copy);
  });

  test("that cannot be completed is reported with its cure", async () => {
    await assert.rejects(completeBinaries(join(folder, "nothing here")), (error: Error) => {
      assert.ok(error instanceof EmbeddedDatabaseError);
      return error.message.includes('"npm rebuild"');
    });
  });
});

describe("the lock", () => {
  let dataDir: string;
  const file = () => join(dataDir, "plainlist.lock");

  before(async () => {
    dataDir = join(folder, "lock");
    await mkdir(dataDir);
  });

  /** Takes the lock in a process of its own; `command` goes before Node's. */
  async function lockElsewhere(...command: string[]) {
    const module = new URL("../../src/db/embedded/lock.ts", import.meta.url).href;
    const script = `
      import { lockDataDir } from ${JSON.stringify(module)};
      try {
        lockDataDir(${JSON.stringify(dataDir)});
        console.log("won");
        setInterval(() => undefined, 60_000);
      } catch (error) {
        console.log(error.name, error.message);
      }`;
    const [program = "", ...args] = [...command, process.execPath, "--input-type=module"];
    const child = spawn(program, [...args, "--eval", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    strays.add(child);
    const [line] = await once(createInterface({ input: child.stdout }), "line");
    return { child, answer: String(line) };
  }

  async function kill(child: ChildProcess) {
    child.kill("SIGKILL");
    await once(child, "exit");
    strays.delete(child);
  }

  test("of a killed process is replaced, by one of many", async () => {
    await kill((await lockElsewhere()).child);
    const tries = await Promise.all(Array.from({ length: 6 }, () => lockElsewhere()));
    const [winner, ...others] = tries.filter(({ answer }) => answer === "won");
    assert.ok(winner);
    assert.deepEqual(others, []);
    for (const { child, answer } of tries.filter((one) => one !== winner)) {
      assert.match(answer, /^DataDirInUseError /);
      if (child.exitCode === null) await once(child, "exit");
    }
    const named = `is in use by process ${winner.child.pid} (`;
    for (let turn = 0; turn < 20; turn += 1) {
      assert.throws(
        () => lockDataDir(dataDir),
        (error) => error instanceof DataDirInUseError && error.message.includes(named),
      );
    }
    await kill(winner.child);
    assert.equal(await modeOf(file()), 0o600);
    lockDataDir(dataDir).release();
    assert.deepEqual(await readdir(dataDir), ["plainlist.lock"]);
  });

  test("holds within the process that has it, as often as it is tried", () => {
    const lock = lockDataDir(dataDir);
    for (let turn = 0; turn < 20; turn += 1) {
      assert.throws(() => lockDataDir(dataDir), DataDirInUseError);
    }
    lock.release();
    lockDataDir(dataDir).release();
  });

  test("that a power failure left empty is replaced", async () => {
    await writeFile(file(), "");
    lockDataDir(dataDir).release();
  });

  const ownNamespaces = ["--pid", "--ipc", "--kill-child", ...(isRoot ? [] : ["--map-root-user"])];
  test("of another container counts while its process lives, and not when it was killed", {
    skip:
      spawnSync("unshare", [...ownNamespaces, "true"]).status !== 0 &&
      "there is no unshare, or no right to use it",
  }, async () => {
    const { child, answer } = await lockElsewhere("unshare", ...ownNamespaces);
    assert.equal(answer, "won");
    assert.throws(() => lockDataDir(dataDir), /in use by process 1 \(/);
    await kill(child);
    // The system ends what was in the namespace a moment later.
    for (const deadline = Date.now() + 10_000; Date.now() < deadline; await sleep(10)) {
      try {
        return lockDataDir(dataDir).release();
      } catch (error) {
        assert.ok(error instanceof DataDirInUseError);
      }
    }
    assert.fail("the lock of a killed process still counts");
  });
});

/** Whether a process runs; a zombie, ended but not reaped yet, does not. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const stat = `/proc/${pid}/stat`;
  return !(existsSync(stat) && /\) Z /.test(readFileSync(stat, "utf8")));
}

async function modeOf(path: string): Promise<number> {
  return (await stat(path)).mode & 0o777;
}
