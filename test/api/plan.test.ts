/** A program plans: dates, priorities, repeats, quick add. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type ApiUser, assertError, assertInvalid, type TaskJson } from "../support/api.ts";
import { addList, addSection, ann, assertInvalidTask, useApi } from "./fixture.ts";

useApi();

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

test("another date moves the occurrence or the series, and time and repeat go only with a date", async () => {
  await ann.add("Weekly", {
    due_on: "2027-01-04",
    due_time: "09:00",
    repeat: { rule: "FREQ=WEEKLY;BYDAY=MO" },
  });
  const moved = await ann.call("PATCH", "/tasks/1", { json: { due_on: "2027-01-06" } });
  assert.deepEqual([moved.body.repeat?.anchor, moved.body.due_time], ["2027-01-04", "09:00"]);
  assert.equal(moved.body.moved_from, "2027-01-04");
  const back = await ann.call("PUT", "/tasks/1", { json: { ...moved.body, due_on: "2027-01-04" } });
  assert.equal(back.body.moved_from, null);
  const series = await ann.call("PATCH", "/tasks/1", {
    json: { due_on: "2027-01-06", repeat_moves: "series" },
  });
  const { rule, anchor } = series.body.repeat ?? {};
  assert.deepEqual([rule, anchor], ["FREQ=WEEKLY;BYDAY=WE", "2027-01-06"]);
  assert.equal(series.body.moved_from, null);
  assertInvalid(await ann.call("PATCH", "/tasks/1", { json: { repeat_moves: "all" } }), {
    repeat_moves: "Repeat moves must be this or series",
  });
  const fields = {
    due_time: "A time needs a due date",
    due_on: "A repeating task needs a due date",
  };
  assertInvalid(await ann.call("PATCH", "/tasks/1", { json: { due_on: null } }), fields);
  const json = { due_on: null, due_time: null, repeat: null };
  assert.equal((await ann.call("PATCH", "/tasks/1", { json })).status, 200);
});

const DAY_MESSAGE = "must be a date, such as 2026-11-30";
const RULE_MESSAGE = "Repeat must have a rule, such as FREQ=WEEKLY;BYDAY=MO";
const COUNT_MESSAGE = "Repeat COUNT must be a whole number from 1 to 10,000";

for (const [json, fields] of [
  [{ due_on: "2027-02-29" }, { due_on: `Due date ${DAY_MESSAGE}` }],
  [{ due_on: "29.2.2028" }, { due_on: `Due date ${DAY_MESSAGE}` }],
  [{ due_on: "tomorrow" }, { due_on: `Due date ${DAY_MESSAGE}` }],
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
  [{ due_on: "2027-01-01", repeat: { rule: "FREQ=DAILY;COUNT=0" } }, { repeat: COUNT_MESSAGE }],
  [
    { due_on: "2027-01-01", repeat: { rule: "FREQ=DAILY;COUNT=1000000000" } },
    { repeat: COUNT_MESSAGE },
  ],
  [
    { due_on: "2027-01-01", repeat: { rule: "FREQ=MONTHLY;BYMONTHDAY=32" } },
    { repeat: "Repeat has an invalid BYMONTHDAY" },
  ],
  [
    { due_on: "2027-01-01", repeat: { rule: "FREQ=HOURLY;INTERVAL=2" } },
    {
      repeat: "Repeat must be at most once a day: FREQ must be DAILY, WEEKLY, MONTHLY or YEARLY",
    },
  ],
  [
    { due_on: "2027-01-01", repeat: { rule: "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;SKIP=OMIT" } },
    { repeat: "Repeat has a rule that never occurs" },
  ],
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
  test(`${JSON.stringify(json).slice(0, 70)} is refused wherever a task is written`, () =>
    assertInvalidTask({ title: "x", ...json }, fields));
}

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
  assert.deepEqual([body.unread, second.unread], [[], []]);
  for (const [line, unread] of [
    ["Dentist 3/12 14:30", ["date"]],
    [`Swim mon-fri #${"x".repeat(51)}`, ["date", "tag"]],
    [`Oats @${"x".repeat(101)}`, ["list"]],
  ] as [string, string[]][]) {
    const added = (await ann.call("POST", "/tasks", { json: { quick_add: line } })).body;
    assert.deepEqual([added.title, added.unread], [line, unread]);
  }
  const whole = (await ann.call("POST", "/tasks", { json: { title: "Dentist 3/12" } })).body;
  assert.equal(whole.unread, undefined, "a title is not read");
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
