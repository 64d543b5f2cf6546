/** What is written down about requests: enough to find one, and nothing that somebody typed or holds. */
import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { PASSWORD, startTestApp, type TestApp } from "../support/app.ts";

const TITLE = "Buy the ring for Dora";

let app: TestApp;

beforeEach(async () => {
  app = await startTestApp();
});

afterEach(async () => app.close());

function assertSilentAbout(...secrets: (string | undefined)[]): void {
  const written = JSON.stringify(app.log);
  for (const secret of secrets) {
    assert.ok(secret, "something to look for");
    assert.ok(!written.includes(secret), `the log has ${secret}`);
    assert.ok(!written.includes(encodeURIComponent(secret)), `the log has ${secret}, encoded`);
  }
}

test("each answer is one line: method, path, status, time and the request's id", async () => {
  const page = await app.visitor().get("/auth/signin?return_to=%2Ftasks%3Fstatus%3Dpending");
  const id = page.response.headers["x-request-id"];
  const lines = app.log.filter((line) => line.requestId === id);
  assert.equal(lines.length, 1);
  const { method, path, status, milliseconds, msg } = lines[0] ?? {};
  assert.deepEqual([method, path, status, msg], ["GET", "/auth/signin", 200, "request"]);
  assert.ok(Number(milliseconds) > 0);
});

test("health checks are not written down at the usual level", async () => {
  await app.visitor().get("/health");
  assert.deepEqual(
    app.log.filter(({ level }) => Number(level) >= 30),
    [],
  );
});

test("no password, token, cookie, text or query is in it, whatever somebody does", async () => {
  const browser = app.visitor();
  const person = { name: "Ann Secretive", email: "ann.secret@example.org", password: PASSWORD };
  const form = await browser.get("/auth/signup?utm=query-secret");
  await browser.submit(form, "/auth/signup", person);
  const cookies = ["token", "session", "visitor"].map((name) =>
    browser.cookie(`plainlist_${name}`),
  );
  const csrf = await browser.token("/tasks");
  await browser.submit(await browser.get("/tasks"), "/tasks", { title: TITLE });
  await browser.get("/tasks?cursor=query-secret");
  await browser.get("/tags/Tag%20secret");
  await app.visitor().get("/Tags/Tag%20secret/edit");
  await browser.get("/nowhere?q=query-secret");
  await browser.post("/tasks", { title: TITLE, _csrf: "forged-secret" });
  await browser.post("/tasks/1/completion?x=query-secret", { done: "9", _csrf: csrf });
  await browser.signOut();
  await browser.post("/tasks", { title: TITLE, _csrf: csrf });
  const signin = await browser.get("/auth/signin");
  await browser.submit(signin, "/auth/signin", { email: person.email, password: "wrong-secret" });
  assert.ok(app.log.length >= 10);
  assertSilentAbout(PASSWORD, TITLE, csrf, "forged-secret", "wrong-secret", "query-secret");
  assertSilentAbout(person.name, person.email, "Tag secret", ...cookies);
});

test("nor when the API is used", async () => {
  const { user, token } = await app.withToken("Ann");
  const browser = app.visitor();
  browser.headers = { Authorization: `Bearer ${token}` };
  await browser.get(`/api/${user.id}/tasks?limit=query-secret`);
  await browser.get("/api/nobody/tasks");
  await browser.post("/api/auth/signin", { email: user.email, password: PASSWORD });
  assertSilentAbout(token, token.split(".")[2], PASSWORD, "query-secret");
});

test("nor when the database refuses a row, and tells the row", async () => {
  const { browser } = await app.signedUp("Ann");
  const page = await browser.get("/tasks");
  await app.database.sql(`alter table tasks add constraint broken check (title <> '${TITLE}')`);
  const result = await browser.submit(page, "/tasks", { title: TITLE });
  assert.equal(result.status, 500);
  const failure = app.log.find(({ level }) => Number(level) >= 50);
  assert.match(JSON.stringify(failure), /violates check constraint/);
  assertSilentAbout(TITLE);
});

test("events of a sign-in are logged with the account and the address", async () => {
  const browser = app.visitor();
  const person = { name: "Ann", email: "ann@example.org", password: PASSWORD };
  await browser.submit(await browser.get("/auth/signup"), "/auth/signup", person);
  await browser.signOut();
  const signin = await browser.get("/auth/signin");
  const wrong = { email: person.email, password: "wrong" };
  await browser.submit(signin, "/auth/signin", wrong);
  await browser.submit(signin, "/auth/signin", person);
  const [user] = await app.database.sql<{ id: string }>("select id from users");
  const events = app.log.filter(({ event }) => event !== undefined);
  assert.deepEqual(
    events.map(({ event, userId, address }) => [event, userId, address]),
    ["sign-up", "sign-out", "sign-in-failed", "sign-in"].map((event) => [
      event,
      user?.id,
      "127.0.0.1",
    ]),
  );
});
