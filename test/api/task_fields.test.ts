/** What a program may say of a task, and how anything else is answered. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { assertInvalid, UNPLANNED } from "../support/api.ts";
import { ann, assertInvalidTask, bob, useApi } from "./fixture.ts";

useApi();

test("everything that was sent is kept: text as written, and whether it is done", async () => {
  const description = "  first line\n\n\tsecond ✓ 🎻 \u202eright to left\u202c e\u0301\n";
  const task = await ann.add(" Buy\tstamps \u{1f3bb} ", { description, completed: true });
  assert.equal(task.title, "Buy stamps \u{1f3bb}");
  assert.equal(task.description, description);
  assert.equal(task.completed, true);
  assert.equal(task.completed_at, task.created_at);
  assert.deepEqual((await ann.call("GET", "/tasks/1")).body, task);
});

test("the longest title and description are taken, one character more is not", async () => {
  const title = "🎻".repeat(200);
  const task = await ann.add(title, { description: "é".repeat(10_000) });
  assert.equal(task.title, title);
  const tooLong = { title: `${title}x`, description: "é".repeat(10_001) };
  const fields = {
    title: "Title must be 200 characters or less",
    description: "Description must be 10,000 characters or less",
  };
  assertInvalid(await ann.call("POST", "/tasks", { json: tooLong }), fields);
  assertInvalid(await ann.call("PUT", "/tasks/1", { json: tooLong }), fields);
  assertInvalid(await ann.call("PATCH", "/tasks/1", { json: tooLong }), fields);
});

for (const [what, json, fields] of [
  ["no title", { title: "" }, { title: "Title is required" }],
  ["a blank title", { title: " \n\t\u00a0\u200b" }, { title: "Title is required" }],
  ["null as title", { title: null }, { title: "Title is required" }],
  ["a number as title", { title: 7 }, { title: "Title must be text" }],
  ["a list as title", { title: ["x"] }, { title: "Title must be text" }],
  [
    "an object as description",
    { title: "x", description: {} },
    { description: "Description must be text" },
  ],
  [
    "a word as completed",
    { title: "x", completed: "yes" },
    { completed: "Completed must be true or false" },
  ],
  [
    "a number as completed",
    { title: "x", completed: 1 },
    { completed: "Completed must be true or false" },
  ],
  [
    "null as completed",
    { title: "x", completed: null },
    { completed: "Completed must be true or false" },
  ],
  ["version 0", { title: "x", version: 0 }, { version: "Version must be a whole number" }],
  ["half a version", { title: "x", version: 1.5 }, { version: "Version must be a whole number" }],
  ["a huge version", { title: "x", version: 1e300 }, { version: "Version must be a whole number" }],
  [
    "everything wrong",
    { title: false, description: 1, completed: [], version: {} },
    {
      title: "Title must be text",
      description: "Description must be text",
      completed: "Completed must be true or false",
      version: "Version must be a whole number",
    },
  ],
] as [string, object, Record<string, string>][]) {
  test(`${what} is refused wherever a task is written, and changes nothing`, () =>
    assertInvalidTask(json, fields));
}

test("adding or replacing without a title says so; a change need not have one", async () => {
  await ann.add("Before");
  for (const json of [{}, { description: "x" }]) {
    const fields = { title: "Title is required" };
    assertInvalid(await ann.call("POST", "/tasks", { json }), fields);
    assertInvalid(await ann.call("PUT", "/tasks/1", { json }), fields);
    assert.equal((await ann.call("PATCH", "/tasks/1", { json })).status, 200);
  }
  assertInvalid(await ann.call("POST", "/tasks"), { title: "Title is required" });
});

test("unknown fields are ignored, and what the server keeps is never assigned", async () => {
  const games = {
    id: 99,
    user_id: bob.id,
    userId: bob.id,
    created_at: "1999-01-01T00:00:00.000Z",
    updated_at: "1999-01-01T00:00:00.000Z",
    completed_at: "1999-01-01T00:00:00.000Z",
    deleted_at: "1999-01-01T00:00:00.000Z",
    request_key: "x",
    no_such_column: 1,
    "title\" = 'x' --": 1,
    constructor: { prototype: { completed: true } },
    toString: 1,
  };
  const raw = JSON.stringify(games).replace(
    "{",
    '{"__proto__": {"completed": true, "title": "P"},',
  );
  const task = await ann.add("Mine", games);
  const withProto = (title: string) => ({ raw: raw.replace("{", `{"title": "${title}",`) });
  const put = await ann.call("PUT", "/tasks/1", withProto("Put"));
  const patched = await ann.call("PATCH", "/tasks/1", withProto("Patched"));
  const completed = await ann.call("PATCH", "/tasks/1/complete", { raw });
  for (const [body, title, version] of [
    [task, "Mine", 1],
    [put.body, "Put", 2],
    [patched.body, "Patched", 3],
  ] as const) {
    const { updated_at, created_at, ...rest } = body;
    const fixed = { id: 1, user_id: ann.id, description: "", completed: false, completed_at: null };
    assert.deepEqual(rest, { ...fixed, ...UNPLANNED, position: "1", title, version });
    assert.equal(created_at, task.created_at);
    assert.ok(updated_at >= created_at);
  }
  assert.equal(completed.body.completed, true);
  assert.ok(String(completed.body.completed_at) >= task.created_at);
  assert.deepEqual((await bob.call("GET", "/tasks")).body.tasks, []);
});

test("`__proto__` alone names no field", async () => {
  const answer = await ann.call("POST", "/tasks", { raw: '{"__proto__": {"title": "P"}}' });
  assertInvalid(answer, { title: "Title is required" });
});

test("of a name that stands twice in a body, the last counts", async () => {
  const raw = '{"title": "First", "title": "Last"}';
  assert.equal((await ann.call("POST", "/tasks", { raw })).body.title, "Last");
});
