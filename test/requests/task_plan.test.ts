/** The full form of a task: what it saves and refuses, its preview, and the repeat in words. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { assertProblems, textIn } from "../support/fields.ts";
import { bob, browser } from "./fixture.ts";
import { add, edit, RENT, row, SAVED, useTaskForm } from "./task_plan_fixture.ts";

useTaskForm();

test("the whole form is saved, shown on the task's page, and saved again without a change", async () => {
  const page = await browser.follow(await add(RENT));
  assert.deepEqual(await row(1), SAVED);
  for (const words of ["Sunday 31 January", "09:00", "Home", "Money", "#bills", "#home", "High"]) {
    assert.ok(page.text.includes(words), `${words} in: ${page.text}`);
  }
  assert.match(page.text, /On the 31st of every month, or its last day\./);
  assert.match(
    page.text,
    /Then Sun 28 Feb 2027, Wed 31 Mar 2027, Fri 30 Apr 2027, Mon 31 May 2027/,
  );
  assert.ok(page.document.querySelector(".notes strong"), "the notes are Markdown");
  assert.equal((await edit(1, {})).status, 303);
  assert.deepEqual(await row(1), SAVED);
});

test("everything wrong is listed at once, and what was typed is kept", async () => {
  const wrong = {
    ...RENT,
    title: "",
    due_on: "soon",
    due_time: "noonish",
    tags: "a!",
    repeat_every: "0",
  };
  const page = await add(wrong);
  assert.equal(page.status, 422);
  assertProblems(page, {
    title: "Title is required",
    due_on: "Due date must be a date, such as 2026-11-30, 30 Nov or tomorrow",
    due_time: "Time must be a time of day, such as 17:00, 9.30 or 5pm",
    repeat_every: "Every must be a whole number from 1 to 999",
    tags: "Use only letters, digits, - and _ in a tag, not: a!",
  });
  for (const [field, text] of Object.entries(wrong)) {
    if (["priority", "list", "repeat"].includes(field)) continue;
    assert.equal(textIn(page, field), text, field);
  }
  for (const chosen of ['[name="repeat"][value="month"]', '[name="priority"][value="high"]']) {
    assert.ok(page.document.querySelector(`${chosen}[checked]`), chosen);
  }
  assert.ok(page.document.querySelector('option[value="1/1"][selected]'));
  assert.equal(await row(1), undefined);
});

test("a time without a day is a problem beside the time", async () => {
  assertProblems(await add({ title: "Call", due_time: "09:00" }), {
    due_time: "A time needs a due date",
  });
});

test("a list that is another person's is none", async () => {
  const page = await bob.browser.submit(await bob.browser.get("/tasks/new"), "/tasks", {
    title: "Bob's",
    list: "1",
  });
  assert.equal(page.status, 422);
  assert.deepEqual(page.problems, ["List not found"]);
  await add({ title: "Ann's" });
  assert.deepEqual((await edit(1, { list: "7" })).problems, ["List not found"]);
  assert.equal((await row(1))?.list_id, null);
});

test("an edit keeps what is not sent: a program may post a title alone", async () => {
  await add(RENT);
  const _csrf = await browser.token();
  await browser.post("/tasks/1", { title: "Pay the rent", _csrf });
  assert.deepEqual(await row(1), { ...SAVED, title: "Pay the rent", version: 2 });
});

describe("the preview", () => {
  test("shows the rule in words and its next five dates, and saves nothing", async () => {
    const page = await add({ ...RENT, title: "", preview: "1" });
    assert.equal(page.status, 200);
    const says = page.document.querySelector("#repeat-summary")?.text.replace(/\s+/g, " ").trim();
    assert.equal(
      says,
      "On the 31st of every month, or its last day. Next: Sun 31 Jan 2027, Sun 28 Feb 2027, Wed 31 Mar 2027, Fri 30 Apr 2027, Mon 31 May 2027.",
    );
    assert.equal(textIn(page, "description"), RENT.description);
    assert.equal(await row(1), undefined);
  });

  test("of an edit saves nothing either, and keeps the version that was seen", async () => {
    await add(RENT);
    const page = await edit(1, { repeat: "week", repeat_days: ["mon", "thu"], preview: "1" });
    assert.equal(page.status, 200);
    assert.match(page.text, /Every week on Mon and Thu\./);
    assert.deepEqual(await row(1), SAVED);
    assert.equal((await browser.submit(page, "/tasks/1")).status, 303);
    assert.match(String((await row(1))?.repeat_rule), /FREQ=WEEKLY;BYDAY=MO,TH/);
  });

  test("says what is wrong with the dates", async () => {
    const page = await add({ title: "", repeat: "day", preview: "1" });
    assert.equal(page.status, 422);
    assertProblems(page, { due_on: "A repeating task needs a due date" });
  });
});

test("Undo of an edit brings back what was there, tags and all", async () => {
  await add(RENT);
  const saved = await browser.follow(
    await edit(1, { title: "Other", tags: "new", repeat: "never", list: "" }),
  );
  const undo = saved.document.querySelector(".flash form button");
  assert.ok(undo);
  await browser.press(undo);
  const { version: _, ...before } = SAVED;
  const { version: __, ...now } = (await row(1)) ?? {};
  assert.deepEqual(now, before);
  assert.match((await browser.get("/tasks/1")).text, /#bills #home/);
});
