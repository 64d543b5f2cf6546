/** The full form of a task, its repeat in words, and what comes up when an occurrence is done. */

import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { addDays } from "../../src/dates/calendar.ts";
import { shortDay } from "../../src/dates/format.ts";
import { localMoment } from "../../src/dates/local_time.ts";
import { createList } from "../../src/models/lists.ts";
import { createSection } from "../../src/models/sections.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import type { Browser, Fields, PageResult } from "../support/browser.ts";
import { assertProblems, textIn } from "../support/fields.ts";

type Person = Awaited<ReturnType<TestApp["signedUp"]>>;

let app: TestApp;
let ann: Person;
let bob: Person;
let browser: Browser;
let today: string;

before(async () => {
  app = await startTestApp({}, { poolMax: 4 });
});

// Ann has list 1 with section 1; Bob has nothing.
beforeEach(async () => {
  ann = await app.signedUp("Ann");
  bob = await app.signedUp("Bob");
  browser = ann.browser;
  today = localMoment(app.services.clock(), null).date;
  await createList(ann.scope, { name: "Home", colour: "moss" });
  await createSection(ann.scope, { listId: 1, name: "Money" });
});

after(async () => app.close());

const RENT = {
  title: "Pay rent",
  description: "to the **landlord**",
  due_on: "2027-01-31",
  due_time: "09:00",
  starts_on: "2027-01-20",
  priority: "high",
  list: "1/1",
  tags: "bills home",
  repeat: "month",
};

async function add(fields: Fields): Promise<PageResult> {
  return browser.submit(await browser.get("/tasks/new"), "/tasks", fields);
}

async function edit(id: number, fields: Fields): Promise<PageResult> {
  return browser.submit(await browser.get(`/tasks/${id}/edit`), `/tasks/${id}`, fields);
}

async function complete(id: number): Promise<PageResult> {
  const page = await browser.get(`/tasks/${id}`);
  return browser.follow(await browser.submit(page, `/tasks/${id}/completion`, { done: "1" }));
}

async function row(id: number): Promise<Record<string, unknown> | undefined> {
  const [found] = await app.database.sql(
    `select title, due_on, due_time, starts_on, priority, list_id, section_id, repeat_rule,
       repeat_anchor, completed_at is not null as done, version
     from tasks where user_id = $1 and id = $2 and deleted_at is null`,
    [ann.user.id, id],
  );
  return found;
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

const SAVED = {
  title: "Pay rent",
  due_on: "2027-01-31",
  due_time: "09:00:00",
  starts_on: "2027-01-20",
  priority: 3,
  list_id: 1,
  section_id: 1,
  repeat_rule: "RSCALE=GREGORIAN;FREQ=MONTHLY;BYMONTHDAY=31;SKIP=BACKWARD",
  repeat_anchor: "2027-01-31",
  done: false,
  version: 1,
};

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
    due_time: "5 pm",
    tags: "a!",
    repeat_every: "0",
  };
  const page = await add(wrong);
  assert.equal(page.status, 422);
  assertProblems(page, {
    title: "Title is required",
    due_on: "Due date must be a date, such as 2026-11-30",
    due_time: "Time must be a time of day, such as 17:00",
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
    assert.equal(next, addDays(today, 3));
  });
});

test("completing says when the next one is, and one Undo takes back both", async () => {
  await add(RENT);
  const page = await complete(1);
  assert.match(page.flash ?? "", new RegExp(`next on ${shortDay("2027-02-28", today)}`));
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
