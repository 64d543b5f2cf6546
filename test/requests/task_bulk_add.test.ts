/** Many tasks at once, a line each: a few are added, more are shown first, and one Undo takes all back. */
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { createList, updateList } from "../../src/models/lists.ts";
import { createTask } from "../../src/models/tasks.ts";
import { saved } from "../models/people.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import type { Browser, PageResult } from "../support/browser.ts";
import { textIn } from "../support/fields.ts";

type Person = Awaited<ReturnType<TestApp["signedUp"]>>;

let app: TestApp;
let ann: Person;
let bob: Person;
let browser: Browser;

before(async () => {
  app = await startTestApp();
});

beforeEach(async () => {
  ann = await app.signedUp("Ann");
  bob = await app.signedUp("Bob");
  browser = ann.browser;
  await createList(ann.scope, { name: "Garden", colour: "moss" });
});

after(async () => app.close());

async function titles({ user }: Person = ann): Promise<string[]> {
  const rows = await app.database.sql<{ title: string }>(
    "select title from tasks where user_id = $1 and deleted_at is null order by id",
    [user.id],
  );
  return rows.map(({ title }) => title);
}

async function paste(lines: string, path = "/tasks/many"): Promise<PageResult> {
  return browser.submit(await browser.get(path), "/tasks/many", { lines });
}

function numbered(count: number): string {
  return Array.from({ length: count }, (_, index) => `- Line ${index + 1}`).join("\n");
}

async function undo(page: PageResult): Promise<PageResult> {
  const button = page.document.querySelector(".flash form button");
  assert.equal(button?.text.trim(), "Undo", page.flash ?? "no flash");
  return browser.press(button);
}

test("a few lines are added at once, each read as quick add reads it, and undone as one", async () => {
  const result = await paste("- Oats @shop\n* Lemons #fruit\n\n[ ] Soap !1", "/tasks/many?list=1");
  assert.deepEqual([result.status, result.path], [303, "/lists/1"]);
  const page = await browser.follow(result);
  assert.match(page.flash ?? "", /^Added 3 tasks\./);
  assert.deepEqual(await titles(), ["Oats", "Lemons", "Soap"]);
  assert.deepEqual(page.titles, ["Lemons", "Soap"], "what names no list is on this one");
  await undo(page);
  assert.deepEqual(await titles(), []);
  assert.ok(!(await browser.get("/lists")).text.includes("shop"), "and the list it made is gone");
});

test("more than ten are shown first, with their number, and only then added", async () => {
  const preview = await paste(numbered(14));
  assert.equal(preview.status, 200);
  assert.match(preview.text, /14/);
  assert.deepEqual(await titles(), []);
  const result = await browser.submit(preview, "/tasks/many");
  assert.equal(result.status, 303);
  assert.equal((await titles()).length, 14);
  const again = await browser.submit(preview, "/tasks/many");
  assert.equal((await titles()).length, 14, "posted twice, they are added once");
  assert.equal(again.location, result.location);
  await undo(await browser.follow(again));
  assert.deepEqual([await titles(), await titles(bob)], [[], []]);
});

test("lines that were changed since are shown again", async () => {
  const preview = await paste(numbered(12));
  const other = numbered(12).replace("Line 7", "Line seven");
  const again = await browser.submit(preview, "/tasks/many", { lines: other });
  assert.equal(again.status, 200);
  assert.deepEqual(await titles(), []);
  assert.equal((await browser.submit(again, "/tasks/many")).status, 303);
  assert.equal((await titles())[6], "Line seven");
});

test("a few are shown first where that is asked for", async () => {
  const form = await browser.get("/tasks/many");
  const shown = await browser.submit(form, "/tasks/many", { lines: "One\nTwo", preview: "1" });
  assert.match(shown.text, /Your 2 lines become these tasks/);
  assert.deepEqual(await titles(), []);
  assert.equal((await browser.submit(shown, "/tasks/many")).status, 303);
  assert.deepEqual(await titles(), ["One", "Two"]);
});

test("500 are taken; of 10,000 nothing is lost, and nothing added", async () => {
  const preview = await paste(numbered(500));
  assert.equal((await browser.submit(preview, "/tasks/many")).status, 303);
  assert.equal((await titles()).length, 500);
  const lines = Array.from({ length: 10_000 }, (_, n) => `Pay the bill number ${n} tomorrow`).join(
    "\n",
  );
  const page = await paste(lines);
  assert.equal(page.status, 422);
  assert.deepEqual(page.problems, [
    "At most 500 tasks can be added at once; these are 10,000 lines",
  ]);
  assert.equal(textIn(page, "lines"), lines);
  assert.equal((await titles()).length, 500);
});

test("what cannot be taken says which line, and none is added", async () => {
  const cases: [string, string][] = [
    ["", "At least one line is required"],
    [" \n- \n", "At least one line is required"],
    [`One\n\n${"x".repeat(201)}`, "Line 3: Title must be 200 characters or less"],
    ["One\n\nTwo @OLD", "Line 3: This list is archived: bring it back first, or choose another"],
  ];
  const { value } = saved(await createList(ann.scope, { name: "Old", colour: "moss" }));
  saved(await updateList(ann.scope, value.id, { archived: true }));
  for (const [lines, message] of cases) {
    const page = await paste(lines);
    assert.equal(page.status, 422);
    assert.deepEqual(page.problems, [message]);
    assert.equal(textIn(page, "lines"), lines);
  }
  assert.deepEqual(await titles(), []);
});

test("another person's list is none, and keeps what was typed", async () => {
  const page = await bob.browser.get("/tasks/many?list=1");
  const result = await bob.browser.submit(page, "/tasks/many", { lines: "Bob's", list: "1" });
  assert.equal(result.status, 422);
  assert.deepEqual(result.problems, ["List not found"]);
  assert.equal(textIn(result, "lines"), "Bob's");
  assert.deepEqual([await titles(), await titles(bob)], [[], []]);
});

test("indented lines are the checklist of the task above, with one Undo for all", async () => {
  await createTask(bob.scope, { title: "Bob's" });
  const page = await browser.follow(
    await paste("Trip #holiday\n  - socks tomorrow\n\tmap\nRent", "/tasks/many?list=1"),
  );
  assert.equal(page.flash, "Added 2 tasks. Line 2: A checklist item has no date: it stays text");
  const rows = await app.database.sql(
    `select title, parent_id, list_id, due_on is not null as is_due from tasks
     where user_id = $1 order by id`,
    [ann.user.id],
  );
  assert.deepEqual(rows, [
    { title: "Trip", parent_id: null, list_id: 1, is_due: false },
    { title: "socks tomorrow", parent_id: 1, list_id: null, is_due: false },
    { title: "map", parent_id: 1, list_id: null, is_due: false },
    { title: "Rent", parent_id: null, list_id: 1, is_due: false },
  ]);
  const preview = await browser.submit(await browser.get("/tasks/many"), "/tasks/many", {
    lines: "Trip\n  socks every day at 9 #wool\n  map",
    preview: "1",
  });
  assert.match(
    preview.text,
    /socks every day at 9\s+checklist item · A checklist item has no date: it stays text · #wool\s+map\s+checklist item\s/,
  );
  assert.match(preview.text, /Add 1 task\b/);
  await undo(page);
  assert.deepEqual([await titles(), await titles(bob)], [[], ["Bob's"]]);
});

test("beside each line stands what was not read of it, with its number in the pasted text", async () => {
  const lines = "Oats tomorrow\n\nDentist 3/12 14:30\n \nSoap";
  const form = await browser.get("/tasks/many");
  const preview = await browser.submit(form, "/tasks/many", { lines, preview: "1" });
  const shown = preview.document.querySelectorAll(".preview-list li");
  assert.deepEqual(
    shown.map((line) => line.getAttribute("value")),
    ["1", "3", "5"],
  );
  assert.deepEqual(
    shown.map((line) => line.text.includes("No date was read")),
    [false, true, false],
  );
  // A few lines are added without a preview: it is said then.
  const page = await browser.follow(await paste(`${lines} #${"x".repeat(51)}`));
  assert.match(
    page.flash ?? "",
    /^Added 3 tasks\. Line 3: No date was read · Line 5: A tag was not read: 50 characters or less/,
  );
  assert.deepEqual(await titles(bob), []);
});
