/** Today: what is late, what is for today, what was done, and what comes next. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { addDays } from "../../src/dates/calendar.ts";
import { localMoment } from "../../src/dates/local_time.ts";
import { createList, updateList } from "../../src/models/lists.ts";
import { createTask } from "../../src/models/tasks.ts";
import { plantTasks } from "../models/planted.ts";
import { startTestApp } from "../support/app.ts";
import { fieldsOfForm, type PageResult } from "../support/browser.ts";
import { add, app, useApp } from "./fixture.ts";

useApp({
  async prepare() {
    // The middle of the day in UTC: no test passes a midnight that it does not mean to.
    app.advance(Date.parse(`${inDays(1)}T12:00:00Z`) - Date.now());
    const bob = await app.signedUp("Bob");
    for (const days of [-1, 0, 1]) await add(bob, `Bob's ${days}`, { dueOn: inDays(days) });
  },
});

const today = (zone = "UTC") => localMoment(app.services.clock(), zone).date;
const inDays = (days: number) => addDays(today(), days);

/** The titles below the heading with that id. */
function below(page: PageResult, heading: string): string[] {
  const group = page.document.querySelector(`main [aria-labelledby="${heading}"]`);
  return group?.querySelectorAll("ol li a").map((link) => link.text.trim()) ?? [];
}

function doneToday(page: PageResult): string[] {
  return page.document
    .querySelectorAll("main details.fold ol li a")
    .map((link) => link.text.trim());
}

it("has what is late, what is for today by its time, what was done, and what comes next", async () => {
  const ann = await app.signedUp("Ann");
  await add(ann, "Without a date");
  await add(ann, "Whenever today", { dueOn: inDays(0) });
  await add(ann, "At five", { dueOn: inDays(0), dueTime: "17:00" });
  await add(ann, "At nine", { dueOn: inDays(0), dueTime: "09:00" });
  await add(ann, "Yesterday", { dueOn: inDays(-1) });
  await add(ann, "Last week", { dueOn: inDays(-7) });
  await add(ann, "Tomorrow", { dueOn: inDays(1) });
  await add(ann, "In three days", { dueOn: inDays(3) });
  await add(ann, "Done", { dueOn: inDays(0), done: true });
  const page = await ann.browser.get("/dashboard");
  assert.equal(page.status, 200);
  assert.match(page.title, /^Today – Plainlist$/);
  assert.deepEqual(below(page, "overdue"), ["Last week", "Yesterday"]);
  assert.deepEqual(below(page, "to-do"), ["At nine", "At five", "Whenever today"]);
  assert.deepEqual(doneToday(page), ["Done"]);
  assert.deepEqual(below(page, "next"), ["Tomorrow", "In three days"]);
  assert.match(page.text, /Two are late, three to go, one done\./);
  assert.match(page.text, /7 days late/);
  assert.ok(!page.html.includes("Bob's"));
});

it("shows a due time that has passed today as passed, in rows and on the task's page", async () => {
  const ann = await app.signedUp("Ann");
  for (const dueTime of ["11:59", "12:05", null]) {
    await add(ann, `At ${dueTime}`, { dueOn: inDays(0), dueTime });
  }
  await add(ann, "Tomorrow", { dueOn: inDays(1), dueTime: "09:00" });
  const page = await ann.browser.get("/dashboard");
  const late = page.document.querySelectorAll(".late").map(({ text }) => text.trim());
  assert.deepEqual(late, ["11:59, passed"]);
  assert.deepEqual(below(page, "to-do"), ["At 11:59", "At 12:05", "At null"], "it is not overdue");
  assert.match((await ann.browser.get("/tasks/1")).text, /Due \w+ \d+ \w+, 11:59, today, passed\./);
  for (const id of [2, 3, 4]) {
    assert.doesNotMatch((await ann.browser.get(`/tasks/${id}`)).text, /passed/);
  }
});

it("leaves out what has not started, and what is in an archived list", async () => {
  const ann = await app.signedUp("Ann");
  await createList(ann.scope, { name: "Old", colour: "moss" });
  await add(ann, "Put away", { dueOn: inDays(0), listId: 1 });
  await updateList(ann.scope, 1, { archived: true });
  await add(ann, "Not yet", { dueOn: inDays(0), startsOn: inDays(1) });
  await add(ann, "From today", { dueOn: inDays(0), startsOn: inDays(0) });
  await add(ann, "Later, not yet", { dueOn: inDays(2), startsOn: inDays(1) });
  const page = await ann.browser.get("/dashboard");
  assert.deepEqual(page.titles, ["From today"]);
});

it("of a new account says how to begin, until there are three tasks", async () => {
  const ann = await app.signedUp("Ann");
  const page = await ann.browser.get("/dashboard");
  assert.deepEqual(page.titles, []);
  assert.match(page.text, /Nothing is waiting for you/);
  const lines = page.document.querySelectorAll('.blank button[name="title"]');
  assert.equal(lines.length, 3);
  const [title = ""] = lines.flatMap((line) => line.getAttribute("value") ?? []);
  const sent = { ...fieldsOfForm(page.form("/tasks", title)), title };
  const next = await ann.browser.follow(await ann.browser.post("/tasks", sent));
  assert.match(
    next.flash ?? "",
    /^Added Call Mum\. due /,
    "it is read as a line, not kept as text",
  );
  assert.deepEqual(below(next, "to-do"), ["Call Mum"], "the first one is for today");
  await add(ann, "Done", { done: true });
  const second = await ann.browser.get("/dashboard");
  assert.equal(second.document.querySelectorAll(".blank button").length, 3);
  await add(ann, "Third");
  const third = await ann.browser.get("/dashboard");
  assert.equal(third.document.querySelector(".blank button"), null);
});

it("shows a hundred that are open, and leads to the rest", async () => {
  const ann = await app.signedUp("Ann");
  await plantTasks(app.database, ann.user.id, 130, { due_on: `date '${inDays(-1)}'` });
  const page = await ann.browser.get("/dashboard");
  assert.equal(page.titles.length, 100);
  const link = page.document
    .querySelectorAll("main a")
    .find((one) => one.text.includes("Everything to do"));
  assert.equal(link?.getAttribute("href"), "/tasks?status=pending&sort=due");
  assert.match(page.text, /All 130 tasks/);
  assert.match(page.text, /Over 100 are late/);
});

it("says how many were completed today, up to a thousand, and leads to the rest", async () => {
  const done = { completed_at: `timestamp with time zone '${today()} 09:00Z'` };
  const bob = await app.signedUp("Bob");
  await plantTasks(app.database, bob.user.id, 3, done);
  for (const [count, text] of [
    [50, "50"],
    [51, "51"],
    [1000, "1,000"],
    [1001, "1,000+"],
  ] as const) {
    const ann = await app.signedUp("Ann");
    await plantTasks(app.database, ann.user.id, count, done);
    const page = await ann.browser.get("/dashboard");
    assert.ok(page.text.includes(`Nothing is waiting for you, ${text} done.`), text);
    const fold = page.document.querySelector("main details.fold");
    assert.equal(fold?.querySelector("summary")?.text.trim(), `${text} completed today`);
    assert.equal(fold?.querySelectorAll("ol.tasks > li:not(.shortcut)").length, 50);
    const link = fold?.querySelector('a[href="/completed"]');
    assert.equal(link?.text, count > 50 ? "Everything completed" : undefined);
  }
  assert.match((await bob.browser.get("/dashboard")).text, /three done\./);
});

it("names the month of what is more than a week off, and the year of what is in another", async () => {
  const ann = await app.signedUp("Ann");
  for (const days of [2, 6, 7, 400]) await add(ann, `In ${days}`, { dueOn: inDays(days) });
  const { document } = await ann.browser.get("/dashboard");
  const headings = document.querySelectorAll(".next h3").map((one) => one.text.trim());
  const [soon = "", six = "", week = "", far = ""] = headings;
  assert.match(soon, /^[A-Z][a-z]+day \d+$/);
  assert.match(six, /^[A-Z][a-z]+day \d+$/);
  assert.match(week, /^[A-Z][a-z]+day, [A-Z][a-z]+( \d{4})? \d+$/);
  assert.match(far, /^[A-Z][a-z]+day, [A-Z][a-z]+ \d{4} \d+$/);
});

it("has ten at most of what comes next", async () => {
  const ann = await app.signedUp("Ann");
  await plantTasks(app.database, ann.user.id, 15, { due_on: `date '${inDays(0)}' + n` });
  assert.equal(below(await ann.browser.get("/dashboard"), "next").length, 10);
});

it("with a hundred tasks stays under fifty kilobytes", async () => {
  const ann = await app.signedUp("Ann");
  await plantTasks(app.database, ann.user.id, 100, {
    title: "'Something of an ordinary length to do ' || n",
    due_on: `date '${inDays(0)}' - n % 3`,
    priority: "n % 4",
  });
  const { html } = await ann.browser.get("/dashboard");
  assert.ok(Buffer.byteLength(html) < 50_000, `${Buffer.byteLength(html)} bytes`);
});

describe("the day is that of the person's zone", () => {
  for (const [zone, late, now] of [
    ["Pacific/Kiritimati", ["On the 10th"], ["On the 11th"]],
    ["UTC", [], ["On the 10th"]],
    ["Pacific/Pago_Pago", [], []],
  ] as const) {
    it(zone, async () => {
      // A quarter to eleven in the morning in UTC, in a year of its own: 00:45 and 23:45 elsewhere.
      const there = await startTestApp();
      try {
        there.advance(Date.parse("2031-03-10T10:45:00Z") - Date.now());
        const { browser, scope, user } = await there.signedUp("Ann");
        const set = "update users set time_zone = $2 where id = $1";
        await there.database.sql(set, [user.id, zone]);
        for (const day of [10, 11]) {
          const input = { title: `On the ${day}th`, dueOn: `2031-03-${day}` };
          await createTask(scope, input);
        }
        const page = await browser.get("/dashboard");
        assert.deepEqual(below(page, "overdue"), late);
        assert.deepEqual(below(page, "to-do"), now);
      } finally {
        await there.close();
      }
    });
  }
});

it("says that days are UTC's as long as no zone is set, and leads to the settings", async () => {
  const ann = await app.signedUp("Ann");
  assert.match((await ann.browser.get("/dashboard")).text, /Your days follow UTC/);
  await app.database.sql("update users set time_zone = 'Europe/Berlin' where id = $1", [
    ann.user.id,
  ]);
  assert.ok(!/days follow UTC/.test((await ann.browser.get("/dashboard")).text));
});

it("has what was done since midnight there, and not what was done the day before", async () => {
  const ann = await app.signedUp("Ann");
  await add(ann, "Before midnight", { done: true });
  await add(ann, "After midnight", { done: true });
  const set = "update tasks set completed_at = $3 where user_id = $1 and title = $2";
  const midnight = new Date(`${today()}T00:00:00Z`).getTime();
  await app.database.sql(set, [ann.user.id, "Before midnight", new Date(midnight - 1)]);
  await app.database.sql(set, [ann.user.id, "After midnight", new Date(midnight)]);
  assert.deepEqual(doneToday(await ann.browser.get("/dashboard")), ["After midnight"]);
});

it("shows a quick-add line again that cannot be taken, with what is wrong with it", async () => {
  const ann = await app.signedUp("Ann");
  const page = await ann.browser.get("/dashboard");
  const again = await ann.browser.submit(page, "/tasks", { title: "x".repeat(201) });
  assert.equal(again.status, 422);
  assert.deepEqual(again.problems, ["Title must be 200 characters or less"]);
  const input = again.form("/tasks").querySelector("input[name=title]");
  assert.equal(input?.getAttribute("value"), "x".repeat(201));
  assert.match(again.document.querySelector("h1")?.text ?? "", /Today/);
});

it("knows the day in a zone that the database has no name for, or other rules", async () => {
  const ann = await app.signedUp("Ann");
  await add(ann, "Is done", { done: true });
  // Sydney's by a name of JavaScript's own; what PostgreSQL's tables say of Morocco differs by release.
  for (const zone of ["AET", "Africa/Casablanca"]) {
    await app.database.sql("update users set time_zone = $2 where id = $1", [ann.user.id, zone]);
    const page = await ann.browser.get("/dashboard");
    assert.equal(page.status, 200, zone);
    assert.deepEqual(doneToday(page), ["Is done"], zone);
  }
});
