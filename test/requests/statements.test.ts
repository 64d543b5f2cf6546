/** What a page asks of PostgreSQL: no session, and nothing for visitors. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { createTask } from "../../src/models/tasks.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
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

test("ordinary pages neither read nor write the session, and write nothing at all", async () => {
  const { browser, scope } = await app.signedUp("Ann");
  for (const title of ["Pay rent", "Call Mum"]) {
    await createTask(scope, { title });
  }
  for (const path of [...PAGES, "/tasks/999", "/nowhere"]) {
    const texts = await statementsOf(() => browser.get(path));
    assert.ok(texts.length > 0);
    for (const text of texts) assert.doesNotMatch(text, SESSION_TABLE);
    for (const text of texts) {
      assert.match(text, /^\s*(select|with)\b/i);
      assert.doesNotMatch(text, /\b(insert into|update|delete from)\b/i);
    }
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
