/** Requests that are sent again because a crash or a lost connection hid the first answer. */
import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { PASSWORD } from "../support/app.ts";
import { Browser } from "../support/browser.ts";
import { assertWithin } from "../support/clock_time.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import {
  databaseUrl,
  endProcesses,
  type ServerProcess,
  startServer,
} from "../support/server_process.ts";
import { startProxy, type TcpProxy } from "../support/tcp_proxy.ts";

let direct: TestDatabase;
let proxy: TcpProxy;
let server: ServerProcess;

const start = () => startServer({ DATABASE_URL: databaseUrl(proxy.connection) });

before(async () => {
  direct = await createTestDatabase();
  proxy = await startProxy(direct.connection);
  server = await start();
});

afterEach(() => proxy.restore());

after(async () => {
  await endProcesses();
  await proxy.close();
  await direct.drop();
});

interface Answer {
  status: number;
  change: string | null;
  body: unknown;
}

async function post(path: string, body: object, headers: Record<string, string>) {
  return await fetch(server.url + path, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
}

/** @returns sends the request of one account, again and again the same. */
async function requestOf(name: string): Promise<() => Promise<Answer>> {
  const email = `${name}@example.org`;
  const signedUp = await post("/api/auth/signup", { name, email, password: PASSWORD }, {});
  const { token, user } = (await signedUp.json()) as { token: string; user: { id: string } };
  const headers = { Authorization: `Bearer ${token}`, "Idempotency-Key": "once" };
  return async () => {
    const answer = await post(`/api/${user.id}/tasks`, { title: `Of ${name}` }, headers);
    const change = answer.headers.get("plainlist-change");
    return { status: answer.status, change, body: await answer.json() };
  };
}

async function count(name: string): Promise<number> {
  return (await direct.sql("select id from tasks where title = $1", [`Of ${name}`])).length;
}

test("the connection is cut after the change is committed: sent again, there is one row", async () => {
  const [ann, bob] = [await requestOf("Ann"), await requestOf("Bob")];
  for (const how of ["cut answer", "cut"] as const) {
    const isSent = proxy.failAt(["insert into changes"], how);
    assert.equal((await ann()).status, 500);
    assert.ok(isSent());
    assert.equal(await count("Ann"), how === "cut" ? 0 : 1);
    const [again, kept] = [await ann(), await ann()];
    assert.equal(again.status, 201);
    assert.deepEqual(kept, again);
    assert.equal(await count("Ann"), 1);
    await direct.sql("delete from tasks");
    await direct.sql("delete from changes");
    await direct.sql("delete from idempotency_keys");
  }
  assert.equal((await bob()).status, 201, "the same key of another account");
});

test("a process is killed before it keeps the answer: the next one gives it at once", async () => {
  let people = 0;
  await assertWithin(2_000, async () => {
    people += 1;
    return await answeredAfterKill(`Cleo${people}`);
  });
});

/** @returns how long the next process took for the answer, in milliseconds. */
async function answeredAfterKill(name: string): Promise<number> {
  const request = await requestOf(name);
  const isSent = proxy.failAt(["insert into idempotency_keys"], "freeze");
  const lost = request().catch(() => null);
  while (!isSent()) await new Promise((resolve) => setTimeout(resolve, 10));
  server.signal("SIGKILL");
  assert.equal(await lost, null);
  server = await start();
  const begun = performance.now();
  const again = await request();
  const taken = performance.now() - begun;
  assert.deepEqual([again.status, again.change], [201, "1"]);
  assert.deepEqual(await request(), again);
  assert.equal(await count(name), 1);
  await proxy.restore();
  return taken;
}

test("a section's form that is sent again makes one section", async () => {
  const browser = new Browser(server.url);
  const form = await browser.get("/auth/signup");
  const person = { name: "Dora", email: "dora@example.org", password: PASSWORD };
  await browser.submit(form, "/auth/signup", person);
  const list = await browser.submit(await browser.get("/lists/new"), "/lists", { name: "Home" });
  assert.equal(list.status, 303);
  const page = await browser.get("/lists/1/edit");
  const fields = { name: "Kitchen" };
  const isSent = proxy.failAt(["insert into changes"], "cut answer");
  const failed = await browser.submit(page, "/lists/1/sections", fields);
  assert.ok(isSent());
  assert.equal(failed.status, 503);
  assert.equal((await browser.submit(failed, "/lists/1/sections")).status, 303);
  assert.equal((await browser.submit(page, "/lists/1/sections", fields)).status, 303);
  assert.equal((await direct.sql("select id from sections")).length, 1);
});
