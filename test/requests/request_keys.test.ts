/** A form that is posted twice: the second answer is the first one's own, with its own Undo. */
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { OWNED_TABLES } from "../../src/db/owned_tables.ts";
import type { UserScope } from "../../src/db/scope.ts";
import { createList } from "../../src/models/lists.ts";
import { createSection } from "../../src/models/sections.ts";
import { createTask, deleteTask, findTask } from "../../src/models/tasks.ts";
import { saved } from "../models/people.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import type { Browser, Fields, PageResult } from "../support/browser.ts";
import { everyForm } from "./rich_account.ts";

type Send = () => Promise<PageResult>;
/** Reads the page, for the row of that number. */
type Prepare = (id: number) => Promise<Send>;

let app: TestApp;
let browser: Browser;
let scope: UserScope;

before(async () => {
  app = await startTestApp();
});

// Two of everything, under one name as far as that can be: tasks 2 and 3, 4 and 5 (deleted), lists 1 to 3
// with sections 1 and 2 in the first and 3 in the second.
beforeEach(async () => {
  ({ browser, scope } = await app.signedUp("Ann"));
  for (const name of ["Home", "Work", "Trip"]) {
    saved(await createList(scope, { name, colour: "sea" }));
  }
  for (const [listId, name] of [
    [1, "Shop"],
    [1, "Stall"],
    [2, "Shop"],
  ] as const) {
    saved(await createSection(scope, { listId, name }));
  }
  saved(await createTask(scope, { title: "Cheese", listId: 2, tags: ["dairy"] }));
  const milk = { title: "Buy milk", listId: 1, tags: ["bills", "home"] };
  for (let id = 2; id <= 5; id += 1) saved(await createTask(scope, milk));
  for (const id of [4, 5]) saved(await deleteTask(scope, id));
});

after(async () => app.close());

/** A form of a page as it is now: sent again, it is the same one. */
async function form(path: string, action: string, fields: Fields = {}): Promise<Send> {
  const page = await browser.get(path);
  return () => browser.submit(page, action, fields);
}

async function tick(id: number): Promise<Send> {
  const button = (await browser.get("/tasks")).document.querySelector(`#b${id} button`);
  assert.ok(button);
  return () => browser.press(button);
}

/** The form of a task's own page. */
function onTask(what: string, fields: Fields = {}): Prepare {
  return (id) => form(`/tasks/${id}`, `/tasks/${id}/${what}`, fields);
}

function onList(what: string, fields: Fields = {}): Prepare {
  return (id) => form(`/lists/${id}/edit`, `/lists/${id}${what}`, fields);
}

function onSection(what: string, fields: Fields = {}): Prepare {
  return (id) => form("/lists/1/edit", `/lists/1/sections/${id}${what}`, fields);
}

/** The bar of a list, for one of its tasks. */
function bulk(fields: Fields): Prepare {
  return (id) => form("/lists/1", "/tasks/bulk", { task: [`${id}`], ...fields });
}

function tag(what: string): Prepare {
  const name = (id: number) => (id === 1 ? "bills" : "home");
  return (id) => form(`/tags/${name(id)}/edit`, `/tags/${name(id)}/${what}`, { name: `new-${id}` });
}

/** What is done, to one row and then to another of the like. */
const CHANGES: Record<string, [prepare: Prepare, one: number, other: number]> = {
  "a tick": [tick, 3, 2],
  "a tick on a task's page": [onTask("completion"), 3, 2],
  "a deletion": [onTask("deletion"), 3, 2],
  "a restoration": [(id) => form("/trash", `/tasks/${id}/restoration`), 5, 4],
  "a move": [onTask("position", { to: "top" }), 3, 2],
  "an item of a checklist": [onTask("checklist", { title: "Oats" }), 3, 2],
  "an edit": [(id) => form(`/tasks/${id}/edit`, `/tasks/${id}`, { title: "Buy oats" }), 3, 2],
  "a new task": [() => form("/tasks/new", "/tasks", { title: "Oats" }), 1, 2],
  "a line of quick add": [() => form("/lists/1", "/tasks", { title: "Oats tomorrow" }), 1, 2],
  "words that are kept as they were": [keepWords, 1, 2],
  "many lines": [() => form("/tasks/many", "/tasks/many", { lines: "One\nTwo" }), 1, 2],

  "many completed": [bulk({ action: "complete" }), 3, 2],
  "many deleted": [bulk({ action: "delete" }), 3, 2],
  "many tagged": [bulk({ action: "tag", tag: "dairy" }), 3, 2],
  "many dated": [bulk({ action: "due", when: "tomorrow" }), 3, 2],
  "many moved to another list": [bulk({ action: "move", list: "2" }), 3, 2],
  "many moved by hand": [bulk({ action: "top" }), 3, 2],

  "a new list": [(id) => form("/lists/new", "/lists", { name: `Garden ${id}` }), 1, 2],
  "a list that is changed": [onList("", { colour: "rose" }), 2, 1],
  "a list that is archived": [onList("/archiving"), 2, 3],
  "a list that is deleted": [onList("/deletion"), 2, 3],
  "a list that is moved": [(id) => form("/lists", `/lists/${id}/position`, { to: "up" }), 2, 3],
  "a new section": [onList("/sections", { name: "Till" }), 2, 1],
  "a section that is renamed": [(id) => onSection("", { name: `Till ${id}` })(id), 2, 1],
  "a section that is deleted": [onSection("/deletion"), 2, 1],
  "a section that is moved": [onSection("/position", { to: "up" }), 2, 1],
  "a tag that is renamed": [tag("name"), 1, 2],
  "a tag that is deleted": [tag("deletion"), 1, 2],
  "an Undo": [undo, 3, 2],
};

async function keepWords(): Promise<Send> {
  const add = await form("/lists/1", "/tasks", { title: "Oats tomorrow" });
  const page = await browser.follow(await add());
  const keep = page.document.querySelector('.flash form[action$="/plain"]');
  return () => browser.submit(page, keep?.getAttribute("action") ?? "");
}

async function undo(id: number): Promise<Send> {
  const page = await browser.follow(await (await tick(id))());
  return () => browser.submit(page, offered(page));
}

/** Where the button of the message leads that takes back what was done. */
function offered(page: PageResult): string {
  const undo = page.document.querySelector('.flash form[action^="/undo/"]');
  assert.ok(undo, page.flash ?? "there is no message");
  return undo.getAttribute("action") ?? "";
}

async function everything(): Promise<unknown[]> {
  const rows: unknown[] = [];
  for (const table of Object.keys(OWNED_TABLES)) {
    const text = `select to_jsonb(t) as row from ${table} t where user_id = $1 order by 1`;
    rows.push(await app.database.sql(text, [scope.userId]));
  }
  return rows;
}

async function undone(): Promise<string[]> {
  const text = "select id from changes where user_id = $1 and undone_by is not null order by id";
  return (await app.database.sql(text, [scope.userId])).map(({ id }) => `/undo/${id}`);
}

describe("posted again after a similar form, each gets its own first answer:", () => {
  for (const [name, [prepare, one, other]] of Object.entries(CHANGES)) {
    it(name, async () => {
      const [send, sendOther] = [await prepare(one), await prepare(other)];
      const before = await undone();
      const first = await send();
      const own = offered(await browser.follow(first));
      const others = offered(await browser.follow(await sendOther()));
      assert.notEqual(others, own);
      const was = await everything();
      const again = await send();
      assert.deepEqual([again.status, again.location], [first.status, first.location]);
      assert.deepEqual(await everything(), was, "nothing is done twice");
      const page = await browser.follow(again);
      assert.equal(offered(page), own);
      await browser.submit(page, own);
      const taken = (await undone()).filter((id) => !before.includes(id));
      assert.ok(taken.includes(own), "its own is undone");
      assert.ok(!taken.includes(others), "and the other's is not");
    });
  }
});

it("a task reopened twice from the completed ones leads back to the same row", async () => {
  for (const id of [1, 2, 3]) {
    app.advance(60_000);
    await (await tick(id))();
  }
  const page = await browser.get("/completed");
  const button = page.document.querySelector("#b2 button");
  assert.ok(button);
  const first = await browser.press(button);
  assert.equal(first.location, "/completed#b1");
  assert.equal((await browser.press(button)).location, first.location);
});

it("of two tasks with one title, the one that was completed again is reopened", async () => {
  const page = await browser.get("/tasks");
  const complete = (id: number) => {
    const pressed = page.document.querySelector(`#b${id} button`);
    assert.ok(pressed);
    return browser.press(pressed);
  };
  await complete(3);
  await complete(2);
  const again = await browser.follow(await complete(3));
  assert.match(again.flash ?? "", /^Completed Buy milk\./);
  await browser.submit(again, offered(again));
  assert.equal((await findTask(scope, 3))?.completedAt, null);
  assert.notEqual((await findTask(scope, 2))?.completedAt, null);
});

it("another text under the key of the same page is another request", async () => {
  const page = await browser.get("/tasks/new");
  for (const title of ["Oats", "Lemons"]) {
    assert.equal((await browser.submit(page, "/tasks", { title })).status, 303);
  }
  assert.deepEqual((await browser.get("/inbox")).titles, ["Oats", "Lemons"]);
});

it("every form that is posted has a key, and each showing of a page another one", async () => {
  const forms = await everyForm(app);
  assert.ok(forms.length > 150, `${forms.length} forms`);
  for (const { page, action, element } of forms) {
    const keys = element.querySelectorAll("input[type=hidden][name=request_key]");
    assert.equal(keys.length, 1, `${action} of ${page}`);
    assert.ok((keys[0]?.getAttribute("value") ?? "").length >= 16, `${action} of ${page}`);
  }
  const keyOf = async () =>
    (await browser.get("/lists")).document
      .querySelector("input[name=request_key]")
      ?.getAttribute("value");
  assert.notEqual(await keyOf(), await keyOf());
});
