/** Two processes on one database: changes in one apply to the next request of the other. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Secret } from "otpauth";
import { codeAt } from "../../src/auth/one_time_codes.ts";
import { createAccountToken } from "../../src/models/account_tokens.ts";
import { PASSWORD } from "../support/app.ts";
import { Browser } from "../support/browser.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import {
  databaseUrl,
  endProcesses,
  type ServerProcess,
  startServer,
} from "../support/server_process.ts";

let database: TestDatabase;
let one: ServerProcess;
let two: ServerProcess;

before(async () => {
  database = await createTestDatabase();
  const environment = {
    DATABASE_URL: databaseUrl(database.connection),
    APP_URL: "http://todo.example.org",
  };
  [one, two] = await Promise.all([startServer(environment), startServer(environment)]);
});

after(async () => {
  await endProcesses();
  await database.drop();
});

async function signUp(name: string): Promise<Browser> {
  const browser = new Browser(one.url);
  const person = { name, email: `${name}@example.org`, password: PASSWORD };
  const form = await browser.get("/auth/signup");
  assert.equal((await browser.submit(form, "/auth/signup", person)).status, 303);
  return browser;
}

async function askApi(server: ServerProcess, method: string, path: string, token: string) {
  const headers = { Authorization: `Bearer ${token}` };
  const response = await fetch(`${server.url}/api${path}`, { method, headers });
  return { status: response.status, body: await response.json() };
}

test("a browser signed out on one process is signed out on the other, and other users are not", async () => {
  const browser = await signUp("Ann");
  const elsewhere = browser.copy(two.url);
  const bob = (await signUp("Bob")).copy(two.url);
  assert.equal((await elsewhere.get("/dashboard")).status, 200);
  await browser.signOut();
  const refused = await elsewhere.get("/dashboard");
  assert.equal(refused.status, 303);
  assert.match((await elsewhere.follow(refused)).text, /Please sign in to continue/);
  assert.equal((await bob.get("/dashboard")).status, 200);
});

test("a token revoked on one process is rejected by the other, and other users' tokens are not", async () => {
  const tokens = await Promise.all(
    ["cleo", "dora"].map(async (name) => {
      await signUp(name);
      const response = await fetch(`${one.url}/api/auth/signin`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ email: `${name}@example.org`, password: PASSWORD }),
      });
      assert.equal(response.status, 200);
      const { token, user } = (await response.json()) as { token: string; user: { id: string } };
      return { token, path: `/${user.id}/tasks` };
    }),
  );
  const [cleo, dora] = tokens;
  assert.ok(cleo && dora);
  assert.equal((await askApi(two, "GET", cleo.path, cleo.token)).status, 200);
  const out = await askApi(one, "POST", "/auth/signout", cleo.token);
  assert.deepEqual(out, { status: 200, body: { message: "Signed out successfully" } });
  const rejected = await askApi(two, "GET", cleo.path, cleo.token);
  assert.deepEqual(rejected, { status: 401, body: { error: "Authentication required" } });
  assert.equal((await askApi(two, "GET", dora.path, dora.token)).status, 200);
});

test("of one link for a new password, posted to both processes, one is taken, and both sign out", async () => {
  const [kay, lou] = [await signUp("kay"), await signUp("lou")];
  const both = [kay, kay.copy(two.url)];
  for (const browser of both) assert.equal((await browser.get("/dashboard")).status, 200);
  const email = "kay@example.org";
  const [user] = await database.sql<{ id: string }>("select id from users where email = $1", [
    email,
  ]);
  const link = { kind: "reset", userId: user?.id ?? null, email } as const;
  const token = await createAccountToken(database.database.knex, link, new Date());
  const results = await Promise.all(
    [one.url, two.url].map(async (url) => {
      const visitor = new Browser(url);
      const page = await visitor.get(`/auth/reset/${token}`);
      return visitor.submit(page, `/auth/reset/${token}`, { password: `new words of ${url}` });
    }),
  );
  assert.deepEqual(results.map(({ status }) => status).sort(), [303, 410]);
  for (const browser of both) assert.equal((await browser.get("/dashboard")).status, 303);
  assert.equal((await lou.copy(two.url).get("/dashboard")).status, 200);
  const winner = results[0]?.status === 303 ? one.url : two.url;
  await new Browser(two.url).signIn(email, `new words of ${winner}`);
});

test("a form from one process can be posted to both, and is saved once", async () => {
  const browser = await signUp("Eve");
  const elsewhere = browser.copy(two.url);
  const page = await browser.get("/tasks/new");
  const results = await Promise.all([
    browser.submit(page, "/tasks", { title: "From both" }),
    elsewhere.submit(page, "/tasks", { title: "From both" }),
  ]);
  assert.deepEqual(
    results.map(({ status, path }) => [status, path]),
    [
      [303, "/tasks/1"],
      [303, "/tasks/1"],
    ],
  );
  assert.deepEqual((await elsewhere.get("/tasks")).titles, ["From both"]);
});

test("a code that is sent to both at the same moment is accepted by one", async () => {
  const browser = await signUp("Gwen");
  const page = await browser.get("/settings/two-factor");
  const letters = page.document.querySelector(".key")?.text.replaceAll(" ", "") ?? "";
  const key = Buffer.from(Secret.fromBase32(letters).bytes);
  const code = (seconds: number) => codeAt(key, new Date(Date.now() + seconds * 1000));
  const on = await browser.submit(page, "/settings/two-factor", { code: code(0) });
  assert.equal(on.location, "/settings/two-factor/codes");
  const waiting = await Promise.all(
    [one, two].map(async ({ url }) => {
      const visitor = new Browser(url);
      const asked = await visitor.signIn("Gwen@example.org", PASSWORD);
      return { visitor, page: await visitor.follow(asked) };
    }),
  );
  const next = code(30);
  const results = await Promise.all(
    waiting.map((own) => own.visitor.submit(own.page, "/auth/code", { code: next })),
  );
  assert.deepEqual(results.map(({ status }) => status).sort(), [303, 422]);
});
