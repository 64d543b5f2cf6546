/** A program plans: dates, priorities, lists, sections, tags, checklists, repeats. */
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import {
  type ApiUser,
  assertError,
  assertInvalid,
  startTestApi,
  type TaskJson,
  type TestApi,
} from "../support/api.ts";

let api: TestApi;
let ann: ApiUser;
let bob: ApiUser;
before(async () => {
  api = await startTestApi();
});
after(() => api.close());
beforeEach(async () => {
  ann = await api.account("Ann");
  bob = await api.account("Bob");
});

const addList = async (user: ApiUser, name: string) =>
  (await user.call("POST", "/lists", { json: { name } })).body.id;
const addSection = async (user: ApiUser, list: number, name: string) =>
  (await user.call("POST", `/lists/${list}/sections`, { json: { name } })).body.id;

const MONTHLY = "RSCALE=GREGORIAN;FREQ=MONTHLY;BYMONTHDAY=31;SKIP=BACKWARD";

/** Everything that can be said of a task. */
async function plan(user: ApiUser) {
  const list_id = await addList(user, "Home");
  const section_id = await addSection(user, list_id, "Kitchen");
  return {
    title: "Pay rent",
    description: "*By* standing order",
    completed: false,
    due_on: "2027-01-31",
    due_time: "17:30",
    starts_on: "2027-01-15",
    priority: "high",
    list_id,
    section_id,
    tags: ["Bills", "früh"],
    repeat: { rule: MONTHLY, mode: "catch_up" },
  };
}

test("everything that is said of a task is kept, sent back changes nothing, and PUT empties the rest", async () => {
  const sent = await plan(ann);
  const task = await ann.add(sent.title, sent);
  const repeat = { ...sent.repeat, anchor: "2027-01-31" };
  for (const [name, value] of Object.entries({ ...sent, repeat })) {
    assert.deepEqual(task[name as keyof TaskJson], value, name);
  }
  assert.deepEqual((await ann.call("GET", "/tasks/1")).body, task);
  assert.deepEqual((await ann.call("GET", "/tasks")).body.tasks, [task]);
  for (const method of ["PUT", "PATCH"] as const) {
    const same = await ann.call(method, "/tasks/1", { json: task });
    assert.deepEqual(same.body, task, method);
    assert.equal(same.headers["plainlist-change"], undefined);
  }
  const bare = (await ann.call("PUT", "/tasks/1", { json: { title: "Bare" } })).body;
  assert.deepEqual(
    [bare.due_on, bare.due_time, bare.starts_on, bare.priority, bare.list_id, bare.section_id],
    [null, null, null, "none", null, null],
  );
  assert.deepEqual([bare.tags, bare.repeat, bare.description, bare.version], [[], null, "", 2]);
});

test("a monthly task on the 31st goes to 28 February and then to 31 March: repeats do not drift", async () => {
  await ann.add("Pay rent", { due_on: "2027-01-31", repeat: { rule: MONTHLY } });
  const first = await ann.call("PATCH", "/tasks/1/complete");
  const { next, ...done } = first.body as typeof first.body & { next: unknown };
  assert.deepEqual([next, done.completed, done.repeat], [2, true, null]);
  const february = (await ann.call("GET", "/tasks/2")).body;
  assert.deepEqual([february.due_on, february.repeat?.anchor], ["2027-02-28", "2027-01-31"]);
  // By PATCH as well, with another title for the one that is done: one change, one version.
  const patched = await ann.call("PATCH", "/tasks/2", { json: { title: "Paid", completed: true } });
  assert.deepEqual(
    [patched.body.title, patched.body.completed, patched.body.version],
    ["Paid", true, 2],
  );
  assert.equal((await ann.call("GET", "/tasks/3")).body.due_on, "2027-03-31");
  // Twice is as once.
  const again = await ann.call("PATCH", "/tasks/2/complete");
  assert.deepEqual([again.status, (again.body as { next?: unknown }).next], [200, null]);
  assertError(await ann.call("GET", "/tasks/4"), 404, "Task not found");
});

test("another date begins the series anew, and its time and repeat go only with a date", async () => {
  await ann.add("Weekly", {
    due_on: "2027-01-04",
    due_time: "09:00",
    repeat: { rule: "FREQ=WEEKLY;BYDAY=MO" },
  });
  const moved = await ann.call("PATCH", "/tasks/1", { json: { due_on: "2027-01-06" } });
  assert.deepEqual([moved.body.repeat?.anchor, moved.body.due_time], ["2027-01-06", "09:00"]);
  const fields = {
    due_time: "A time needs a due date",
    due_on: "A repeating task needs a due date",
  };
  assertInvalid(await ann.call("PATCH", "/tasks/1", { json: { due_on: null } }), fields);
  const json = { due_on: null, due_time: null, repeat: null };
  assert.equal((await ann.call("PATCH", "/tasks/1", { json })).status, 200);
});

const DAY_MESSAGE = "must be a date, such as 2026-11-30";
const RULE_MESSAGE =
  "Repeat must have a rule, such as FREQ=WEEKLY;BYDAY=MO, of those that are known";

for (const [json, fields] of [
  [{ due_on: "2027-02-29" }, { due_on: `Due date ${DAY_MESSAGE}` }],
  [{ due_on: "29.2.2028" }, { due_on: `Due date ${DAY_MESSAGE}` }],
  [{ due_on: 20270101 }, { due_on: `Due date ${DAY_MESSAGE}` }],
  [{ due_on: "" }, { due_on: `Due date ${DAY_MESSAGE}` }],
  [{ starts_on: "0000-01-01" }, { starts_on: `Start date ${DAY_MESSAGE}` }],
  [
    { due_on: "2027-01-01", due_time: "24:00" },
    { due_time: "Time must be a time of day, such as 17:00" },
  ],
  [{ due_time: "09:00" }, { due_time: "A time needs a due date" }],
  [{ priority: 3 }, { priority: "Priority must be none, low, medium or high" }],
  [{ priority: "urgent" }, { priority: "Priority must be none, low, medium or high" }],
  [{ tags: "home" }, { tags: "Tags must be a list of names" }],
  [{ tags: ["a", 1] }, { tags: "Tags must be text" }],
  [{ tags: ["two words"] }, { tags: "Use only letters, digits, - and _ in a tag, not: two words" }],
  [{ list_id: 99 }, { list_id: "List not found" }],
  [{ list_id: "x" }, { list_id: "List not found" }],
  [{ section_id: 99 }, { section_id: "Section not found" }],
  [{ parent_id: 99 }, { parent_id: "Parent not found" }],
  [{ repeat: { rule: "FREQ=DAILY" } }, { due_on: "A repeating task needs a due date" }],
  [
    { list_id: 99, section_id: 99, due_time: "09:00", repeat: { rule: "FREQ=DAILY" } },
    {
      list_id: "List not found",
      section_id: "Section not found",
      due_time: "A time needs a due date",
      due_on: "A repeating task needs a due date",
    },
  ],
  [
    { list_id: 99, section_id: 99, parent_id: 99, due_time: "09:00" },
    {
      list_id: "A checklist item stays in the list of its task",
      section_id: "A checklist item stays in the list of its task",
      parent_id: "Parent not found",
      due_time: "A time needs a due date",
    },
  ],
  [
    { parent_id: 99, due_on: "2027-01-01", repeat: { rule: "FREQ=DAILY;UNTIL=20261231" } },
    { parent_id: "Parent not found", repeat: "Repeat must not end before the due date" },
  ],
  [{ due_on: "2027-01-01", repeat: "FREQ=DAILY" }, { repeat: RULE_MESSAGE }],
  [{ due_on: "2027-01-01", repeat: { rule: "FREQ=DAILY;COUNT=0" } }, { repeat: RULE_MESSAGE }],
  [
    { due_on: "2027-01-01", repeat: { rule: "FREQ=DAILY;COUNT=1000000000" } },
    { repeat: RULE_MESSAGE },
  ],
  [
    { due_on: "2027-01-01", repeat: { rule: "FREQ=MONTHLY;BYMONTHDAY=32" } },
    { repeat: RULE_MESSAGE },
  ],
  [{ due_on: "2027-01-01", repeat: { rule: "FREQ=SECONDLY" } }, { repeat: RULE_MESSAGE }],
  [
    { due_on: "2027-01-01", repeat: { rule: "FREQ=DAILY;UNTIL=20261231" } },
    { repeat: "Repeat must not end before the due date" },
  ],
  [
    { due_on: "2025-02-03", repeat: { rule: "FREQ=YEARLY;INTERVAL=4;BYMONTH=2;BYDAY=5MO" } },
    { repeat: "Repeat has a rule that never occurs" },
  ],
  [
    { due_on: "2027-01-01", repeat: { rule: "FREQ=DAILY", mode: "strict" } },
    { repeat: "Repeat mode must be rule, catch_up or completion" },
  ],
] as [object, Record<string, string>][]) {
  test(`${JSON.stringify(json).slice(0, 70)} is refused wherever a task is written`, async () => {
    const task = await ann.add("Before");
    for (const [method, path] of [
      ["POST", "/tasks"],
      ["PUT", "/tasks/1"],
      ["PATCH", "/tasks/1"],
    ] as const) {
      assertInvalid(
        await ann.call(method, path, { json: { title: "x", ...json } }),
        fields,
        method,
      );
    }
    assert.deepEqual((await ann.call("GET", "/tasks")).body.tasks, [task]);
  });
}

test("another's list, section and parent are refused like those that are not there", async () => {
  const theirs = await plan(bob);
  await bob.add("Bob's", theirs);
  // The same numbers, so that only whose they are tells them apart.
  const own = await addList(ann, "Own");
  await ann.add("Mine");
  await addList(bob, "Second");
  await addSection(bob, 2, "Theirs");
  for (const [json, fields] of [
    [{ list_id: 2 }, { list_id: "List not found" }],
    [{ list_id: own, section_id: 1 }, { section_id: "Section not found" }],
    [{ section_id: 2 }, { section_id: "Section not found" }],
    [{ parent_id: 2 }, { parent_id: "Parent not found" }],
  ] as [object, Record<string, string>][]) {
    const create = await ann.call("POST", "/tasks", { json: { title: "x", ...json } });
    assertInvalid(create, fields);
    assertInvalid(await ann.call("PATCH", "/tasks/1", { json }), fields);
  }
  const move = { ids: [1], action: "move", list_id: 2 };
  assertInvalid(await ann.call("POST", "/tasks/bulk", { json: move }), {
    list_id: "List not found",
  });
  const into = { ids: [1], action: "move", list_id: own, section_id: 1 };
  const answer = await ann.call("POST", "/tasks/bulk", { json: into });
  assertInvalid(answer, { section_id: "Section not found" });
  const shared = await addSection(ann, own, "Mine");
  assert.equal(shared, 1);
  const json = { list_id: own, section_id: 1 };
  assert.equal((await ann.call("PATCH", "/tasks/1", { json })).body.section_id, 1);
});

test("a section of another list is refused, and another list leaves the section", async () => {
  const home = await addList(ann, "Home");
  const work = await addList(ann, "Work");
  const kitchen = await addSection(ann, home, "Kitchen");
  await ann.add("Task", { list_id: home, section_id: kitchen });
  const fields = { section_id: "Section not found" };
  const json = { list_id: work, section_id: kitchen };
  assertInvalid(await ann.call("PATCH", "/tasks/1", { json }), fields);
  const moved = await ann.call("PATCH", "/tasks/1", { json: { list_id: work } });
  assert.deepEqual([moved.body.list_id, moved.body.section_id], [work, null]);
});

test("a checklist has one level, and counts what is done", async () => {
  await ann.add("Trip");
  await ann.add("Tickets", { parent_id: 1 });
  await ann.add("Bags", { parent_id: 1, completed: true });
  assert.deepEqual((await ann.call("GET", "/tasks/1")).body.checklist, { done: 1, total: 2 });
  const items = await ann.call("GET", "/tasks?parent_id=1");
  assert.deepEqual(
    items.body.tasks.map(({ title }) => title),
    ["Bags", "Tickets"],
  );
  assert.deepEqual(
    (await ann.call("GET", "/tasks")).body.tasks.map(({ id }) => id),
    [1],
  );
  assert.deepEqual((await bob.call("GET", "/tasks?parent_id=1")).body.tasks, []);
  const below = { json: { title: "Deeper", parent_id: 2 } };
  assertInvalid(await ann.call("POST", "/tasks", below), { parent_id: "Parent not found" });
  const own = await ann.call("PATCH", "/tasks/1", { json: { parent_id: 1 } });
  assertInvalid(own, { parent_id: "Parent not found" });
  await ann.add("Other");
  const full = await ann.call("PATCH", "/tasks/1", { json: { parent_id: 4 } });
  assertInvalid(full, { parent_id: "A task with a checklist cannot be on one" });
  const out = await ann.call("PATCH", "/tasks/2", { json: { parent_id: null } });
  assert.equal(out.body.parent_id, null);
});

test("an item of a checklist is where its task is, and in no list of its own", async () => {
  const { body: work } = await ann.call("POST", "/lists", { json: { name: "Errands" } });
  await ann.add("Trip");
  const wrong = { list_id: "A checklist item stays in the list of its task" };
  const added = { json: { title: "Map", parent_id: 1, list_id: work.id } };
  assertInvalid(await ann.call("POST", "/tasks", added), wrong);
  await ann.add("Map", { parent_id: 1 });
  const moved = { json: { list_id: work.id } };
  assertInvalid(await ann.call("PATCH", "/tasks/2", moved), wrong);
  // On its way onto a checklist a task leaves its list, and on its way off it may have one again.
  await ann.add("Tickets", { list_id: work.id });
  const put = await ann.call("PATCH", "/tasks/3", { json: { parent_id: 1 } });
  assert.deepEqual([put.body.parent_id, put.body.list_id], [1, null]);
  const out = await ann.call("PATCH", "/tasks/3", { json: { parent_id: null, list_id: work.id } });
  assert.deepEqual([out.body.parent_id, out.body.list_id], [null, work.id]);
});

test("a line of quick add says it all, in the person's own time zone", async () => {
  await ann.call("PATCH", "/settings", { json: { time_zone: "Pacific/Kiritimati" } });
  const inZone = (days: number) =>
    new Date(Date.now() + 14 * 3_600_000 + days * 86_400_000).toISOString().slice(0, 10);
  const quick_add = "pay rent tomorrow 9am every month @Flat #bills !1 // the usual";
  const { status, body } = await ann.call("POST", "/tasks", { json: { quick_add } });
  assert.equal(status, 201);
  const said = [body.title, body.due_on, body.due_time, body.priority, body.tags, body.description];
  assert.deepEqual(said, ["pay rent", inZone(1), "09:00", "high", ["bills"], "the usual"]);
  assert.equal(body.repeat?.anchor, inZone(1));
  const { lists } = (await ann.call("GET", "/lists")).body;
  assert.deepEqual(
    lists.map(({ id, name }) => [id, name]),
    [[body.list_id, "Flat"]],
  );
  const more = { quick_add: "buy milk", priority: "low", list_id: body.list_id };
  const second = (await ann.call("POST", "/tasks", { json: more })).body;
  assert.deepEqual(
    [second.title, second.priority, second.list_id],
    ["buy milk", "low", body.list_id],
  );
  for (const [json, message] of [
    [{ quick_add: " " }, "Quick add is required"],
    [{ quick_add: 7 }, "Quick add must be text"],
    [{ quick_add: "x".repeat(201) }, "Title must be 200 characters or less"],
    [{ quick_add: "x".repeat(12_001) }, "Quick add must be 12,000 characters or less"],
    [{ quick_add: "x", title: "y" }, "Send either quick_add or title"],
  ] as [object, string][]) {
    assertInvalid(await ann.call("POST", "/tasks", { json }), { quick_add: message });
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
    let walked = "";
    let next: string | null = "";
    while (next !== null) {
      const cursor = next === "" ? "" : `&cursor=${next}`;
      const page = await ann.call("GET", `/tasks?limit=1&${query}${cursor}`);
      assert.equal(page.status, 200, query);
      walked += page.body.tasks.map(({ title }) => title).join("");
      next = page.body.next;
    }
    assert.equal(walked, expected, query);
  }
  for (const query of [
    ...["list_id=x", "list_id=-1", "due_from=2027-02-30", "due_to=", "sort=new", "sort="],
    ...["priority=4", "parent_id=x", "tag=a&tag=b", "due_from=a&due_from=b"],
  ]) {
    assert.equal((await ann.call("GET", `/tasks?${query}`)).status, 400, query);
  }
});
