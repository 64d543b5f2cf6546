/** A program reads the list: which tasks, in what order, and page by page. */
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import type { ApiUser, TaskJson } from "../support/api.ts";
import { addList, ann, api, bob, useApi } from "./fixture.ts";

useApi();
beforeEach(async () => {
  await bob.add("Bob's pending");
  await bob.add("Bob's done", { completed: true });
});

const titles = (tasks: TaskJson[]) => tasks.map(({ title }) => title);

/** All pages from the first on, by their cursors. */
async function walk(user: ApiUser, query: string): Promise<TaskJson[][]> {
  const pages: TaskJson[][] = [];
  let next: string | null = "";
  while (next !== null) {
    const cursor: string = next === "" ? "" : `&cursor=${encodeURIComponent(next)}`;
    const { status, body } = await user.call("GET", `/tasks?${query}${cursor}`);
    assert.equal(status, 200, query);
    pages.push(body.tasks);
    next = body.next;
  }
  return pages;
}

test("a new account's list is empty", async () => {
  for (const query of ["", "?status=all", "?status=pending", "?status=completed"]) {
    const { status, body } = await ann.call("GET", `/tasks${query}`);
    assert.deepEqual([status, body], [200, { tasks: [], next: null }]);
  }
});

test("all, pending and completed: newest first, completed ones by when they were", async () => {
  for (const title of ["a", "b", "c", "d"]) await ann.add(title);
  for (const id of [3, 1]) {
    api.app.advance(1000);
    await ann.call("PATCH", `/tasks/${id}/complete`);
  }
  for (const [query, expected] of [
    ["", ["d", "c", "b", "a"]],
    ["?status=all", ["d", "c", "b", "a"]],
    ["?status=pending", ["d", "b"]],
    ["?status=completed", ["a", "c"]],
    ["?status=completed&unknown=1", ["a", "c"]],
  ] as const) {
    const { body } = await ann.call("GET", `/tasks${query}`);
    assert.deepEqual([titles(body.tasks), body.next], [expected, null], query);
    assert.ok(body.tasks.every((task) => task.user_id === ann.id));
  }
  const [first] = (await ann.call("GET", "/tasks")).body.tasks;
  assert.deepEqual(first, (await ann.call("GET", "/tasks/4")).body);
});

test("an archived list's tasks are among all only if asked for, and it takes no others", async () => {
  await addList(ann, "Old");
  for (const user of [ann, bob]) await user.add("Everywhere");
  await ann.add("Put away", { list_id: 1 });
  await ann.call("PATCH", "/lists/1", { json: { archived: true } });
  for (const [query, expected] of [
    ["", ["Everywhere"]],
    ["?archived=false", ["Everywhere"]],
    ["?archived=true", ["Put away", "Everywhere"]],
    ["?list_id=1", ["Put away"]],
  ] as const) {
    assert.deepEqual(titles((await ann.call("GET", `/tasks${query}`)).body.tasks), expected, query);
  }
  assert.equal((await ann.call("GET", "/tasks?archived=1")).status, 400);
  const named = await ann.call("POST", "/tasks", { json: { quick_add: "Oats @Old" } });
  assert.deepEqual(named.body.fields, { quick_add: "List is archived: bring it back first" });
  const archived = { list_id: "List is archived: bring it back first" };
  for (const [method, path] of [
    ["POST", "/tasks"],
    ["PATCH", "/tasks/1"],
  ] as const) {
    const answer = await ann.call(method, path, { json: { title: "More", list_id: 1 } });
    assert.deepEqual([answer.status, answer.body.fields], [400, archived]);
  }
  assert.equal((await ann.call("PATCH", "/tasks/2", { json: { title: "Kept" } })).status, 200);
});

test("fifty at a time, unless another number up to two hundred is asked for", async () => {
  await api.app.database.sql(
    `insert into tasks (user_id, id, title, position, created_at, updated_at)
     select $1, n, 'Task ' || n, n, now(), now() from generate_series(1, 201) n`,
    [ann.id],
  );
  const length = async (query: string) =>
    (await ann.call("GET", `/tasks${query}`)).body.tasks.length;
  assert.equal(await length(""), 50);
  assert.equal(await length("?limit=1"), 1);
  assert.equal(await length("?limit=200"), 200);
  const pages = await walk(ann, "limit=67");
  assert.deepEqual(
    pages.map((page) => page.length),
    [67, 67, 67],
  );
  assert.deepEqual(
    pages.flat().map(({ id }) => id),
    Array.from({ length: 201 }, (_, index) => 201 - index),
  );
});

for (const limit of [
  "0",
  "-1",
  "201",
  "1.5",
  "1e2",
  "abc",
  "",
  "%20",
  "9".repeat(30),
  "1&limit=2",
]) {
  test(`limit=${limit.slice(0, 12)} is refused`, async () => {
    const { status, body } = await ann.call("GET", `/tasks?limit=${limit}`);
    const error = "Limit must be a whole number from 1 to 200";
    assert.deepEqual([status, body], [400, { error }]);
  });
}

for (const status of ["", "done", "ALL", "pending&status=all", "%00", "__proto__"]) {
  test(`status=${status} is refused`, async () => {
    const answer = await ann.call("GET", `/tasks?status=${status}`);
    const error = "Status must be all, pending or completed";
    assert.deepEqual([answer.status, answer.body], [400, { error }]);
  });
}

for (const status of ["all", "pending", "completed"]) {
  test(`a walk through ${status} has every task once, in order`, async () => {
    for (let n = 0; n < 7; n += 1)
      await ann.add(`Task ${n}`, { completed: status === "completed" });
    // Moments that differ by less than a program's clock can tell, and some that do not at all.
    await api.app.database.sql(
      `update tasks set completed_at = timestamptz '2026-11-20 10:00:00.123Z'
         + (id / 2) * interval '1 microsecond'
       where user_id = $1 and completed_at is not null`,
      [ann.id],
    );
    const whole = (await ann.call("GET", `/tasks?status=${status}`)).body.tasks;
    assert.equal(whole.length, 7);
    for (const limit of [1, 2, 3, 7]) {
      const pages = await walk(ann, `status=${status}&limit=${limit}`);
      assert.deepEqual(pages.flat(), whole);
      assert.equal(pages.length, Math.ceil(7 / limit));
    }
  });
}

test("what comes and goes during a walk neither repeats nor hides another task", async () => {
  for (const title of ["a", "b", "c", "d", "e"]) await ann.add(title);
  const first = (await ann.call("GET", "/tasks?limit=2")).body;
  assert.deepEqual(titles(first.tasks), ["e", "d"]);
  await ann.add("f");
  await ann.call("DELETE", "/tasks/4");
  const rest = (await ann.call("GET", `/tasks?limit=9&cursor=${first.next}`)).body;
  assert.deepEqual([titles(rest.tasks), rest.next], [["c", "b", "a"], null]);
});

test("another's cursor opens one's own list only", async () => {
  for (const title of ["a", "b", "c"]) await ann.add(title);
  const { next } = (await ann.call("GET", "/tasks?limit=1")).body;
  const { status, body } = await bob.call("GET", `/tasks?cursor=${next}`);
  assert.deepEqual([status, titles(body.tasks)], [200, ["Bob's done", "Bob's pending"]]);
});

test("a cursor goes with the status that it was given for", async () => {
  for (const title of ["a", "b", "c"]) await ann.add(title, { completed: true });
  const all = (await ann.call("GET", "/tasks?limit=1")).body.next;
  const completed = (await ann.call("GET", "/tasks?limit=1&status=completed")).body.next;
  for (const query of [`status=completed&cursor=${all}`, `cursor=${completed}`]) {
    const { status, body } = await ann.call("GET", `/tasks?${query}`);
    assert.deepEqual(
      [status, body.error],
      [400, "Cursor must be one that this list returned"],
      query,
    );
  }
});

test("a cursor that this list never gave is refused, whatever is in it", async () => {
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const times = [
    "9999-99-99 99:99:99Z",
    "2026-02-30 10:00:00Z",
    "0000-01-01 00:00:00Z",
    "2026-01-01 24:00:00Z",
    "2026-01-01 10:00:00+99:99",
    "infinity",
    "now",
    "",
    "2026-01-01",
    5,
    {},
    "2026-01-01 10:00:00.1234567Z",
  ];
  const others = [
    null,
    5,
    "x",
    [],
    [1],
    [1, null, 2],
    [0, null],
    [-1, null],
    [1e10, null],
    ["a", null],
    [null, null],
    { 0: 1, 1: null, length: 2 },
  ];
  const cursors = [...times.map((time) => encode([5, time])), ...others.map(encode)];
  for (const cursor of [
    ...cursors,
    "",
    "x",
    "abcd",
    "....",
    "%00%00%00%00",
    "a".repeat(500),
    "a&cursor=b",
  ]) {
    for (const status of ["all", "completed"]) {
      const answer = await ann.call("GET", `/tasks?status=${status}&cursor=${cursor}`);
      const sent = `${Buffer.from(cursor, "base64url")} (${status})`;
      assert.equal(answer.status, 400, sent);
      assert.deepEqual(answer.body, { error: "Cursor must be one that this list returned" }, sent);
    }
  }
});

test("deleted tasks are on no list", async () => {
  await ann.add("kept");
  await ann.add("gone", { completed: true });
  await ann.call("DELETE", "/tasks/2");
  for (const status of ["all", "pending", "completed"]) {
    const { body } = await ann.call("GET", `/tasks?status=${status}`);
    assert.deepEqual(titles(body.tasks), status === "completed" ? [] : ["kept"]);
  }
});

test("the list of tasks is narrowed and ordered, and pages go on in that order", async () => {
  const home = await addList(ann, "Home");
  await ann.add("c", { due_on: "2027-01-03", priority: "low", list_id: home, tags: ["x"] });
  await ann.add("a", { due_on: "2027-01-01", priority: "high", tags: ["X"] });
  await ann.add("b", { list_id: home });
  await bob.add("theirs", { tags: ["x"], due_on: "2027-01-01" });
  for (const [query, expected] of [
    ["list_id=0", "a"],
    ["list_id=inbox", "a"],
    [`list_id=${home}`, "bc"],
    ["list_id=99", ""],
    ["tag=x", "ac"],
    ["tag=nope", ""],
    ["priority=none", "b"],
    ["due_from=2027-01-02", "c"],
    ["due_to=2027-01-02", "a"],
    ["due_from=2027-01-01&due_to=2027-01-03&list_id=0", "a"],
    ["sort=due", "acb"],
    ["sort=priority", "acb"],
    ["sort=title", "abc"],
    ["sort=manual", "cab"],
    ["sort=created", "bac"],
  ] as const) {
    const pages = await walk(ann, `limit=1&${query}`);
    assert.equal(titles(pages.flat()).join(""), expected, query);
  }
  for (const query of [
    ...["list_id=x", "list_id=-1", "due_from=2027-02-30", "due_to=", "sort=new", "sort="],
    ...["priority=4", "parent_id=x", "tag=a&tag=b", "due_from=a&due_from=b"],
  ]) {
    assert.equal((await ann.call("GET", `/tasks?${query}`)).status, 400, query);
  }
});
