/** The history page and Undo: each thing once, undone once, with a message; what changed since is asked about. */
import assert from "node:assert/strict";
import { after, before, beforeEach, it } from "node:test";
import type { UserScope } from "../../src/db/scope.ts";
import { createList, updateList } from "../../src/models/lists.ts";
import {
  createTask,
  deleteTask,
  findTask,
  setCompletion,
  updateTask,
} from "../../src/models/tasks.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import { type Browser, fieldsOfForm, type PageResult } from "../support/browser.ts";

let app: TestApp;
let browser: Browser;
let scope: UserScope;
let people = 0;

before(async () => {
  app = await startTestApp();
});
after(() => app.close());

beforeEach(async () => {
  people += 1;
  ({ browser, scope } = await app.signedUp(`Ann${people}`));
});

function entries(page: PageResult): string[] {
  return page.document
    .querySelectorAll("main ol li")
    .map((item) => item.text.replace(/\s+/g, " ").trim());
}

function headings(page: PageResult): string[] {
  return page.document.querySelectorAll("main h2").map((heading) => heading.text.trim());
}

async function press(page: PageResult, label: RegExp, place = "main"): Promise<PageResult> {
  const form = page.document
    .querySelectorAll(`${place} form`)
    .find((one) => label.test(one.text.trim()));
  assert.ok(form, `no ${label} in: ${page.text}`);
  return browser.post(form.getAttribute("action") ?? "", fieldsOfForm(form));
}

it("tells what was done and when, on the person's clock; an Undo is no second entry", async () => {
  await app.database.sql("update users set time_zone = 'Pacific/Pago_Pago' where id = $1", [
    scope.userId,
  ]);
  const when = new Date("2026-03-08T10:30:00Z");
  await createTask(scope.at(when), { title: "Pay rent" });
  await updateTask(scope.at(when), 1, { title: "Pay the rent" });
  const page = await browser.get("/history");
  assert.match(headings(page).join(), /^Sat 7 Mar( 2026)?$/);
  assert.match(entries(page)[0] ?? "", /^Changed Pay the rent 23:30 Undo$/);
  assert.match(entries(page)[1] ?? "", /^Added Pay rent 23:30 Undo$/);
  const undone = await browser.follow(await press(page, /^Undo$/));
  assert.match(undone.flash ?? "", /^Undone: Changed Pay the rent/);
  assert.equal((await findTask(scope, 1))?.title, "Pay rent");
  assert.equal(entries(undone).length, 2);
  assert.match(entries(undone)[0] ?? "", /^Undone: changed Pay the rent .* Redo$/);
  const redone = await browser.follow(await press(undone, /^Redo$/, ".flash"));
  assert.match(redone.flash ?? "", /^Redone: Changed Pay the rent\./);
  assert.equal((await findTask(scope, 1))?.title, "Pay the rent");
  assert.match(entries(redone)[0] ?? "", /^Changed Pay the rent .* Undo$/);
});

it("lists what the next version has done during its release, and can undo it", async () => {
  await createTask(scope, { title: "Mop" });
  const renamed = "update changes set kind = 'task.from_tomorrow' where user_id = $1";
  await app.database.sql(renamed, [scope.userId]);
  const page = await browser.get("/history");
  assert.equal(page.status, 200);
  assert.match(entries(page).join(), /Changed something Mop/);
  const undone = await browser.follow(await press(page, /^Undo$/));
  assert.match(entries(undone).join(), /Undone: changed something Mop/);
});

it("pressed twice it is undone once, and the second press says so", async () => {
  await createTask(scope, { title: "Pay rent" });
  const page = await browser.get("/history");
  await press(page, /^Undo$/);
  const twice = await press(page, /^Undo$/);
  assert.match((await browser.follow(twice)).flash ?? "", /^Already undone: Added Pay rent/);
  assert.equal(await findTask(scope, 1), null);
});

it("goes back to where the press came from, unless that is gone by it", async () => {
  await createList(scope, { name: "Trip", colour: "sea" });
  await createTask(scope, { title: "Book seats" });
  const _csrf = await browser.token();
  const undo = (id: number, return_to: string) => browser.post(`/undo/${id}`, { _csrf, return_to });
  assert.equal((await undo(2, "/tasks?status=pending")).location, "/tasks?status=pending");
  assert.equal((await undo(3, "/tasks/1")).location, "/tasks/1");
  assert.equal((await undo(2, "/tasks/1")).location, "/dashboard");
  assert.equal((await undo(1, "/lists/1?sort=due")).location, "/dashboard");
  assert.equal((await undo(1, "https://example.org/")).location, "/history");
});

it("what has changed since is shown first, and nothing is lost; then it can be forced", async () => {
  await createTask(scope, { title: "Pay rent" });
  await updateTask(scope, 1, { title: "Pay the rent" });
  await updateTask(scope, 1, { title: "Pay all rent" });
  const _csrf = await browser.token();
  const page = await browser.post("/undo/2", { _csrf, return_to: "/inbox" });
  assert.equal(page.status, 409);
  assert.match(page.text, /Pay all rent/);
  assert.equal((await findTask(scope, 1))?.title, "Pay all rent");
  const forced = await browser.submit(page, "/undo/2");
  assert.equal(forced.location, "/inbox");
  assert.equal((await findTask(scope, 1))?.title, "Pay rent");
  const back = await browser.follow(forced);
  await press(back, /^Redo$/, ".flash");
  assert.equal((await findTask(scope, 1))?.title, "Pay all rent");
});

it("what has changed since is named field by field, with both values where they are short", async () => {
  const bob = await app.signedUp("Bob");
  await createList(bob.scope, { name: "Bob’s", colour: "sea" });
  await createList(scope, { name: "Home", colour: "sea" });
  await createTask(scope, { title: "Pay rent", listId: 1 });
  const first = {
    title: "Pay the rent",
    dueOn: "2030-01-02",
    dueTime: "09:00",
    priority: 1,
  } as const;
  await updateTask(scope, 1, { ...first, listId: null, description: "Short" });
  const second = {
    title: "Pay all rent",
    dueOn: "2030-01-03",
    dueTime: "10:00",
    priority: 3,
  } as const;
  await updateTask(scope, 1, { ...second, listId: 1, description: "x".repeat(100) });
  await setCompletion(scope, 1, { done: true });
  const _csrf = await browser.token();
  const linesOf = async (change: number) => {
    const { document } = await browser.post(`/undo/${change}`, { _csrf });
    return document.querySelectorAll(".rows small").map((one) => one.text.trim());
  };
  assert.deepEqual(await linesOf(3), [
    "Title: was Pay the rent, is now Pay all rent",
    "Notes",
    "Due: was Wed 2 Jan 2030, is now Thu 3 Jan 2030",
    "At: was 09:00, is now 10:00",
    "Priority: was Low, is now High",
    "List: was Inbox, is now Home",
  ]);
  const ofAdding = await linesOf(2);
  assert.ok(ofAdding.includes("Due: was none, is now Thu 3 Jan 2030"));
  assert.match(ofAdding.at(-1) ?? "", /^Completed: was no, is now \w{3} \d+ /);
  // A list that was created, and has a task by now, has not changed itself.
  assert.deepEqual(await linesOf(1), ["Something else belongs to it by now."]);
  await updateList(scope, 1, { name: "House", colour: "clay" });
  assert.deepEqual(await linesOf(1), [
    "Name: was Home, is now House",
    "Colour: was Sea, is now Clay",
  ]);
});

it("shows 50 a page, each entry once", async () => {
  for (let index = 0; index < 60; index += 1) {
    await createTask(scope, { title: `Task ${index}` });
  }
  const first = await browser.get("/history");
  assert.equal(entries(first).length, 50);
  const next = first.document.querySelector('a[rel="next"]')?.getAttribute("href") ?? "";
  const second = await browser.get(next);
  assert.equal(entries(second).length, 10);
  assert.equal(new Set([...entries(first), ...entries(second)]).size, 60);
  for (const cursor of ["x", "0", "-1", "1;drop", "99999999999"]) {
    assert.equal((await browser.get(`/history?cursor=${cursor}`)).status, 400, cursor);
  }
});

it("nobody undoes another's, and theirs is as missing as nobody's", async () => {
  await createTask(scope, { title: "Ann's" });
  await deleteTask(scope, 1);
  const bob = await app.signedUp("Bob");
  const _csrf = await bob.browser.token();
  const [theirs, nobodys] = [
    await bob.browser.post("/undo/2", { _csrf, force: "1" }),
    await bob.browser.post("/undo/99", { _csrf, force: "1" }),
  ];
  assert.equal(theirs.status, 404);
  assert.equal(theirs.html, nobodys.html);
  assert.deepEqual(entries(await bob.browser.get("/history")), []);
  assert.equal(await findTask(scope, 1), null);
});
