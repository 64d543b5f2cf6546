/** What a page asks of PostgreSQL: the same few statements however much there is, and no session. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startTestApp, type TestApp } from "../support/app.ts";
import type { Browser } from "../support/browser.ts";
import { statementsOf } from "../support/statements.ts";

const PAGES = [
  "/dashboard",
  "/tasks",
  "/tasks?status=completed",
  "/tasks/1",
  "/tasks/1/edit",
  "/tasks/new",
];
const SESSION_TABLE = /(from|into|update) "?session"?\b/i;

let app: TestApp;

before(async () => {
  app = await startTestApp();
});

after(async () => app.close());

/** Somebody with that many tasks to do and as many done. */
async function withTasks(name: string, count: number): Promise<Browser> {
  const { browser, user } = await app.signedUp(name);
  await app.database.sql(
    `insert into tasks (user_id, id, title, completed_at, created_at, updated_at)
     select $1, n, 'Task ' || n, case when n % 2 = 0 then now() end, now(), now()
     from generate_series(1, $2::int * 2) as n`,
    [user.id, count],
  );
  return browser;
}

for (const path of PAGES) {
  test(`${path} takes as many for 10,000 tasks as for one`, async () => {
    const few = await withTasks("Few", 1);
    const many = await withTasks("Many", 5_000);
    const one = await statementsOf(async () => assert.equal((await few.get(path)).status, 200));
    const all = await statementsOf(async () => assert.equal((await many.get(path)).status, 200));
    assert.deepEqual(all, one);
    assert.ok(one.length <= 4, `${one.length} statements:\n${one.join("\n")}`);
  });
}

test("ordinary pages neither read nor write the session, and write nothing at all", async () => {
  const browser = await withTasks("Ann", 3);
  for (const path of [...PAGES, "/tasks/999", "/nowhere"]) {
    const texts = await statementsOf(() => browser.get(path));
    assert.ok(texts.length > 0);
    for (const text of texts) assert.doesNotMatch(text, SESSION_TABLE);
    for (const text of texts) assert.match(text, /^\s*select/i);
  }
});

test("nor does adding a task touch the session", async () => {
  const { browser } = await app.signedUp("Ann");
  const page = await browser.get("/tasks");
  const texts = await statementsOf(() => browser.submit(page, "/tasks", { title: "Pay rent" }));
  assert.ok(texts.some((text) => text.includes("insert into")));
  for (const text of texts) assert.doesNotMatch(text, SESSION_TABLE);
});

test("the session is read, not written, when the short proof is renewed", async () => {
  const { browser } = await app.signedUp("Ann");
  app.advance(16 * 60_000);
  const texts = await statementsOf(() => browser.get("/tasks"));
  const onSession = texts.filter((text) => SESSION_TABLE.test(text));
  assert.equal(onSession.length, 1, onSession.join("\n"));
  assert.match(onSession[0] ?? "", /^select/i);
});

test("somebody without a sign-in costs nothing: no row, no session", async () => {
  for (const path of [
    "/",
    "/auth/signin",
    "/auth/signup",
    "/dashboard",
    "/nowhere",
    "/robots.txt",
  ]) {
    assert.deepEqual(await statementsOf(() => app.visitor().get(path)), []);
  }
});
