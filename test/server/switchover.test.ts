/** A switchover: open connections lead to the old primary, which only reads, and new ones to the new. */
import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import supertest from "supertest";
import { startTestApp, type TestApp } from "../support/app.ts";
import type { Browser } from "../support/browser.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { textIn } from "../support/fields.ts";

const IS_READ_ONLY = "select current_setting('transaction_read_only') as value";
const MINUTE = 60_000;

let database: TestDatabase;
let app: TestApp;
let browser: Browser;
let token: string;
let userId: string;

before(async () => {
  database = await createTestDatabase({ poolMax: 6 });
  app = await startTestApp({}, { database });
  browser = (await app.signedUp("Ann")).browser;
  const account = await app.withToken("Bob");
  token = account.token;
  userId = account.user.id;
});

afterEach(() => setReadOnly(false));

after(async () => {
  await app.close();
  await database.drop();
});

/** As a server is for connections that are opened from now on; open ones keep what they have. */
async function setReadOnly(isReadOnly: boolean): Promise<void> {
  const { database: name } = database.connection;
  await database.sql(
    `alter database "${name}" set default_transaction_read_only = ${isReadOnly ? "on" : "off"}`,
  );
}

async function closeConnections(): Promise<void> {
  await database.sql(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and application_name = 'plainlist'`,
  );
  await new Promise((resolve) => setTimeout(resolve, 50));
}

/** All open connections lead to the old primary, and new ones too. */
async function demote(): Promise<void> {
  await setReadOnly(true);
  await closeConnections();
  for (let round = 0; round < 3; round += 1) {
    await Promise.all([
      ...Array.from({ length: 4 }, () => database.database.knex.raw("select pg_sleep(0.05)")),
      ...Array.from({ length: 4 }, () => database.database.read(IS_READ_ONLY, [])),
    ]);
  }
}

async function assertReadsRenewed(): Promise<void> {
  for (let round = 0; round < 4; round += 1) {
    const [one, two] = await Promise.all([
      database.database.read(IS_READ_ONLY, []),
      database.database.read(IS_READ_ONLY, []),
    ]);
    assert.deepEqual([one, two], [[{ value: "off" }], [{ value: "off" }]]);
  }
}

const ready = () => supertest(app.app).get("/health/ready");
const callApi = () =>
  supertest(app.app)
    .post(`/api/${userId}/tasks`)
    .auth(token, { type: "bearer" })
    .send({ title: "By the API" });

test("the first write after the switchover succeeds, and reads follow it", async () => {
  const page = await browser.get("/tasks/new");
  await demote();
  await setReadOnly(false);
  const sent = await browser.submit(page, "/tasks", { title: "At once" });
  assert.equal(sent.status, 303, sent.text);
  await assertReadsRenewed();
  assert.match((await browser.follow(sent)).text, /At once/);
  assert.equal((await database.sql("select id from tasks where title = 'At once'")).length, 1);
  for (let round = 0; round < 4; round += 1) assert.equal((await callApi()).status, 201);
});

test("so does a transaction, and a statement of Knex", async () => {
  await demote();
  await setReadOnly(false);
  await database.database.transaction(async (trx) => {
    await trx.raw("update users set name = name");
  });
  await assertReadsRenewed();
  await demote();
  await setReadOnly(false);
  await database.database.knex("users").update({ name: "Ann" });
  await assertReadsRenewed();
});

test("while nothing can be written, pages can be read, and forms come back", async () => {
  const page = await browser.get("/tasks/new");
  await demote();
  for (const minutes of [0, 16]) {
    app.advance(minutes * MINUTE);
    assert.equal((await browser.get("/tasks")).status, 200, `after ${minutes} minutes`);
    const list = await supertest(app.app)
      .get(`/api/${userId}/tasks`)
      .auth(token, { type: "bearer" });
    assert.equal(list.status, 200, `the API after ${minutes} minutes`);
  }
  const kept = await browser.submit(page, "/tasks", { title: "Later" });
  assert.equal(kept.status, 503);
  assert.equal(textIn(kept, "title"), "Later");
  assert.equal((await callApi()).status, 500);
  const answer = await ready();
  assert.equal(answer.status, 503);
  assert.equal(answer.body.reason, "the database cannot be written");
  await setReadOnly(false);
  assert.equal((await browser.submit(kept, "/tasks")).status, 303);
  await assertReadsRenewed();
  assert.equal((await ready()).status, 200);
});

test("a process that only reads follows at its readiness check", async () => {
  await demote();
  await setReadOnly(false);
  assert.equal((await ready()).status, 200);
  await assertReadsRenewed();
});
