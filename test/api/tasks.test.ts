/** A program keeps tasks: adds, reads and deletes them; each user their own. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { assertError, UNPLANNED } from "../support/api.ts";
import { ann, api, bob, useApi } from "./fixture.ts";

useApi({ poolMax: 4 });

test("a task that is added is there, at the address in the reply, for its owner only", async () => {
  const started = Date.now();
  const answer = await ann.call("POST", "/tasks", { json: { title: "Pay the rent" } });
  assert.equal(answer.status, 201);
  assert.equal(answer.headers.location, `/api/${ann.id}/tasks/1`);
  const { created_at: created, ...task } = answer.body;
  assert.deepEqual(task, {
    id: 1,
    user_id: ann.id,
    title: "Pay the rent",
    description: "",
    completed: false,
    completed_at: null,
    ...UNPLANNED,
    position: "1",
    version: 1,
    updated_at: created,
  });
  assert.ok(Date.parse(created) >= started && Date.parse(created) <= Date.now());
  const { token } = ann;
  const shown = await api.call("GET", answer.headers.location ?? "", { token });
  assert.deepEqual(shown.body, answer.body);
  assertError(await bob.call("GET", "/tasks/1"), 404, "Task not found");
});

test("ids are counted for each user, and the number of a deleted task is not given again", async () => {
  await ann.add("one");
  await ann.add("two");
  assert.equal((await bob.add("mine")).id, 1);
  await ann.call("DELETE", "/tasks/2");
  assert.equal((await ann.add("three")).id, 3);
});

test("tasks added at the same moment have an id each, without gaps", async () => {
  const added = Array.from({ length: 8 }, (_, index) => ann.add(`Task ${index}`));
  const ids = (await Promise.all(added)).map(({ id }) => id);
  assert.deepEqual(
    ids.sort((a, b) => a - b),
    [1, 2, 3, 4, 5, 6, 7, 8],
  );
});

test("a deleted task is gone, with no word said; deleting it again finds none", async () => {
  await ann.add("Gone");
  const kept = await ann.add("Kept");
  const mine = await bob.add("Bob's");
  const { status } = await ann.call("DELETE", "/tasks/1");
  assert.equal(status, 204);
  for (const [method, path] of [
    ["GET", "/tasks/1"],
    ["DELETE", "/tasks/1"],
    ["PATCH", "/tasks/1/complete"],
  ] as const) {
    assertError(await ann.call(method, path), 404, "Task not found");
  }
  const json = { title: "Back?" };
  assertError(await ann.call("PUT", "/tasks/1", { json }), 404, "Task not found");
  assertError(await ann.call("PATCH", "/tasks/1", { json }), 404, "Task not found");
  assert.deepEqual((await ann.call("GET", "/tasks")).body.tasks, [kept]);
  assert.deepEqual((await bob.call("GET", "/tasks/1")).body, mine);
});

test("an id that names no task of mine is the same answer, whatever it is", async () => {
  await bob.add("one");
  await bob.add("two");
  for (const id of [
    "1",
    "2",
    "0",
    "-1",
    "abc",
    "1e3",
    "1e9999",
    "1.0",
    "01",
    "+1",
    "0x1",
    "%31%20",
    "null",
    "NaN",
    "2147483647",
    "2147483648",
    "9".repeat(400),
    "%00",
    "%F0%9F%8E%BB",
    "' or 1=1--",
    "1;2",
  ]) {
    for (const [method, path, json] of [
      ["GET", `/tasks/${id}`],
      ["PUT", `/tasks/${id}`, { title: "Mine now" }],
      ["PATCH", `/tasks/${id}`, { title: "Mine now" }],
      ["DELETE", `/tasks/${id}`],
      ["PATCH", `/tasks/${id}/complete`, { completed: true }],
    ] as const) {
      const answer = await ann.call(method, path, json === undefined ? {} : { json });
      assertError(answer, 404, "Task not found");
    }
  }
  const { tasks } = (await bob.call("GET", "/tasks")).body;
  assert.deepEqual(
    tasks.map(({ title, completed, version }) => [title, completed, version]),
    [
      ["two", false, 1],
      ["one", false, 1],
    ],
  );
});

test("the number that is another user's task as well names each one's own", async () => {
  await ann.add("Ann's");
  await bob.add("Bob's");
  await ann.call("PATCH", "/tasks/1", { json: { title: "Ann's, changed" } });
  await ann.call("PATCH", "/tasks/1/complete");
  const { body } = await bob.call("GET", "/tasks/1");
  assert.deepEqual([body.title, body.completed, body.version], ["Bob's", false, 1]);
  await ann.call("DELETE", "/tasks/1");
  assert.equal((await bob.call("GET", "/tasks/1")).status, 200);
});
