/** Any JSON in every write of the API: a documented response, never a server error. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import fc from "fast-check";
import { type ApiUser, type Method, startTestApi, type TestApi } from "../support/api.ts";
import { assertProperty, json, mostly, text } from "./arbitraries.ts";

let api: TestApi;
let ann: ApiUser;
let bob: ApiUser;
let bobs: unknown;
before(async () => {
  api = await startTestApi();
  ann = await api.account("Ann");
  bob = await api.account("Bob");
  for (const user of [bob, ann]) {
    for (const name of ["Home", "Work"]) await user.call("POST", "/lists", { json: { name } });
    await user.call("POST", "/searches", { json: { name: "Late", q: "due<today" } });
    await user.call("POST", "/lists/1/sections", { json: { name: "Kitchen" } });
    await user.add("One", { list_id: 1, section_id: 1, tags: ["x"] });
    await user.add("Two", { due_on: "2027-01-31", repeat: { rule: "FREQ=DAILY" } });
    await user.add("Item", { parent_id: 1 });
  }
  bobs = await everything(bob);
});
after(async () => {
  assert.deepEqual(await everything(bob), bobs);
  await api.close();
});

async function everything(user: ApiUser): Promise<unknown> {
  const paths = [
    "/tasks?sort=manual",
    "/tasks?parent_id=1",
    "/lists",
    "/searches",
    "/tags",
    "/settings",
  ];
  return Promise.all(paths.map(async (path) => (await user.call("GET", path)).body));
}

const day = fc.oneof(
  fc.constantFrom("2027-01-31", "2028-02-29", "2027-02-29", "0001-01-01", "9999-12-31", ""),
  fc.constantFrom("10000-01-01", "0000-01-01", "2027-13-01", "infinity", "now", "-infinity"),
);
const id = fc.oneof(
  fc.constantFrom(1, 2, 3, 4, 99, 0, -1, 1.5, 1e300, 2_147_483_647, 2_147_483_648),
  fc.constantFrom("1", "2", "inbox", "1; drop table tasks"),
  fc.constant(null),
);
const name = fc.oneof(text, fc.constantFrom("Home", "x", "#x", "ẞ", "İ", "x".repeat(101)));
const rule = fc.oneof(
  fc.constantFrom(
    ...["FREQ=DAILY", "FREQ=DAILY;COUNT=0", "FREQ=DAILY;COUNT=1000000000", "freq=weekly;byday=mo"],
    ...["FREQ=DAILY;UNTIL=00010101", "FREQ=YEARLY;INTERVAL=999;BYMONTH=2;BYDAY=5MO"],
    ...["FREQ=MONTHLY;BYMONTHDAY=-1", "FREQ=DAILY;INTERVAL=999;UNTIL=99991231", "FREQ=", ";;=;"],
  ),
  text,
);

const values: Record<string, fc.Arbitrary<unknown>> = {
  title: name,
  quick_add: fc.oneof(
    name,
    fc.constantFrom("a tomorrow every day @Home #x !1", "x every 999 years"),
  ),
  description: text,
  completed: fc.boolean(),
  due_on: day,
  due_time: fc.constantFrom("00:00", "23:59", "24:00", "9:00", null),
  starts_on: day,
  priority: fc.constantFrom("none", "high", "urgent", 3, null),
  list_id: id,
  section_id: id,
  parent_id: id,
  tags: fc.array(name, { maxLength: 25 }),
  repeat: fc.oneof(
    fc.constant(null),
    fc.record({ rule, mode: fc.constantFrom("rule", "catch_up", "completion", "x", null) }),
  ),
  version: id,
  ids: fc.array(id, { maxLength: 4 }),
  action: fc.constantFrom(
    "complete",
    "reopen",
    "delete",
    "move",
    "tag",
    "untag",
    "due",
    "priority",
    "top",
    "down",
  ),
  tag: name,
  name,
  q: text,
  colour: fc.constantFrom("moss", "pink", ""),
  archived: fc.boolean(),
  to: fc.constantFrom("top", "up", "down", "bottom", "after"),
  after: id,
  force: fc.boolean(),
  time_zone: fc.oneof(
    text,
    fc.constantFrom("Europe/Berlin", "utc", "+01:00", "x".repeat(80), null),
  ),
  week_start: fc.oneof(id, fc.constant(7)),
  date_format: fc.oneof(text, fc.constantFrom("day_first", "month_first", null)),
  time_format: fc.oneof(text, fc.constantFrom("24", "12", 12, null)),
  theme: fc.oneof(text, fc.constantFrom("system", "light", "dark", null)),
  density: fc.oneof(text, fc.constantFrom("comfortable", "compact", null)),
  landing_view: fc.oneof(text, fc.constantFrom("today", "inbox", "search:1", "search:9", null)),
};

/** Some fields of a write, most of them almost valid. */
function bodyOf(names: readonly string[]): fc.Arbitrary<unknown> {
  const model = Object.fromEntries(names.map((name) => [name, mostly(values[name] ?? json)]));
  const fields = fc.record(model, { requiredKeys: [] });
  return fc.oneof({ arbitrary: fields, weight: 9 }, { arbitrary: json, weight: 1 });
}

const TASK = [
  ...["title", "description", "completed", "due_on", "due_time", "starts_on", "priority"],
  ...["list_id", "section_id", "parent_id", "tags", "repeat", "version"],
];

const SETTINGS = [
  ...["time_zone", "week_start", "date_format", "time_format"],
  ...["theme", "density", "landing_view"],
];

for (const [method, path, names] of [
  ["POST", "/tasks", TASK],
  ["POST", "/tasks", ["quick_add", "list_id", "tags", "due_on", "repeat"]],
  ["PUT", "/tasks/ID", TASK],
  ["PATCH", "/tasks/ID", TASK],
  ["PATCH", "/tasks/ID/complete", ["completed"]],
  ["POST", "/tasks/ID/position", ["to", "after"]],
  ["POST", "/tasks/ID/restoration", []],
  ["POST", "/tasks/bulk", ["ids", "action", "list_id", "section_id", "tag", "due_on", "priority"]],
  ["POST", "/lists", ["name", "colour"]],
  ["PATCH", "/lists/ID", ["name", "colour", "archived"]],
  ["POST", "/lists/ID/position", ["to", "after"]],
  ["POST", "/lists/ID/sections", ["name"]],
  ["PATCH", "/sections/ID", ["name"]],
  ["POST", "/sections/ID/position", ["to", "after"]],
  ["POST", "/searches", ["name", "q"]],
  ["PATCH", "/searches/ID", ["name", "q"]],
  ["POST", "/searches/ID/position", ["to", "after"]],
  ["PATCH", "/tags/ID", ["name"]],
  ["POST", "/history/ID/undo", ["force"]],
  ["PATCH", "/settings", SETTINGS],
] as [Method, string, string[]][]) {
  const fields = names.length > 0 ? `fields (${names[0]}, …)` : "body";
  test(`${method} ${path} with any ${fields} gives a documented response`, async () => {
    const row = fc.constantFrom("1", "1", "2", "3", "4", "99");
    const property = fc.asyncProperty(bodyOf(names), row, async (sent, row) => {
      // The response is validated against the OpenAPI document as well.
      const { status, body } = await ann.call(method, path.replace("ID", row), { json: sent });
      assert.ok(status < 500, `${status} ${body.error}`);
      if (status === 400 && body.fields !== undefined) {
        const known = [...names, "title", "quick_add"];
        for (const field of Object.keys(body.fields)) assert.ok(known.includes(field), field);
      }
    });
    await assertProperty(property, 30);
    const read = await ann.call("GET", "/tasks?limit=200");
    assert.equal(read.status, 200);
  });
}

test("any conditional headers and idempotency keys are accepted or rejected", async () => {
  const value = fc.oneof(
    fc.stringMatching(/^[ -~]{0,40}$/),
    fc.stringMatching(/^[\x80-\xff]{1,300}$/),
    fc.constantFrom('"1"', "*", '"1", "2"', 'W/"1"', ",,,", '"'),
  );
  const property = fc.asyncProperty(value, value, async (tag, key) => {
    const headers = { "If-Match": tag, "If-None-Match": tag, "Idempotency-Key": key };
    for (const [method, path, json] of [
      ["GET", "/tasks/1", undefined],
      ["PATCH", "/tasks/1", {}],
      ["POST", "/tasks/1/position", { to: "top" }],
    ] as const) {
      const sent = json === undefined ? { headers } : { headers, json };
      assert.ok((await ann.call(method, path, sent)).status < 500);
    }
  });
  await assertProperty(property, 40);
});
