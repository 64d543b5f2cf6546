/** A program changes tasks: replaces, patches, completes; and never overwrites unseen. */
import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { assertError, assertInvalid, type TaskJson, UNPLANNED } from "../support/api.ts";
import { ann, api, bob, useApi } from "./fixture.ts";

let bobs: TaskJson;

useApi({ poolMax: 4 });
beforeEach(async () => {
  bobs = await bob.add("Bob's");
});
// Whatever Ann does with her task 1, Bob's task 1 stays as it is.
afterEach(async () => {
  assert.deepEqual((await bob.call("GET", "/tasks")).body.tasks, [bobs]);
});

test("PUT writes the whole task: what is left out is empty, and not done", async () => {
  const task = await ann.add("Before", { description: "Old notes", completed: true });
  api.app.advance(1000);
  const { status, body } = await ann.call("PUT", "/tasks/1", { json: { title: " After " } });
  assert.equal(status, 200);
  const { updated_at: updated, ...rest } = body;
  assert.deepEqual(rest, {
    id: 1,
    user_id: ann.id,
    title: "After",
    description: "",
    completed: false,
    completed_at: null,
    ...UNPLANNED,
    position: "1",
    version: 2,
    created_at: task.created_at,
  });
  assert.ok(updated > task.updated_at);
  assert.deepEqual((await ann.call("GET", "/tasks/1")).body, body);
});

test("PATCH of one field leaves the others", async () => {
  const {
    updated_at: _,
    version: __,
    ...before
  } = await ann.add("Title", { description: "Notes" });
  let expected: object = before;
  for (const [json, more] of [
    [{ title: "New title" }, {}],
    [{ description: "New notes\r\non two lines" }, { description: "New notes\non two lines" }],
    [{ description: null }, { description: "" }],
    [{}, {}],
  ] as [object, object][]) {
    const { status, body } = await ann.call("PATCH", "/tasks/1", { json });
    assert.equal(status, 200);
    expected = { ...expected, ...json, ...more };
    const { updated_at, version, ...rest } = body;
    assert.deepEqual(rest, expected);
  }
  const done = await ann.call("PATCH", "/tasks/1", { json: { completed: true } });
  assert.deepEqual([done.body.title, done.body.completed], ["New title", true]);
  const renamed = await ann.call("PATCH", "/tasks/1", { json: { title: "Third" } });
  assert.deepEqual([renamed.body.title, renamed.body.completed], ["Third", true]);
  assert.equal(renamed.body.completed_at, done.body.completed_at);
});

test("completing and reopening, with a body and without; twice is as once", async () => {
  await ann.add("Task");
  const complete = async (json?: object) => {
    api.app.advance(1000);
    const answer = await ann.call("PATCH", "/tasks/1/complete", json === undefined ? {} : { json });
    assert.equal(answer.status, 200);
    return answer.body;
  };
  const done = await complete();
  assert.equal(done.completed, true);
  assert.equal(done.completed_at, done.updated_at);
  assert.deepEqual(await complete({ completed: true }), done);
  assert.deepEqual(await complete({}), done);
  const reopened = await complete({ completed: false });
  assert.deepEqual([reopened.completed, reopened.completed_at], [false, null]);
  assert.deepEqual(await complete({ completed: false }), reopened);
  const again = await complete({ completed: true });
  assert.ok(String(again.completed_at) > String(done.completed_at));
  const { next, ...task } = again as typeof again & { next: null };
  assert.equal(next, null);
  assert.deepEqual((await ann.call("GET", "/tasks/1")).body, task);
});

test("completing takes true or false, and nothing like them", async () => {
  const task = await ann.add("Task");
  for (const completed of ["true", "false", 1, 0, null, [], {}, ""]) {
    const answer = await ann.call("PATCH", "/tasks/1/complete", { json: { completed } });
    assertInvalid(answer, { completed: "Completed must be true or false" }, String(completed));
  }
  assert.deepEqual((await ann.call("GET", "/tasks/1")).body, task);
});

test("a request that names the version it saw overwrites nothing newer", async () => {
  const task = await ann.add("Seen");
  const json = { title: "Ann's phone", version: task.version };
  const first = await ann.call("PATCH", "/tasks/1", { json });
  assert.deepEqual([first.status, first.body.version], [200, 2]);
  for (const method of ["PATCH", "PUT"] as const) {
    const stale = { title: "Ann's laptop", version: 1 };
    const conflict = await ann.call(method, "/tasks/1", { json: stale });
    assertError(conflict, 409, "The task has changed since that version");
    const future = await ann.call(method, "/tasks/1", { json: { ...stale, version: 3 } });
    assertError(future, 409, "The task has changed since that version");
  }
  assert.deepEqual((await ann.call("GET", "/tasks/1")).body, first.body);
  // A request that names none has the last word; so has one that looked again.
  const blind = await ann.call("PUT", "/tasks/1", { json: { title: "Blind" } });
  assert.deepEqual([blind.status, blind.body.version], [200, 3]);
  const looked = await ann.call("PUT", "/tasks/1", { json: { title: "Looked", version: 3 } });
  assert.deepEqual([looked.status, looked.body.title], [200, "Looked"]);
});

test("of changes at the same moment that saw one version, one is done", async () => {
  await ann.add("Seen");
  const changes = Array.from({ length: 6 }, (_, index) =>
    ann.call("PATCH", "/tasks/1", { json: { title: `Change ${index}`, version: 1 } }),
  );
  const statuses = (await Promise.all(changes)).map(({ status }) => status);
  assert.deepEqual(statuses.sort(), [200, 409, 409, 409, 409, 409]);
  assert.equal((await ann.call("GET", "/tasks/1")).body.version, 2);
});

test("changes at the same moment that name no version are all done, one after another", async () => {
  await ann.add("Seen");
  const changes = Array.from({ length: 6 }, (_, index) =>
    ann.call("PATCH", "/tasks/1", { json: index < 3 ? { title: "T" } : { description: "D" } }),
  );
  for (const { status } of await Promise.all(changes)) assert.equal(status, 200);
  const { body } = await ann.call("GET", "/tasks/1");
  // What is so already is no change, and counts no version up.
  assert.deepEqual([body.title, body.description, body.version], ["T", "D", 3]);
});
