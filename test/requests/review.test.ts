/** The review: a year in numbers, this week beside the last, and decisions about the oldest tasks. */
import assert from "node:assert/strict";
import { beforeEach, it } from "node:test";
import { addDays, weekdayOf } from "../../src/dates/calendar.ts";
import { weekdayName } from "../../src/dates/names.ts";
import type { UserScope } from "../../src/db/scope.ts";
import { createList, updateList } from "../../src/models/lists.ts";
import { createTask, findTask, setCompletion } from "../../src/models/tasks.ts";
import { seriesOf } from "../recurrence/series.ts";
import { type Browser, fieldsOfForm, type PageResult } from "../support/browser.ts";
import { app, useApp } from "./fixture.ts";

useApp({
  async prepare() {
    // A Thursday, at noon in UTC.
    app.advance(Date.parse("2026-11-26T12:00:00Z") - Date.now());
  },
});

let browser: Browser;
let scope: UserScope;

beforeEach(async () => {
  ({ browser, scope } = await app.signedUp("Ann"));
});

/** Adds a task that was completed at noon of a day. */
async function done(day: string, dueOn: string | null = null, of = scope): Promise<number> {
  const saved = await createTask(of.at(noon(addDays(day, -1))), { title: `Of ${day}`, dueOn });
  assert.ok(saved.ok);
  assert.ok((await setCompletion(of.at(noon(day)), saved.value.id, { done: true })).ok);
  return saved.value.id;
}

const noon = (day: string) => new Date(`${day}T12:00:00Z`);

/** The text of the rows of a table, cell by cell. */
function rows(page: PageResult, selector: string): string[][] {
  return page.document
    .querySelectorAll(`main ${selector} tbody tr`)
    .map((row) =>
      row.querySelectorAll("th, td").map(({ text }) => text.replace(/\s+/g, " ").trim()),
    );
}

it("greets a new person, and a year without anything, with a sentence", async () => {
  const page = await browser.get("/review");
  assert.equal(page.status, 200);
  assert.match(page.title, /^2026 – Review – Plainlist$/);
  assert.match(page.text, /Nothing is done yet this year\. Each task that you complete/);
  assert.equal(page.document.querySelectorAll("main table, main form").length, 0);
  assert.match((await browser.get("/review?year=2025")).text, /Nothing was done in 2025\./);
});

it("says which year it takes", async () => {
  for (const year of [
    "2027",
    "0",
    "10000",
    "x",
    "-1",
    "99999999999999999999",
    "%00",
    "%ED%A0%80",
  ]) {
    const page = await browser.get(`/review?year=${year}`);
    assert.equal(page.status, 400, year);
    assert.match(page.text, /Year must be from 1 to 2026/, year);
  }
  assert.equal((await browser.get("/review?year=2025&year=2026")).status, 400);
  const first = await browser.get("/review?year=1");
  assert.equal(first.status, 200);
  assert.equal(first.document.querySelector('main a[rel="prev"]'), null);
  assert.equal(
    first.document.querySelector('main a[rel="next"]')?.getAttribute("href"),
    "/review?year=2",
  );
});

it("shows each week in the month of its first day, and each day, without the other years", async () => {
  const bob = await app.signedUp("Bob");
  await done("2026-01-01", null, bob.scope);
  for (const day of ["2025-12-31", "2026-01-01", "2026-01-04", "2026-01-05", "2026-11-23"]) {
    await done(day);
  }
  await done("2026-01-05", "2026-01-04");
  const page = await browser.get("/review");
  assert.match(page.text, /5 done, 1 of them late\. Of 1 with a due day, 0 were done by it: 0%\./);
  const months = rows(page, ".year");
  assert.equal(months.length, 11);
  assert.deepEqual(months[0], [
    ...["Jan", "from 1 Jan: 2 done", "from 5 Jan: 2 done, 1 late", "from 12 Jan: 0 done"],
    ...["from 19 Jan: 0 done", "from 26 Jan: 0 done", "4"],
  ]);
  assert.deepEqual(months[10]?.slice(4), ["from 23 Nov: 1 done, this week", "", "1"]);
  const days = rows(page, ".by-day");
  assert.deepEqual(days[0], ["1 Jan", "", "", "", "1", "0", "0", "1"]);
  assert.deepEqual(days.at(-1), ["23 Nov", "1", "0", "0", "0", "", "", ""]);
  assert.match(
    (await browser.get("/review?year=2025")).text,
    /1 done, none of them with a due day\./,
  );
});

it("has room for the six weeks of a January, and begins weeks on the person's day", async () => {
  await done("2021-01-02");
  await app.database.sql("update users set week_start = 7 where id = $1", [scope.userId]);
  const page = await browser.get("/review?year=2021");
  assert.deepEqual(
    rows(page, ".year")[0]?.map((cell) => cell.split(":")[0]),
    [
      "Jan",
      "from 1 Jan",
      "from 3 Jan",
      "from 10 Jan",
      "from 17 Jan",
      "from 24 Jan",
      "from 31 Jan",
      "1",
    ],
  );
  assert.equal(page.document.querySelectorAll(".year thead th").length, 8);
  const [first] = rows(page, ".by-day");
  assert.deepEqual(first, ["1 Jan", "", "", "", "", "", "0", "1"]);
  assert.match(page.document.querySelector(".by-day thead")?.text ?? "", /Sun.*Mon.*Sat/s);
});

it("draws a stroke for each, and says for how many one stands where there are too many", async () => {
  const strokes = (page: PageResult) =>
    page.document
      .querySelectorAll(".year .here i")
      .reduce((sum, one) => sum + Number(one.getAttribute("data-n")), 0);
  for (let number = 0; number < 7; number += 1) await done("2026-11-24");
  const few = await browser.get("/review");
  assert.equal(strokes(few), 7);
  assert.match(few.text, /One stroke is one task; weeks/);
  await app.database.sql(
    `insert into tasks (user_id, id, title, position, created_at, updated_at, completed_at)
     select $1, n, 'Task', n, now(), now(), '2026-11-25T10:00Z' from generate_series(100, 10000) as n`,
    [scope.userId],
  );
  await app.database.sql("update users set last_change_id = last_change_id + 1 where id = $1", [
    scope.userId,
  ]);
  const many = await browser.get("/review");
  assert.match(many.text, /9908 done/);
  assert.match(many.text, /One stroke is up to 661 tasks; weeks/);
  assert.equal(strokes(many), 15);
});

it("compares this week with the last one, up to the same weekday", async () => {
  await done("2026-11-22");
  await done("2026-11-20");
  await done("2026-11-19");
  await done("2026-11-16");
  await done("2026-11-23", "2026-11-22");
  const bob = await app.signedUp("Bob");
  await done("2026-11-24", null, bob.scope);
  const week = async () =>
    (await browser.get("/review")).document
      .querySelectorAll('main [aria-labelledby="week"] li')
      .map(({ text }) => text.replace(/\s+/g, " ").trim());
  assert.deepEqual(await week(), [
    "1 done so far, by Thursday: 1 fewer than last week by then. 1 late.",
    "4 in all of last week, 2 of them by Thursday.",
    "0 added this week: 1 fewer than were done.",
  ]);
  // From Sunday on, the 22nd is this week, and so is the task added on that day.
  await app.database.sql("update users set week_start = 7 where id = $1", [scope.userId]);
  assert.deepEqual(await week(), [
    "2 done so far, by Thursday: as many as last week by then. 1 late.",
    "3 in all of last week, 2 of them by Thursday.",
    "1 added this week: 1 fewer than were done.",
  ]);
  assert.equal(weekdayName(weekdayOf(scope.today)), "Thursday");
  assert.doesNotMatch((await browser.get("/review?year=2025")).text, /This week/);
});

it("leads from each number to the tasks that it counts, and to the calendar", async () => {
  const bob = await app.signedUp("Bob");
  await app.database.sql("update users set time_zone = 'Pacific/Auckland' where id = $1", [
    scope.userId,
  ]);
  const names = ['Tom "T" \\ Home', "Home/Kitchen", "Inbox zero", "בית"];
  for (const name of names) assert.ok((await createList(scope, { name, colour: "moss" })).ok);
  for (const [at, listId, tags] of [
    ["2025-12-31T10:59Z", null, []],
    // The first moment of the year there.
    ["2025-12-31T11:00Z", null, ["a b"]],
    ["2026-01-04T12:00Z", 1, ["x/y", "a b"]],
    ["2026-02-28T12:00Z", 2, ["is:open"]],
    ["2026-11-01T10:30Z", 3, []],
    ["2026-11-18T12:00Z", 4, ['"q"']],
    ["2026-11-24T12:00Z", 4, []],
    ["2026-11-26T09:00Z", 2, ["a b"]],
  ] as const) {
    const of = scope.at(new Date(at));
    const task = await createTask(of, { title: `At ${at}`, listId, tags: [...tags] });
    assert.ok(task.ok && (await setCompletion(of, task.value.id, { done: true })).ok, at);
  }
  for (const day of ["2026-01-04", "2026-11-24"]) await done(day, null, bob.scope);
  for (const isArchived of [false, true]) {
    if (isArchived) assert.ok((await updateList(scope, 4, { archived: true })).ok);
    for (const year of [2025, 2026]) {
      const page = await browser.get(`/review?year=${year}`);
      const links = page.document.querySelectorAll('main a[href^="/search"]');
      assert.equal(links.length, year === 2025 ? 5 : 29, "numbers that are not 0");
      for (const link of links) {
        const href = link.getAttribute("href")?.replaceAll("&amp;", "&") ?? "";
        const found = await browser.get(href);
        const row = link.closest("li")?.querySelector(".number")?.text;
        const number = row ?? /(?:^|: )(\d+)/.exec(link.text.trim())?.[1];
        const counted = found.document.querySelector("#explained b")?.text;
        assert.equal(counted, number, `${link.text} ${decodeURIComponent(href)}`);
        assert.equal(found.document.querySelector("#query-error"), null, href);
      }
    }
  }
  const page = await browser.get("/review");
  const hrefs = page.document.querySelectorAll("main table a").map((a) => a.getAttribute("href"));
  for (const href of ["/calendar?month=2026-11", "/calendar?week=2026-W48"]) {
    assert.ok(hrefs.includes(href), href);
    const calendar = await browser.get(href);
    const link = calendar.document.querySelector('main a[href="/review?year=2026"]');
    assert.equal(link?.text, "Review of 2026", href);
  }
  const later = await browser.get("/calendar?month=2027-01");
  assert.equal(later.document.querySelector('main a[href^="/review"]'), null);
});

it("leads from the oldest tasks to all that are open and not planned", async () => {
  for (let number = 0; number < 4; number += 1) {
    assert.ok((await createTask(scope, { title: `Undated ${number}` })).ok);
  }
  assert.ok((await createTask(scope, { title: "Planned", dueOn: "2026-12-01" })).ok);
  assert.ok((await createTask(scope, { title: "Now", dueOn: scope.today })).ok);
  assert.ok((await createTask(scope, { title: "Hidden", startsOn: "2027-01-01" })).ok);
  const link = async () =>
    (await browser.get("/review")).document.querySelector('[aria-labelledby="oldest"] > p > .link');
  assert.equal(await link(), null, "it has them all");
  assert.ok((await createTask(scope, { title: "Late", dueOn: "2026-11-01" })).ok);
  assert.ok((await createTask(scope, { title: "Undated 4" })).ok);
  const page = await browser.get((await link())?.getAttribute("href") ?? "");
  assert.deepEqual(page.titles, [
    ...["Undated 4", "Late", "Undated 3", "Undated 2", "Undated 1", "Undated 0"],
  ]);
});

it("has lists, tags and repeats, with links, and nothing of anybody else", async () => {
  const bob = await app.signedUp("Bob");
  for (const one of [scope, bob.scope]) {
    const name = one === scope ? "Home" : "Bob's list";
    assert.ok((await createList(one, { name, colour: "moss" })).ok);
    const repeat = seriesOf("2026-11-24", "FREQ=DAILY");
    const title = one === scope ? "Water <b>" : "Bob's plant";
    const tags = [one === scope ? "green" : "bobs"];
    const dates = { dueOn: "2026-11-24", repeat, tags, listId: 1 };
    assert.ok((await createTask(one, { title, ...dates })).ok);
    assert.ok((await setCompletion(one.at(noon("2026-11-24")), 1, { done: true })).ok);
    assert.ok((await setCompletion(one.at(noon("2026-11-26")), 2, { done: true })).ok);
  }
  const page = await browser.get("/review");
  assert.deepEqual(rows(page, '[aria-labelledby="by-list"]'), [["Home", "2", "1", "1"]]);
  assert.deepEqual(rows(page, '[aria-labelledby="by-tag"]'), [["#green", "2", "1", "1"]]);
  const [repeat] = rows(page, '[aria-labelledby="kept"]');
  assert.deepEqual(repeat, ["Water <b> every day · 1 late", "", "1 of 2"]);
  assert.match(page.html, /href="\/tasks\/3"/);
  assert.match(page.html, /href="\/tags\/green"/);
  assert.doesNotMatch(page.html, /Bob/);
});

it("offers decisions about the oldest tasks, each one press and one Undo, back on the page", async () => {
  const at = (day: string) => scope.at(noon(day));
  assert.ok((await createTask(at("2026-03-03"), { title: "Undated" })).ok);
  assert.ok((await createTask(at("2026-04-03"), { title: "Overdue", dueOn: "2026-11-01" })).ok);
  assert.ok((await createTask(at("2026-04-04"), { title: "Planned", dueOn: "2026-12-01" })).ok);
  assert.ok((await createTask(at("2026-04-05"), { title: "Hidden", startsOn: "2027-01-01" })).ok);
  const repeat = seriesOf("2026-11-02", "FREQ=WEEKLY;BYDAY=MO");
  const weekly = { title: "Weekly", dueOn: "2026-11-02", repeat };
  assert.ok((await createTask(at("2026-04-06"), weekly)).ok);
  const bob = await app.signedUp("Bob");
  for (let id = 1; id <= 4; id += 1)
    assert.ok((await createTask(bob.scope, { title: "Bob's" })).ok);
  const oldest = (page: PageResult) =>
    page.document.querySelectorAll('main [aria-labelledby="oldest"] li');
  const page = await browser.get("/review");
  assert.deepEqual(
    oldest(page).map(({ text }) => text.replace(/\s+/g, " ").trim()),
    [
      "268 Undated open since 3 Mar, 268 days Done Today Next week Drop",
      "237 Overdue open since 3 Apr, 237 days · due Sun 1 Nov Done Today Next week Someday Drop",
      "234 Weekly open since 6 Apr, 234 days · due Mon 2 Nov Done Today Next week Skip this one Drop",
    ],
  );
  const press = async (from: PageResult, row: number, label: string) => {
    const buttons = oldest(from)[row]?.querySelectorAll("button");
    const button = buttons?.find(({ text }) => text === label);
    assert.ok(button, label);
    return browser.press(button);
  };
  for (const [label, isDone] of [
    ["Done", (task: Found) => task?.completedAt !== null],
    ["Today", (task: Found) => task?.dueOn === "2026-11-26"],
    ["Next week", (task: Found) => task?.dueOn === "2026-11-30"],
    ["Someday", (task: Found) => task?.dueOn === null],
    ["Drop", (task: Found) => task === null],
  ] as const) {
    const pressed = await press(await browser.get("/review"), 1, label);
    assert.equal(pressed.location, "/review#oldest", label);
    assert.ok(isDone(await findTask(scope, 2)), label);
    const after = await browser.follow(pressed);
    const undo = after.document.querySelector(".flash form");
    assert.ok(undo, label);
    const back = await browser.post(undo.getAttribute("action") ?? "", fieldsOfForm(undo));
    assert.equal(back.location, "/review#oldest", label);
    assert.equal((await findTask(scope, 2))?.dueOn, "2026-11-01", label);
  }
  const bobs = await app.database.sql<{ version: number }>(
    "select version from tasks where user_id = $1",
    [bob.user.id],
  );
  assert.deepEqual(new Set(bobs.map(({ version }) => version)), new Set([1]));
});

type Found = Awaited<ReturnType<typeof findTask>>;
