/** Two tabs with one task: whatever both of them say, nothing is lost. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { bob, browser } from "./fixture.ts";
import {
  collide,
  mine,
  saved,
  saveInSecondTab,
  shown,
  THEIRS,
  useTwoTabs,
  YOURS,
} from "./task_tabs_fixture.ts";

useTwoTabs();

test("every field that differs is shown with what both say, the difference marked", async () => {
  const conflict = await collide();
  assert.deepEqual(shown(conflict, "yours"), {
    Title: "[Sketch] the harbour",
    Due: "[Sun 31 Jan] 2027",
    At: "[12:00]",
    "Not on Today before": "[Wed 20 Jan 2027]",
    Repeats: "[On the 31st of every month, or its last day]",
    Priority: "[High]",
    List: "[Studio]",
    Tags: "[#map #ink]",
    Notes: "Three views. [Leave the crane out.]",
  });
  assert.deepEqual(shown(conflict, "saved"), {
    Title: "[Draw] the harbour",
    Due: "[Mon 1 Feb] 2027",
    "At (as it was)": "none",
    "Not on Today before (as it was)": "none",
    Repeats: "[Every week on Mon and Thu]",
    Priority: "[Low]",
    List: "[Garden]",
    Tags: "[#photo]",
    Notes: "Three views. [Ask Tomás.]",
  });
});

test("nothing is saved before one of the ways is chosen, and Bob's task is never touched", async () => {
  const his = await saved(bob);
  await collide();
  assert.equal((await saved()).title, THEIRS.title);
  assert.deepEqual(await saved(bob), his);
});

test("keeping yours saves everything that was written in the first tab", async () => {
  const conflict = await collide();
  assert.equal((await browser.submit(conflict, "/tasks/1", {}, "Keep yours")).status, 303);
  const now = await saved();
  for (const [field, value] of Object.entries(YOURS)) {
    if (field === "tags") assert.deepEqual(String(now.tags).split(" ").sort(), ["ink", "map"]);
    else assert.equal(now[field], value, field);
  }
});

test("keeping the saved one leaves everything of the second tab", async () => {
  await collide();
  const now = await saved();
  for (const [field, value] of Object.entries(THEIRS)) assert.deepEqual(now[field], value, field);
});

test("of a task with everything, what is sent back untouched is known as that", async () => {
  await saveInSecondTab(THEIRS);
  const open = await browser.get("/tasks/1/edit");
  await saveInSecondTab({ title: "Drawings" });
  const conflict = await browser.submit(open, "/tasks/1", { priority: "high" });
  assert.deepEqual(shown(conflict, "yours"), {
    "Title (as it was)": "[Draw the harbour]",
    Priority: "[High]",
  });
  assert.deepEqual(shown(conflict, "saved"), {
    Title: "[Drawings]",
    "Priority (as it was)": "[Low]",
  });
});

test("the same from both tabs is no conflict, whatever the order of its tags", async () => {
  await saveInSecondTab(YOURS);
  const again = await browser.submit(mine, "/tasks/1", { ...YOURS, tags: "#Ink, map" });
  assert.equal(again.status, 303);
});

test("other tags alone are another version too", async () => {
  await saveInSecondTab({ tags: "map ink" });
  const conflict = await browser.submit(mine, "/tasks/1", { tags: "map pen" });
  assert.equal(conflict.status, 409);
  assert.match(conflict.text, /#ink/);
  assert.match(conflict.text, /#pen/);
});

test("a version that is nonsense is no way round it", async () => {
  await saveInSecondTab(THEIRS);
  const result = await browser.submit(mine, "/tasks/1", { ...YOURS, version: "99" });
  assert.equal(result.status, 409);
});
