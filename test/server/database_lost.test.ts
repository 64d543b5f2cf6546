/** The database gone, cut off, frozen or all taken: reported as such, nothing typed lost, and back by itself. */
import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import supertest from "supertest";
import { Database } from "../../src/db/connection.ts";
import { PASSWORD, startTestApp, type TestApp } from "../support/app.ts";
import type { Browser, PageResult } from "../support/browser.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { textIn } from "../support/fields.ts";
import { databaseUrl, endProcesses, startServer } from "../support/server_process.ts";
import { startProxy, type TcpProxy } from "../support/tcp_proxy.ts";

const SENTENCE = "Service temporarily unavailable, please try again";
const POOL = 3;

let direct: TestDatabase;
let proxy: TcpProxy;
let app: TestApp;
let browser: Browser;
let token: string;
let userId: string;

before(async () => {
  direct = await createTestDatabase();
  proxy = await startProxy(direct.connection);
  const waits = { connection: 1_000, query: 1_000 };
  const database = new Database(proxy.connection, { poolMax: POOL, prepare: false, waits });
  app = await startTestApp({}, { database: { ...direct, database } });
  browser = (await app.signedUp("Ann")).browser;
  const account = await app.withToken("Bob");
  token = account.token;
  userId = account.user.id;
});

afterEach(async () => proxy.mend());

after(async () => {
  await endProcesses();
  await app.close();
  await app.database.database.close();
  await proxy.close();
  await direct.drop();
});

function assertUnavailable(page: PageResult): void {
  assert.equal(page.status, 503, page.text);
  assert.ok(Number(page.response.headers["retry-after"]) >= 1);
  assert.doesNotMatch(page.html, /ECONN|timeout|terminated|postgres|127\.0\.0\.1/i);
}

async function assertBack(): Promise<void> {
  const page = await browser.get("/tasks");
  assert.equal(page.status, 200, page.text);
}

/** Opens the form, and sends it while the database is away. */
async function sendInto(failure: () => Promise<void> | void): Promise<PageResult> {
  const page = await browser.get("/tasks/new");
  await failure();
  return browser.submit(page, "/tasks", { title: "Pay rent", description: "\nFirst of all" });
}

async function count(title: string): Promise<number> {
  return (await direct.sql("select 1 from tasks where title = $1", [title])).length;
}

const api = () => supertest(app.app).get(`/api/${userId}/tasks`).auth(token, { type: "bearer" });

describe("cut off", () => {
  test("pages say so, with a way on and when to try again, and are back with it", async () => {
    await assertBack();
    await proxy.cut();
    for (const path of ["/dashboard", "/tasks", "/tasks/1", "/auth/signin"]) {
      const page = await browser.get(path);
      assertUnavailable(page);
      assert.ok(page.document.querySelector("main a[href]"));
      assert.ok(page.text.includes(String(page.response.headers["x-request-id"])));
    }
    // What needs no database goes on.
    assert.equal((await app.visitor().get("/")).status, 200);
    assert.equal((await app.visitor().get("/auth/signup")).status, 200);
    await proxy.mend();
    await assertBack();
  });

  test("the form comes back filled, and is taken from that very page later", async () => {
    const page = await sendInto(() => proxy.cut());
    assertUnavailable(page);
    assert.match(page.text, /Nothing is lost/);
    assert.equal(textIn(page, "title"), "Pay rent");
    assert.equal(textIn(page, "description"), "\nFirst of all");
    const again = await browser.submit(page, "/tasks");
    assertUnavailable(again);
    await proxy.mend();
    const sent = await browser.submit(again, "/tasks");
    assert.equal(sent.status, 303);
    assert.equal(await count("Pay rent"), 1);
    assert.match((await browser.follow(sent)).text, /Pay rent/);
  });

  test("a sign-up keeps name and address, never the password, and works afterwards", async () => {
    const visitor = app.visitor();
    const form = await visitor.get("/auth/signup");
    await proxy.cut();
    const person = { name: "Cleo", email: "cleo@example.org", password: PASSWORD };
    const page = await visitor.submit(form, "/auth/signup", person);
    assertUnavailable(page);
    assert.equal(textIn(page, "name"), "Cleo");
    assert.equal(textIn(page, "email"), "cleo@example.org");
    assert.ok(!page.html.includes(PASSWORD));
    await proxy.mend();
    const result = await visitor.submit(page, "/auth/signup", { password: PASSWORD });
    assert.deepEqual([result.status, result.location], [303, "/dashboard"]);
    assert.match((await visitor.follow(result)).document.text, /Signed in as\s+Cleo/);
  });

  test("a sign-in keeps the address, never the password", async () => {
    const visitor = app.visitor();
    const form = await visitor.get("/auth/signin?return_to=/tasks/new");
    await proxy.cut();
    const fields = { email: "dora@example.org", password: PASSWORD };
    const page = await visitor.submit(form, "/auth/signin", fields);
    assertUnavailable(page);
    assert.equal(textIn(page, "email"), "dora@example.org");
    assert.ok(!page.html.includes(PASSWORD));
  });

  test("a sign-out is not pretended", async () => {
    const { browser: eve } = await app.signedUp("Eve");
    const page = await eve.get("/dashboard");
    await proxy.cut();
    const result = await eve.submit(page, "/auth/signout");
    assertUnavailable(result);
    await proxy.mend();
    assert.equal((await eve.submit(result, "/auth/signout")).location, "/auth/signin");
    assert.equal((await eve.get("/dashboard")).status, 303);
  });

  test("the API says so in its own way, also during a sign-up", async () => {
    assert.equal((await api()).status, 200);
    await proxy.cut();
    const list = await api();
    assert.deepEqual([list.status, list.body], [500, { error: SENTENCE }]);
    const signup = await supertest(app.app)
      .post("/api/auth/signup")
      .send({ name: "Fay", email: "fay@example.org", password: PASSWORD });
    assert.deepEqual([signup.status, signup.body], [500, { error: SENTENCE }]);
    await proxy.mend();
    assert.equal((await api()).status, 200);
  });

  test("it is alive, and not ready", async () => {
    const ask = (path: string) => supertest(app.app).get(path);
    await proxy.cut();
    assert.deepEqual((await ask("/health")).body, { status: "ok" });
    const ready = await ask("/health/ready");
    assert.equal(ready.status, 503);
    assert.ok(Number(ready.headers["retry-after"]) >= 1);
    assert.doesNotMatch(ready.text, /ECONN|127\.0\.0\.1/);
    await proxy.mend();
    assert.equal((await ask("/health/ready")).status, 200);
  });

  test("in the midst of a statement, and back at once", async () => {
    await assertBack();
    proxy.freeze();
    const waiting = browser.get("/tasks");
    const { pool } = app.services.database.knex.client;
    while (pool.numUsed() === 0) await new Promise((resolve) => setImmediate(resolve));
    await proxy.cut();
    assertUnavailable(await waiting);
    await proxy.mend();
    await assertBack();
  });
});

describe("frozen", { timeout: 20_000 }, () => {
  test("a statement is given up after its time, and its connection not used again", async () => {
    await assertBack();
    const page = await sendInto(() => proxy.freeze());
    assertUnavailable(page);
    assert.equal(textIn(page, "title"), "Pay rent");
    assertUnavailable(await browser.get("/tasks"));
    await proxy.mend();
    // What was frozen comes late, and must not be taken for the answer to something else.
    for (let round = 0; round < POOL + 1; round += 1) await assertBack();
    assert.equal((await api()).status, 200);
  });

  test("connections that stay so are replaced, each after one statement", async () => {
    await Promise.all(Array.from({ length: 2 * POOL }, () => browser.get("/tasks")));
    proxy.freezeOpen();
    await Promise.all(Array.from({ length: POOL }, () => browser.get("/tasks")));
    for (let round = 0; round < POOL; round += 1) await assertBack();
  });
});

describe("with every connection taken", { timeout: 20_000 }, () => {
  test("a page waits for its time, then says so; the form is kept; all goes on when one is free", async () => {
    const page = await browser.get("/tasks/new");
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { knex } = app.services.database;
    const taken: Promise<void>[] = [];
    const holding = Array.from({ length: POOL }, () => {
      let isTaken: () => void = () => undefined;
      taken.push(
        new Promise((resolve) => {
          isTaken = resolve;
        }),
      );
      return knex.transaction(async () => {
        isTaken();
        await held;
      });
    });
    await Promise.all(taken);
    const [list, sent, answer] = await Promise.all([
      browser.get("/tasks"),
      browser.copy().submit(page, "/tasks", { title: "While it was busy" }),
      api(),
    ]);
    assertUnavailable(list);
    assertUnavailable(sent);
    assert.equal(textIn(sent, "title"), "While it was busy");
    assert.deepEqual(answer.body, { error: SENTENCE });
    // One that is waiting gets the first that is free.
    const patient = browser.get("/tasks");
    release();
    await Promise.all(holding);
    assert.equal((await patient).status, 200);
    assert.equal((await browser.submit(sent, "/tasks")).status, 303);
    assert.equal(await count("While it was busy"), 1);
  });
});

test("the server's process survives it, and needs no restart", async () => {
  const server = await startServer({ DATABASE_URL: databaseUrl(proxy.connection) });
  const visitor = (path: string) => fetch(server.url + path);
  assert.equal((await visitor("/health/ready")).status, 200);
  await proxy.cut();
  assert.equal((await visitor("/health/ready")).status, 503);
  assert.equal((await visitor("/health")).status, 200);
  await proxy.mend();
  assert.equal((await visitor("/health/ready")).status, 200);
  await proxy.cut();
  server.signal("SIGTERM");
  assert.equal(await server.exited, 0, "and stops without it");
});
