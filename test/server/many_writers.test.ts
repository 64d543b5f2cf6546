/**
 * 16 writers of one person at two processes, half of them by pages and half by the API. For longer:
 * WRITERS_SECONDS=30 npm test -- test/server/many_writers.test.ts
 */
import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { DEFAULT_DATE_SETTINGS } from "../../src/dates/date_settings.ts";
import { UserScope } from "../../src/db/scope.ts";
import { assertInvariants, assertUndoable } from "../models/invariants.ts";
import { PASSWORD } from "../support/app.ts";
import { Browser, type Fields } from "../support/browser.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import {
  databaseUrl,
  endProcesses,
  type ServerProcess,
  startServer,
} from "../support/server_process.ts";

const SECONDS = Number(process.env.WRITERS_SECONDS ?? 1);
const WRITERS = 16;
/** How many requests each sends at least, where the machine is too busy to send more in that time. */
const LEAST = 10;

let database: TestDatabase;
let servers: ServerProcess[];

before(async () => {
  database = await createTestDatabase();
  const environment = {
    ...{ DATABASE_URL: databaseUrl(database.connection), DATABASE_POOL_MAX: "6" },
    APP_URL: "http://todo.example.org",
  };
  servers = await Promise.all([startServer(environment), startServer(environment)]);
});

after(async () => {
  await endProcesses();
  await database.drop();
});

interface Person {
  id: string;
  browser: Browser;
  csrf: string;
  token: string;
}

async function signUp(name: string): Promise<Person> {
  const [server] = servers as [ServerProcess];
  const email = `${name}@example.org`;
  const browser = new Browser(server.url);
  const form = await browser.get("/auth/signup");
  const fields = { name, email, password: PASSWORD };
  assert.equal((await browser.submit(form, "/auth/signup", fields)).status, 303);
  const response = await fetch(`${server.url}/api/auth/signin`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ email, password: PASSWORD }),
  });
  const { token, user } = (await response.json()) as { token: string; user: { id: string } };
  return { id: user.id, browser, csrf: await browser.token("/tasks"), token };
}

/** Sends one request of any kind. */
type Send = (pick: (most: number) => number) => Promise<{ status: number }>;

function byPages({ browser, csrf }: Person, server: ServerProcess): Send {
  const own = browser.copy(server.url);
  return async (pick) => {
    const id = pick(12);
    const title = `Page ${pick(1000)}`;
    const requests: [path: string, fields: Fields][] = [
      ["/tasks", { title: `${title} #tag${pick(3)} @List${pick(2)}`, quick: "1" }],
      ["/tasks", { title: `${title} every day`, quick: "1" }],
      ["/tasks/many", { lines: `${title}\n${title} #tag1` }],
      ["/tasks/bulk", { [`complete-${id}`]: "Done" }],
      ["/tasks/bulk", { task: [`${id}`, `${pick(12)}`], action: "tag", tag: `tag${pick(3)}` }],
      ["/tasks/bulk", { task: [`${id}`, `${pick(12)}`], action: "up" }],
      [`/tasks/${id}/completion`, { done: String(pick(2) - 1) }],
      [`/tasks/${id}/position`, { to: "top" }],
      [`/tasks/${id}/restoration`, {}],
      [`/tasks/${id}/plain`, { text: title }],
      [`/undo/${pick(60)}`, {}],
    ];
    const [path, fields] = requests[pick(requests.length) - 1] ?? ["/tasks", {}];
    return own.post(path, { _csrf: csrf, return_to: "/tasks", ...fields });
  };
}

function byApi({ id: userId, token }: Person, server: ServerProcess): Send {
  return async (pick) => {
    const id = pick(12);
    const title = `API ${pick(1000)}`;
    const requests: [method: string, path: string, json: object][] = [
      ["POST", "/tasks", { title, tags: [`tag${pick(3)}`] }],
      ["POST", "/tasks", { title, due_on: "2026-11-21", priority: "high" }],
      ["PATCH", `/tasks/${id}`, { title, tags: [`tag${pick(3)}`, `tag${pick(3)}x`] }],
      ["PATCH", `/tasks/${id}`, { due_on: `2026-12-0${pick(9)}` }],
      ["PATCH", `/tasks/${id}/complete`, {}],
      ["POST", "/tasks/bulk", { ids: [id, pick(12)], action: "priority", priority: "low" }],
      ["POST", "/tasks/bulk", { ids: [id, pick(12)], action: "complete" }],
      ["DELETE", `/tasks/${id}`, {}],
      ["POST", "/lists", { name: `List${pick(4)}`, colour: "sea" }],
      ["POST", `/history/${pick(60)}/undo`, {}],
    ];
    const [method, path, json] = requests[pick(requests.length) - 1] ?? ["GET", "/tasks", {}];
    const response = await fetch(`${server.url}/api/${userId}${path}`, {
      ...{ method, body: JSON.stringify(json) },
      headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
    });
    await response.text();
    return response;
  };
}

/** Numbers from 1 to `most`, the same in each run. */
function numbersFrom(seed: number): (most: number) => number {
  let state = seed;
  return (most) => {
    state = (state * 48_271) % 2_147_483_647;
    return 1 + (state % most);
  };
}

it("gives none of them an error of the server, and keeps the journal whole", async (t) => {
  const [ann, bob] = [await signUp("ann"), await signUp("bob")];
  const [one, two] = servers as [ServerProcess, ServerProcess];
  await byApi(bob, one)(() => 1);
  const counts = new Map<number, number>();
  const end = Date.now() + SECONDS * 1000;
  const writers = Array.from({ length: WRITERS }, async (_, index) => {
    const send = (index % 4 < 2 ? byPages : byApi)(ann, index % 2 === 0 ? one : two);
    const pick = numbersFrom(index * 7_919 + 1);
    for (let sent = 0; sent < LEAST || Date.now() < end; sent += 1) {
      const { status } = await send(pick);
      counts.set(status, (counts.get(status) ?? 0) + 1);
    }
  });
  await Promise.all(writers);
  const [made] = await database.sql<{ count: number }>(
    "select count(*)::int as count from changes where user_id = $1",
    [ann.id],
  );
  t.diagnostic(`${JSON.stringify(Object.fromEntries(counts))}, ${made?.count} changes`);
  assert.deepEqual(
    [...counts.keys()].filter((status) => status >= 500),
    [],
  );
  assert.ok((counts.get(303) ?? 0) > 10 && (counts.get(200) ?? 0) + (counts.get(201) ?? 0) > 10);
  await assertInvariants(database, ann.id);
  const owner = { id: ann.id, ...DEFAULT_DATE_SETTINGS };
  await assertUndoable(
    database,
    new UserScope(database.database, owner, { clock: () => new Date() }),
  );
  const bobs = await database.sql("select title from tasks where user_id = $1", [bob.id]);
  assert.equal(bobs.length, 1);
});
