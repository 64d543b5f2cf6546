/** What was read before the counters went back is not shown afterwards, under running processes. */
import assert from "node:assert/strict";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { Database } from "../../src/db/connection.ts";
import { migrate } from "../../src/db/migrations.ts";
import { UserScope } from "../../src/db/scope.ts";
import { createTask } from "../../src/models/tasks.ts";
import type { User } from "../../src/models/users.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import type { Browser } from "../support/browser.ts";
import { databaseUrl, runCommand } from "../support/server_process.ts";
import { start, temporaryFolder } from "./embedded/fixture.ts";

/** Another process, which adds a task. */
async function addElsewhere(app: TestApp, user: User, title: string): Promise<void> {
  const elsewhere = new Database(app.database.connection, { poolMax: 2 });
  const scope = new UserScope(elsewhere, user, { clock: () => new Date() });
  assert.ok((await createTask(scope, { title })).ok);
  await elsewhere.close();
}

async function titlesOf(browser: Browser): Promise<string[]> {
  const page = await browser.get("/tasks");
  assert.equal(page.status, 200, page.text);
  return page.titles.toSorted();
}

interface Stage {
  app: TestApp;
  /** Goes back to the tasks as they were when this was prepared. */
  prepare(): Promise<() => Promise<void>>;
}

/**
 * Another task is added after the counters went back, so that they are at the same numbers as when the
 * process last read.
 */
async function assertForgotten({ app, prepare }: Stage): Promise<void> {
  const ann = await app.signedUp("Ann");
  const bob = await app.signedUp("Bob");
  for (const { scope } of [ann, bob]) assert.ok((await createTask(scope, { title: "First" })).ok);
  const goBack = await prepare();
  const page = await ann.browser.get("/tasks/new");
  await ann.browser.submit(page, "/tasks", { title: "Gone" });
  for (let round = 0; round < 2; round += 1) {
    assert.deepEqual(await titlesOf(ann.browser), ["First", "Gone"]);
    assert.deepEqual(await titlesOf(bob.browser), ["First"]);
  }
  await goBack();
  await addElsewhere(app, ann.user, "Second");
  assert.deepEqual(await titlesOf(ann.browser), ["First", "Second"]);
  assert.deepEqual(await titlesOf(bob.browser), ["First"]);
  const form = await ann.browser.get("/tasks/new");
  assert.equal((await ann.browser.submit(form, "/tasks", { title: "Third" })).status, 303);
  assert.deepEqual(await titlesOf(ann.browser), ["First", "Second", "Third"]);
}

describe("under a running process", () => {
  it("a dump is restored", async () => {
    const app = await startTestApp();
    const folder = await mkdtemp(join(tmpdir(), "plainlist-epoch-"));
    const file = join(folder, "plainlist.dump");
    const { connection, sql } = app.database;
    const run = async (script: string, name: string) => {
      const { code, errors } = await runCommand(script, [name], {
        DATABASE_URL: databaseUrl(connection),
      });
      assert.equal(code, 0, errors);
    };
    const prepare = async () => {
      await run("src/commands/dump.ts", file);
      return async () => {
        for (const table of ["users", "session", "throttles"]) {
          await sql(`delete from ${table}`);
        }
        await run("src/commands/restore.ts", file);
      };
    };
    await assertForgotten({ app, prepare });
    await app.close();
    await rm(folder, { recursive: true });
  });

  it("the server goes back to an older state", async () => {
    const folder = await temporaryFolder();
    const dataDir = join(folder, "data");
    let server = await start(dataDir);
    const { connection } = server;
    await migrate(connection);
    const database = new Database(connection, { poolMax: 3, queryCacheSize: 2 ** 20 });
    const app = await startTestApp(
      {},
      {
        database: { connection, database, sql: async () => [], drop: async () => undefined },
      },
    );
    const copy = join(folder, "copy");
    const prepare = async () => {
      await server.stop();
      await cp(dataDir, copy, { recursive: true, preserveTimestamps: true });
      server = await start(dataDir);
      return async () => {
        await server.stop();
        await rm(join(dataDir, "postgres"), { recursive: true });
        await cp(join(copy, "postgres"), join(dataDir, "postgres"), { recursive: true });
        server = await start(dataDir);
      };
    };
    await assertForgotten({ app, prepare });
    await app.close();
    await database.close();
    await server.stop();
  });
});
