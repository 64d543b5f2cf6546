/** A program that looks before it writes: ETag, If-Match, If-None-Match. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type ApiUser, assertError } from "../support/api.ts";
import { ann, api, bob, sending, useApi } from "./fixture.ts";

useApi({ poolMax: 4 });

const CHANGED = "The task has changed since that version";

const writes = [
  ["PUT", "/tasks/1", { title: "New" }],
  ["PATCH", "/tasks/1", { title: "New" }],
  ["PATCH", "/tasks/1/complete", { completed: true }],
  ["DELETE", "/tasks/1", undefined],
] as const;

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

/** Somebody whose task 1 was changed once: it is of version 2. */
async function withChangedTask(): Promise<ApiUser> {
  const owner = await api.account("Claire");
  await owner.add("Seen", { tags: ["a"] });
  await owner.call("PATCH", "/tasks/1", { json: { description: "by somebody else" } });
  return owner;
}

test("a write finds the task as it was seen, or does nothing", async () => {
  for (const [method, path, json] of writes) {
    const owner = await withChangedTask();
    const now = await owner.call("GET", "/tasks/1");
    for (const stale of ['"1"', '"1-00000000"', '"3", "7"', "2", 'W/"2"', "x", ""]) {
      const answer = await owner.call(method, path, sending(json, { "If-Match": stale }));
      assertError(answer, 412, CHANGED);
    }
    assert.deepEqual((await owner.call("GET", "/tasks/1")).body, now.body, `${method} ${path}`);
    for (const good of [now.headers.etag ?? "", '"1", "2"', "*"]) {
      const another = await withChangedTask();
      const answer = await another.call(method, path, sending(json, { "If-Match": good }));
      assert.equal(answer.status, method === "DELETE" ? 204 : 200, `${method} ${path} ${good}`);
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
