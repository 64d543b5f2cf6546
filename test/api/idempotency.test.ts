/** A program that asks twice: Idempotency-Key. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { runMaintenance } from "../../src/maintenance.ts";
import { type Answer, assertError } from "../support/api.ts";
import { ann, api, bob, sending, useApi } from "./fixture.ts";

useApi({ poolMax: 4 });

const HOUR = 3_600_000;

const keyed = (key: string, json?: object) => sending(json, { "Idempotency-Key": key });

/** What a repeated request gets again. */
function replyOf({ status, body, headers }: Answer): unknown[] {
  return [status, body, ...["location", "etag", "plainlist-change"].map((name) => headers[name])];
}

/** As if every reply of Ann's had been lost after its change was made, and before it was kept. */
async function loseReplies(): Promise<void> {
  const lost = await api.app.database.sql(
    "delete from idempotency_keys where user_id = $1 returning key",
    [ann.id],
  );
  assert.ok(lost.length > 0);
}

test("a POST under a key is done once, and answered alike: status, body, headers", async () => {
  const first = await ann.call("POST", "/tasks", keyed("k1", { title: "Once" }));
  assert.equal(first.status, 201);
  await ann.call("PATCH", "/tasks/1", { json: { title: "Changed since" } });
  for (const raw of ['{"title":"Once"}', '{ "title" : "Once" }']) {
    const again = await ann.call("POST", "/tasks", { raw, headers: { "Idempotency-Key": "k1" } });
    for (const name of ["location", "etag", "plainlist-change"]) assert.ok(first.headers[name]);
    assert.deepEqual(replyOf(again), replyOf(first));
  }
  assert.equal((await ann.call("GET", "/tasks")).body.tasks.length, 1);
  // A refusal is an answer too.
  const refused = await ann.call("POST", "/tasks", keyed("k2", { title: "" }));
  const again = await ann.call("POST", "/tasks", keyed("k2", { title: "" }));
  assert.deepEqual([again.status, again.body], [400, refused.body]);
});

test("a key is one user's, for one request", async () => {
  await ann.call("POST", "/tasks", keyed("k", { title: "Ann's" }));
  const bobs = await bob.call("POST", "/tasks", keyed("k", { title: "Bob's" }));
  assert.deepEqual([bobs.status, bobs.body.title], [201, "Bob's"]);
  const used = "Idempotency-Key was used for another request";
  assertError(await ann.call("POST", "/tasks", keyed("k", { title: "Other" })), 422, used);
  assertError(await ann.call("POST", "/lists", keyed("k", { title: "Ann's" })), 422, used);
  assert.deepEqual((await ann.call("GET", "/lists")).body.lists, []);
});

test("every POST below the user's path takes a key", async () => {
  await ann.add("Task");
  const list = (await ann.call("POST", "/lists", keyed("list", { name: "Home" }))).body;
  const section = await ann.call("POST", "/lists/1/sections", keyed("s", { name: "Kitchen" }));
  assert.equal(section.status, 201);
  for (const [path, json] of [
    ["/lists", { name: "Home" }],
    ["/lists/1/sections", { name: "Kitchen" }],
    ["/tasks/bulk", { ids: [1], action: "complete" }],
    ["/tasks/1/position", { to: "top" }],
    ["/tasks/1/restoration", {}],
    ["/lists/1/position", { to: "top" }],
    ["/sections/1/position", { to: "top" }],
    ["/history/1/undo", { force: true }],
  ] as const) {
    const key = path === "/lists" ? "list" : path.endsWith("/sections") ? "s" : path;
    const send = () => ann.call("POST", path, keyed(key, json));
    const [one, two] = await Promise.all([send(), send()]);
    assert.ok(one.status === 200 || one.status === 201, `${path} ${one.status}`);
    assert.deepEqual(replyOf(two), replyOf(one), path);
    assert.deepEqual(replyOf(await send()), replyOf(one), path);
    await loseReplies();
    assert.deepEqual(replyOf(await send()), replyOf(one), `${path}, its reply lost`);
  }
  assert.equal((await ann.call("GET", "/lists")).body.lists.length, list.id);
});

test("of the same request at the same moment one is done, and all get its reply", async () => {
  const all = Array.from({ length: 6 }, () =>
    ann.call("POST", "/tasks", keyed("rush", { title: "Once" })),
  );
  const answers = await Promise.all(all);
  const [first] = answers;
  assert.ok(first?.status === 201 && first.body.id === 1);
  for (const answer of answers) assert.deepEqual(replyOf(answer), replyOf(first));
  assert.equal((await ann.call("GET", "/tasks")).body.tasks.length, 1);
  assert.equal((await ann.call("GET", "/history")).body.changes.length, 1);
});

test("of different requests at the same moment under one key one is done, and the others are refused", async () => {
  const bodies = Array.from({ length: 6 }, (_, n) => ({ title: `Body ${n}` }));
  const bobs = bob.call("POST", "/tasks", keyed("race", { title: "Bob's" }));
  const answers = await Promise.all(
    bodies.map((body) => ann.call("POST", "/tasks", keyed("race", body))),
  );
  assert.equal((await bobs).status, 201);
  const made = answers.filter(({ status }) => status === 201);
  assert.equal(made.length, 1);
  const used = "Idempotency-Key was used for another request";
  for (const answer of answers) if (answer !== made[0]) assertError(answer, 422, used);
  const { tasks } = (await ann.call("GET", "/tasks")).body;
  assert.deepEqual(tasks, [made[0]?.body]);
  // So it stays, also where the reply was lost.
  for (const isLost of [false, true]) {
    if (isLost) await loseReplies();
    for (const [n, body] of bodies.entries()) {
      const again = await ann.call("POST", "/tasks", keyed("race", body));
      if (answers[n] === made[0]) assert.deepEqual(replyOf(again), replyOf(made[0] as Answer));
      else assertError(again, 422, used);
    }
  }
  assertError(
    await ann.call("POST", "/tasks/99/position", keyed("race", { to: "top" })),
    422,
    used,
  );
  assert.equal((await ann.call("GET", "/tasks")).body.tasks.length, 1);
});

test("an answer is kept for 24 hours, and housekeeping clears it away, each user's own", async () => {
  const count = async () =>
    (
      await api.app.database.sql<{ n: number }>(
        "select count(*)::int as n from idempotency_keys where user_id = any ($1)",
        [[ann.id, bob.id]],
      )
    )[0]?.n;
  await ann.call("POST", "/tasks", keyed("day", { title: "Today" }));
  api.app.advance(23 * HOUR);
  await bob.call("POST", "/tasks", keyed("day", { title: "Later" }));
  const same = await ann.call("POST", "/tasks", keyed("day", { title: "Today" }));
  assert.equal(same.body.id, 1);
  api.app.advance(HOUR);
  await runMaintenance(api.app.services);
  assert.equal(await count(), 1);
  const anew = await ann.call("POST", "/tasks", keyed("day", { title: "Another" }));
  assert.deepEqual([anew.status, anew.body.id], [201, 2]);
  api.app.advance(25 * HOUR);
  // Not yet cleared away, and over all the same.
  const over = await ann.call("POST", "/tasks", keyed("day", { title: "Another" }));
  assert.deepEqual([over.status, over.body.id], [201, 3]);
  api.app.advance(25 * HOUR);
  await runMaintenance(api.app.services);
  assert.equal(await count(), 0);
});

test("a request whose reply was lost gets it at once; one that failed may be tried again", async () => {
  const { sql } = api.app.database;
  const send = () => ann.call("POST", "/tasks", keyed("lost", { title: "Lost" }));
  const kept = () => sql("select status from idempotency_keys where user_id = $1", [ann.id]);
  const first = await send();
  assert.equal(first.status, 201);
  await loseReplies();
  assert.deepEqual(replyOf(await send()), replyOf(first));
  assert.deepEqual(await kept(), [{ status: 201 }], "and it is kept by now");
  // As the version before left a request that it did not answer.
  await sql(
    "update idempotency_keys set status = null, headers = null, body = null where user_id = $1",
    [ann.id],
  );
  assert.deepEqual(replyOf(await send()), replyOf(first));
  assert.deepEqual(await kept(), [{ status: 201 }]);
  const { tasks } = (await ann.call("GET", "/tasks")).body;
  assert.deepEqual(tasks, [first.body]);
  await sql("alter table tasks rename to tasks_away");
  const failed = await ann.call("POST", "/tasks", keyed("retry", { title: "Retried" }));
  await sql("alter table tasks_away rename to tasks");
  assert.equal(failed.status, 500);
  assert.equal(
    (await ann.call("POST", "/tasks", keyed("retry", { title: "Retried" }))).status,
    201,
  );
});

test("a key has 1 to 255 characters", async () => {
  const json = { title: "x" };
  assert.equal((await ann.call("POST", "/tasks", keyed("k".repeat(255), json))).status, 201);
  const long = await ann.call("POST", "/tasks", keyed("k".repeat(256), json));
  assertError(long, 400, "Idempotency-Key must be 255 characters or less");
  const none = await ann.call("POST", "/tasks", keyed("", json));
  assertError(none, 400, "Idempotency-Key must not be empty");
  assert.equal((await ann.call("GET", "/tasks")).body.tasks.length, 1);
});
