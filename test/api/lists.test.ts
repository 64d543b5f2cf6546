/** A program keeps lists, sections, tags and settings; each user their own. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type ApiUser, assertError, assertInvalid } from "../support/api.ts";
import { ann, bob, post, useApi } from "./fixture.ts";

useApi();

const LANDING =
  "Landing view must be today, upcoming, inbox, tasks, or search: and the id of a saved search";

const names = (rows: { name: string }[]) => rows.map(({ name }) => name);

test("lists are made, changed, ordered, archived and deleted, and Bob's stay as they are", async () => {
  await post(bob, "/lists", { name: "Home", colour: "sea" });
  const made = await post(ann, "/lists", { name: " Home ", colour: "clay" });
  assert.equal(made.status, 201);
  assert.equal(made.headers.location, `/api/${ann.id}/lists/1`);
  assert.deepEqual(made.body, {
    id: 1,
    name: "Home",
    colour: "clay",
    archived: false,
    archived_at: null,
    position: "1",
    version: 1,
  } as never);
  await post(ann, "/lists", { name: "Work" });
  const top = await post(ann, "/lists/2/position", { to: "top" });
  assert.ok(top.headers["plainlist-change"]);
  assert.deepEqual(names((await ann.call("GET", "/lists")).body.lists), ["Work", "Home"]);
  await post(ann, "/lists/2/position", { after: 1 });
  assert.deepEqual(names((await ann.call("GET", "/lists")).body.lists), ["Home", "Work"]);
  const same = await ann.call("PATCH", "/lists/1", { json: { name: "Home", archived: false } });
  assert.deepEqual([same.status, same.body.version], [200, 1]);
  const archived = await ann.call("PATCH", "/lists/1", { json: { archived: true } });
  assert.equal(archived.body.archived, true);
  assert.deepEqual(names((await ann.call("GET", "/lists")).body.lists), ["Work"]);
  const all = (await ann.call("GET", "/lists?archived=true")).body.lists;
  assert.deepEqual(names(all), ["Home", "Work"]);
  await ann.add("Task", { list_id: 2 });
  const deleted = await ann.call("DELETE", "/lists/2");
  assert.equal(deleted.status, 204);
  assertError(await ann.call("GET", "/tasks/1"), 404, "Task not found");
  const undone = await post(ann, `/history/${deleted.headers["plainlist-change"]}/undo`, {});
  assert.equal(undone.status, 200);
  assert.equal((await ann.call("GET", "/tasks/1")).body.list_id, 2);
  const bobs = (await bob.call("GET", "/lists")).body.lists;
  assert.deepEqual(
    bobs.map(({ name, colour, version }) => [name, colour, version]),
    [["Home", "sea", 1]],
  );
});

for (const [path, json, fields] of [
  ["/lists", {}, { name: "List name is required" }],
  ["/lists", { name: "x".repeat(101) }, { name: "List name must be 100 characters or less" }],
  ["/lists", { name: 1 }, { name: "List name must be text" }],
  ["/lists", { name: "HOME" }, { name: "You have a list with this name already" }],
  [
    "/lists",
    { name: "x", colour: "pink" },
    { colour: "Colour must be one of moss, clay, sea, sky, rose, sand" },
  ],
  ["/lists/1/sections", { name: " " }, { name: "Section name is required" }],
  ["/lists/1/position", {}, { to: "To must be top, up, down or bottom" }],
  ["/lists/1/position", { after: 1 }, { after: "After must be a list that is not archived" }],
  ["/lists/1/position", { after: 2 }, { after: "After must be a list that is not archived" }],
  [
    "/lists/1/sections",
    { name: "KITCHEN" },
    { name: "The list has a section with this name already" },
  ],
  ["/sections/1/position", { after: 2 }, { after: "After must be a section of the same list" }],
  ["/tasks/1/position", { to: "left" }, { to: "To must be top, up, down or bottom" }],
  ["/tasks/1/position", { to: "top", after: 1 }, { after: "Send either to or after" }],
  ["/tasks/1/position", { after: 2 }, { after: "After must be a task to do in the same list" }],
  ["/tasks/1/position", { after: -1e300 }, { after: "After must be a number" }],
  [
    "/tasks/bulk",
    {},
    {
      ids: "Ids must be a list of task numbers",
      action:
        "Action must be one of complete, reopen, delete, skip, move, tag, untag, due, priority, top, up, down, bottom",
    },
  ],
  [
    "/tasks/bulk",
    { ids: [1, "2"], action: "delete" },
    { ids: "Ids must be a list of task numbers" },
  ],
  [
    "/tasks/bulk",
    { ids: Array(1001).fill(1), action: "delete" },
    { ids: "Ids must be 1,000 or fewer" },
  ],
  ["/tasks/bulk", { ids: [1], action: "move" }, { list_id: "Send list_id with the action move" }],
  [
    "/tasks/bulk",
    { ids: [1], action: "due", due_on: "soon" },
    { due_on: "Due date must be a date, such as 2026-11-30" },
  ],
  ["/history/1/undo", { force: 1 }, { force: "Force must be true or false" }],
] as [string, object, Record<string, string>][]) {
  test(`${path} refuses ${JSON.stringify(json).slice(0, 60)}`, async () => {
    await post(ann, "/lists", { name: "Home" });
    await post(ann, "/lists/1/sections", { name: "Kitchen" });
    await ann.add("Task");
    // Another user's rows under the other numbers.
    for (const name of ["a", "b"]) await post(bob, "/lists", { name });
    for (const name of ["a", "b"]) await post(bob, "/lists/1/sections", { name });
    for (const name of ["a", "b"]) await bob.add(name);
    const before = (await ann.call("GET", "/history")).body.changes;
    assertInvalid(await post(ann, path, json), fields);
    assert.deepEqual((await ann.call("GET", "/history")).body.changes, before);
  });
}

test("tags are renamed and deleted on every task, each user's own", async () => {
  for (const user of [ann, bob]) await user.add("Task", { tags: ["home", "work"] });
  const tags = (await ann.call("GET", "/tags")).body.tags as unknown as {
    id: number;
    name: string;
  }[];
  assert.deepEqual(names(tags), ["home", "work"]);
  const [home, work] = tags;
  assert.ok(home && work);
  const renamed = await ann.call("PATCH", `/tags/${home.id}`, { json: { name: "#House" } });
  assert.deepEqual(renamed.body, { id: home.id, name: "House" } as never);
  for (const [name, message] of [
    ["WORK", "You have a tag with this name already"],
    ["", "Tag name is required"],
    ["two words", "Tag name must be letters, digits, - and _ only"],
  ] as const) {
    const answer = await ann.call("PATCH", `/tags/${home.id}`, { json: { name } });
    assertInvalid(answer, { name: message });
  }
  assert.equal((await ann.call("DELETE", `/tags/${work.id}`)).status, 204);
  assert.deepEqual((await ann.call("GET", "/tasks/1")).body.tags, ["House"]);
  assert.deepEqual((await bob.call("GET", "/tasks/1")).body.tags, ["home", "work"]);
});

test("settings are each user's own, and only what is sent changes", async () => {
  const defaults = {
    ...{ time_zone: null, week_start: 1, date_format: null, time_format: "24" },
    ...{ theme: "system", density: "comfortable", landing_view: "today" },
  };
  const zone = { time_zone: "Asia/Kathmandu" };
  assert.deepEqual((await ann.call("GET", "/settings")).body, defaults as never);
  const dates = { week_start: 7, date_format: "day_first", time_format: "12" };
  const look = { theme: "dark", density: "compact", landing_view: "inbox" };
  await ann.call("PATCH", "/settings", { json: zone });
  await ann.call("PATCH", "/settings", { json: dates });
  const changed = await ann.call("PATCH", "/settings", { json: look });
  assert.deepEqual(changed.body, { ...zone, ...dates, ...look } as never);
  assert.deepEqual((await ann.call("GET", "/settings")).body, changed.body);
  // At the same moment, neither takes the other's back.
  await Promise.all([
    ann.call("PATCH", "/settings", { json: { theme: "light" } }),
    ann.call("PATCH", "/settings", { json: { week_start: 1 } }),
  ]);
  const both = { ...zone, ...dates, ...look, theme: "light", week_start: 1 };
  assert.deepEqual((await ann.call("GET", "/settings")).body, both as never);
  for (const [json, fields] of [
    [
      { time_zone: "Mars/Olympus" },
      { time_zone: "Time zone must be an IANA name, such as Europe/Berlin" },
    ],
    [
      { time_zone: "+02:00" },
      { time_zone: "Time zone must be an IANA name, such as Europe/Berlin" },
    ],
    [{ time_zone: "" }, { time_zone: "Time zone must be an IANA name, such as Europe/Berlin" }],
    [
      { week_start: 8 },
      { week_start: "Week start must be a whole number from 1 (Monday) to 7 (Sunday)" },
    ],
    [
      { week_start: "1" },
      { week_start: "Week start must be a whole number from 1 (Monday) to 7 (Sunday)" },
    ],
    [{ date_format: "dmy" }, { date_format: "Date format must be day_first, month_first or null" }],
    [{ time_format: 12 }, { time_format: 'Time format must be "24" or "12"' }],
    [{ theme: null }, { theme: "Theme must be system, light or dark" }],
    [{ density: "tiny" }, { density: "Density must be comfortable or compact" }],
    [{ landing_view: "/trash" }, { landing_view: LANDING }],
  ] as [object, Record<string, string>][]) {
    assertInvalid(await ann.call("PATCH", "/settings", { json }), fields);
  }
  assert.deepEqual((await bob.call("GET", "/settings")).body, defaults as never);
});

test("whatever is another's is not found, like what is not there, and stays as it is", async () => {
  const fill = async (user: ApiUser) => {
    await post(user, "/lists", { name: "Home" });
    await post(user, "/lists/1/sections", { name: "Kitchen" });
    await user.add("Task", { tags: ["x"], list_id: 1, section_id: 1 });
    await user.add("Trashed");
    await post(user, "/searches", { name: "Late", q: "due<today" });
    await user.call("DELETE", "/tasks/2");
  };
  await fill(bob);
  const rows = async () => {
    const paths = [
      "/tasks",
      "/lists",
      "/lists/1/sections",
      "/tags",
      "/searches",
      "/trash",
      "/history",
    ];
    return Promise.all(paths.map(async (path) => (await bob.call("GET", path)).body));
  };
  const before = await rows();
  for (const [method, path, json, noun] of [
    ["GET", "/lists/ID", undefined, "List"],
    ["PATCH", "/lists/ID", { name: "Mine" }, "List"],
    ["DELETE", "/lists/ID", undefined, "List"],
    ["POST", "/lists/ID/position", { to: "top" }, "List"],
    ["GET", "/lists/ID/sections", undefined, "List"],
    ["POST", "/lists/ID/sections", { name: "Mine" }, "List"],
    ["PATCH", "/sections/ID", { name: "Mine" }, "Section"],
    ["DELETE", "/sections/ID", undefined, "Section"],
    ["POST", "/sections/ID/position", { to: "top" }, "Section"],
    ["PATCH", "/tags/ID", { name: "Mine" }, "Tag"],
    ["DELETE", "/tags/ID", undefined, "Tag"],
    ["GET", "/searches/ID", undefined, "Search"],
    ["PATCH", "/searches/ID", { name: "Mine" }, "Search"],
    ["DELETE", "/searches/ID", undefined, "Search"],
    ["POST", "/searches/ID/position", { to: "top" }, "Search"],
    ["POST", "/history/ID/undo", { force: true }, "Change"],
    ["POST", "/tasks/ID/restoration", {}, "Task"],
    ["POST", "/tasks/ID/position", { to: "top" }, "Task"],
    ["DELETE", "/trash/ID", undefined, "Task"],
  ] as const) {
    for (const id of ["1", "2", "99", "0", "abc", "1e3", "2147483648", "%00"]) {
      const answer = await ann.call(
        method,
        path.replace("ID", id),
        json === undefined ? {} : { json },
      );
      assertError(answer, 404, `${noun} not found`);
    }
  }
  assert.deepEqual(await rows(), before);
});
