/** Repeating tasks: what comes up when an occurrence is done, and that Undo takes back both. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { addDays } from "../../src/dates/calendar.ts";
import { shortDay } from "../../src/dates/format.ts";
import { localMoment } from "../../src/dates/local_time.ts";
import type { Fields, PageResult } from "../support/browser.ts";
import { ann, app, browser } from "./fixture.ts";
import { add, edit, RENT, row, SAVED, useTaskForm } from "./task_plan_fixture.ts";

useTaskForm();

const today = () => localMoment(app.services.clock(), null).date;

async function complete(id: number): Promise<PageResult> {
  const page = await browser.get(`/tasks/${id}`);
  return browser.follow(await browser.submit(page, `/tasks/${id}/completion`, { done: "1" }));
}

/** What is still to do, as "id day". */
async function pending(): Promise<string[]> {
  const rows = await app.database.sql<{ id: number; due_on: string }>(
    `select id, due_on from tasks
     where user_id = $1 and completed_at is null and deleted_at is null order by id`,
    [ann.user.id],
  );
  return rows.map(({ id, due_on: day }) => `${id} ${day}`);
}

describe("a series does not drift:", () => {
  /** Completes one after another. @returns the day of each that came up. */
  async function daysOf(first: Fields, count: number): Promise<string[]> {
    await add({ title: "Series", ...first });
    const days: string[] = [];
    for (let id = 1; id <= count; id += 1) {
      await complete(id);
      days.push(String((await row(id + 1))?.due_on));
    }
    return days;
  }

  test("monthly on the 31st comes back to the 31st after February", async () => {
    const days = await daysOf({ due_on: "2027-01-31", repeat: "month" }, 4);
    assert.deepEqual(days, ["2027-02-28", "2027-03-31", "2027-04-30", "2027-05-31"]);
  });

  test("yearly on 29 February comes back to the 29th in a leap year", async () => {
    const days = await daysOf({ due_on: "2028-02-29", repeat: "year" }, 4);
    assert.deepEqual(days, ["2029-02-28", "2030-02-28", "2031-02-28", "2032-02-29"]);
  });

  test("editing the notes on the way changes nothing of it", async () => {
    await add({ title: "Series", due_on: "2027-01-31", repeat: "month" });
    await complete(1);
    await edit(2, { description: "in February" });
    await complete(2);
    assert.deepEqual(await pending(), ["3 2027-03-31"]);
  });

  test("every second Friday stays every second, however late it is done", async () => {
    const fields = { due_on: "2026-01-02", repeat: "week", repeat_every: "2" };
    assert.deepEqual(await daysOf(fields, 2), ["2026-01-16", "2026-01-30"]);
  });

  test("three times are three, and the last one brings up nothing", async () => {
    const fields = { due_on: "2027-01-01", repeat: "day", repeat_ends: "count", repeat_count: "3" };
    assert.deepEqual(await daysOf(fields, 3), ["2027-01-02", "2027-01-03", "undefined"]);
  });

  test("from completion it is counted from the day of the tick", async () => {
    const fields = { due_on: "2026-01-01", repeat: "day", repeat_every: "3" };
    const [next] = await daysOf({ ...fields, repeat_mode: "completion" }, 1);
    assert.equal(next, addDays(today(), 3));
  });
});

test("the form moves this occurrence only, unless the series is to follow, and the row says so", async () => {
  await add({ title: "Bin", due_on: "2027-01-07", repeat: "week", repeat_every: "2" });
  assert.equal((await browser.get("/tasks/new")).document.querySelector("#repeat_moves"), null);
  await edit(1, { due_on: "2027-01-11" });
  assert.match((await browser.get("/tasks")).text, /moved from Thu 7 Jan 2027/);
  assert.match((await browser.get("/tasks/1")).text, /moved from Thu 7 Jan 2027/);
  const dates = (await browser.get("/tasks/1/edit")).document.querySelector("#repeat-summary");
  assert.match(dates?.text ?? "", /Next: Mon 11 Jan 2027, Thu 21 Jan 2027/);
  await complete(1);
  assert.deepEqual(await pending(), ["2 2027-01-21"]);
  await edit(2, { due_on: "2027-01-22", repeat_moves: "series" });
  await complete(2);
  assert.deepEqual(await pending(), ["3 2027-02-05"]);
});

test("rows and pages say the whole rule, with its end", async () => {
  const year = Number(today().slice(0, 4));
  const series = { title: "Bin", due_on: `${year + 1}-01-08`, repeat: "month" };
  const [count, date] = [{ repeat_ends: "count" }, { repeat_ends: "date" }];
  await add({ ...series, ...count, repeat_count: "3", repeat_on: "nth_2_fri" });
  await add({ ...series, ...date, repeat_until: `${year + 1}-12-24`, repeat_on: "last_day" });
  await add({ ...series, ...date, repeat_until: `${year}-12-31`, due_on: today(), repeat: "day" });
  const { text } = await browser.get("/tasks");
  assert.ok(text.includes("second Friday of each month, 3 times"), text);
  assert.ok(text.includes(`last day of each month, until 24 Dec ${year + 1}`), text);
  assert.match(text, /every day, until 31 Dec(?! \d)/);
  const pages = await Promise.all([1, 2].map((id) => browser.get(`/tasks/${id}`)));
  assert.match(pages[0]?.text ?? "", /On the second Friday of every month, 3 times/);
  assert.match(pages[1]?.text ?? "", new RegExp(`every month, until 24 Dec ${year + 1}`));
});

test("completing says when the next one is, and one Undo takes back both", async () => {
  await add(RENT);
  const page = await complete(1);
  assert.match(page.flash ?? "", new RegExp(`next on ${shortDay("2027-02-28", today())}`));
  assert.deepEqual(await pending(), ["2 2027-02-28"]);
  const next = await row(2);
  assert.deepEqual(next, { ...SAVED, due_on: "2027-02-28", starts_on: "2027-02-17" });
  const undo = page.document.querySelector(".flash form button");
  assert.ok(undo);
  await browser.press(undo);
  assert.deepEqual(await pending(), ["1 2027-01-31"]);
});

test("pressed twice it is done once, brings up one, and can still be undone", async () => {
  await add(RENT);
  const page = await browser.get("/tasks/1");
  await browser.submit(page, "/tasks/1/completion", { done: "1" });
  const twice = await browser.follow(
    await browser.submit(page, "/tasks/1/completion", { done: "1" }),
  );
  assert.deepEqual(await pending(), ["2 2027-02-28"]);
  const undo = twice.document.querySelector(".flash form button");
  assert.equal(undo?.text.trim(), "Undo");
  if (undo) await browser.press(undo);
  assert.deepEqual(await pending(), ["1 2027-01-31"]);
});

test("many who complete it at once bring up one", async () => {
  await add(RENT);
  const page = await browser.get("/tasks/1");
  const results = await Promise.all(
    [1, 2, 3, 4].map(() => browser.copy().submit(page, "/tasks/1/completion", { done: "1" })),
  );
  assert.deepEqual(new Set(results.map(({ status }) => status)), new Set([303]));
  assert.deepEqual(await pending(), ["2 2027-02-28"]);
});
