/** A program keeps tasks: adds, reads and deletes them; each user their own. */
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import {
  type ApiUser,
  assertError,
  assertInvalid,
  startTestApi,
  type TestApi,
  UNPLANNED,
} from "../support/api.ts";

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

test("everything that was sent is kept: text as written, and whether it is done", async () => {
  const description = "  first line\n\n\tsecond ✓ 🎻 \u202eright to left\u202c e\u0301\n";
  const task = await ann.add(" Buy\tstamps \u{1f3bb} ", { description, completed: true });
  assert.equal(task.title, "Buy stamps \u{1f3bb}");
  assert.equal(task.description, description);
  assert.equal(task.completed, true);
  assert.equal(task.completed_at, task.created_at);
  assert.deepEqual((await ann.call("GET", "/tasks/1")).body, task);
});

test("ids are counted for each user, and the number of a deleted task is not given again", async () => {
  await ann.add("one");
  await ann.add("two");
  assert.equal((await bob.add("mine")).id, 1);
  await ann.call("DELETE", "/tasks/2");
  assert.equal((await ann.add("three")).id, 3);
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
  test(`${what} is refused wherever a task is written, and changes nothing`, async () => {
    const task = await ann.add("Before");
    for (const [method, path] of [
      ["POST", "/tasks"],
      ["PUT", "/tasks/1"],
      ["PATCH", "/tasks/1"],
    ] as const) {
      assertInvalid(await ann.call(method, path, { json }), fields, method);
    }
    assert.deepEqual((await ann.call("GET", "/tasks")).body.tasks, [task]);
  });
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

test("tasks added at the same moment have an id each, without gaps", async () => {
  const added = Array.from({ length: 8 }, (_, index) => ann.add(`Task ${index}`));
  const ids = (await Promise.all(added)).map(({ id }) => id);
  assert.deepEqual(
    ids.sort((a, b) => a - b),
    [1, 2, 3, 4, 5, 6, 7, 8],
  );
});
