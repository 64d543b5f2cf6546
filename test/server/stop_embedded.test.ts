/** Stopping with the embedded database: by any signal, at any time, within ten seconds. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { isRunning, postmasterPid, temporaryFolder } from "../db/embedded/fixture.ts";
import { TEST_ENVIRONMENT } from "../support/app.ts";
import { freePort } from "../support/free_port.ts";
import { endProcesses, launchServer, startServer } from "../support/server_process.ts";

const MOST = 10_000;

const folder = await temporaryFolder();
const dataDir = join(folder, "data");
const environment = { DATABASE_URL: "embedded", DATA_DIR: dataDir };

/** Creates the database, which takes longer than a start. */
before(async () => {
  const server = await startServer(environment);
  server.signal("SIGTERM");
  await server.exited;
});

after(endProcesses);

async function assertStopped(exited: Promise<number | null>, pid: number | null): Promise<void> {
  const begun = performance.now();
  assert.equal(await exited, 0);
  assert.ok(performance.now() - begun < MOST, `${performance.now() - begun} ms`);
  if (pid !== null) assert.ok(!isRunning(pid), "PostgreSQL is left behind");
  assert.ok(!existsSync(join(dataDir, "postgres/postmaster.pid")));
}

describe("a signal", { timeout: 120_000 }, () => {
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) {
    test(`${signal} stops the server and PostgreSQL`, async () => {
      const server = await startServer(environment);
      const pid = await postmasterPid(dataDir);
      server.signal(signal);
      await assertStopped(server.exited, pid);
    });

    test(`${signal} during the start leaves no PostgreSQL behind`, async () => {
      const server = launchServer(environment);
      while (!existsSync(join(dataDir, "postgres/postmaster.pid"))) await wait(5);
      const pid = await postmasterPid(dataDir);
      server.signal(signal);
      await assertStopped(server.exited, pid);
    });
  }

  test("a second one does not cut a running request, and a slow client does not hold it up", async () => {
    const server = await startServer(environment);
    const pid = await postmasterPid(dataDir);
    const slow = connect(server.port, "127.0.0.1");
    slow.on("error", () => undefined);
    slow.write("POST /auth/signin HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nemail=");
    const request = connect(server.port, "127.0.0.1");
    let answer = "";
    request.setEncoding("utf8").on("data", (part) => {
      answer += part;
    });
    request.write("GET /health HTTP/1.1\r\nHost: x\r\n");
    await wait(200);
    server.signal("SIGTERM");
    const stopped = assertStopped(server.exited, pid);
    for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) {
      await wait(100);
      server.signal(signal);
    }
    await wait(200);
    request.write("\r\n");
    await once(request, "close");
    assert.match(answer, /^HTTP\/1\.1 200 /);
    await stopped;
  });

  test("to `npm start` reaches the server", async () => {
    const { scripts } = JSON.parse(
      await readFile(new URL("../../package.json", import.meta.url), "utf8"),
    );
    const port = await freePort();
    const { PATH, HOME } = process.env;
    const own = { HOST: "127.0.0.1", PORT: String(port), NODE_ENV: "development" };
    // As npm runs it.
    const shell = spawn("sh", ["-c", scripts.start], {
      cwd: fileURLToPath(new URL("../..", import.meta.url)),
      env: { PATH, HOME, ...TEST_ENVIRONMENT, ...environment, ...own },
      stdio: "ignore",
    });
    const exited = once(shell, "close").then(([code]) => code as number | null);
    while ((await fetch(`http://127.0.0.1:${port}/health`).catch(() => null)) === null) {
      await wait(50);
    }
    const pid = await postmasterPid(dataDir);
    shell.kill("SIGTERM");
    await assertStopped(exited, pid);
  });
});
