/** The query cache: invalidated by every change of the user, and separate for each user. */
import assert from "node:assert/strict";
import { after, before, beforeEach, it } from "node:test";
import { readCounters } from "../../src/db/change_writer.ts";
import { Database } from "../../src/db/connection.ts";
import { QueryCache } from "../../src/db/query_cache.ts";
import { UserScope } from "../../src/db/scope.ts";
import { createAuthSession, findAuthSession } from "../../src/models/auth_sessions.ts";
import {
  createTask,
  deleteTask,
  findDeletedTask,
  findTask,
  setCompletion,
} from "../../src/models/tasks.ts";
import { listTrash, purgeTrash } from "../../src/models/trash.ts";
import { createUser } from "../../src/models/users.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { statementsOf } from "../support/statements.ts";

const NOW = new Date("2026-11-21T10:00:00Z");
const DEVICE = { userAgent: "", address: "192.0.2.1" };

let database: TestDatabase;
/** The connection of another process. */
let elsewhere: Database;
let ann: Client;
let bob: Client;

/** A signed-in user, with a new scope for each request. */
interface Client {
  request(at?: Database): Promise<UserScope>;
}

before(async () => {
  database = await createTestDatabase();
  elsewhere = new Database(database.connection, {
    poolMax: 2,
    queryCacheSize: 2 ** 20,
  });
});
after(async () => {
  await elsewhere.close();
  await database.drop();
});
beforeEach(async () => {
  await database.sql("truncate users cascade");
  ann = await signIn("ann@example.org");
  bob = await signIn("bob@example.org");
});

async function signIn(email: string): Promise<Client> {
  const password = { hash: "none", scheme: 2 };
  const user = await createUser(database.database, { email, name: email, password }, NOW);
  assert.ok(user);
  const session = { user, kind: "web", client: DEVICE, now: NOW, ttl: 86_400_000 } as const;
  const { id } = await createAuthSession(database.database.knex, session);
  return {
    async request(at = database.database) {
      const liveness = await findAuthSession(at, { kind: "web", id }, NOW);
      assert.ok(liveness.state === "live");
      return new UserScope(at, user, { clock: () => NOW, counters: liveness.counters });
    },
  };
}

it("does not read the same rows twice without a change", async () => {
  await createTask(await ann.request(), { title: "Pay rent" });
  const first = await findTask(await ann.request(), 1);
  const scope = await ann.request();
  const statements = await statementsOf(async () => {
    assert.deepEqual(await findTask(scope, 1), first);
  });
  assert.deepEqual(statements, []);
});

it("does not read again for a change what the request has read, not even without a cache", async () => {
  await createTask(await ann.request(), { title: "Pay rent" });
  const without = new Database(database.connection, { poolMax: 2 });
  try {
    // A new connection asks for the version.
    await without.write("select 1", []);
    const scope = await ann.request(without);
    // Another request of this process has seen the same counters.
    without.counters.set(scope.userId, await readCounters(without, scope.userId));
    const statements = await statementsOf(async () => {
      assert.ok(await findTask(scope, 1));
      assert.ok((await setCompletion(scope, 1, { done: true })).ok);
    });
    assert.equal(statements.length, 2, statements.join("\n"));
  } finally {
    await without.close();
  }
});

it("reads again after a change, in every process from its next request on", async () => {
  await createTask(await ann.request(), { title: "Pay rent" });
  for (const at of [database.database, elsewhere]) {
    assert.equal((await findTask(await ann.request(at), 1))?.title, "Pay rent");
    assert.equal(await findTask(await ann.request(at), 2), null);
  }
  await createTask(await ann.request(elsewhere), { title: "Call Mum" });
  for (const at of [database.database, elsewhere]) {
    assert.equal((await findTask(await ann.request(at), 2))?.title, "Call Mum");
  }
});

it("reads again in the request that made the change", async () => {
  const scope = await ann.request();
  assert.equal(await findTask(scope, 1), null);
  await createTask(scope, { title: "Pay rent" });
  assert.equal((await findTask(scope, 1))?.title, "Pay rent");
});

it("reads again in the request that purged a task", async () => {
  for (const client of [ann, bob]) await createTask(await client.request(), { title: "Pay rent" });
  await deleteTask(await ann.request(), 1);
  const scope = await ann.request();
  assert.ok(await findDeletedTask(scope, 1));
  assert.equal(await purgeTrash(scope, null), 1);
  assert.equal(await findDeletedTask(scope, 1), null);
  assert.ok(await findTask(await bob.request(), 1));
});

it("does not share entries between users with the same ids and revisions", async () => {
  for (const [who, title] of [
    [ann, "Ann's"],
    [bob, "Bob's"],
  ] as const) {
    await createTask(await who.request(), { title });
  }
  assert.equal((await findTask(await ann.request(), 1))?.title, "Ann's");
  assert.equal((await findTask(await bob.request(), 1))?.title, "Bob's");
});

it("reads again after a purge, which is not in the history", async () => {
  await createTask(await ann.request(), { title: "Secret" });
  await deleteTask(await ann.request(), 1);
  const page = { cursor: null, limit: 10 };
  assert.equal((await listTrash(await ann.request(), page)).tasks.length, 1);
  await purgeTrash(await ann.request(), null);
  assert.deepEqual((await listTrash(await ann.request(), page)).tasks, []);
});

it("returns frozen rows", async () => {
  await createTask(await ann.request(), { title: "Pay rent" });
  const read = async () => {
    const [row] = await (await ann.request()).read<{ title: string }>(
      "select title from {tasks} where id = $2",
      [1],
    );
    return row as { title: string };
  };
  await read();
  const shared = await read();
  assert.throws(() => {
    shared.title = "overwritten";
  }, TypeError);
});

it("makes something of the same rows once, for each user", async () => {
  for (const client of [ann, bob]) await createTask(await client.request(), { title: "Pay rent" });
  let made = 0;
  const read = async (client: Client) =>
    (await client.request()).readAs("select title from {tasks}", [], (rows) => {
      made += 1;
      return { titles: rows.map(({ title }) => title) };
    });
  const first = await read(ann);
  assert.deepEqual(first, { titles: ["Pay rent"] });
  assert.equal(await read(ann), first);
  assert.equal(made, 1);
  await createTask(await bob.request(), { title: "Bob's" });
  assert.deepEqual(await read(bob), { titles: ["Pay rent", "Bob's"] });
  assert.equal(await read(ann), first);
  assert.equal(made, 2);
});

it("counts the size of what a result contains, at any depth", async () => {
  const limit = 64 * 1024;
  const cache = new QueryCache(limit);
  const read = async () => ({ tasks: [{ tags: Array(200).fill("x".repeat(20)) }] });
  const first = await cache.get("key", read);
  // More than an eighth of the limit: it is not kept.
  assert.notEqual(await cache.get("key", read), first);
});

it("stays within its size limit", async () => {
  const limit = 64 * 1024;
  const cache = new QueryCache(limit);
  let reads = 0;
  const read = async () => {
    reads += 1;
    return [{ title: "x".repeat(1_000) }];
  };
  for (let key = 0; key < 200; key += 1) await cache.get(`key ${key}`, read);
  reads = 0;
  for (let key = 199; key >= 0; key -= 1) await cache.get(`key ${key}`, read);
  // The latest entries are cached: up to the limit, of two hundred thousand characters.
  assert.ok(reads >= 200 - limit / 1_000 && reads < 200, `${reads} of 200 were read again`);
});

it("is disabled by a limit of 0", async () => {
  const cache = new QueryCache(0);
  let reads = 0;
  const read = async () => [{ reads: ++reads }];
  await cache.get("key", read);
  assert.deepEqual(await cache.get("key", read), [{ reads: 2 }]);
});
