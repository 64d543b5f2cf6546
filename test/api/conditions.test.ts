/** A program that looks before it writes, and one that asks twice: ETag, If-Match, Idempotency-Key. */
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { runMaintenance } from "../../src/maintenance.ts";
import {
  type Answer,
  type ApiUser,
  assertError,
  startTestApi,
  type TestApi,
} from "../support/api.ts";

const HOUR = 3_600_000;
const CHANGED = "The task has changed since that version";

let api: TestApi;
let ann: ApiUser;
let bob: ApiUser;
before(async () => {
  api = await startTestApi({}, { poolMax: 4 });
});
after(() => api.close());
beforeEach(async () => {
  ann = await api.account("Ann");
  bob = await api.account("Bob");
});

const writes = [
  ["PUT", "/tasks/1", { title: "New" }],
  ["PATCH", "/tasks/1", { title: "New" }],
  ["PATCH", "/tasks/1/complete", { completed: true }],
  ["DELETE", "/tasks/1", undefined],
] as const;

const sending = (json: object | undefined, headers: Record<string, string>) =>
  json === undefined ? { headers } : { json, headers };

test("every answer that is one task has its tag, which is another after a change", async () => {
  const added = await ann.call("POST", "/tasks", { json: { title: "Task" } });
  assert.equal(added.headers.etag, '"1"');
  const changed = await ann.call("PATCH", "/tasks/1", { json: { title: "New" } });
  assert.equal(changed.headers.etag, '"2"');
  const shown = await ann.call("GET", "/tasks/1");
  assert.equal(shown.headers.etag, '"2"');
  for (const json of [{}, { title: "New" }, { title: " New ", completed: false }]) {
    const same = await ann.call("PATCH", "/tasks/1", { json });
    assert.deepEqual([same.headers.etag, same.body.version], ['"2"', 2]);
    assert.equal(same.headers["plainlist-change"], undefined);
  }
  const done = await ann.call("PATCH", "/tasks/1/complete");
  const moved = await ann.call("POST", "/tasks/1/position", { json: { to: "top" } });
  await ann.call("DELETE", "/tasks/1");
  const restored = await ann.call("POST", "/tasks/1/restoration");
  const tags = [done, moved, restored].map(({ headers }) => headers.etag);
  assert.deepEqual(tags, ['"3"', '"3"', '"5"']);
});

test("what is known already is not sent again: 304, until the task or what hangs on it changes", async () => {
  await ann.add("Task", { tags: ["home"] });
  const known = async () => {
    const { headers } = await ann.call("GET", "/tasks/1");
    const again = { headers: { "If-None-Match": `"0", W/${headers.etag}` } };
    const answer = await ann.call("GET", "/tasks/1", again);
    assert.deepEqual([answer.status, answer.headers.etag], [304, headers.etag]);
    return again;
  };
  for (const change of [
    () => ann.call("PATCH", "/tasks/1", { json: { title: "Other" } }),
    () => ann.add("Item", { parent_id: 1 }),
    () => ann.call("PATCH", "/tasks/2/complete"),
    () => ann.call("PATCH", "/tags/1", { json: { name: "house" } }),
    () => ann.call("POST", "/tasks/bulk", { json: { ids: [1], action: "tag", tag: "new" } }),
  ]) {
    const again = await known();
    await change();
    assert.equal((await ann.call("GET", "/tasks/1", again)).status, 200, String(change));
  }
});

test("a write finds the task as it was seen, or does nothing", async () => {
  for (const [method, path, json] of writes) {
    const owner = await api.account("Claire");
    const task = await owner.add("Seen", { tags: ["a"] });
    await owner.call("PATCH", "/tasks/1", { json: { description: "by somebody else" } });
    const now = await owner.call("GET", "/tasks/1");
    for (const stale of ['"1"', `"${task.version}-00000000"`, '"3", "7"', "2", 'W/"2"', "x", ""]) {
      const answer = await owner.call(method, path, sending(json, { "If-Match": stale }));
      assertError(answer, 412, CHANGED);
    }
    assert.deepEqual((await owner.call("GET", "/tasks/1")).body, now.body, `${method} ${path}`);
    for (const good of [now.headers.etag ?? "", '"1", "2"', "*"]) {
      const again = await owner.call("GET", "/tasks/1");
      if (again.body.version !== 2) break;
      const answer = await owner.call(method, path, sending(json, { "If-Match": good }));
      assert.ok(answer.status === 200 || answer.status === 204, `${method} ${path} ${good}`);
    }
  }
});

test("of writes at the same moment that saw one tag, one is done", async () => {
  await ann.add("Seen");
  const headers = { "If-Match": '"1"' };
  const all = Array.from({ length: 5 }, (_, index) =>
    ann.call("PATCH", "/tasks/1", { json: { title: `Change ${index}` }, headers }),
  );
  const statuses = (await Promise.all(all)).map(({ status }) => status);
  assert.deepEqual(statuses.sort(), [200, 412, 412, 412, 412]);
});

test("a task that is not there, or is another's, is a 404 whatever the condition", async () => {
  await bob.add("Bob's");
  for (const [method, path, json] of writes) {
    for (const tag of ['"1"', "*"]) {
      const answer = await ann.call(method, path, sending(json, { "If-Match": tag }));
      assertError(answer, 404, "Task not found");
    }
  }
});

test("a version in the body that does not match is a 409, and with a tag too a 412", async () => {
  await ann.add("Seen");
  const json = { title: "New", version: 9 };
  assertError(await ann.call("PATCH", "/tasks/1", { json }), 409, CHANGED);
  const headers = { "If-Match": '"9"' };
  assertError(await ann.call("PATCH", "/tasks/1", { json, headers }), 412, CHANGED);
});

const keyed = (key: string, json?: object) => sending(json, { "Idempotency-Key": key });

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
