/** The lock of the data folder, between processes and containers. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { lockDataDir } from "../../../src/db/embedded/lock.ts";
import { DataDirInUseError } from "../../../src/db/embedded.ts";
import { isRoot, kill, modeOf, spawnChild, temporaryFolder } from "./fixture.ts";

const dataDir = await temporaryFolder();
const file = join(dataDir, "plainlist.lock");

/** Acquires the lock in another process. @param command a program that runs Node. */
async function lockInProcess(...command: string[]) {
  const module = new URL("../../../src/db/embedded/lock.ts", import.meta.url).href;
  const script = `
    import { lockDataDir } from ${JSON.stringify(module)};
    try {
      lockDataDir(${JSON.stringify(dataDir)});
      console.log("locked");
      setInterval(() => undefined, 60_000);
    } catch (error) {
      console.log(error.name, error.message);
    }`;
  const [program = "", ...args] = [...command, process.execPath, "--input-type=module"];
  const child = spawnChild(program, [...args, "--eval", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  assert.ok(child.stdout);
  const [line] = await once(createInterface({ input: child.stdout }), "line");
  return { child, output: String(line) };
}

test("the lock of a killed process is acquired by exactly one of several processes", async () => {
  await kill((await lockInProcess()).child);
  const tries = await Promise.all(Array.from({ length: 6 }, () => lockInProcess()));
  const [winner, ...others] = tries.filter(({ output }) => output === "locked");
  assert.ok(winner);
  assert.deepEqual(others, []);
  for (const { child, output } of tries.filter((one) => one !== winner)) {
    assert.match(output, /^DataDirInUseError /);
    if (child.exitCode === null) await once(child, "exit");
  }
  const message = `is in use by process ${winner.child.pid} (`;
  for (let attempt = 0; attempt < 20; attempt += 1) {
    assert.throws(
      () => lockDataDir(dataDir),
      (error) => error instanceof DataDirInUseError && error.message.includes(message),
    );
  }
  await kill(winner.child);
  assert.equal(await modeOf(file), 0o600);
  lockDataDir(dataDir).release();
  assert.deepEqual(await readdir(dataDir), ["plainlist.lock"]);
});

test("the lock is exclusive within a process too", () => {
  const lock = lockDataDir(dataDir);
  for (let attempt = 0; attempt < 20; attempt += 1) {
    assert.throws(() => lockDataDir(dataDir), DataDirInUseError);
  }
  lock.release();
  lockDataDir(dataDir).release();
});

test("an empty lock file, as after a power failure, can be locked", async () => {
  await writeFile(file, "");
  lockDataDir(dataDir).release();
});

const ownNamespaces = ["--pid", "--ipc", "--kill-child", ...(isRoot ? [] : ["--map-root-user"])];
test("the lock of another container is held while its process runs, and released when it is killed", {
  skip: spawnSync("unshare", [...ownNamespaces, "true"]).status !== 0 && "unshare is not available",
}, async () => {
  const { child, output } = await lockInProcess("unshare", ...ownNamespaces);
  assert.equal(output, "locked");
  assert.throws(() => lockDataDir(dataDir), /in use by process 1 \(/);
  await kill(child);
  // The processes of the namespace end a moment later.
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; await sleep(10)) {
    try {
      return lockDataDir(dataDir).release();
    } catch (error) {
      assert.ok(error instanceof DataDirInUseError);
    }
  }
  assert.fail("the lock of a killed process is still held");
});
