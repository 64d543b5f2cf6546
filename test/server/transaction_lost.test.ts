/** Failures of the database amid a change: the form comes back, and sent again it is done once. */
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import supertest from "supertest";
import { Database } from "../../src/db/connection.ts";
import { asUnavailable } from "../../src/db/database_errors.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import type { Browser, PageResult } from "../support/browser.ts";
import { assertWithin } from "../support/clock_time.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { textIn } from "../support/fields.ts";
import { startProxy, type TcpProxy } from "../support/tcp_proxy.ts";

/** In milliseconds: how long a statement, or a transaction, may take. */
const LIMIT = 1_000;
const FIELDS = { title: "Pay rent", description: "First of all" };
/** What is sent one after the other when a change is made under the user's lock. */
const BEGIN = ["BEGIN"];
const LOCK = [...BEGIN, "for no key update"];
const INSERT = [...LOCK, "insert into changes"];
const COMMIT = [...INSERT, "COMMIT"];

let direct: TestDatabase;
let proxy: TcpProxy;
let app: TestApp;
let browser: Browser;
let other: Browser;

before(async () => {
  direct = await createTestDatabase();
  proxy = await startProxy(direct.connection);
  const waits = { connection: LIMIT, query: LIMIT };
  const database = new Database(proxy.connection, { poolMax: 4, waits });
  app = await startTestApp({}, { database: { ...direct, database } });
  other = (await app.signedUp("Bob")).browser;
});

beforeEach(async () => {
  browser = (await app.signedUp("Ann")).browser;
});

afterEach(clear);

async function clear(): Promise<void> {
  await proxy.restore();
  await direct.sql("drop trigger if exists full_disk on changes");
  await direct.sql("delete from tasks");
}

after(async () => {
  await app.close();
  await app.database.database.close();
  await proxy.close();
  await direct.drop();
});

/** A form whose key belongs to a change of long ago: it is only taken over under the lock. */
async function formForLock(): Promise<PageResult> {
  const page = await browser.get("/tasks/new");
  await browser.follow(await browser.submit(page, "/tasks", FIELDS));
  await direct.sql("update changes set created_at = created_at - interval '31 days'");
  await direct.sql("delete from tasks");
  return page;
}

async function failFullDisk(timing: string): Promise<void> {
  await direct.sql(
    `create or replace function fail_full_disk() returns trigger language plpgsql as $$
     begin raise exception 'could not extend file' using errcode = 'disk_full'; end $$`,
  );
  await direct.sql(
    `create constraint trigger full_disk after insert on changes ${timing}
     for each row execute function fail_full_disk()`,
  );
}

async function assertKept(page: PageResult): Promise<void> {
  assert.equal(page.status, 503, page.text);
  assert.match(page.text, /^Not saved yet/);
  assert.equal(textIn(page, "title"), FIELDS.title);
  assert.equal(textIn(page, "description"), FIELDS.description);
  const lines = app.log.splice(0).map((line) => JSON.stringify(line));
  assert.ok(!lines.some((line) => line.includes(FIELDS.description)), "no text in the log");
}

/** The form that came back makes one task, for its owner only. */
async function assertSavedOnce(page: PageResult): Promise<void> {
  await proxy.restore();
  await browser.follow(await browser.submit(page, "/tasks"));
  const tasks = await direct.sql("select id from tasks where title = $1", [FIELDS.title]);
  assert.equal(tasks.length, 1);
  assert.ok(!(await other.get("/tasks")).text.includes(FIELDS.title));
}

describe("the connection is cut", () => {
  for (const [name, texts] of Object.entries({ BEGIN, LOCK, INSERT, COMMIT })) {
    for (const how of ["cut", "cut answer"] as const) {
      test(`at ${name}: ${how}`, async () => {
        const page = await formForLock();
        const isSent = proxy.failAt(texts, how);
        const result = await browser.submit(page, "/tasks", FIELDS);
        assert.ok(isSent());
        await assertKept(result);
        await assertSavedOnce(result);
      });
    }
  }

  test("a change in one statement, whether or not it was done", async () => {
    for (const how of ["cut", "cut answer"] as const) {
      const page = await browser.get("/tasks/new");
      const isSent = proxy.failAt(["insert into changes"], how);
      const result = await browser.submit(page, "/tasks", FIELDS);
      assert.ok(isSent());
      await assertKept(result);
      await assertSavedOnce(result);
      await direct.sql("delete from tasks");
    }
  });

  test("a statement of Knex", async () => {
    const visitor = app.visitor();
    const form = await visitor.get("/auth/signup");
    const isSent = proxy.failAt([`insert into "users"`], "cut");
    const person = { name: "Cleo", email: "cleo@example.org", password: "violet harbour kettle" };
    const page = await visitor.submit(form, "/auth/signup", person);
    assert.ok(isSent());
    assert.equal(page.status, 503, page.text);
    assert.equal(textIn(page, "email"), person.email);
    const lines = app.log.splice(0).map((line) => JSON.stringify(line));
    assert.ok(!lines.some((line) => line.includes(person.email)), "no values in the log");
  });
});

describe("the database is frozen", { timeout: 120_000 }, () => {
  for (const [name, texts] of Object.entries({ BEGIN, LOCK, INSERT, COMMIT })) {
    test(`at ${name}: answered within the limit of one statement`, async () => {
      await assertWithin(LIMIT + 500, async () => {
        await clear();
        const page = await formForLock();
        const isSent = proxy.failAt(texts, "freeze");
        const begun = performance.now();
        const result = await browser.submit(page, "/tasks", FIELDS);
        const taken = performance.now() - begun;
        assert.ok(isSent());
        await assertKept(result);
        await assertSavedOnce(result);
        return taken;
      });
    });
  }

  test("the limit is that of the whole transaction", async () => {
    await assertWithin(LIMIT + 500, async () => {
      const slow = app.services.database.transaction(async (trx) => {
        for (let round = 0; round < 5; round += 1) await trx.raw("select pg_sleep(0.4)");
      });
      await assert.rejects(slow, (error) => asUnavailable(error) !== null);
      return undefined;
    });
  });
});

describe("the disk is full", () => {
  for (const timing of ["", "deferrable initially deferred"]) {
    test(`when ${timing === "" ? "a row is written" : "it is committed"}`, async () => {
      for (const open of [() => browser.get("/tasks/new"), formForLock]) {
        const page = await open();
        await failFullDisk(timing);
        const result = await browser.submit(page, "/tasks", FIELDS);
        await assertKept(result);
        await direct.sql("drop trigger full_disk on changes");
        await assertSavedOnce(result);
        await direct.sql("delete from tasks");
      }
    });
  }

  test("the API answers with its message", async () => {
    const { user, token } = await app.withToken("Dora");
    await failFullDisk("");
    const answer = await supertest(app.app)
      .post(`/api/${user.id}/tasks`)
      .auth(token, { type: "bearer" })
      .send(FIELDS);
    assert.equal(answer.status, 500);
    assert.match(answer.body.error, /^Service temporarily unavailable/);
  });
});

test("a transaction that PostgreSQL has ended for idling (25P03)", async () => {
  const idle = app.services.database.transaction(async (trx) => {
    await trx.raw("set local idle_in_transaction_session_timeout = 50");
    await new Promise((resolve) => setTimeout(resolve, 200));
    await trx.raw("select 1");
  });
  await assert.rejects(idle, (error) => asUnavailable(error) !== null);
  assert.ok(asUnavailable(Object.assign(new Error("terminating"), { code: "25P03" })));
});
