/** The form of a task whose rule it cannot draw: it shows the rule, keeps it, and can replace it. */
import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { createTask, updateTask } from "../../src/models/tasks.ts";
import { parseRule } from "../../src/recurrence/rule.ts";
import type { PageResult } from "../support/browser.ts";
import { ann, bob, browser } from "./fixture.ts";
import { edit, row, useTaskForm } from "./task_plan_fixture.ts";

useTaskForm();

const RULE = "RSCALE=GREGORIAN;FREQ=MONTHLY;BYMONTHDAY=15,30;SKIP=BACKWARD";
const WORDS = "every month on the 15th and 30th, or the last day";

beforeEach(async () => {
  const rule = parseRule(RULE);
  assert.ok(rule);
  const task = { title: "Pay", dueOn: "2027-01-30", repeat: { rule, mode: "rule" as const } };
  await createTask(ann.scope, task);
  await createTask(bob.scope, task);
});

const chosen = (page: PageResult) =>
  page.document.querySelector('[name="repeat"][checked]')?.getAttribute("value");
const summary = (page: PageResult) =>
  page.document.querySelector("#repeat-summary")?.text.replace(/\s+/g, " ").trim();

describe("a custom rule", () => {
  test("is a choice of its own, in words, with its next dates", async () => {
    const page = await browser.get("/tasks/1/edit");
    assert.equal(chosen(page), "custom");
    assert.equal(
      page.document.querySelector('label[for="repeat-custom"]')?.text,
      `Custom rule: ${WORDS}`,
    );
    assert.equal(
      summary(page),
      `Custom rule: ${WORDS}. Next: Sat 30 Jan 2027, Mon 15 Feb 2027, Sun 28 Feb 2027, Mon 15 Mar 2027, Tue 30 Mar 2027.`,
    );
    assert.equal((await browser.get("/tasks/new")).document.querySelector("#repeat-custom"), null);
  });

  test("is kept when another field is saved, with another end and another mode", async () => {
    await edit(1, { title: "Paid" });
    assert.deepEqual(await row(1), { ...(await row(1)), title: "Paid", repeat_rule: RULE });
    await edit(1, { repeat_ends: "count", repeat_count: "4", repeat_mode: "completion" });
    assert.equal((await row(1))?.repeat_rule, `${RULE};COUNT=4`);
    assert.equal((await row(1))?.repeat_anchor, "2027-01-30");
    assert.match((await browser.get("/tasks/1")).text, /after it is done, 4 times/);
  });

  test("stands on the page of the task, in rows and in the history of its changes", async () => {
    assert.match((await browser.get("/tasks/1")).text, new RegExp(`Custom rule: ${WORDS}\\.`));
    assert.ok((await browser.get("/tasks")).text.includes(WORDS));
  });

  test("is replaced by one that the form draws, and comes back by Undo", async () => {
    const saved = await browser.follow(await edit(1, { repeat: "month", repeat_on: "last_day" }));
    assert.equal((await row(1))?.repeat_rule, "FREQ=MONTHLY;BYMONTHDAY=-1");
    const undo = saved.document.querySelector(".flash form button");
    assert.ok(undo);
    await browser.press(undo);
    assert.equal((await row(1))?.repeat_rule, RULE);
  });

  test("is a choice still after a look at the dates of another", async () => {
    const page = await edit(1, { repeat: "week", preview: "1" });
    assert.equal(chosen(page), "week");
    const again = await browser.submit(page, "/tasks/1", { repeat: "custom" });
    assert.equal(again.status, 303);
    assert.equal((await row(1))?.repeat_rule, RULE);
  });

  test("is merged as any repeat, and what is no custom rule is refused", async () => {
    const page = await browser.get("/tasks/1/edit");
    await updateTask(ann.scope, 1, { repeat: null, title: "Theirs" });
    const conflict = await browser.submit(page, "/tasks/1", { due_on: "2027-01-15" });
    assert.equal(conflict.status, 409);
    assert.ok(conflict.text.includes(`Custom rule: ${WORDS}`));
    const _csrf = await browser.token();
    for (const repeat_rule of ["", "FREQ=HOURLY", "FREQ=DAILY", "FREQ=WEEKLY;BYMONTH=1"]) {
      const fields = { title: "x", due_on: "2027-01-30", repeat: "custom", repeat_rule, _csrf };
      const refused = await browser.post("/tasks", fields);
      assert.deepEqual([refused.status, refused.problems], [422, ["Choose how often it repeats"]]);
    }
  });
});
