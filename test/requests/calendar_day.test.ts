/** A day of the calendar: adding to it, ticking off, and moving to another day. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { REPEATING_MOST } from "../../src/models/coming_tasks.ts";
import { findTask } from "../../src/models/tasks.ts";
import { plantTasks } from "../models/planted.ts";
import { fieldsOfForm, type PageResult } from "../support/browser.ts";
import { ann, bob, DAILY, plain, rowsOf, TODAY, useCalendar } from "./calendar_fixture.ts";
import { add, app } from "./fixture.ts";

useCalendar();

const DAY = "2026-11-30";
const PAGE = `/calendar?day=${DAY}`;

/** Presses a button of a row by its label. */
async function press(page: PageResult, title: string, label: string): Promise<PageResult> {
  const row = page.rowButton(title).closest("li");
  const button = row?.querySelectorAll(".moves button").find((one) => plain(one) === label);
  assert.ok(button, `${title} has no button "${label}"`);
  return ann.browser.press(button);
}

const dueOn = async (id: number) => (await findTask(ann.scope.at(new Date()), id))?.dueOn;

describe("a task that is moved", () => {
  for (const [label, day, said] of [
    ["A day later", "2026-12-01", "Tue 1 Dec"],
    ["A week later", "2026-12-07", "Mon 7 Dec"],
  ] as const) {
    it(`${label.toLowerCase()} is undone by one press, on the page of the day`, async () => {
      const id = await add(ann, "Rent", { dueOn: DAY, dueTime: "17:00" });
      await add(ann, "Stays", { dueOn: DAY });
      await add(bob, "Bob's", { dueOn: DAY });
      const moved = await press(await ann.browser.get(PAGE), "Rent", label);
      assert.equal(moved.location, `${PAGE}#day`);
      const after = await ann.browser.follow(moved);
      assert.match(after.flash ?? "", new RegExp(`^Rescheduled Rent ?\\.? ?.*${said}`));
      assert.deepEqual(rowsOf(after), ["Stays"]);
      assert.equal(await dueOn(id), day);
      const undo = after.document.querySelector("form[action^='/undo/']");
      const undone = await ann.browser.submit(after, undo?.getAttribute("action") ?? "");
      assert.equal(undone.path, PAGE);
      assert.deepEqual(rowsOf(await ann.browser.follow(undone)), ["Rent", "Stays"]);
      assert.equal((await findTask(bob.scope, 1))?.dueOn, DAY);
    });
  }

  it("to a day of one's own is asked for the day, and can be written as words", async () => {
    const id = await add(ann, "Rent", { dueOn: DAY });
    const asked = await press(await ann.browser.get(PAGE), "Rent", "Pick a day");
    assert.equal(asked.status, 200);
    assert.match(asked.text, /Which day\?/);
    assert.equal(await dueOn(id), DAY);
    const wrong = await ann.browser.submit(asked, "/tasks/bulk", { due_on: "2026-02-30" });
    assert.equal(wrong.status, 422);
    const moved = await ann.browser.submit(wrong, "/tasks/bulk", { due_on: "24 Dec" });
    assert.equal(moved.location, `${PAGE}#day`);
    assert.equal(await dueOn(id), "2026-12-24");
  });

  it("moves once, however often the button is pressed", async () => {
    const id = await add(ann, "Rent", { dueOn: DAY });
    const page = await ann.browser.get(PAGE);
    await press(page, "Rent", "A day later");
    const again = await press(page, "Rent", "A day later");
    assert.equal(again.status, 303);
    assert.equal(await dueOn(id), "2026-12-01");
    assert.equal(
      (await ann.browser.get("/history")).document.querySelectorAll("main li").length,
      2,
    );
  });

  it("goes on from today where it is late, and stays where there is no later day", async () => {
    const id = await add(ann, "Late", { dueOn: "2026-11-20" });
    const page = await ann.browser.get("/calendar?day=2026-11-20");
    assert.match(page.text, /6 days late/);
    await press(page, "Late", "Tomorrow");
    assert.equal(await dueOn(id), "2026-11-27");
    const last = await add(ann, "Last", { dueOn: "9999-12-31" });
    const end = await ann.browser.get("/calendar?day=9999-12-31");
    const buttons = end.rowButton("Last").closest("li")?.querySelectorAll(".moves button");
    assert.deepEqual(buttons?.map(plain), ["Pick a day"]);
    assert.equal(await dueOn(last), "9999-12-31");
  });

  it("is that of the row, whatever is selected", async () => {
    const [one, other] = [
      await add(ann, "One", { dueOn: DAY }),
      await add(ann, "Other", { dueOn: DAY }),
    ];
    const page = await ann.browser.get(`${PAGE}&select=page`);
    await press(page, "One", "A day later");
    assert.deepEqual([await dueOn(one), await dueOn(other)], ["2026-12-01", DAY]);
  });

  it("keeps the rule of its repeat", async () => {
    const id = await add(ann, "Stretch", { dueOn: DAY, repeat: { ...DAILY, anchor: DAY } });
    await press(await ann.browser.get(PAGE), "Stretch", "A week later");
    const task = await findTask(ann.scope.at(new Date()), id);
    assert.deepEqual([task?.dueOn, task?.repeat?.movedFrom], ["2026-12-07", DAY]);
  });

  it("is nobody else's", async () => {
    await add(bob, "Bob's", { dueOn: DAY });
    const _csrf = await ann.browser.token();
    for (const name of ["move-1-to-2026-12-01", "move-99-to-2026-12-01"]) {
      const answer = await ann.browser.post("/tasks/bulk", { _csrf, [name]: "", return_to: PAGE });
      assert.equal(answer.status, 404, name);
    }
    for (const name of ["move-1-to-2026-02-30", "move-0", "move-1-to-10000-01-01", "move-x"]) {
      const answer = await ann.browser.post("/tasks/bulk", { _csrf, [name]: "", return_to: PAGE });
      assert.ok(answer.status < 500 && (await findTask(bob.scope, 1))?.dueOn === DAY, name);
    }
  });
});

describe("the form of a day", () => {
  it("adds a task for that day, and goes on with the next one", async () => {
    const page = await ann.browser.get(PAGE);
    const added = await ann.browser.submit(page, "/tasks", { title: "Rent #bills" });
    assert.equal(added.location, `${PAGE}#add`);
    const after = await ann.browser.follow(added);
    assert.deepEqual(rowsOf(after), ["Rent"], after.flash ?? "");
    assert.match(after.text, /#bills/);
    const wrong = await ann.browser.submit(after, "/tasks", { title: "x".repeat(201) });
    assert.equal(wrong.status, 422);
    assert.deepEqual(wrong.problems, ["Title must be 200 characters or less"]);
    assert.match(wrong.title, /Monday 30 November 2026 – Calendar/);
  });

  it("ticks off, and returns to the row that took the place", async () => {
    for (const title of ["One", "Two"]) await add(ann, title, { dueOn: DAY });
    const page = await ann.browser.get(PAGE);
    const name = page.rowButton("One").getAttribute("name") ?? "";
    const ticked = await ann.browser.submit(page, "/tasks/bulk", { [name]: "" });
    assert.equal(ticked.location, `${PAGE}#b2`);
    const after = await ann.browser.follow(ticked);
    assert.deepEqual(rowsOf(after), ["Two"]);
    assert.deepEqual(rowsOf(await ann.browser.get("/calendar")), ["One"], "done today");
  });

  it("changes all of the day at once, on further pages too", async () => {
    await plantTasks(app.database, ann.user.id, 60, { due_on: `date '${DAY}'` });
    await app.database.sql("update users set last_change_id = last_change_id + 1");
    await add(ann, "Another day", { dueOn: "2026-12-01" });
    const page = await ann.browser.get(PAGE);
    assert.equal(rowsOf(page).length, 50);
    assert.match(page.text, /All 60 tasks/);
    const next = page.document.querySelector(
      'a[rel="next"].second:not(nav.buttons[aria-label="Month"] a)',
    );
    const pages =
      page.document.querySelector('nav[aria-label="Pages"] a')?.getAttribute("href") ?? "";
    assert.ok(next);
    const rest = await ann.browser.get(pages.replaceAll("&amp;", "&"));
    assert.equal(rowsOf(rest).length, 10);
    const bulk = page.document
      .querySelectorAll("form")
      .find((one) => one.querySelector("ol.tasks"));
    const fields = fieldsOfForm(bulk ?? assert.fail());
    const done = await ann.browser.post("/tasks/bulk", { ...fields, all: "1", action: "complete" });
    assert.equal(done.location, `${PAGE}#day`);
    assert.deepEqual(rowsOf(await ann.browser.get(PAGE)), []);
    assert.equal((await findTask(ann.scope, 61))?.completedAt, null);
  });

  it("leads back from the page of a task", async () => {
    const id = await add(ann, "Rent", { dueOn: DAY });
    ann.browser.headers.referer = `${app.config.appUrl}${PAGE}`;
    const page = await ann.browser.get(`/tasks/${id}`);
    assert.match(page.html, /calendar\?day=2026-11-30#t-1/);
  });

  it("has today's late tasks behind one link", async () => {
    await add(ann, "Late", { dueOn: "2026-11-20" });
    await add(ann, "Now", { dueOn: TODAY });
    const page = await ann.browser.get("/calendar");
    assert.deepEqual(rowsOf(page), ["Now"]);
    assert.match(page.text, /1 late: catch up/);
  });
});

it("a month and a week say that repeats to come are left out where there are too many", async () => {
  const rows = {
    due_on: `date '${TODAY}'`,
    repeat_rule: "'FREQ=DAILY'",
    repeat_mode: "'rule'",
    repeat_anchor: `date '${TODAY}'`,
  };
  await plantTasks(app.database, ann.user.id, REPEATING_MOST + 1, rows);
  await plantTasks(app.database, bob.user.id, REPEATING_MOST, rows);
  for (const address of ["/calendar", "/calendar?week=2026-W48"]) {
    assert.match((await ann.browser.get(address)).text, /Some repeats to come are left out/);
    assert.doesNotMatch((await bob.browser.get(address)).text, /left out/);
  }
});
