/** A log that cannot be written costs lines, never the service. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { LogStream } from "../../src/log_stream.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { databaseUrl, endProcesses, startUnread } from "../support/server_process.ts";

const PRODUCTION = { NODE_ENV: "production", APP_URL: "https://todo.example.org" };

let database: TestDatabase;

before(async () => {
  database = await createTestDatabase();
});

after(async () => {
  await endProcesses();
  await database.drop();
});

/** Answers while its log cannot be written, and stops. */
async function assertServes(output: number | "closed", environment: object): Promise<void> {
  const url = databaseUrl(database.connection);
  const server = await startUnread({ DATABASE_URL: url, ...environment }, output);
  await Promise.race([assertAnswers(server.url), server.failed]);
  server.signal("SIGTERM");
  assert.equal(await server.exited, 0);
}

async function assertAnswers(url: string): Promise<void> {
  const forwarded = { headers: { "X-Forwarded-Proto": "https" } };
  for (let round = 0; round < 10; round += 1) {
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => fetch(`${url}/auth/signup`, forwarded)),
    );
    assert.ok(answers.every(({ status }) => status === 200));
  }
  assert.equal((await fetch(`${url}/health`)).status, 200);
}

for (const [mode, environment] of Object.entries({ development: {}, production: PRODUCTION })) {
  describe(mode, { timeout: 120_000 }, () => {
    test("the disk is full", { skip: process.platform !== "linux" }, async () => {
      const full = openSync("/dev/full", "w");
      await assertServes(full, environment);
      closeSync(full);
    });

    test("the pipe is closed", () => assertServes("closed", environment));
  });
}

test("a pipe that nobody reads from keeps the process from nothing, not from its end either", {
  skip: process.platform !== "linux",
  timeout: 120_000,
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), "plainlist-log-"));
  const path = join(folder, "pipe");
  execFileSync("mkfifo", [path]);
  const pipe = openSync(path, "r+");
  // As much as a pipe holds.
  writeSync(pipe, Buffer.alloc(65_536));
  await assertServes(pipe, { ...PRODUCTION, LOG_LEVEL: "trace" });
  closeSync(pipe);
  rmSync(folder, { recursive: true });
});

describe("the lines", () => {
  /** A destination of this many bytes. */
  function destination() {
    const disk = { text: "", left: Number.POSITIVE_INFINITY, code: "ENOSPC" };
    const stream = new LogStream(0, (bytes, done) => {
      const part = bytes.subarray(0, disk.left);
      disk.left -= part.length;
      disk.text += part.toString();
      const error = Object.assign(new Error(disk.code), { code: disk.code });
      setImmediate(() => (part.length === 0 ? done(error, 0) : done(null, part.length)));
    });
    return { disk, stream };
  }

  test("those of the time without space are lost, and counted when it is back", async () => {
    const { disk, stream } = destination();
    stream.write("first\n");
    await wait(20);
    disk.left = 3;
    for (const line of ["second\n", "third\n"]) {
      stream.write(line);
      await wait(20);
    }
    disk.left = Number.POSITIVE_INFINITY;
    stream.write("fourth\n");
    await wait(20);
    stream.write("fifth\n");
    await wait(20);
    const [first, cut, lost, ...others] = disk.text.split("\n");
    assert.deepEqual([first, cut, ...others], ["first", "sec", "fourth", "fifth", ""]);
    assert.deepEqual(
      { ...JSON.parse(lost ?? ""), time: 0, pid: 0 },
      {
        ...{ level: 40, time: 0, pid: 0, lines: 2, msg: "log lines were lost" },
      },
    );
  });

  test("a slow reader gets all of them, up to a limit", async () => {
    const { disk, stream } = destination();
    Object.assign(disk, { left: 0, code: "EAGAIN" });
    const line = `${"x".repeat(999)}\n`;
    for (let count = 0; count < 2_000; count += 1) stream.write(line);
    await wait(20);
    disk.left = Number.POSITIVE_INFINITY;
    await wait(300);
    assert.equal(disk.text.split("\n").filter((one) => one.startsWith("x")).length, 1_001);
    assert.equal(JSON.parse(disk.text.match(/\{.*\}/)?.[0] ?? "").lines, 999);
  });
});

for (const [what, delay, lines] of [
  ["waits", 10_000, ["the last line\n"]],
  ["waits behind a line that is being written", 0, ["a line\n", "the last line\n"]],
] as const) {
  test(`what ${what} is written when the process ends`, () => {
    const folder = mkdtempSync(join(tmpdir(), "plainlist-log-"));
    const path = join(folder, "log");
    const file = openSync(path, "w");
    const program = `
      import { LogStream } from "./src/log_stream.ts";
      const log = new LogStream(${delay});
      process.once("exit", () => log.end());
      for (const line of ${JSON.stringify(lines)}) log.write(line);
      await log.settled(10_000);
      process.exit(0);`;
    execFileSync(process.execPath, ["--input-type=module", "-e", program], {
      stdio: ["ignore", file, "inherit"],
    });
    closeSync(file);
    assert.equal(readFileSync(path, "utf8"), lines.join(""));
    rmSync(folder, { recursive: true });
  });
}
