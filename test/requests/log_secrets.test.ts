/** Whatever fails, and wherever it was written: no text of anybody is in a line of the log. */
import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import type { RequestHandler } from "express";
import supertest from "supertest";
import { API_ROUTES } from "../../src/api/routes.ts";
import { createApp } from "../../src/app.ts";
import { PAGE_ROUTES } from "../../src/routes.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import type { Browser } from "../support/browser.ts";

const SECRET = "Geheimnis";
/** The second one has quotes, line breaks and what looks like a frame of a stack. */
const TEXTS = [SECRET, `x" ${SECRET} "y\n    at ${SECRET} (/a.ts:1:1)`];

/** Fields of all forms. */
const FIELDS = [
  ...["title", "name", "text", "lines", "description", "tags", "email", "password", "repeat", "q"],
  ...["return_to", "time_zone", "due_on", "due_time", "version", "list", "request_key", "to"],
];
const TABLES = [
  ...[
    "tasks",
    "lists",
    "sections",
    "tags",
    "searches",
    "changes",
    "users",
    "auth_sessions",
    "session",
  ],
  ...["throttles", "idempotency_keys"],
];

let app: TestApp;
let ann: Browser;
let bearer: { user: string; token: string };
/** What was printed past the log. */
let printed: string[];

beforeEach(async () => {
  app = await startTestApp({ TRUST_PROXY: "1" }, { poolMax: 4 });
  ann = (await app.signedUp("Ann")).browser;
  const { user, token } = await app.withToken("Bob");
  bearer = { user: user.id, token };
  printed = [];
  for (const method of ["error", "warn", "log"] as const) {
    mock.method(console, method, (...args: unknown[]) => void printed.push(args.join(" ")));
  }
});

afterEach(async () => {
  mock.restoreAll();
  await app.close();
});

function assertSilent(): void {
  for (const line of app.log) {
    const written = JSON.stringify(line);
    assert.ok(!written.includes(SECRET), written);
  }
  assert.deepEqual(printed, []);
}

/** Has every write fail with an error that quotes the row, as PostgreSQL does. */
async function refuseWrites(code: string): Promise<void> {
  await app.database.sql(`create function refuse() returns trigger language plpgsql as $$ begin
    raise exception 'the row is wrong: "%"', new
      using errcode = '${code}', detail = new::text, hint = new::text, table = tg_table_name;
    end $$`);
  for (const table of TABLES) {
    await app.database.sql(`create trigger refuse before insert or update on ${table}
      for each row execute function refuse()`);
  }
}

/** Sends the text in every place of every request. */
async function plant(text: string): Promise<void> {
  const encoded = encodeURIComponent(text);
  const fields = Object.fromEntries(FIELDS.map((name) => [name, text]));
  const csrf = await ann.token("/tasks").catch(() => text);
  ann.headers = { "User-Agent": SECRET, Referer: `/tasks?q=${encoded}` };
  for (const { method, path } of PAGE_ROUTES) {
    if (path === "/auth/signout") continue;
    for (const value of ["1", encoded]) {
      const address = `${path.replace(/:\w+/g, value)}?q=${encoded}&cursor=${encoded}&add=${encoded}`;
      if (method === "get") await ann.get(address);
      else await ann.post(address, { ...fields, _csrf: csrf });
    }
  }
  for (const quick of ["1", "0"]) {
    await ann.post("/tasks", { title: text, text, quick, _csrf: csrf, request_key: quick });
  }
  await ann.post("/lists", { name: text, colour: "sea", _csrf: csrf });
  await ann.post("/tasks", { title: text, _csrf: text });
  const account = { name: text, email: `${SECRET}@example.org`, password: `${text} ${text}` };
  const visitor = app.visitor();
  const signup = await visitor.get("/auth/signup");
  if (signup.status === 200) await visitor.submit(signup, "/auth/signup", account);
  for (const { method, path } of API_ROUTES) {
    if (path === "/auth/signout") continue;
    const own = path.replace(":user_id", bearer.user);
    for (const address of [own.replace(/:\w+/g, "1"), own.replace(/:\w+/g, encoded)]) {
      await callApi(method, `/api${address}?cursor=${encoded}&status=${encoded}`, fields);
    }
  }
  for (const body of [
    `{"title": "${SECRET}"`,
    `${SECRET}`,
    `"${SECRET}"`,
    JSON.stringify(account),
  ]) {
    await callApi("post", `/api/${bearer.user}/tasks`, body);
    await callApi("post", "/api/auth/signup", body);
  }
  for (const path of [
    `/${encoded}`,
    `/tasks/${encoded}/x`,
    `/tasks%3Fq=${encoded}`,
    `/%ZZ${encoded}`,
  ]) {
    await ann.get(path);
    await callApi("get", `/api${path}`, undefined);
  }
  ann.headers = { Origin: `https://example.org/${encoded}` };
  await ann.post("/tasks", { title: text, _csrf: csrf });
}

async function callApi(method: string, path: string, body: string | object | undefined) {
  const request = supertest(app.app)[method as "post"](path);
  await request
    .set("Authorization", `Bearer ${bearer.token}`)
    .set("Idempotency-Key", `key ${Math.random()}`)
    .set("X-Request-Id", SECRET.repeat(9))
    .type("application/json")
    .send(body);
}

for (const [index, text] of TEXTS.entries()) {
  test(`nothing fails but what is asked for, text ${index + 1}`, async () => {
    await plant(text);
    assertSilent();
    assert.ok(app.log.length > 100);
  });

  for (const code of ["22023", "23514", "53100"]) {
    test(`every write fails with ${code}, text ${index + 1}`, async () => {
      await refuseWrites(code);
      await plant(text);
      const failures = app.log.filter(({ level }) => Number(level) >= 50);
      assert.ok(failures.length > 10, "there are failures");
      assert.ok(failures.every(({ err }) => typeof (err as { code: string }).code === "string"));
      assertSilent();
    });
  }
}

test("what is read is not there", async () => {
  await ann.submit(await ann.get("/tasks"), "/tasks", { title: SECRET });
  await app.database.sql("alter table tasks rename column title to gone");
  await plant(SECRET);
  assert.ok(app.log.some(({ level }) => Number(level) >= 50));
  assertSilent();
});

test("a page cannot be rendered, nor the page of its error", async () => {
  app.services.render = () => {
    throw new TypeError(`cannot show "${SECRET}"`);
  };
  const page = await ann.get(`/tasks?q=${SECRET}`);
  assert.equal(page.status, 500);
  assert.equal(page.html, "Something went wrong. Try again in a moment.\n");
  const failure = app.log.find(({ msg }) => msg === "request failed");
  assert.ok(failure);
  assert.equal((failure.err as { type: string }).type, "TypeError");
  assert.equal(failure.requestId, page.response.headers["x-request-id"]);
  assertSilent();
});

test("a reply has begun when it fails", async () => {
  const handler: RequestHandler = (_req, res, next) => {
    res.writeHead(200, { "Content-Length": "100" });
    res.write(SECRET);
    next(new Error(`"${SECRET}"`));
  };
  const failing = createApp({ ...app.services, assets: { ...app.services.assets, handler } });
  await assert.rejects(
    supertest(failing).get(`/favicon.ico?q=${SECRET}`),
    /aborted|hang up|ECONNRESET/,
  );
  assert.ok(app.log.some(({ msg }) => msg === "request failed"));
  assertSilent();
});

test("paths are logged by their route", async () => {
  const paths = {
    "/tasks/7/edit": "/tasks/7/edit",
    "/tasks/new": "/tasks/new",
    "/searches/Geheimnis": "/searches/:id",
    "/tags/5551234": "/tags/:name",
    "/tags/Geheimnis/edit": "/tags/:name/edit",
    "/tags/Geheimnis.csv": "/tags/:name.csv",
    "/lists/7.ics": "/lists/7.ics",
    "/lists/Geheimnis.txt": "/lists/:id.txt",
    "/Tags/Geheimnis": "/:unknown",
    "/tasks/Geheimnis": "/tasks/:id",
    "/wp-login.php": "/:unknown",
    "/robots.txt": "/robots.txt",
    "/": "/",
    "/api/nobody/tasks": "/api/:user_id/tasks",
    [`/api/${bearer.user}/tasks/7`]: `/api/${bearer.user}/tasks/7`,
    "/health/ready": "/health/ready",
  };
  for (const [path, logged] of Object.entries(paths)) {
    const id = (await ann.get(path)).response.headers["x-request-id"];
    const line = app.log.find(({ requestId, msg }) => requestId === id && msg === "request");
    assert.equal(line?.path, logged, path);
  }
});
