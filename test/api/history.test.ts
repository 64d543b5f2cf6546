/** A program does many things at once, takes them back, and empties the trash; each user their own. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { assertError } from "../support/api.ts";
import { ann, api, bob, post, useApi } from "./fixture.ts";

useApi();

test("many tasks at once are one change, and one undo brings them all back", async () => {
  for (const title of ["a", "b", "c"]) await ann.add(title);
  for (const title of ["a", "b", "c", "d"]) await bob.add(title);
  const before = (await ann.call("GET", "/tasks")).body.tasks;
  await post(ann, "/lists", { name: "Home" });
  for (const [action, expected] of [
    [{ action: "complete" }, { completed: true }],
    [{ action: "move", list_id: 1 }, { list_id: 1 }],
    [{ action: "tag", tag: "#x" }, { tags: ["x"] }],
    [{ action: "due", due_on: "2027-01-01" }, { due_on: "2027-01-01" }],
    [{ action: "priority", priority: "high" }, { priority: "high" }],
  ] as [object, object][]) {
    // 4 is Bob's, and none of Ann's.
    const done = await post(ann, "/tasks/bulk", { ids: [1, 3, 4, 3], ...action });
    assert.deepEqual([done.status, done.body.count, done.body.changed], [200, 2, 2]);
    assert.equal(String(done.body.change_id), done.headers["plainlist-change"]);
    for (const id of [1, 3]) {
      const { body } = await ann.call("GET", `/tasks/${id}`);
      for (const [name, value] of Object.entries(expected))
        assert.deepEqual(body[name as "title"], value);
    }
    await post(ann, `/history/${done.body.change_id}/undo`, {});
    const now = (await ann.call("GET", "/tasks")).body.tasks;
    const said = (tasks: typeof now) =>
      tasks.map(({ version: _, updated_at: __, ...task }) => task);
    assert.deepEqual(said(now), said(before));
  }
  const bobs = (await bob.call("GET", "/tasks")).body.tasks;
  assert.deepEqual(
    bobs.map(({ version }) => version),
    [1, 1, 1, 1],
  );
});

test("the history tells what was done, page by page; undoing an undo does it again", async () => {
  await ann.add("Task");
  const { headers } = await ann.call("PATCH", "/tasks/1/complete");
  await bob.add("Bob's");
  const first = (await ann.call("GET", "/history?limit=1")).body;
  assert.deepEqual(
    first.changes.map(({ label, subject }) => [label, subject]),
    [["Completed", "Task"]],
  );
  const rest = (await ann.call("GET", `/history?cursor=${first.next}`)).body;
  assert.deepEqual(
    rest.changes.map(({ label }) => label),
    ["Added"],
  );
  const undone = await post(ann, `/history/${headers["plainlist-change"]}/undo`, {});
  assert.equal((await ann.call("GET", "/tasks/1")).body.completed, false);
  const twice = await post(ann, `/history/${headers["plainlist-change"]}/undo`, {});
  assert.deepEqual([twice.status, twice.body.change_id], [200, undone.body.change_id]);
  await post(ann, `/history/${undone.body.change_id}/undo`, {});
  assert.equal((await ann.call("GET", "/tasks/1")).body.completed, true);
  for (const query of ["limit=0", "cursor=x", "cursor=0", "limit=1&limit=2"]) {
    assert.equal((await ann.call("GET", `/history?${query}`)).status, 400, query);
  }
});

test("what has changed since is named, and undone by force only", async () => {
  await ann.add("Task");
  const { headers } = await ann.call("PATCH", "/tasks/1", { json: { title: "Second" } });
  await ann.call("PATCH", "/tasks/1", { json: { title: "Third" } });
  const path = `/history/${headers["plainlist-change"]}/undo`;
  const refused = await post(ann, path, {});
  assert.deepEqual(
    [refused.status, refused.body],
    [
      409,
      {
        error: "Some of it has changed since",
        conflicts: [{ type: "task", id: 1, name: "Third" }],
      },
    ],
  );
  assert.equal((await ann.call("GET", "/tasks/1")).body.title, "Third");
  assert.equal((await post(ann, path, { force: true })).status, 200);
  assert.equal((await ann.call("GET", "/tasks/1")).body.title, "Task");
});

test("a name that is in use is named as such, and does not give way to force", async () => {
  await post(ann, "/lists", { name: "Trip" });
  await post(bob, "/lists", { name: "Trip" });
  const { headers } = await ann.call("DELETE", "/lists/1");
  await post(ann, "/lists", { name: "TRIP" });
  const path = `/history/${headers["plainlist-change"]}/undo`;
  const conflicts = [{ type: "list", id: 2, name: "TRIP" }];
  for (const body of [{}, { force: true }]) {
    const refused = await post(ann, path, body);
    assert.equal(refused.status, 409);
    assert.deepEqual(refused.body, { error: "A name that it needs is in use", conflicts });
  }
  await ann.call("PATCH", "/lists/2", { json: { name: "Other" } });
  assert.equal((await post(ann, path, {})).status, 200);
});

test("the trash is listed, restored from, purged and emptied, each user's own", async () => {
  for (const title of ["a", "b", "c", "d"]) await ann.add(title);
  await bob.add("Bob's");
  for (const id of [1, 2, 3]) {
    api.app.advance(1000);
    await ann.call("DELETE", `/tasks/${id}`);
  }
  await bob.call("DELETE", "/tasks/1");
  const first = (await ann.call("GET", "/trash?limit=2")).body;
  assert.deepEqual(
    first.tasks.map(({ title }) => title),
    ["c", "b"],
  );
  const rest = (await ann.call("GET", `/trash?cursor=${first.next}`)).body;
  assert.deepEqual([rest.tasks.map(({ title }) => title), rest.next], [["a"], null]);
  assert.equal((await post(ann, "/tasks/2/restoration", {})).body.title, "b");
  assertError(await ann.call("DELETE", "/trash/2"), 404, "Task not found");
  assertError(await ann.call("DELETE", "/trash/4"), 404, "Task not found");
  assert.equal((await ann.call("DELETE", "/trash/1")).status, 204);
  assertError(await post(ann, "/tasks/1/restoration", {}), 404, "Task not found");
  assert.equal((await ann.call("DELETE", "/trash")).status, 204);
  assert.deepEqual((await ann.call("GET", "/trash")).body.tasks, []);
  assert.equal((await bob.call("GET", "/trash")).body.tasks.length, 1);
  const forged = ["2026-02-30 10:00:00+00", "0000-01-01 10:00:00+00", "2026-11-20 10:00:00+99"].map(
    (time) => `cursor=${Buffer.from(JSON.stringify([1, time])).toString("base64url")}`,
  );
  for (const query of ["limit=x", "cursor=x", ...forged]) {
    assert.equal((await ann.call("GET", `/trash?${query}`)).status, 400, query);
  }
});

test("the history is filtered by task, kind and words, each page with the same filters", async () => {
  await ann.add("Café");
  await ann.add("Other");
  await bob.add("Café");
  await ann.call("PATCH", "/tasks/1", { json: { title: "Tea" } });
  await ann.call("PATCH", "/tasks/1/complete");
  const list = async (query: string) =>
    (await ann.call("GET", `/history?${query}`)).body.changes.map(
      ({ label, subject }) => `${label} ${subject}`,
    );
  assert.deepEqual(await list("task=1"), ["Completed Tea", "Changed Tea", "Added Café"]);
  assert.deepEqual(await list("kind=added"), ["Added Other", "Added Café"]);
  assert.deepEqual(await list("q=CAFE"), ["Added Café"]);
  assert.deepEqual(await list("task=2&kind=completed"), []);
  assert.deepEqual(await list("task=99"), []);
  const first = (await ann.call("GET", "/history?task=1&limit=2")).body;
  assert.deepEqual(await list(`task=1&limit=2&cursor=${first.next}`), ["Added Café"]);
  for (const [query, message] of [
    [
      "kind=gone",
      "Kind must be added, completed, changed, moved, deleted, lists, tags, searches or undone",
    ],
    ["task=x", "Task must be the number of a task"],
    [`q=${"x".repeat(201)}`, "The words to look for must be 200 characters or less"],
  ] as const) {
    const refused = await ann.call("GET", `/history?${query}`);
    assertError(refused, 400, message);
  }
});
