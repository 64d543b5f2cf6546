/** Outages of the database: error responses, resubmitted forms, and recovery without a restart. */
import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import supertest from "supertest";
import { Database } from "../../src/db/connection.ts";
import { PASSWORD, startTestApp, type TestApp } from "../support/app.ts";
import type { Browser, PageResult } from "../support/browser.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { textIn } from "../support/fields.ts";
import { databaseUrl, endProcesses, startServer } from "../support/server_process.ts";
import { nextStatement } from "../support/statements.ts";
import { startProxy, type TcpProxy } from "../support/tcp_proxy.ts";

const UNAVAILABLE = "Service temporarily unavailable, please try again";
const POOL = 3;
/** Connections of these that only read. */
const READS = 1;

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
  const database = new Database(proxy.connection, { poolMax: POOL, waits });
  app = await startTestApp({}, { database: { ...direct, database } });
  browser = (await app.signedUp("Ann")).browser;
  const account = await app.withToken("Bob");
  token = account.token;
  userId = account.user.id;
});

afterEach(async () => proxy.restore());

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

async function assertRecovered(): Promise<void> {
  const page = await browser.get("/tasks");
  assert.equal(page.status, 200, page.text);
}

/** Opens the form, and submits it after the failure. */
async function submitDuring(failure: () => Promise<void> | void): Promise<PageResult> {
  const page = await browser.get("/tasks/new");
  await failure();
  return browser.submit(page, "/tasks", { title: "Pay rent", description: "\nFirst of all" });
}

async function count(title: string): Promise<number> {
  return (await direct.sql("select 1 from tasks where title = $1", [title])).length;
}

const api = () => supertest(app.app).get(`/api/${userId}/tasks`).auth(token, { type: "bearer" });

describe("without a connection", () => {
  test("pages answer 503 with a link and Retry-After, and recover with the database", async () => {
    await assertRecovered();
    await proxy.cut();
    for (const path of ["/dashboard", "/tasks", "/tasks/1", "/auth/signin"]) {
      const page = await browser.get(path);
      assertUnavailable(page);
      assert.ok(page.document.querySelector("main a[href]"));
      assert.ok(page.text.includes(String(page.response.headers["x-request-id"])));
    }
    // Pages without a query still work.
    assert.equal((await app.visitor().get("/")).status, 200);
    assert.equal((await app.visitor().get("/auth/signup")).status, 200);
    await proxy.restore();
    await assertRecovered();
  });

  test("a submitted form is returned with its fields, and can be submitted again from that page", async () => {
    const page = await submitDuring(() => proxy.cut());
    assertUnavailable(page);
    assert.match(page.text, /Nothing is lost/);
    assert.equal(textIn(page, "title"), "Pay rent");
    assert.equal(textIn(page, "description"), "\nFirst of all");
    const again = await browser.submit(page, "/tasks");
    assertUnavailable(again);
    await proxy.restore();
    const sent = await browser.submit(again, "/tasks");
    assert.equal(sent.status, 303);
    assert.equal(await count("Pay rent"), 1);
    assert.match((await browser.follow(sent)).text, /Pay rent/);
  });

  test("a sign-up keeps the name and address, never the password, and works afterwards", async () => {
    const visitor = app.visitor();
    const form = await visitor.get("/auth/signup");
    await proxy.cut();
    const person = { name: "Cleo", email: "cleo@example.org", password: PASSWORD };
    const page = await visitor.submit(form, "/auth/signup", person);
    assertUnavailable(page);
    assert.equal(textIn(page, "name"), "Cleo");
    assert.equal(textIn(page, "email"), "cleo@example.org");
    assert.ok(!page.html.includes(PASSWORD));
    await proxy.restore();
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

  test("a sign-out fails and can be repeated", async () => {
    const { browser: eve } = await app.signedUp("Eve");
    const page = await eve.get("/dashboard");
    await proxy.cut();
    const result = await eve.submit(page, "/auth/signout");
    assertUnavailable(result);
    await proxy.restore();
    assert.equal((await eve.submit(result, "/auth/signout")).location, "/auth/signin");
    assert.equal((await eve.get("/dashboard")).status, 303);
  });

  test("the API answers 500 with its error body, also for a sign-up", async () => {
    assert.equal((await api()).status, 200);
    await proxy.cut();
    const list = await api();
    assert.deepEqual([list.status, list.body], [500, { error: UNAVAILABLE }]);
    const signup = await supertest(app.app)
      .post("/api/auth/signup")
      .send({ name: "Fay", email: "fay@example.org", password: PASSWORD });
    assert.deepEqual([signup.status, signup.body], [500, { error: UNAVAILABLE }]);
    await proxy.restore();
    assert.equal((await api()).status, 200);
  });

  test("the health check succeeds and the readiness check fails", async () => {
    const ask = (path: string) => supertest(app.app).get(path);
    await proxy.cut();
    assert.deepEqual((await ask("/health")).body, { status: "ok" });
    const ready = await ask("/health/ready");
    assert.equal(ready.status, 503);
    assert.ok(Number(ready.headers["retry-after"]) >= 1);
    assert.doesNotMatch(ready.text, /ECONN|127\.0\.0\.1/);
    await proxy.restore();
    assert.equal((await ask("/health/ready")).status, 200);
  });

  test("a statement that is cut off gives 503, and the next request works", async () => {
    await assertRecovered();
    proxy.freeze();
    const sent = nextStatement();
    const waiting = browser.get("/tasks");
    await sent;
    await proxy.cut();
    assertUnavailable(await waiting);
    await proxy.restore();
    await assertRecovered();
  });
});

describe("without responses", { timeout: 120_000 }, () => {
  test("a statement times out, and its connection is not used again", async () => {
    await assertRecovered();
    const page = await submitDuring(() => proxy.freeze());
    assertUnavailable(page);
    assert.equal(textIn(page, "title"), "Pay rent");
    assertUnavailable(await browser.get("/tasks"));
    await proxy.restore();
    // The delayed response must not be read as the response to another statement.
    for (let round = 0; round < POOL + 1; round += 1) await assertRecovered();
    assert.equal((await api()).status, 200);
  });

  test("connections that stay frozen are replaced, each after one statement", async () => {
    await Promise.all(Array.from({ length: 2 * POOL }, () => browser.get("/tasks")));
    proxy.freezeOpen();
    await Promise.all(Array.from({ length: POOL }, () => browser.get("/tasks")));
    for (let round = 0; round < POOL; round += 1) await assertRecovered();
  });
});

describe("with an exhausted pool", { timeout: 120_000 }, () => {
  test("a form times out and is kept, and pages are shown meanwhile", async () => {
    const page = await browser.get("/tasks/new");
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const { knex } = app.services.database;
    const acquired: Promise<void>[] = [];
    const transactions = Array.from({ length: POOL - READS }, () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      acquired.push(promise);
      return knex.transaction(async () => {
        resolve();
        await released;
      });
    });
    await Promise.all(acquired);
    const [list, sent, answer] = await Promise.all([
      browser.get("/tasks"),
      browser.copy().submit(page, "/tasks", { title: "While it was busy" }),
      api(),
    ]);
    assert.equal(list.status, 200);
    assertUnavailable(sent);
    assert.equal(textIn(sent, "title"), "While it was busy");
    assert.equal(answer.status, 200);
    // A waiting request gets the first free connection.
    const waiting = browser.submit(sent, "/tasks");
    release();
    await Promise.all(transactions);
    assert.equal((await waiting).status, 303);
    assert.equal(await count("While it was busy"), 1);
  });
});

test("the server survives an outage without a restart", async () => {
  const server = await startServer({ DATABASE_URL: databaseUrl(proxy.connection) });
  const request = (path: string) => fetch(server.url + path);
  assert.equal((await request("/health/ready")).status, 200);
  await proxy.cut();
  assert.equal((await request("/health/ready")).status, 503);
  assert.equal((await request("/health")).status, 200);
  await proxy.restore();
  assert.equal((await request("/health/ready")).status, 200);
  await proxy.cut();
  server.signal("SIGTERM");
  assert.equal(await server.exited, 0, "stops without the database");
});
