/** Inbox, Someday, Upcoming, Completed, lists and tags: what is where, in which order and groups. */

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { addDays } from "../../src/dates/calendar.ts";
import { createList, updateList } from "../../src/models/lists.ts";
import { createSection } from "../../src/models/sections.ts";
import type { NewTask } from "../../src/models/task_mutations.ts";
import { createTask, setCompletion } from "../../src/models/tasks.ts";
import { saved } from "../models/people.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import type { PageResult } from "../support/browser.ts";

type Person = Awaited<ReturnType<TestApp["signedUp"]>>;

let app: TestApp;
/** Has the same lists and tags, and tasks in them that are to be seen nowhere. */
let bob: Person;

before(async () => {
  app = await startTestApp();
  bob = await app.signedUp("Bob");
  await furnish(bob, "Bob's ");
});

after(async () => app.close());

const today = () => app.services.clock().toISOString().slice(0, 10);
const inDays = (days: number) => addDays(today(), days);

async function add(
  { scope }: Person,
  title: string,
  more: Partial<NewTask> & { done?: boolean } = {},
): Promise<number> {
  const { done = false, ...input } = more;
  const { id } = saved(await createTask(scope, { title, ...input })).value;
  if (done) await setCompletion(scope, id, { done: true });
  return id;
}

/** Two lists, the first with two sections. */
async function furnish(person: Person, prefix = ""): Promise<void> {
  const { scope } = person;
  await createList(scope, { name: "Home", colour: "moss" });
  await createList(scope, { name: "Work", colour: "sea" });
  for (const name of ["Kitchen", "Bath"]) await createSection(scope, { listId: 1, name });
  await add(person, `${prefix}Mop`, { listId: 1, tags: ["chores"] });
  await add(person, `${prefix}Stove`, { listId: 1, sectionId: 1 });
  await add(person, `${prefix}Mirror`, { listId: 1, sectionId: 2, dueOn: inDays(1) });
  await add(person, `${prefix}Fridge`, { listId: 1, sectionId: 1, priority: 3 });
  await add(person, `${prefix}Call`, { listId: 2, dueOn: inDays(3), dueTime: "09:00" });
  await add(person, `${prefix}Oats`, {});
  await add(person, `${prefix}Rent`, { dueOn: inDays(0) });
  await add(person, `${prefix}Passport`, { dueOn: inDays(40), tags: ["chores"] });
}

async function furnished(): Promise<Person> {
  const ann = await app.signedUp("Ann");
  await furnish(ann);
  return ann;
}

/** The headings of the groups of rows, in order. */
function headings(page: PageResult): string[] {
  return page.document
    .querySelectorAll("main form.list section h2 .text")
    .map((heading) => heading.text.trim());
}

describe("each place has its own", () => {
  for (const [path, titles, named] of [
    ["/inbox", ["Oats", "Rent", "Passport"], "Inbox"],
    ["/someday", ["Oats", "Fridge", "Stove", "Mop"], "Someday"],
    ["/upcoming", ["Mirror", "Call", "Passport"], "Upcoming"],
    ["/completed", [], "Completed"],
    ["/lists/1", ["Mop", "Stove", "Fridge", "Mirror"], "Home"],
    ["/lists/1?section=1", ["Stove", "Fridge"], "Home"],
    ["/lists/1?sort=title", ["Fridge", "Mirror", "Mop", "Stove"], "Home"],
    ["/lists/1?sort=priority", ["Fridge", "Mirror", "Stove", "Mop"], "Home"],
    ["/lists/2", ["Call"], "Work"],
    ["/tags/chores", ["Passport", "Mop"], "#chores"],
    ["/tags/CHORES?sort=created", ["Passport", "Mop"], "#chores"],
    ["/inbox?priority=high", [], "Inbox"],
    ["/lists/1?priority=high", ["Fridge"], "Home"],
    ["/tasks?status=pending&tag=chores&sort=title", ["Mop", "Passport"], "To do"],
    ["/tasks?tag=%23chores&priority=none", ["Passport", "Mop"], "All tasks"],
    ["/tasks?tag=nothing", [], "All tasks"],
    ["/inbox/", ["Oats", "Rent", "Passport"], "Inbox"],
  ] as const) {
    it(path, async () => {
      const { browser } = await furnished();
      const page = await browser.get(path);
      assert.equal(page.status, 200);
      assert.deepEqual(page.titles, titles);
      assert.match(page.title, new RegExp(`^${named} – Plainlist$`));
      assert.ok(!page.html.includes("Bob's"));
    });
  }
});

it("a list has a group for each section in their order, those in none first", async () => {
  const { browser, scope } = await furnished();
  assert.deepEqual(headings(await browser.get("/lists/1")), ["Kitchen", "Bath"]);
  await browser.post("/lists/1/sections/2/position", {
    _csrf: await browser.token(),
    to: "up",
  });
  const page = await browser.get("/lists/1");
  assert.deepEqual(headings(page), ["Bath", "Kitchen"]);
  assert.deepEqual(page.titles, ["Mop", "Mirror", "Stove", "Fridge"]);
  const narrowed = await browser.get("/lists/1?priority=high");
  assert.deepEqual(headings(narrowed), ["Kitchen"]);
  await createSection(scope, { listId: 1, name: "Attic" });
  assert.equal((await browser.get("/lists/1")).titles.length, 4);
});

it("a section with more than fifty leads to all of it, and the list goes on by what is in none", async () => {
  const ann = await furnished();
  for (let n = 1; n <= 52; n += 1) {
    await add(ann, `In ${n}`, { listId: 1, sectionId: 2 });
    await add(ann, `Out ${n}`, { listId: 1 });
  }
  const page = await ann.browser.get("/lists/1");
  assert.equal(page.titles.length, 50 + 2 + 50);
  const more = page.document
    .querySelectorAll("main a")
    .find((link) => link.text.includes("All of Bath"));
  assert.equal(more?.getAttribute("href"), "/lists/1?section=2");
  const bath = await ann.browser.get("/lists/1?section=2");
  assert.deepEqual(bath.titles.slice(0, 2), ["Mirror", "In 1"]);
  const next = page.document.querySelector('a[rel="next"]')?.getAttribute("href") ?? "";
  const second = await ann.browser.get(next.replaceAll("&amp;", "&"));
  assert.deepEqual(second.titles, ["Out 50", "Out 51", "Out 52"]);
  assert.match(page.text, /All 108 tasks/);
});

it("Upcoming has a heading for each day of two weeks, and then Later", async () => {
  const { browser } = await furnished();
  const page = await browser.get("/upcoming");
  const [first, second, last] = headings(page);
  assert.equal(first, "Tomorrow");
  assert.ok(second);
  assert.equal(last, "Later");
  assert.match(page.text, /09:00/);
});

it("Completed has a heading for each day on which something was, in the person's own zone", async () => {
  const ann = await app.signedUp("Ann");
  await app.database.sql("update users set time_zone = 'Pacific/Kiritimati' where id = $1", [
    ann.user.id,
  ]);
  for (const title of ["First", "Second", "Third"]) await add(ann, title, { done: true });
  const set = (title: string, when: string) =>
    app.database.sql("update tasks set completed_at = $3 where user_id = $1 and title = $2", [
      ann.user.id,
      title,
      when,
    ]);
  // Kiritimati is fourteen hours ahead: its day begins at 10:00 UTC.
  await set("First", "2025-03-01T09:59:00Z");
  await set("Second", "2025-03-01T10:00:00Z");
  await set("Third", "2025-03-02T09:00:00Z");
  const page = await ann.browser.get("/completed");
  assert.deepEqual(page.titles, ["Third", "Second", "First"]);
  assert.deepEqual(headings(page), ["Sun 2 Mar 2025", "Sat 1 Mar 2025"]);
});

it("what is in an archived list is on its own page and among all, and nowhere else", async () => {
  const { browser, scope } = await furnished();
  await updateList(scope, 1, { archived: true });
  for (const [path, titles] of [
    ["/someday", ["Oats"]],
    ["/upcoming", ["Call", "Passport"]],
    ["/tags/chores", ["Passport"]],
    ["/lists/1", ["Mop", "Stove", "Fridge", "Mirror"]],
  ] as const) {
    assert.deepEqual((await browser.get(path)).titles, titles, path);
  }
  assert.equal((await browser.get("/tasks")).titles.length, 8);
});

it("the tools keep to the place and to each other", async () => {
  const { browser } = await furnished();
  const page = await browser.get("/lists/1?section=1&status=all&sort=title&priority=high&limit=20");
  const form = page.document.querySelector("main form[method=get]");
  assert.equal(form?.getAttribute("action"), "/lists/1");
  const hidden = form
    ?.querySelectorAll("input[type=hidden]")
    .map((input) => [input.getAttribute("name"), input.getAttribute("value")]);
  assert.deepEqual(hidden, [
    ["status", "all"],
    ["section", "1"],
    ["limit", "20"],
  ]);
  const chosen = form
    ?.querySelectorAll("option[selected]")
    .map((option) => option.getAttribute("value"));
  assert.deepEqual(chosen, ["title", "", "high"]);
  const links = page.document
    .querySelectorAll('main nav[aria-label="Show"] a')
    .map((link) => [link.text, link.getAttribute("href")?.replaceAll("&amp;", "&")]);
  assert.deepEqual(links, [
    ["To do", "/lists/1?sort=title&priority=high&section=1&limit=20"],
    ["Completed", "/lists/1?status=completed&sort=title&priority=high&section=1&limit=20"],
    ["All", "/lists/1?status=all&sort=title&priority=high&section=1&limit=20"],
  ]);
});

it("a line that is added gets what the place says: list, tag or day", async () => {
  const { browser } = await furnished();
  for (const [path, name, value] of [
    ["/lists/2", "list", "2"],
    ["/tags/chores", "tag", "chores"],
    ["/dashboard", "due_on", inDays(0)],
    ["/upcoming", "due_on", inDays(1)],
  ] as const) {
    const page = await browser.get(path);
    const form = page.form("/tasks");
    assert.equal(form.querySelector(`input[name=${name}]`)?.getAttribute("value"), value, path);
    assert.equal(form.querySelector("input[name=return_to]")?.getAttribute("value"), path);
    assert.equal(form.querySelectorAll("input[name=quick][value='1']").length, 1);
  }
  const done = await browser.get("/completed");
  assert.equal(done.document.querySelectorAll('main form[action="/tasks"]').length, 0);
});

it("the navigation counts each place, and says which one it is, filters or not", async () => {
  const { browser } = await furnished();
  for (const [path, href] of [
    ["/lists/1?sort=title&priority=high", "/lists/1"],
    ["/tags/CHORES", "/tags/chores"],
    ["/inbox?status=all", "/inbox"],
  ]) {
    const page = await browser.get(path ?? "");
    const current = page.document
      .querySelectorAll('nav a[aria-current="page"]')
      .map((link) => link.getAttribute("href"));
    assert.deepEqual([...new Set(current)], [href], path);
  }
});

for (const query of [
  "/inbox?status=done",
  "/lists/1?sort=due_on",
  "/lists/1?sort=completed",
  "/tags/chores?priority=4",
  "/someday?tag=a&tag=b",
  "/lists/1?section=x",
  "/upcoming?cursor=x",
  "/completed?limit=201",
  "/lists/1?sort=title&cursor=WyJkdWUiLCJhIiwiYiIsIjEiXQ",
]) {
  it(`${query} is a 400 that says what is wrong`, async () => {
    const page = await bob.browser.get(query);
    assert.equal(page.status, 400);
    assert.match(
      page.text,
      /(Status|Sort|Priority|Tag|Section|Limit) must be|This page of the list has moved/,
    );
  });
}

it("another's list, section and tag are the 404 of what is not there, byte for byte", async () => {
  const { browser, scope } = await app.signedUp("Ann");
  await createList(scope, { name: "Only", colour: "moss" });
  const { html } = await browser.get("/lists/99");
  for (const path of [
    "/lists/2",
    "/lists/abc",
    "/lists/0",
    "/tags/chores",
    "/tags/%00",
    "/tags/%ff",
  ]) {
    const page = await browser.get(path);
    assert.ok(page.status === 404 || path === "/tags/%ff", path);
    if (path !== "/tags/%ff") assert.equal(page.html, html, path);
  }
  // The list is hers, the section of that number Bob's.
  assert.deepEqual((await browser.get("/lists/1?section=1")).titles, []);
});

it("every place leads on from page to page, with its filters", async () => {
  const ann = await app.signedUp("Ann");
  for (let n = 1; n <= 7; n += 1) {
    await add(ann, `Task ${n}`, { dueOn: inDays(n % 3), tags: ["x"], done: n % 7 === 0 });
  }
  for (const path of [
    "/inbox?sort=due&tag=x",
    "/tags/x?sort=priority",
    "/upcoming",
    "/tasks?sort=title&status=all",
    "/inbox?sort=manual",
  ]) {
    const all = await ann.browser.get(path);
    const glue = path.includes("?") ? "&" : "?";
    const found: string[] = [];
    let next: string | undefined = `${path}${glue}limit=2`;
    while (next !== undefined) {
      const page = await ann.browser.get(next.replaceAll("&amp;", "&"));
      assert.equal(page.status, 200, next);
      found.push(...page.titles);
      next = page.document.querySelector('a[rel="next"]')?.getAttribute("href");
      assert.ok(found.length < 20);
    }
    assert.deepEqual(found, all.titles, path);
  }
});
