/** A full account over the API: what would be more is a 422 with what to do, and what makes room works. */
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { type ApiUser, assertError, startTestApi, type TestApi } from "../support/api.ts";

let api: TestApi;
let ann: ApiUser;
let bob: ApiUser;

before(async () => {
  api = await startTestApi({ QUOTA_TASKS: "3", QUOTA_MB: "1" });
});
after(() => api.close());

beforeEach(async () => {
  ann = await api.account("Ann");
  bob = await api.account("Bob");
  for (const title of ["One", "Two", "Three"]) await ann.add(title);
  await bob.add("Bob's");
});

const FULL = "You have 3 tasks, the most this Plainlist allows. Delete some, then empty the Trash.";
const NO_ROOM =
  "Your text and history take up the 1 MB that this Plainlist allows. Delete some tasks, then empty the Trash.";

test("a task more is refused, by its fields and as a line, and another person's is not", async () => {
  for (const json of [
    { title: "Four" },
    { quick_add: "Four tomorrow #x" },
    { title: "", list_id: 1 },
  ]) {
    const answer = await ann.call("POST", "/tasks", { json });
    if (json.title === "") assert.equal(answer.status, 400);
    else assertError(answer, 422, FULL);
  }
  assert.equal((await bob.call("POST", "/tasks", { json: { title: "Two" } })).status, 201);
  assert.equal((await ann.call("GET", "/tasks")).body.tasks.length, 3);
});

test("a refusal is not kept for its key: the same request succeeds once there is room", async () => {
  const sent = { json: { title: "Four" }, headers: { "Idempotency-Key": "four" } };
  assertError(await ann.call("POST", "/tasks", sent), 422, FULL);
  assert.equal((await ann.call("DELETE", "/tasks/1")).status, 204);
  assertError(await ann.call("POST", "/tasks", sent), 422, FULL);
  assert.equal((await ann.call("DELETE", "/trash")).status, 204);
  const added = await ann.call("POST", "/tasks", sent);
  assert.equal(added.status, 201);
  assert.deepEqual((await ann.call("POST", "/tasks", sent)).body, added.body);
});

test("redoing what was added is refused while something else is in its place", async () => {
  const [last] = (await ann.call("GET", "/history")).body.changes;
  const undone = await ann.call("POST", `/history/${last?.id}/undo`, { json: {} });
  await ann.add("Instead");
  const redo = await ann.call("POST", `/history/${undone.body.change_id}/undo`, { json: {} });
  assertError(redo, 422, FULL);
});

test("text for which there is no room is refused, and everything that adds none is not", async () => {
  const write = (description: string) => ann.call("PATCH", "/tasks/1", { json: { description } });
  let answer = await write("");
  for (let n = 0; answer.status === 200; n += 1) answer = await write("ä".repeat(9_000 + n));
  assertError(answer, 422, NO_ROOM);
  const whole = { title: "Two", description: "ö".repeat(10_000) };
  assertError(await ann.call("PUT", "/tasks/2", { json: whole }), 422, NO_ROOM);
  const steps = [
    ["PATCH", "/tasks/2", { priority: "high" }],
    ["PATCH", "/tasks/2/complete", { completed: true }],
    ["POST", "/tasks/bulk", { ids: [1, 3], action: "due", due_on: "2027-01-01" }],
    ["POST", "/tasks/bulk", { ids: [1, 2], action: "delete" }],
    ["DELETE", "/trash", undefined],
    ["PUT", "/tasks/3", { ...whole, title: "Three" }],
  ] as const;
  for (const [method, path, json] of steps) {
    const { status, body } = await ann.call(method, path, { json });
    assert.equal(status, method === "DELETE" ? 204 : 200, `${method} ${path}: ${body.error}`);
  }
});
