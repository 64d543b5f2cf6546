/** What the files of a list say of its tasks: CSV, JSON, text and calendar, read by parsers that are not ours. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import ICAL from "ical.js";
import supertest from "supertest";
import { addDays } from "../../src/dates/calendar.ts";
import { shortDate } from "../../src/dates/format.ts";
import { add, app } from "./fixture.ts";
import { csvOf, toDosOf } from "./task_files_fixture.ts";
import { furnished, useViews } from "./views_fixture.ts";

useViews();

const HARD = [
  'Say "no", twice',
  "=1+1",
  "+49 30 1",
  "-5 °C",
  "@Home",
  "＝1",
  "Café; naïve, \\ back\\nslash",
  "買い物 👩‍👩‍👧 שלום",
  "x".repeat(200),
  "日".repeat(200),
];
const NOTES = '- one, "two"\n\n=cmd|x!A0\n\u0007bell; \\ end\ttab';

describe("whatever is written in a task", () => {
  async function withHardTexts() {
    const ann = await furnished();
    for (const title of HARD) await add(ann, title, { description: NOTES, tags: ["hard", "日本"] });
    return ann;
  }

  it("is in the CSV, with formulas made harmless", async () => {
    const { browser } = await withHardTexts();
    const rows = csvOf((await browser.get("/tags/hard.csv")).html);
    const harmless = (text: string) => text.replace(/^[=+\-@＝]/u, "'$&");
    const titles = rows.map(({ Title }) => Title);
    assert.deepEqual(titles, HARD.map(harmless));
    for (const row of rows) {
      assert.equal(row.Notes, harmless(NOTES));
      for (const cell of Object.values(row)) assert.doesNotMatch(cell, /^[=+\-@\t\r]/);
      assert.equal(row.Tags, "hard 日本");
    }
  });

  it("is in the JSON, as in the API", async () => {
    const ann = await withHardTexts();
    const { tasks } = JSON.parse((await ann.browser.get("/tags/hard.json")).html);
    const token = await app.services.authenticator.signInBearer(
      { userAgent: "", address: "127.0.0.1" },
      ann.user,
    );
    const answer = await supertest(app.app)
      .get(`/api/${ann.user.id}/tasks?tag=hard&sort=due&status=pending&limit=200`)
      .set("Authorization", `Bearer ${token}`);
    assert.equal(answer.body.tasks.length, HARD.length);
    assert.deepEqual(tasks, answer.body.tasks);
  });

  it("is in the calendar", async () => {
    const { browser } = await withHardTexts();
    const toDos = toDosOf((await browser.get("/tags/hard.ics")).html);
    assert.deepEqual(
      toDos.map((one) => one.getFirstPropertyValue("summary")),
      HARD,
    );
    for (const one of toDos) {
      assert.equal(one.getFirstPropertyValue("description"), NOTES.replace("\u0007", ""));
      assert.deepEqual(one.getFirstProperty("categories")?.getValues(), ["hard", "日本"]);
    }
  });
});

const WEEKLY = {
  rule: { unit: "week", every: 2, days: [5], ends: { kind: "after", count: 5 } },
  mode: "rule",
  anchor: "2031-01-03",
} as const;

it("the CSV has every field in a form that spreadsheets read", async () => {
  const ann = await furnished();
  const plan = { dueOn: "2031-01-03", dueTime: "17:00", startsOn: "2031-01-01", repeat: WEEKLY };
  const place = { listId: 1, sectionId: 2, priority: 3 as const, tags: ["a", "b"] };
  const id = await add(ann, "Whole", { ...plan, ...place, description: "notes" });
  await add(ann, "Item", { parentId: id, done: true });
  await add(ann, "Other item", { parentId: id });
  const [row] = csvOf((await ann.browser.get("/lists/1.csv?section=2&priority=high")).html);
  assert.deepEqual(row, {
    Number: String(id),
    Title: "Whole",
    Due: "2031-01-03",
    At: "17:00",
    "Not on Today before": "2031-01-01",
    Repeats: "Every 2 weeks on Friday, 5 times",
    Priority: "High",
    List: "Home",
    Section: "Bath",
    Tags: "a b",
    Completed: "",
    Checklist: "1 of 2",
    Notes: "notes",
  });
  await add(ann, "Done", { done: true });
  const [done] = csvOf((await ann.browser.get("/completed.csv?sort=created")).html);
  assert.equal(done?.List, "Inbox");
  const now = app.services.clock().toISOString();
  assert.equal(done?.Completed?.slice(0, 10), now.slice(0, 10));
  assert.match(done?.Completed ?? "", /^[\d-]{10} \d\d:\d\d$/);
});

it("the text reads like a list on paper", async () => {
  const ann = await app.signedUp("Ann");
  const { browser } = ann;
  const _csrf = await browser.token();
  await browser.post("/lists", { name: "Home", colour: "moss", _csrf });
  for (const name of ["Kitchen", "Bath"]) await browser.post("/lists/1/sections", { name, _csrf });
  const id = await add(ann, "Mop", { listId: 1, tags: ["chores", "wet"], dueOn: "2031-01-03" });
  await add(ann, "Hall", { parentId: id, done: true });
  await add(ann, "Stairs", { parentId: id });
  const noted = { description: "Not the\n\ngreen one.\n", dueTime: "09:00", repeat: WEEKLY };
  await add(ann, "Mirror", { ...noted, listId: 1, sectionId: 2, dueOn: "2031-01-03", priority: 3 });
  await add(ann, "Stove", { listId: 1, sectionId: 1 });
  const { html } = await browser.get("/lists/1.txt");
  assert.equal(
    html.replace(/^(Home\n).+ \d{4}$/m, "$1(today)"),
    `Home
(today)

[ ] Mop — due Fri 3 Jan 2031, #chores #wet
    [x] Hall
    [ ] Stairs

Kitchen

[ ] Stove

Bath

[ ] Mirror — due Fri 3 Jan 2031 09:00, every 2 weeks on Friday, 5 times, High
    Not the

    green one.
`,
  );
  const all = (await browser.get("/tasks.txt?sort=title")).html;
  assert.match(all, /^\[ \] Mirror — .*, High, Home: Bath$/m);
  assert.match(all, /^\[ \] Mop — due Fri 3 Jan 2031, Home, #chores #wet$/m);
});

it("the calendar has the dates, the state and the rest of the rule", async () => {
  const ann = await furnished();
  const timed = { dueOn: "2031-01-03", dueTime: "17:00" };
  await add(ann, "Timed", { ...timed, startsOn: "2031-01-01", priority: 3 });
  await add(ann, "Daily", {
    ...timed,
    repeat: {
      rule: { unit: "day", every: 1, ends: { kind: "on", day: "2031-02-01" } },
      mode: "rule",
      anchor: "2031-01-03",
    },
  });
  await add(ann, "Weekly", { dueOn: "2031-01-03", repeat: WEEKLY, done: true });
  await add(ann, "Hidden", { startsOn: "2031-01-01" });
  const download = async () => (await ann.browser.get("/tasks.ics?status=all&sort=title")).html;
  const toDos = toDosOf(await download());
  assert.equal(await download(), await download());
  const byTitle = (title: string, status = "NEEDS-ACTION") => {
    const found = toDos.find(
      (one) =>
        one.getFirstPropertyValue("summary") === title &&
        one.getFirstPropertyValue("status") === status,
    );
    assert.ok(found, title);
    const names = ["dtstart", "due", "rrule", "priority"];
    return names.map((name) => found.getFirstPropertyValue(name)?.toString() ?? null);
  };
  assert.deepEqual(byTitle("Timed"), ["2031-01-01T00:00:00", "2031-01-03T17:00:00", null, "1"]);
  assert.deepEqual(byTitle("Daily"), [
    ...["2031-01-03T17:00:00", "2031-01-03T17:00:00"],
    ...["FREQ=DAILY;UNTIL=20310201T235959", null],
  ]);
  // The first of five is done.
  assert.deepEqual(byTitle("Weekly"), [
    ...["2031-01-17", "2031-01-17", "FREQ=WEEKLY;COUNT=4;INTERVAL=2;BYDAY=FR", null],
  ]);
  assert.deepEqual(byTitle("Weekly", "COMPLETED"), [null, "2031-01-03", null, null]);
  assert.deepEqual(byTitle("Hidden"), ["2031-01-01", null, null, null]);
  const uids = toDos.map((one) => one.getFirstPropertyValue("uid"));
  assert.equal(new Set(uids).size, toDos.length);
});

it("the calendar leaves out what a repeat skips because it was missed", async () => {
  const tomorrow = addDays(app.services.clock().toISOString().slice(0, 10), 1);
  app.advance(Date.parse(`${tomorrow}T12:00Z`) - app.services.clock().getTime());
  const ann = await app.signedUp("Ann");
  const today = tomorrow;
  const [start, daily] = [addDays(today, -6), { unit: "day", every: 2 }] as const;
  const ends = { kind: "after", count: 10 } as const;
  for (const [title, mode] of [
    ["Skips", "catch_up"],
    ["Keeps", "rule"],
    ["Counts", "completion"],
  ] as const) {
    const repeat = { rule: { ...daily, ends }, mode, anchor: start };
    await add(ann, title, { dueOn: start, repeat });
  }
  const timed = { dueOn: start, dueTime: "09:00" };
  const never = { ...daily, ends: { kind: "never" } } as const;
  await add(ann, "Timed", { ...timed, repeat: { rule: never, mode: "catch_up", anchor: start } });
  const old = { unit: "day", every: 1, ends: { kind: "never" } } as const;
  const long = { rule: old, mode: "catch_up", anchor: "2020-01-01" } as const;
  await add(ann, "Long ago", { dueOn: "2020-01-01", repeat: long });
  const ended = { ...daily, ends: { kind: "on", day: addDays(today, -3) } } as const;
  await add(ann, "Ended", {
    dueOn: start,
    repeat: { rule: ended, mode: "catch_up", anchor: start },
  });
  const toDos = toDosOf((await ann.browser.get("/tasks.ics?sort=created")).html).toReversed();
  const shown = toDos.map((one) => [
    one.getFirstPropertyValue("summary"),
    one.getFirstProperty("exdate")?.getValues().map(String) ?? [],
    one.getFirstPropertyValue("comment"),
  ]);
  const missed = [addDays(today, -4), addDays(today, -2)];
  const skipping = "Every 2 days, skipping what was missed";
  assert.deepEqual(shown, [
    ["Skips", missed, `${skipping}, 10 times`],
    ["Keeps", [], null],
    ["Counts", [], "Every 2 days after it is done, 10 times"],
    // Today's time has passed.
    ["Timed", [...missed, today].map((day) => `${day}T09:00:00`), skipping],
    ["Long ago", [], "Every day, skipping what was missed"],
    ["Ended", [addDays(today, -4)], `${skipping}, until ${shortDate(addDays(today, -3))}`],
  ]);
  // As a calendar reads it: the one that is due, and then those that come once it is done today.
  const days = (index: number) => {
    const toDo = toDos[index] ?? assert.fail();
    const first = toDo.getFirstPropertyValue("dtstart") as ICAL.Time;
    const expansion = new ICAL.RecurExpansion({ component: toDo, dtstart: first });
    return Array.from({ length: 12 }, () => expansion.next()?.toString() ?? null);
  };
  const nine = Array.from({ length: 9 }, (_, index) => addDays(today, 2 * index));
  assert.deepEqual(days(0), [start, ...nine, null, null]);
  assert.equal(days(1)[1], missed[0]);
});

it("an empty calendar has a component, as it must, and nothing in it", async () => {
  const { browser } = await app.signedUp("Ann");
  const bob = await app.signedUp("Bob");
  await add(bob, "Bob's");
  const calendarOf = async (person: typeof browser) =>
    new ICAL.Component(ICAL.parse((await person.get("/inbox.ics")).html));
  const calendar = await calendarOf(browser);
  const names = calendar.getAllSubcomponents().map(({ name }) => name);
  assert.deepEqual(names, ["vtimezone"]);
  const zone = new ICAL.Timezone(calendar.getFirstSubcomponent("vtimezone") as ICAL.Component);
  assert.equal(zone.tzid, "UTC");
  for (const time of ["2026-01-01T12:00:00", "2026-07-01T12:00:00"]) {
    assert.equal(zone.utcOffset(ICAL.Time.fromDateTimeString(time)), 0);
  }
  const others = (await calendarOf(bob.browser)).getAllSubcomponents();
  assert.deepEqual(
    others.map(({ name }) => name),
    ["vtodo"],
  );
});
