/** Skipping an occurrence of a series over the API. */
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { assertInvalid } from "../support/api.ts";
import { ann, bob, post, useApi } from "./fixture.ts";

useApi();

const DAILY = { due_on: "2027-01-01", repeat: { rule: "FREQ=DAILY;COUNT=2", mode: "rule" } };

/** Each has a series with the id 1. */
beforeEach(async () => {
  await bob.add("Bob's", DAILY);
  await ann.add("Bin", DAILY);
});

test("it moves to its next day, is the same task, and one undo takes it back", async () => {
  const { status, body, headers } = await post(ann, "/tasks/1/skip", {});
  assert.equal(status, 200);
  assert.deepEqual([body.id, body.due_on, body.completed], [1, "2027-01-02", false]);
  assert.equal(body.deleted, false);
  const [change] = (await ann.call("GET", "/history")).body.changes;
  assert.ok(change);
  assert.deepEqual([change.kind, change.label, change.subject], ["task.skipped", "Skipped", "Bin"]);
  assert.equal(headers["plainlist-change"], String(change.id));
  await post(ann, `/history/${change.id}/undo`, {});
  assert.equal((await ann.call("GET", "/tasks/1")).body.due_on, "2027-01-01");
  assert.equal((await bob.call("GET", "/tasks/1")).body.due_on, "2027-01-01");
});

test("the last one goes to the trash, and the answer says so", async () => {
  await post(ann, "/tasks/1/skip", {});
  const { body } = await post(ann, "/tasks/1/skip", {});
  assert.deepEqual([body.due_on, body.deleted], ["2027-01-02", true]);
  assert.equal((await ann.call("GET", "/tasks/1")).status, 404);
  assert.equal((await post(ann, "/tasks/1/skip", {})).status, 404);
  assert.equal((await bob.call("GET", "/tasks/1")).status, 200);
});

test("what does not repeat, or is completed, is refused with the field", async () => {
  await ann.add("Once", { due_on: "2027-01-01" });
  const fields = { repeat: "Only an open task that repeats can be skipped" };
  assertInvalid(await post(ann, "/tasks/2/skip", {}), fields);
  await ann.call("PATCH", "/tasks/1/complete", {});
  assertInvalid(await post(ann, "/tasks/1/skip", {}), fields);
});

test("many are skipped at once; DELETE and the action delete do not ask", async () => {
  await ann.add("Once", { due_on: "2027-01-01" });
  await ann.add("Mat", DAILY);
  const skipped = await post(ann, "/tasks/bulk", { ids: [1, 2, 3], action: "skip" });
  const { change_id, ...numbers } = skipped.body;
  assert.ok(change_id);
  assert.deepEqual(numbers, { count: 3, changed: 2 });
  const { tasks } = (await ann.call("GET", "/tasks?sort=due")).body;
  const days = tasks.map(({ due_on }) => due_on);
  assert.deepEqual(days, ["2027-01-01", "2027-01-02", "2027-01-02"]);
  assert.equal((await ann.call("DELETE", "/tasks/1")).status, 204);
  const deleted = await post(ann, "/tasks/bulk", { ids: [2, 3], action: "delete" });
  assert.equal(deleted.body.changed, 2);
});
