/** The checklist of a task: items of their own, ticked, deleted and moved on the task's page. */
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { createList } from "../../src/models/lists.ts";
import { createTask, findTask } from "../../src/models/tasks.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import { type Browser, fieldsOfForm, type PageResult } from "../support/browser.ts";
import { assertProblems, textIn } from "../support/fields.ts";

type Person = Awaited<ReturnType<TestApp["signedUp"]>>;

let app: TestApp;
let ann: Person;
let bob: Person;
let browser: Browser;

before(async () => {
  app = await startTestApp();
});

// Ann has a task 1 with items 2 to 4; Bob has a task 1.
beforeEach(async () => {
  ann = await app.signedUp("Ann");
  bob = await app.signedUp("Bob");
  browser = ann.browser;
  await createTask(ann.scope, { title: "Pack" });
  for (const title of ["Socks", "Map", "Soap"]) {
    await createTask(ann.scope, { title, parentId: 1 });
  }
  await createTask(bob.scope, { title: "Bob's" });
});

after(async () => app.close());

async function items(): Promise<string[]> {
  return (await browser.get("/tasks/1")).titles;
}

test("an item cannot be put into a list of its own", async () => {
  await createList(ann.scope, { name: "Camp", colour: "moss" });
  const page = await browser.get("/tasks/2/edit");
  const result = await browser.submit(page, "/tasks/2", { title: "Wool socks", list: "1" });
  assertProblems(result, { list: "A checklist item stays in the list of its task" });
  assert.equal(textIn(result, "title"), "Wool socks");
  assert.equal((await findTask(ann.scope, 2))?.list, null);
});

test("an item is added word for word, and one comes back to the line for the next", async () => {
  const page = await browser.get("/tasks/1");
  const result = await browser.submit(page, "/tasks/1/checklist", { title: "Oats tomorrow @home" });
  assert.deepEqual([result.status, result.location], [303, "/tasks/1#item"]);
  const back = await browser.follow(result);
  assert.match(back.flash ?? "", /^Added Oats tomorrow @home\./);
  assert.deepEqual(back.titles, ["Socks", "Map", "Soap", "Oats tomorrow @home"]);
  await browser.submit(page, "/tasks/1/checklist", { title: "Oats tomorrow @home" });
  assert.equal((await items()).length, 4, "posted twice, it is added once");
  assert.ok(!(await browser.get("/tasks")).titles.includes("Socks"), "and is on no list");
});

test("an item says whose it is, and no list: it is where its task is", async () => {
  const page = await browser.get("/tasks/3");
  const ways = page.document.querySelectorAll("main .breadcrumb");
  assert.deepEqual(
    ways.map((link) => [link.text, link.getAttribute("href")]),
    [["Pack", "/tasks/1"]],
  );
  assert.equal(page.document.querySelector('.facts a[href="/inbox"]'), null);
});

test("what is no item comes back as it was typed", async () => {
  const title = "x".repeat(201);
  const page = await browser.submit(await browser.get("/tasks/1"), "/tasks/1/checklist", { title });
  assert.equal(page.status, 422);
  assert.deepEqual(page.problems, ["Title must be 200 characters or less"]);
  assert.equal(textIn(page, "title"), title);
});

test("items are ticked one by one, and counted", async () => {
  const press = async (title: string) =>
    browser.press((await browser.get("/tasks/1")).rowButton(title));
  await press("Socks");
  const result = await press("Map");
  assert.deepEqual([result.status, result.path], [303, "/tasks/1"]);
  const page = await browser.follow(result);
  assert.match(page.flash ?? "", /^Completed Map\./);
  assert.match(page.text, /2 of 3/);
  assert.match((await browser.get("/tasks")).text, /2 of 3/);
  assert.match((await browser.get("/tasks/2")).text, /Pack/, "an item's page leads to its task");
});

test("items are deleted and moved, and taken back", async () => {
  const move = await browser.submit(await browser.get("/tasks/4"), "/tasks/4/position", {
    to: "top",
    return_to: "/tasks/1",
  });
  assert.equal(move.location, "/tasks/1#t-4");
  assert.deepEqual(await items(), ["Soap", "Socks", "Map"]);
  const page = await browser.get("/tasks/4");
  const deleted = await browser.submit(page, "/tasks/4/deletion", { return_to: "/tasks/1" });
  const back = await browser.follow(deleted);
  assert.deepEqual(back.titles, ["Socks", "Map"]);
  const undo = back.document.querySelector(".flash form button");
  assert.ok(undo);
  await browser.press(undo);
  assert.deepEqual(await items(), ["Soap", "Socks", "Map"]);
});

test("what moves an item or adds one does it once, and offers its own Undo again", async () => {
  const _csrf = await browser.token();
  const send = (action: string, fields: Record<string, string>) =>
    browser.post(action, { ...fields, return_to: "/tasks/1", request_key: "key", _csrf });
  const undo = async (page: PageResult) => {
    const button = page.document.querySelector(".flash form button");
    assert.equal(button?.text, "Undo");
    await browser.press(button);
  };
  await send("/tasks/4/position", { to: "up" });
  const moved = await browser.follow(await send("/tasks/4/position", { to: "up" }));
  assert.deepEqual(moved.titles, ["Socks", "Soap", "Map"]);
  await undo(moved);
  await send("/tasks/1/checklist", { title: "Oats" });
  await browser.submit(await browser.get("/tasks/1"), "/tasks/1/checklist", { title: "Oats" });
  const added = await browser.follow(await send("/tasks/1/checklist", { title: "Oats" }));
  assert.deepEqual(added.titles, ["Socks", "Map", "Soap", "Oats", "Oats"]);
  await undo(added);
  assert.equal(await findTask(ann.scope, 5), null);
  assert.notEqual(await findTask(ann.scope, 6), null);
});

test("there is one level, and nobody else's", async () => {
  const _csrf = await browser.token();
  const onItem = await browser.post("/tasks/2/checklist", { title: "Deeper", _csrf });
  assert.equal(onItem.status, 404);
  const his = await bob.browser.token();
  const onAnns = await bob.browser.post("/tasks/2/checklist", { title: "Bob's", _csrf: his });
  assert.equal(onAnns.status, 404);
  await bob.browser.post("/tasks/1/checklist", { title: "Bob's item", _csrf: his });
  assert.deepEqual((await bob.browser.get("/tasks/1")).titles, ["Bob's item"]);
  assert.deepEqual(await items(), ["Socks", "Map", "Soap"]);
});

function flashOf(page: PageResult): string {
  return page.flash ?? "";
}

test("the next occurrence of a series has the same checklist, unticked", async () => {
  const rule = { unit: "day", every: 1, ends: { kind: "never" } } as const;
  const repeat = { rule, mode: "rule", anchor: "2026-01-01" } as const;
  await createTask(ann.scope, { title: "Daily", dueOn: "2026-01-01", repeat });
  await createTask(ann.scope, { title: "One", parentId: 5 });
  await browser.press((await browser.get("/tasks/5")).rowButton("One"));
  const result = await browser.submit(await browser.get("/tasks/5"), "/tasks/5/completion");
  assert.match(flashOf(await browser.follow(result)), /^Completed Daily\. next on /);
  const next = await browser.get("/tasks/7");
  assert.deepEqual(next.titles, ["One"]);
  assert.match(next.text, /0 of 1/);
});

test("an item is offered no list and no dates, but can be rid of one that it has", async () => {
  const offered = async (id: number) => {
    const page = await browser.get(`/tasks/${id}/edit`);
    const names = ["due_on", "starts_on", "repeat_every", "list", "priority", "tags"];
    return names.filter((name) => page.document.querySelector(`main [name="${name}"]`) !== null);
  };
  assert.deepEqual(await offered(2), ["priority", "tags"]);
  assert.equal((await offered(1)).length, 6);
  const saved = await browser.submit(await browser.get("/tasks/2/edit"), "/tasks/2", {
    title: "Hat",
  });
  assert.equal(saved.status, 303);
  assert.deepEqual((await findTask(ann.scope, 2))?.title, "Hat");
  await createTask(ann.scope, { title: "Boots", parentId: 1 });
  await giveDate(5, "2027-01-02");
  assert.deepEqual(await offered(5), ["due_on", "starts_on", "repeat_every", "priority", "tags"]);
  const kept = await browser.submit(await browser.get("/tasks/5/edit"), "/tasks/5", {
    title: "Boot",
  });
  assert.equal(kept.status, 303);
  const form = await browser.get("/tasks/5/edit");
  const other = await browser.submit(form, "/tasks/5", { due_on: "2027-01-03", title: "Mine" });
  assert.deepEqual([other.status, other.problems], [422, [UNDATED]]);
  assert.equal(fieldsOfForm(other.form("/tasks/5")).title, "Mine");
  const forged = await browser.submit(await browser.get("/tasks/2/edit"), "/tasks/2", {
    starts_on: "2027-01-03",
  });
  assert.deepEqual([forged.status, forged.problems], [422, [UNDATED]]);
  assert.deepEqual(
    [(await findTask(ann.scope, 5))?.dueOn, (await findTask(ann.scope, 2))?.startsOn],
    ["2027-01-02", null],
  );
  await browser.submit(await browser.get("/tasks/5/edit"), "/tasks/5", { due_on: "" });
  assert.equal((await findTask(ann.scope, 5))?.dueOn, null);
});

const UNDATED = "A checklist item has no dates of its own: set them on its task";

/** As an item could have one before. */
async function giveDate(id: number, day: string): Promise<void> {
  await app.database.sql(
    `with read as (update users set last_change_id = last_change_id + 1 where id = $1)
     update tasks set due_on = $3 where user_id = $1 and id = $2`,
    [ann.user.id, id, day],
  );
}
