/** A whole page of a list selected at once, sections that are still empty, and a date set on the task's own page. */

import assert from "node:assert/strict";
import { after, before, beforeEach, it } from "node:test";
import { addDays } from "../../src/dates/calendar.ts";
import { createList } from "../../src/models/lists.ts";
import { createSection } from "../../src/models/sections.ts";
import type { NewTask } from "../../src/models/task_mutations.ts";
import { createTask, findTask } from "../../src/models/tasks.ts";
import { saved } from "../models/people.ts";
import { plantTasks } from "../models/planted.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import { fieldsOfForm, type PageResult } from "../support/browser.ts";

let app: TestApp;
let ann: Awaited<ReturnType<TestApp["signedUp"]>>;
let people = 0;

before(async () => {
  app = await startTestApp();
});
after(() => app.close());

beforeEach(async () => {
  people += 1;
  ann = await app.signedUp(`Ann${people}`);
});

const today = () => app.services.clock().toISOString().slice(0, 10);

async function add(title: string, more: Partial<NewTask> = {}): Promise<number> {
  return saved(await createTask(ann.scope, { title, ...more })).value.id;
}

function ticked(page: PageResult): number {
  return page.document.querySelectorAll('input[name="task"][checked]').length;
}

/** "Select all on this page", as a press on it goes. */
async function selectPage(address: string): Promise<PageResult> {
  const page = await ann.browser.get(address);
  assert.equal(ticked(page), 0);
  const links = page.document.querySelectorAll("main a");
  const href = links.find(({ text }) => text === "Select all on this page")?.getAttribute("href");
  assert.ok(href, page.text);
  return ann.browser.get(href.replaceAll("&amp;", "&"));
}

it("selects the page that is shown, and nothing on the others", async () => {
  await plantTasks(app.database, ann.user.id, 60, {});
  const page = await selectPage("/inbox?sort=title");
  assert.equal(page.titles.length, 50);
  assert.equal(ticked(page), 50);
  assert.ok(page.document.querySelector("#select-mode[checked]"));
  const form = page.form("/tasks/bulk", "Selected");
  const fields = { ...fieldsOfForm(form), action: "complete" };
  const done = await ann.browser.post("/tasks/bulk", fields);
  assert.equal(done.location, "/inbox?sort=title");
  assert.match((await ann.browser.follow(done)).flash ?? "", /^Completed 50 tasks/);
  assert.equal((await ann.browser.get("/inbox")).titles.length, 10);
});

it("clears the selection of a page by a link: a form would go back to all ticked", async () => {
  await add("Oats");
  const page = await selectPage("/inbox");
  assert.equal(page.document.querySelector('.bulk button[type="reset"]'), null);
  const clear = page.document.querySelectorAll(".bulk a").find(({ text }) => text === "Clear");
  assert.equal(clear?.getAttribute("href"), "/inbox");
});

it("Today selects what is late or for today, and leaves what comes next alone", async () => {
  await add("Late", { dueOn: addDays(today(), -1) });
  await add("Now", { dueOn: today() });
  await add("Next", { dueOn: addDays(today(), 1) });
  const page = await selectPage("/dashboard");
  assert.equal(ticked(page), 2);
  assert.equal(page.document.querySelector('.next input[name="task"][checked]'), null);
});

it("a list shows its empty sections, each with a way to add to it", async () => {
  await createList(ann.scope, { name: "Home", colour: "moss" });
  for (const name of ["Kitchen", "Bath"]) await createSection(ann.scope, { listId: 1, name });
  for (const isEmpty of [true, false]) {
    if (!isEmpty) await add("Stove", { listId: 1, sectionId: 1 });
    const page = await ann.browser.get("/lists/1");
    const headings = page.document.querySelectorAll("form.list section h2 .text");
    assert.deepEqual(
      headings.map(({ text }) => text),
      ["Kitchen", "Bath"],
    );
    const link = page.document.querySelector('a[aria-label="Add to Bath"]');
    const aimed = await ann.browser.get(link?.getAttribute("href") ?? "");
    const line = aimed.document.querySelector("#add");
    assert.equal(line?.hasAttribute("autofocus"), true);
    assert.equal(aimed.document.querySelector('label[for="add"]')?.text, "Add to Bath");
    // The next line goes there too.
    const added = await ann.browser.submit(aimed, "/tasks", { title: "Soap tomorrow" });
    const next = await ann.browser.follow(added);
    await ann.browser.submit(next, "/tasks", { title: "Towel" });
  }
  assert.deepEqual(
    await app.database.sql(
      "select title, section_id from tasks where user_id = $1 and title in ('Soap', 'Towel') order by id",
      [ann.user.id],
    ),
    ["Soap", "Towel", "Soap", "Towel"].map((title) => ({ title, section_id: 2 })),
  );
  for (const address of ["/lists/1?add=9", "/lists/1?add=x", "/inbox?add=2"]) {
    const other = await ann.browser.get(address);
    assert.equal(other.document.querySelector("#add")?.hasAttribute("autofocus"), false);
  }
  const own = await ann.browser.get("/lists/1?section=2");
  assert.equal(own.document.querySelector('label[for="add"]')?.text, "Add to Bath");
  const narrowed = await ann.browser.get("/lists/1?priority=high");
  assert.equal(narrowed.document.querySelector("form.list"), null);
  assert.match(narrowed.text, /Clear filters/);
});

it("a task is rescheduled on its own page, keeping its time, and comes back by Undo", async () => {
  const id = await add("Dentist", { dueOn: today(), dueTime: "14:30" });
  const page = await ann.browser.get(`/tasks/${id}`);
  const fields = fieldsOfForm(page.form("/tasks/bulk", "Next week"));
  const moved = await ann.browser.post("/tasks/bulk", { ...fields, when: "tomorrow" });
  assert.equal(moved.location, `/inbox#t-${id}`);
  const after = await ann.browser.follow(moved);
  assert.match(after.flash ?? "", /^Rescheduled Dentist/);
  const task = await findTask(ann.scope, id);
  assert.deepEqual([task?.dueOn, task?.dueTime], [addDays(today(), 1), "14:30"]);
  const undo = after.document.querySelector(".flash form")?.getAttribute("action") ?? "";
  await ann.browser.submit(after, undo);
  assert.equal((await findTask(ann.scope, id))?.dueOn, today());
});
