/** A task that is deleted for good is not in the replies that are kept for repeated requests, either. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { assertError } from "../support/api.ts";
import { ann, api, bob, sending, useApi } from "./fixture.ts";

useApi();

const keyed = (key: string, json: object = {}) => sending(json, { "Idempotency-Key": key });

/** The kept replies that have the text. */
async function repliesWith(text: string): Promise<string[]> {
  const rows = await api.app.database.sql<{ key: string }>(
    "select key from idempotency_keys where idempotency_keys::text like $1 order by key",
    [`%${text}%`],
  );
  return rows.map(({ key }) => key);
}

test("a kept reply with the text of a purged task is replaced, and its request is not done again", async () => {
  for (const user of [ann, bob]) {
    await user.call("POST", "/tasks", keyed("create", { title: "Secret 1" }));
    await user.call("POST", "/tasks", keyed("other", { title: "Another" }));
    await user.call("POST", "/lists", keyed("list", { name: "Number one" }));
    await user.call("POST", "/tasks/1/position", keyed("move", { to: "top" }));
    await user.call("PATCH", "/tasks/1", { json: { title: "Secret 2" } });
    // Refused, since the task has changed since: the reply names it.
    const conflict = await user.call("POST", "/history/1/undo", keyed("undo"));
    assert.equal(conflict.status, 409);
    await user.call("DELETE", "/tasks/1");
  }
  assert.equal((await repliesWith("Secret")).length, 6);
  assert.equal((await ann.call("DELETE", "/trash/1")).status, 204);
  assert.deepEqual(await repliesWith("Secret"), ["create", "move", "undo"], "Bob's");

  const gone = "The task of this request was deleted for good";
  assertError(await ann.call("POST", "/tasks", keyed("create", { title: "Secret 1" })), 422, gone);
  assertError(await ann.call("POST", "/tasks/1/position", keyed("move", { to: "top" })), 422, gone);
  assertError(await ann.call("POST", "/history/1/undo", keyed("undo")), 422, gone);
  const other = await ann.call("POST", "/tasks", keyed("other", { title: "Another" }));
  assert.deepEqual([other.status, other.body.title], [201, "Another"]);
  const list = await ann.call("POST", "/lists", keyed("list", { name: "Number one" }));
  assert.deepEqual([list.status, list.body.name], [201, "Number one"]);
  assert.equal((await ann.call("GET", "/tasks")).body.tasks.length, 1);
  const bobs = await bob.call("POST", "/tasks", keyed("create", { title: "Secret 1" }));
  assert.deepEqual([bobs.status, bobs.body.title], [201, "Secret 1"]);
});

test("emptying the trash removes the text of an item with that of its task", async () => {
  await ann.add("Pack");
  const item = { title: "Hidden item", parent_id: 1 };
  assert.equal((await ann.call("POST", "/tasks", keyed("item", item))).status, 201);
  await ann.call("DELETE", "/tasks/1");
  assert.deepEqual(await repliesWith("Hidden"), ["item"]);
  await ann.call("DELETE", "/trash");
  assert.deepEqual(await repliesWith("Hidden"), []);
});
