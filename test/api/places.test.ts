/** Where a task is: lists, sections and checklists, of its own user only. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { assertInvalid } from "../support/api.ts";
import { addList, addSection, ann, api, bob, useApi } from "./fixture.ts";

useApi();

test("another's list, section and parent are refused like those that are not there", async () => {
  const list_id = await addList(bob, "Home");
  const section_id = await addSection(bob, list_id, "Kitchen");
  await bob.add("Bob's", { list_id, section_id });
  await bob.add("Bob's second");
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

test("an item gets no dates; one that it has may stay, move along or be cleared", async () => {
  await bob.add("Bob's trip");
  await ann.add("Trip");
  await ann.add("Map", { due_on: "2027-01-01", due_time: "09:00", starts_on: "2026-12-01" });
  await ann.add("Socks", { parent_id: 1 });
  const message = "A checklist item has no dates of its own: set them on its task";
  const dates = { due_on: message, due_time: message, starts_on: message };
  const repeat = { rule: "FREQ=DAILY", mode: "rule" };
  const items: [object, object][] = [
    [{ due_on: "2027-01-01" }, { due_on: message }],
    [{ due_on: "2027-01-01", due_time: "09:00", starts_on: "2026-12-01" }, dates],
    [
      { due_on: "2027-01-01", repeat },
      { due_on: message, repeat: message },
    ],
  ];
  for (const [json, fields] of items) {
    const item = { title: "Socks", parent_id: 1, ...json };
    assertInvalid(await ann.call("POST", "/tasks", { json: item }), fields as never);
    assertInvalid(await ann.call("PATCH", "/tasks/3", { json }), fields as never);
    assertInvalid(await ann.call("PUT", "/tasks/3", { json: item }), fields as never);
  }
  const line = { quick_add: "Boots tomorrow", parent_id: 1 };
  assertInvalid(await ann.call("POST", "/tasks", { json: line }), { due_on: message });
  const into = { parent_id: 1 };
  assertInvalid(await ann.call("PATCH", "/tasks/2", { json: into }), dates);
  const bulk = { ids: [2, 3], action: "due", due_on: "2027-02-01" };
  assert.equal((await ann.call("POST", "/tasks/bulk", { json: bulk })).body.changed, 1);
  const undated = { ...into, due_on: null, due_time: null, starts_on: null };
  assert.equal((await ann.call("PATCH", "/tasks/2", { json: undated })).body.parent_id, 1);

  await api.app.database.sql(
    `with read as (update users set last_change_id = last_change_id + 1 where id = $1)
     update tasks set due_on = '2027-03-01' where user_id = $1 and id = 3`,
    [ann.id],
  );
  const put = { title: "Warm socks", parent_id: 1, due_on: "2027-03-01" };
  assert.equal((await ann.call("PUT", "/tasks/3", { json: put })).body.due_on, "2027-03-01");
  const other = { due_on: "2027-03-02" };
  assertInvalid(await ann.call("PATCH", "/tasks/3", { json: other }), { due_on: message });
  const cleared = await ann.call("PATCH", "/tasks/3", { json: { due_on: null } });
  assert.equal(cleared.body.due_on, null);
  const own = { parent_id: null, due_on: "2027-03-02" };
  assert.equal((await ann.call("PATCH", "/tasks/3", { json: own })).body.due_on, "2027-03-02");
});
