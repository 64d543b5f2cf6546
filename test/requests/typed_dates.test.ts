/** Days and times as a text browser sends them: as a person has written them. */
import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { addDays, dayParts } from "../../src/dates/calendar.ts";
import type { Browser, Fields, PageResult } from "../support/browser.ts";
import { assertProblems, textIn } from "../support/fields.ts";
import { ann, app, bob, browser, usePeople } from "./fixture.ts";

usePeople();
beforeEach(() => choose(browser, "day_first"));

const DAY = "such as 2026-11-30, 30 Nov or tomorrow";
const TIME = "such as 17:00, 9.30 or 5pm";

async function choose(by: Browser, format: string): Promise<void> {
  await by.submit(await by.get("/settings"), "/settings", { date_format: format });
}

async function add(fields: Fields, by = browser): Promise<PageResult> {
  return by.submit(await by.get("/tasks/new"), "/tasks", { title: "Dentist", ...fields });
}

interface Row {
  due_on: string | null;
  due_time: string | null;
  starts_on: string | null;
  repeat_rule: string | null;
}

async function rows(of = ann): Promise<Row[]> {
  return app.database.sql<Row & Record<string, unknown>>(
    `select due_on, left(due_time::text, 5) as due_time, starts_on, repeat_rule from tasks
     where user_id = $1 order by id`,
    [of.user.id],
  );
}

function typeOf(page: PageResult, name: string): string | undefined {
  return page.document.querySelector(`[name="${name}"]`)?.getAttribute("type");
}

/** Next year, so that no day of it is past. */
const year = () => dayParts(ann.scope.today).year + 1;

describe("every field for a day or a time", () => {
  it("of New is read by the person's own day", async () => {
    const fields = { due_on: " Tomorrow ", due_time: "9am", starts_on: "today" };
    assert.equal((await add(fields)).status, 303);
    const { today } = ann.scope;
    const [row] = await rows();
    assert.deepEqual(
      [row?.due_on, row?.due_time, row?.starts_on],
      [addDays(today, 1), "09:00", today],
    );
    assert.deepEqual(await rows(bob), []);
  });

  it("of Edit is, and so is the last day of a repeat", async () => {
    await add({ due_on: `3.12.${year()}`, due_time: "9.30" });
    const fields = { repeat: "week", repeat_ends: "date", repeat_until: `24 dec ${year()}` };
    const edited = { due_on: `${year()}-12-3`, due_time: "half past 3", starts_on: "", ...fields };
    await browser.submit(await browser.get("/tasks/1/edit"), "/tasks/1", edited);
    const [row] = await rows();
    assert.deepEqual([row?.due_on, row?.due_time], [`${year()}-12-03`, "15:30"]);
    assert.match(row?.repeat_rule ?? "", new RegExp(`UNTIL=${year()}1224`));
  });

  it("of many tasks is, and so is that of an address", async () => {
    await add({});
    const list = await browser.get("/tasks");
    const bulk = { action: "due", due_on: "tomorrow", task: "1" };
    await browser.submit(list, "/tasks/bulk", bulk);
    assert.equal((await rows())[0]?.due_on, addDays(ann.scope.today, 1));
    const wrong = await browser.submit(list, "/tasks/bulk", { ...bulk, due_on: "soon" });
    assert.match(wrong.text, new RegExp(`Day must be a date, ${DAY}`));
    assert.equal(textIn(wrong, "due_on"), "soon");
    await browser.submit(wrong, "/tasks/bulk", { due_on: "today" });
    assert.equal((await rows())[0]?.due_on, ann.scope.today);
    const filled = await browser.get("/tasks/new?due_on=tomorrow");
    assert.equal(textIn(filled, "due_on"), addDays(ann.scope.today, 1));
  });

  it("has its two numbers in the order of the person, who is asked for a word without one", async () => {
    await choose(bob.browser, "month_first");
    const fields = { due_on: `3/12/${year()}` };
    for (const by of [browser, bob.browser]) assert.equal((await add(fields, by)).status, 303);
    assert.equal((await rows())[0]?.due_on, `${year()}-12-03`);
    assert.equal((await rows(bob))[0]?.due_on, `${year()}-03-12`);
    await choose(browser, "");
    const page = await add({ due_on: "3/12" });
    assertProblems(page, {
      due_on: "Due date 3/12 can be read in two ways: write the month as a word, such as 3 Dec",
    });
    assert.equal(textIn(page, "due_on"), "3/12");
  });
});

describe("what is not understood", () => {
  it("is asked for with examples, and comes back as it was written where a picker would drop it", async () => {
    const wrong = {
      due_on: "when it rains",
      due_time: "25 o'clock",
      starts_on: "31 feb",
      repeat_until: "the end",
    };
    const page = await add({ ...wrong, repeat: "week", repeat_ends: "date" });
    assert.equal(page.status, 422);
    assertProblems(page, {
      due_on: `Due date must be a date, ${DAY}`,
      due_time: `Time must be a time of day, ${TIME}`,
      starts_on: `Start date must be a date, ${DAY}`,
      repeat_until: `Last day must be a date, ${DAY}`,
    });
    for (const [name, text] of Object.entries(wrong)) {
      assert.equal(textIn(page, name), text);
      assert.equal(typeOf(page, name), "text", name);
    }
    assert.deepEqual(await rows(), []);
  });

  it("stays beside what is understood, which a picker shows", async () => {
    const page = await add({ due_on: "tomorrow", due_time: "9am", starts_on: "soon" });
    assertProblems(page, { starts_on: `Start date must be a date, ${DAY}` });
    assert.equal(textIn(page, "due_on"), addDays(ann.scope.today, 1));
    assert.equal(textIn(page, "due_time"), "09:00");
    assert.deepEqual([typeOf(page, "due_on"), typeOf(page, "due_time")], ["date", "time"]);
  });

  it("is kept by a preview of the dates, which is of the day that is understood", async () => {
    const fields = { due_on: "tomorrow", repeat: "day", starts_on: "soon", preview: "1" };
    const page = await add(fields);
    assert.match(page.text, /Every day\. Next: /);
    assert.equal(textIn(page, "starts_on"), "soon");
    assert.equal(typeOf(page, "starts_on"), "text");
  });
});

describe("the form says what it takes:", () => {
  it("examples beside each field, for browsers without pickers, or in its error", async () => {
    const page = await browser.get("/tasks/new");
    for (const name of ["due_on", "starts_on", "repeat_until"]) {
      assert.equal(page.document.getElementById(`${name}-hint`)?.text, `S${DAY.slice(1)}.`);
      assert.equal(page.document.getElementById(name)?.getAttribute("aria-describedby"), undefined);
    }
    assert.equal(page.document.getElementById("due_time-hint")?.text, `S${TIME.slice(1)}.`);
    const again = await add({ due_on: "soon" });
    const described = again.document.getElementById("due_on")?.getAttribute("aria-describedby");
    assert.equal(described, "due_on-error");
    assert.equal(again.document.getElementById("due_on-hint"), null);
  });

  it("a title is kept as it is written, and what could be its day is offered after adding", async () => {
    const title = "Call Ida tomorrow #home";
    const form = await browser.get("/tasks/new");
    assert.match(form.document.getElementById("title-hint")?.text ?? "", /^Kept as you write it\./);
    const page = await browser.follow(await add({ title }));
    assert.equal(page.flash, `Added ${title}. No date was read`);
    assert.equal((await rows())[0]?.due_on, null);
    const moved = await browser.submit(page, "/tasks/bulk", {}, "Tomorrow");
    assert.equal(moved.path, "/tasks/1");
    assert.equal((await rows())[0]?.due_on, addDays(ann.scope.today, 1));
    const dated = await browser.follow(await add({ title, due_on: "today" }));
    assert.equal(dated.flash, `Added ${title}.`);
  });
});
