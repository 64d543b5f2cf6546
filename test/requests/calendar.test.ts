/** The pages of the calendar: a month with the tasks of a day, and a week. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createList, updateList } from "../../src/models/lists.ts";
import { saved } from "../models/people.ts";
import { plantTasks } from "../models/planted.ts";
import {
  ann,
  bob,
  cellOf,
  DAILY,
  linesOf,
  plain,
  rowsOf,
  setUp,
  TODAY,
  useCalendar,
} from "./calendar_fixture.ts";
import { add, app } from "./fixture.ts";

useCalendar();

describe("a month", () => {
  it("is a table with weeks by their numbers, of the month of today", async () => {
    const page = await ann.browser.get("/calendar");
    assert.equal(page.status, 200);
    assert.match(page.title, /^November 2026 – Calendar – Plainlist$/);
    const table = page.document.querySelector("main table");
    assert.match(plain(table?.querySelector("caption")), /^November 2026/);
    const heads = table
      ?.querySelectorAll('th[scope="col"] abbr')
      .map((one) => one.getAttribute("title"));
    assert.deepEqual([heads?.[0], heads?.at(-1), heads?.length], ["Monday", "Sunday", 7]);
    const weeks = table?.querySelectorAll('th[scope="row"] a');
    assert.deepEqual(
      weeks?.map((link) => link.getAttribute("href")),
      [44, 45, 46, 47, 48, 49].map((number) => `/calendar?week=2026-W${number}`),
    );
    assert.equal(table?.querySelectorAll("td").length, 42);
    assert.match(plain(cellOf(page, TODAY)), /^Thursday 26 November.*shown below$/);
    assert.equal(table?.querySelectorAll('[aria-current="date"]').length, 1);
    const current = page.document.querySelectorAll('#nav [aria-current="page"]');
    assert.deepEqual(current.map(plain), ["Calendar"]);
  });

  it("begins on the person's first day of the week, and keeps the numbers", async () => {
    await setUp(ann, { week_start: 7 });
    const page = await ann.browser.get("/calendar?month=2026-11");
    const [first] = page.document.querySelectorAll('th[scope="col"] abbr');
    assert.equal(first?.getAttribute("title"), "Sunday");
    const days = page.document
      .querySelectorAll("td time")
      .map((one) => one.getAttribute("datetime"));
    assert.deepEqual([days[0], days.at(-1)], ["2026-11-01", "2026-12-05"]);
    const [week] = page.document.querySelectorAll('th[scope="row"] a');
    assert.equal(week?.getAttribute("href"), "/calendar?week=2026-W45");
    const opened = await ann.browser.get("/calendar?week=2026-W45");
    const headings = opened.document.querySelectorAll("main h2").map(plain);
    assert.match(headings[0] ?? "", /^Sunday November 1$/);
  });

  it("shows up to three tasks of a day by time, and how many more there are", async () => {
    for (const [title, dueTime] of [
      ...[
        ["None", null],
        ["Noon", "12:30"],
        ["Early", "08:00"],
        ["Late", "23:00"],
      ],
    ] as [string, string | null][]) {
      await add(ann, title, { dueOn: "2026-12-01", dueTime });
      await add(bob, `Bob's ${title}`, { dueOn: "2026-12-01", dueTime });
    }
    const page = await ann.browser.get("/calendar?month=2026-12");
    assert.deepEqual(linesOf(page, "2026-12-01"), [
      "08:00 Early",
      "12:30 Noon",
      "23:00 Late",
      "+1 more",
    ]);
    assert.match(plain(cellOf(page, "2026-12-01")), /^Tuesday 1 December: 4 tasks/);
    const link = cellOf(page, "2026-12-01").querySelector("a");
    assert.equal(link?.getAttribute("href"), "/calendar?day=2026-12-01#day");
    assert.ok(!page.html.includes("Bob's"));
    await setUp(ann, { time_format: "12" });
    const again = await ann.browser.get("/calendar?month=2026-12");
    assert.equal(linesOf(again, "2026-12-01")[0], "8 am Early");
  });

  it("marks repeats to come, the first of which is to do", async () => {
    await add(ann, "Stretch", { dueOn: TODAY, dueTime: "08:30", repeat: DAILY });
    const page = await ann.browser.get("/calendar");
    assert.deepEqual(linesOf(page, TODAY), ["08:30 Stretch"]);
    assert.deepEqual(linesOf(page, "2026-11-27"), ["08:30 Stretch (to come)"]);
    assert.equal(cellOf(page, "2026-11-27").querySelectorAll("a.coming").length, 1);
    assert.deepEqual(linesOf(page, "2026-11-25"), []);
    const year = await ann.browser.get("/calendar?month=2027-11");
    assert.equal(linesOf(year, "2027-11-27").length, 1, "366 days ahead");
    assert.equal(linesOf(year, "2027-11-28").length, 0);
  });

  it("has what is late as one link on today, in place of a line", async () => {
    for (let n = 1; n <= 11; n += 1) await add(ann, `Late ${n}`, { dueOn: "2026-11-20" });
    for (const title of ["One", "Two", "Three"]) await add(ann, title, { dueOn: TODAY });
    const page = await ann.browser.get("/calendar");
    assert.deepEqual(linesOf(page, TODAY), ["11 late", "One", "Two", "+1 more"]);
    const late = cellOf(page, TODAY).querySelector("li a");
    assert.equal(late?.getAttribute("href"), "/catch-up");
    assert.deepEqual(linesOf(page, "2026-11-20"), []);
    const other = await ann.browser.get("/calendar?month=2026-09");
    assert.ok(!other.text.includes("late"));
  });

  it("shows what was completed on days that are past", async () => {
    await add(ann, "Hand in VAT", { done: true });
    await add(bob, "Bob's", { done: true });
    const set = "update tasks set completed_at = $2 where title = $1";
    await app.database.sql(set, ["Hand in VAT", "2026-11-02T10:00:00Z"]);
    await app.database.sql(set, ["Bob's", "2026-11-02T10:00:00Z"]);
    const page = await ann.browser.get("/calendar");
    assert.deepEqual(linesOf(page, "2026-11-02"), ["Hand in VAT (done)"]);
    const day = await ann.browser.get("/calendar?day=2026-11-02");
    assert.deepEqual(rowsOf(day), ["Hand in VAT"]);
  });

  it("leaves out the tasks of archived lists", async () => {
    saved(await createList(ann.scope, { name: "Attic", colour: "sea" }));
    await add(ann, "Sweep", { dueOn: "2026-11-30", listId: 1 });
    saved(await updateList(ann.scope, 1, { archived: true }));
    const page = await ann.browser.get("/calendar?day=2026-11-30");
    assert.deepEqual([linesOf(page, "2026-11-30"), rowsOf(page)], [[], []]);
    assert.match(page.text, /Nothing\./);
  });

  it("leads to the ones before and after, and to today; not beyond the years 1 to 9999", async () => {
    const links = async (path: string) => {
      const page = await ann.browser.get(path);
      assert.equal(page.status, 200, path);
      const all = page.document.querySelectorAll("main .period nav a");
      return all.map((link) => link.getAttribute("href"));
    };
    assert.deepEqual(await links("/calendar?month=2026-12"), [
      ...["/calendar?month=2026-11", "/calendar", "/calendar?month=2027-01"],
    ]);
    assert.deepEqual(await links("/calendar?month=0001-01"), [
      "/calendar",
      "/calendar?month=0001-02",
    ]);
    assert.deepEqual(await links("/calendar?day=9999-12-31"), [
      "/calendar?month=9999-11",
      "/calendar",
    ]);
    const today = "/calendar?week=2026-W48";
    assert.deepEqual(await links("/calendar?week=2026-W53"), [
      ...["/calendar?week=2026-W52", today, "/calendar?week=2027-W01"],
    ]);
    assert.deepEqual(await links("/calendar?week=0001-W01"), [today, "/calendar?week=0001-W02"]);
    assert.deepEqual(await links("/calendar?week=9999-W52"), ["/calendar?week=9999-W51", today]);
    await setUp(ann, { week_start: 5 });
    assert.equal((await ann.browser.get("/calendar?month=9999-12")).status, 200);
  });

  it("has 29 days in a leap year's February", async () => {
    const page = await ann.browser.get("/calendar?month=2028-02");
    assert.equal(page.document.querySelectorAll("td:not(.out) time").length, 29);
    assert.equal((await ann.browser.get("/calendar?day=2028-02-29")).status, 200);
    assert.equal((await ann.browser.get("/calendar?day=2027-02-29")).status, 400);
  });
});

describe("today is the person's", () => {
  for (const [zone, day] of [
    ["Pacific/Kiritimati", "2026-11-27"],
    ["UTC", "2026-11-26"],
    ["Pacific/Pago_Pago", "2026-11-26"],
  ] as const) {
    it(zone, async () => {
      await setUp(ann, { time_zone: zone });
      const page = await ann.browser.get("/calendar");
      const today = page.document.querySelector('[aria-current="date"] time');
      assert.equal(today?.getAttribute("datetime"), day);
    });
  }
});

describe("a week", () => {
  it("has its seven days with their tasks, and says where there is nothing", async () => {
    await add(ann, "Stretch", { dueOn: TODAY, dueTime: "08:30", repeat: DAILY });
    await add(ann, "Late", { dueOn: "2026-11-23" });
    await add(ann, "Done today", { done: true });
    await add(bob, "Bob's", { dueOn: TODAY });
    const page = await ann.browser.get("/calendar?week=2026-W48");
    assert.match(page.title, /^Week 48 – Calendar/);
    assert.equal(plain(page.document.querySelector("h1")), "23–29 November");
    const section = (day: string) =>
      plain(page.document.querySelector(`#day-${day}`)?.closest("section"));
    assert.equal(section("2026-11-23"), "Monday November 23 Add Nothing.");
    assert.match(section(TODAY), /1 late: catch up.*Stretch.*every day.*Done today/);
    assert.match(section("2026-11-27"), /Stretch 08:30 · every day · a repeat to come$/);
    const strip = page.document
      .querySelectorAll(".strip a")
      .map((link) => link.getAttribute("href"));
    assert.deepEqual([strip.length, strip[3]], [7, `#day-${TODAY}`]);
    assert.match(
      plain(page.document.querySelectorAll(".strip a")[3]),
      /^Thu 26 November: 1 task and 1 late$/,
    );
    const add_ = page.document.querySelectorAll("main a").find((link) => link.text === "Add");
    assert.equal(add_?.getAttribute("href"), "/calendar?day=2026-11-23#add");
    assert.ok(!page.html.includes("Bob's"));
  });

  it("shows so many tasks of a day, and leads to the rest", async () => {
    await plantTasks(app.database, ann.user.id, 30, { due_on: "date '2026-11-27'" });
    const page = await ann.browser.get("/calendar?week=2026-W48");
    assert.equal(rowsOf(page).length, 20);
    const more = page.document.querySelectorAll("main a").find((link) => link.text === "10 more");
    assert.equal(more?.getAttribute("href"), "/calendar?day=2026-11-27");
  });

  it("names both months, and the year if it is another one", async () => {
    const heading = async (week: string) =>
      plain((await ann.browser.get(`/calendar?week=${week}`)).document.querySelector("h1"));
    assert.equal(await heading("2026-W49"), "30 November – 6 December");
    assert.equal(await heading("2026-W53"), "28 December 2026 – 3 January 2027");
    assert.equal(await heading("2028-W10"), "6–12 March 2028");
  });

  it("goes on with itself after a tick", async () => {
    await add(ann, "Rent", { dueOn: "2026-11-27" });
    const page = await ann.browser.get("/calendar?week=2026-W48");
    const name = page.rowButton("Rent").getAttribute("name") ?? "";
    const ticked = await ann.browser.submit(page, "/tasks/bulk", { [name]: "" });
    assert.equal(ticked.path, "/calendar?week=2026-W48");
    assert.match((await ann.browser.follow(ticked)).flash ?? "", /^Completed Rent/);
  });
});

describe("what is not in the calendar", () => {
  for (const [query, said] of [
    ["month=2026-13", "The month must be one such as 2026-11, from 0001-01 to 9999-12"],
    ["month=0000-01", "The month must be"],
    ["month=10000-01", "The month must be"],
    ["month=2026-1", "The month must be"],
    ["month=", "The month must be"],
    ["month=2026-11&month=2026-12", "The month must be"],
    ["month=2026-11&day=2026-11-01", "ask for one of them"],
    ["week=2026-W54", "The week must be"],
    ["week=2025-W53", "The week must be"],
    ["week=0000-W52", "The week must be"],
    ["day=2026-02-29", "The day must be"],
    ["day=0000-12-31", "The day must be"],
    ["day=10000-01-01", "The day must be"],
    ["day=%00", "The day must be"],
    ["day=%ED%A0%80", "The day must be"],
    ["day=2026-11-30%0A", "The day must be"],
    [`day=${"9".repeat(5_000)}`, "The day must be"],
    ["day[]=2026-11-30&week[x]=1", null],
    ["day=2026-11-30&cursor=nonsense", "This page of the list has moved"],
    ["day=2026-11-30&priority=urgent", "Priority must be"],
  ] as const) {
    it(query.slice(0, 40), async () => {
      const page = await ann.browser.get(`/calendar?${query}`);
      assert.equal(page.status, said === null ? 200 : 400);
      if (said !== null) assert.ok(page.text.includes(said), page.text);
    });
  }
});
