/** What a program sees when the server cannot, or will not just now. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Database } from "../../src/db/connection.ts";
import { type ApiUser, startTestApi, type TestApi } from "../support/api.ts";
import { PASSWORD } from "../support/app.ts";

const FAILED = { error: "Service temporarily unavailable, please try again" };
const MINUTE = 60_000;

let api: TestApi;
let ann: ApiUser;
before(async () => {
  api = await startTestApi();
  ann = await api.account("Ann");
});
after(() => api.close());

const signIn = (email: string, password: string) =>
  api.call("POST", "/api/auth/signin", { json: { email, password } });

test("with the database away everything says so, and nothing of why", async (t) => {
  // A port where nobody listens.
  const away = new Database({ host: "127.0.0.1", port: 1 }, { poolMax: 2 });
  const down = await startTestApi({}, { database: { ...api.app.database, database: away } });
  t.after(async () => {
    await down.close();
    await away.close();
  });
  const { token } = ann;
  for (const [method, path, sent] of [
    [
      "POST",
      "/auth/signup",
      { json: { name: "Zoe", email: "zoe@example.org", password: PASSWORD } },
    ],
    ["POST", "/auth/signin", { json: { email: ann.email, password: PASSWORD } }],
    ["POST", "/auth/signout", { token }],
    ["GET", `/${ann.id}/tasks`, { token }],
    ["POST", `/${ann.id}/tasks`, { token, json: { title: "x" } }],
    ["DELETE", `/${ann.id}/tasks/1`, { token }],
  ] as const) {
    const { status, body } = await down.call(method, `/api${path}`, sent);
    assert.deepEqual([status, body], [500, FAILED], path);
  }
  // What needs no database is answered as ever.
  assert.equal((await down.call("GET", "/api/openapi.json")).status, 200);
  assert.equal((await down.call("POST", "/api/auth/signup", { json: {} })).status, 400);
  assert.equal((await down.call("GET", `/api/${ann.id}/tasks`)).status, 401);
});

test("a fault of the server's own has the same words, and is logged", async () => {
  const { sql } = api.app.database;
  await sql("alter table tasks rename column title to title_gone");
  const { status, body, headers } = await ann.call("POST", "/tasks", { json: { title: "x" } });
  await sql("alter table tasks rename column title_gone to title");
  assert.deepEqual([status, body], [500, FAILED]);
  const line = api.app.log.find(
    ({ requestId, err }) => requestId === headers["x-request-id"] && err !== undefined,
  );
  assert.match(JSON.stringify(line), /title/);
  assert.equal((await ann.call("POST", "/tasks", { json: { title: "x" } })).status, 201);
});

test("a database that cuts its connections off costs a request each at most", async () => {
  const poolMax = 4;
  await Promise.all(Array.from({ length: poolMax }, () => ann.call("GET", "/tasks")));
  await api.app.database.sql(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and application_name = 'plainlist'`,
  );
  const statuses: number[] = [];
  for (let tries = 0; tries <= poolMax; tries += 1) {
    const { status, body } = await ann.call("GET", "/tasks");
    if (status !== 200) assert.deepEqual([status, body], [500, FAILED]);
    statuses.push(status);
  }
  assert.equal(statuses.at(-1), 200);
});

test("too many wrong passwords for one account: wait, even with the right one", async () => {
  const bob = await api.account("Bob");
  for (let n = 0; n < 10; n += 1) {
    const { status } = await signIn(bob.email, "a wrong guess");
    assert.equal(status, 400);
  }
  for (const password of ["a wrong guess", PASSWORD]) {
    const { status, headers, body } = await signIn(bob.email, password);
    assert.equal(status, 429);
    assert.deepEqual(body, { error: "Too many attempts. Please try again in 15 minutes." });
    const wait = Number(headers["retry-after"]);
    assert.ok(wait > 14 * 60 && wait <= 15 * 60, `${wait}`);
  }
  // Nobody else is held up, nor are those who are in already.
  assert.equal((await signIn(ann.email, PASSWORD)).status, 200);
  assert.equal((await bob.call("GET", "/tasks")).status, 200);
  api.app.advance(15 * MINUTE);
  assert.equal((await signIn(bob.email, PASSWORD)).status, 200);
});

test("too many accounts from one address: wait; nobody else is held up", async () => {
  const signUp = (name: string) =>
    api.call("POST", "/api/auth/signup", {
      json: { name, email: `${name}@example.org`, password: PASSWORD },
    });
  assert.equal((await signUp("Zara")).status, 201);
  // As after many more.
  await api.app.database.sql("update throttles set hits = 100000 where key like 'sign-up:%'");
  const { status, headers, body } = await signUp("Zoe");
  assert.equal(status, 429);
  assert.match(body.error, /^Too many attempts\. Please try again in \d+ minutes\.$/);
  assert.ok(Number(headers["retry-after"]) > 0);
  assert.equal((await signIn("zara@example.org", PASSWORD)).status, 200);
  api.app.advance(60 * MINUTE);
  assert.equal((await signUp("Zoe")).status, 201);
});

test("with too many passwords waiting to be checked, the next are asked to come back", async () => {
  const { passwords } = api.app.services;
  let busy = true;
  // Each that is done makes room for the next before anything else gets in.
  const fill = async () => {
    while (busy) await passwords.hash("x");
  };
  const filling = Array.from({ length: 250 }, () => fill().catch(() => undefined));
  const json = { name: "Yves", email: "yves@example.org", password: PASSWORD };
  const signUp = () => api.call("POST", "/api/auth/signup", { json });
  try {
    for (const { status, headers, body } of [await signIn(ann.email, PASSWORD), await signUp()]) {
      assert.equal(status, 503);
      assert.deepEqual(body, { error: "Too many people at once, please try again" });
      assert.equal(headers["retry-after"], "5");
    }
    assert.equal((await ann.call("GET", "/tasks")).status, 200);
  } finally {
    busy = false;
    await Promise.all(filling);
  }
  assert.equal((await signIn(ann.email, PASSWORD)).status, 200);
  assert.equal((await signUp()).status, 201);
});

test("behind a proxy on https, what came without TLS is refused, in JSON", async (t) => {
  const { app } = api;
  const secure = await startTestApi(
    { APP_URL: "https://todo.example.org", TRUST_PROXY: "1" },
    { database: app.database },
  );
  t.after(() => secure.close());
  const credentials = { json: { email: ann.email, password: PASSWORD } };
  for (const [method, path, sent] of [
    ["POST", "/api/auth/signin", credentials],
    ["POST", "/api/auth/signout", { token: ann.token }],
    ["GET", `/api/${ann.id}/tasks`, { token: ann.token }],
    ["GET", "/api/openapi.json", {}],
  ] as const) {
    const plain = { ...sent, headers: { "X-Forwarded-Proto": "http" } };
    const { status, body, headers } = await secure.call(method, path, plain);
    assert.deepEqual([status, body], [403, { error: "HTTPS is required" }], path);
    assert.equal(headers.location, undefined);
  }
  const headers = { "X-Forwarded-Proto": "https" };
  const { status, body } = await secure.call("POST", "/api/auth/signin", {
    ...credentials,
    headers,
  });
  assert.equal(status, 200);
  const path = `/api/${ann.id}/tasks`;
  assert.equal((await secure.call("GET", path, { token: body.token, headers })).status, 200);
});
