/** One task of what two tabs say: what it takes from each of them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { browser } from "./fixture.ts";
import {
  collide,
  combined,
  mine,
  saveCombined,
  saved,
  saveInSecondTab,
  shown,
  THEIRS,
  useTwoTabs,
  YOURS,
} from "./task_tabs_fixture.ts";

useTwoTabs();

test("one of both has yours, and the notes of both", async () => {
  const conflict = await collide();
  const form = combined(conflict);
  assert.equal(form.description, "Three views.\nLeave the crane out.\nAsk Tomás.");
  assert.deepEqual(
    [form.title, form.due_on, form.list, form.repeat],
    [YOURS.title, YOURS.due_on, "1", "month"],
  );
  assert.equal((await saveCombined(conflict)).status, 303);
  assert.equal((await saved()).description, form.description);
});

test("one of both has what either tab changed, and each side says what it left alone", async () => {
  const theirs = { due_on: "2027-02-01", due_time: "09:30", description: "Ask Tomás." };
  await saveInSecondTab(theirs);
  const yours = { title: "Draw the harbour", tags: "map ink", description: "Three views." };
  const conflict = await browser.submit(mine, "/tasks/1", yours);
  assert.equal(conflict.status, 409);
  assert.deepEqual(shown(conflict, "yours"), {
    Title: "[Draw the harbour]",
    "Due (as it was)": "none",
    "At (as it was)": "none",
    Tags: "#map [#ink]",
    Notes: "[Three views.]",
  });
  assert.deepEqual(shown(conflict, "saved"), {
    "Title (as it was)": "[Sketches]",
    Due: "[Mon 1 Feb 2027]",
    At: "[09:30]",
    "Tags (as it was)": "#map",
    Notes: "[Ask Tomás.]",
  });
  const both = await saveCombined(conflict);
  assert.equal(both.status, 303);
  const now = await saved();
  assert.deepEqual(
    [now.title, now.due_on, now.due_time, now.tags, now.description],
    [yours.title, theirs.due_on, theirs.due_time, "ink map", "Three views.\nAsk Tomás."],
  );
});

test("a day and its repeat go together into one of both", async () => {
  const theirs = { due_on: "2027-02-01", priority: "low" };
  await saveInSecondTab(theirs);
  const yours = { due_on: "2027-01-31", due_time: "12:00", repeat: "month" };
  const form = combined(await browser.submit(mine, "/tasks/1", yours));
  assert.deepEqual(
    [form.due_on, form.due_time, form.repeat, form.priority],
    [yours.due_on, yours.due_time, yours.repeat, theirs.priority],
  );
});

test("a time of yours goes with their day, and with your own where theirs is gone", async () => {
  const days = { due_on: "2027-01-31", due_time: "12:00" };
  await saveInSecondTab(days);
  const cases = [
    { theirs: { due_on: "2027-02-28" }, merged: ["2027-02-28", "15:00"] },
    { theirs: { due_on: "", due_time: "" }, merged: ["2027-02-28", "15:00"] },
  ];
  for (const { theirs, merged } of cases) {
    const open = await browser.get("/tasks/1/edit");
    await saveInSecondTab(theirs);
    const conflict = await browser.submit(open, "/tasks/1", { due_time: "15:00" });
    const form = combined(conflict);
    assert.deepEqual([form.due_on, form.due_time], merged);
  }
  // And their removal of the day takes the time along that nobody touched.
  await saveInSecondTab(days);
  const open = await browser.get("/tasks/1/edit");
  const gone = { due_on: "", due_time: "" };
  await saveInSecondTab(gone);
  const conflict = await browser.submit(open, "/tasks/1", { title: "Drawings" });
  const form = combined(conflict);
  assert.deepEqual([form.title, form.due_on, form.due_time], ["Drawings", "", ""]);
});

test("what was seen is kept while the form is corrected, and sent again by the conflict's own forms", async () => {
  const wrong = await browser.submit(mine, "/tasks/1", { title: "", priority: "high" });
  assert.equal(wrong.status, 422);
  await saveInSecondTab({ tags: "photo" });
  const first = await browser.submit(wrong, "/tasks/1", { title: "Sketches" });
  assert.equal(first.status, 409);
  const corrected = combined(first);
  assert.deepEqual(
    [corrected.title, corrected.priority, corrected.tags],
    ["Sketches", "high", "photo"],
  );
  await saveInSecondTab({ title: "Drawings" });
  const second = await saveCombined(first);
  assert.equal(second.status, 409);
  const merged = combined(second);
  assert.deepEqual([merged.title, merged.priority, merged.tags], ["Drawings", "high", "photo"]);
});

test("where it is not known what was seen, one of both has yours", async () => {
  await saveInSecondTab(THEIRS);
  for (const seen of ["", "a.b.c"]) {
    const conflict = await browser.submit(mine, "/tasks/1", { title: "Harbour", seen });
    const form = combined(conflict);
    assert.deepEqual([form.title, form.due_on, form.priority], ["Harbour", "", "none"]);
    assert.deepEqual(conflict.document.querySelectorAll(".version dt small"), []);
  }
});
