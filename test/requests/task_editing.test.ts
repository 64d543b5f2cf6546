/** Reading and changing a task, and what happens when it was changed in between. */
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { createTask, findTask } from "../../src/models/tasks.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import { type Browser, fieldsOfForm, type PageResult } from "../support/browser.ts";
import { assertProblems, textIn } from "../support/fields.ts";

type Person = Awaited<ReturnType<TestApp["signedUp"]>>;

const TEXT = { title: "Call the dentist", description: "About the brace.\nBefore Friday." };

let app: TestApp;
let ann: Person;
let bob: Person;
let browser: Browser;

before(async () => {
  app = await startTestApp({}, { poolMax: 4 });
});

// Each has a task 1 of the same words.
beforeEach(async () => {
  ann = await app.signedUp("Ann");
  bob = await app.signedUp("Bob");
  browser = ann.browser;
  for (const { scope } of [ann, bob]) await createTask(scope, TEXT);
});

after(async () => {
  await app.close();
});

interface Saved {
  title: string;
  description: string;
  version: number;
}

async function saved(person: Person): Promise<Saved | undefined> {
  const [row] = await app.database.sql<Saved>(
    "select title, description, version from tasks where user_id = $1 and id = 1",
    [person.user.id],
  );
  return row;
}

async function edit(fields: Partial<typeof TEXT>, from?: PageResult): Promise<PageResult> {
  return browser.submit(from ?? (await browser.get("/tasks/1/edit")), "/tasks/1", fields);
}

test("a task's page has its title, its notes with their line breaks, and when it was", async () => {
  const page = await browser.get("/tasks/1");
  assert.equal(page.status, 200);
  assert.match(page.title, /^Call the dentist – Plainlist$/);
  assert.equal(page.document.querySelector("h1")?.text, TEXT.title);
  assert.match(page.html, /About the brace\.<br>\s*Before Friday\./);
  assert.ok(page.document.querySelector("time")?.getAttribute("datetime"));
});

test("the form has what is saved, and saves what is written", async () => {
  const form = await browser.get("/tasks/1/edit");
  assert.equal(textIn(form, "title"), TEXT.title);
  assert.equal(textIn(form, "description"), TEXT.description);
  const changed = { title: "Call Dr Brace", description: "\nAfter five." };
  const result = await edit(changed, form);
  assert.deepEqual([result.status, result.path], [303, "/tasks/1"]);
  const page = await browser.follow(result);
  assert.match(page.flash ?? "", /^Saved Call Dr Brace\./);
  assert.deepEqual(await saved(ann), { ...changed, version: 2 });
  assert.deepEqual(await saved(bob), { ...TEXT, version: 1 });
});

test("what cannot be saved comes back as a 422, as typed", async () => {
  const typed = { title: "t".repeat(201), description: "d".repeat(10_001) };
  const page = await edit(typed);
  assert.equal(page.status, 422);
  assertProblems(page, {
    title: "Title must be 200 characters or less",
    description: "Description must be 10,000 characters or less",
  });
  assert.equal(textIn(page, "title"), typed.title);
  assert.equal(textIn(page, "description"), typed.description);
  assert.deepEqual(await saved(ann), { ...TEXT, version: 1 });
  const corrected = await edit({ title: "Short", description: "" }, page);
  assert.equal(corrected.status, 303);
  assert.deepEqual(await saved(ann), { title: "Short", description: "", version: 2 });
});

test("a title of white space is none", async () => {
  const page = await edit({ title: " \u00a0\u200b " });
  assert.equal(page.status, 422);
  assertProblems(page, { title: "Title is required" });
});

test("saving twice saves once, and is no conflict with oneself", async () => {
  const form = await browser.get("/tasks/1/edit");
  const first = await edit({ title: "Changed" }, form);
  const twice = await edit({ title: "Changed" }, form);
  assert.deepEqual([twice.status, twice.path], [303, first.path]);
  assert.deepEqual(await saved(ann), {
    title: "Changed",
    description: TEXT.description,
    version: 2,
  });
});

test("saving what is there already is no conflict either", async () => {
  const mine = await browser.get("/tasks/1/edit");
  await edit({ title: "The same from both" });
  const result = await edit({ title: "The same from both" }, mine);
  assert.equal(result.status, 303);
});

describe("changed in another tab meanwhile", () => {
  const YOURS = { title: "Call the dentist at nine", description: "Mine\nBefore Friday." };
  const SAVED = { title: "Write to the dentist", description: "Theirs\nBefore Friday." };
  let conflict: PageResult;

  beforeEach(async () => {
    const mine = await browser.get("/tasks/1/edit");
    assert.equal((await edit(SAVED)).status, 303);
    conflict = await edit(YOURS, mine);
  });

  test("a task is left as it was saved, and both texts are shown", async () => {
    assert.equal(conflict.status, 409);
    for (const text of ["at nine", "Mine", "Write to", "Theirs"]) {
      assert.ok(conflict.text.includes(text), text);
    }
    assert.deepEqual(await saved(ann), { ...SAVED, version: 2 });
  });

  test("yours can be kept", async () => {
    const result = await browser.submit(conflict, "/tasks/1", {}, "Keep yours");
    assert.deepEqual([result.status, result.path], [303, "/tasks/1"]);
    assert.deepEqual(await saved(ann), { ...YOURS, version: 3 });
    assert.deepEqual(await saved(bob), { ...TEXT, version: 1 });
  });

  test("the saved one can be kept", async () => {
    const form = conflict.form("/tasks/1", "Keep the saved version");
    assert.equal(form.getAttribute("method"), "get");
    const page = await browser.get("/tasks/1");
    assert.match(page.text, /Write to the dentist/);
    assert.deepEqual(await saved(ann), { ...SAVED, version: 2 });
  });

  test("one can be made of both: the form has all the words", async () => {
    const form = fieldsOfForm(conflict.form("/tasks/1", "Save combined version"));
    assert.match(String(form.description), /Mine/);
    assert.match(String(form.description), /Theirs/);
    const title = "Call or write to the dentist";
    const result = await browser.submit(conflict, "/tasks/1", { title }, "Save combined version");
    assert.equal(result.status, 303);
    const { description } = form;
    assert.deepEqual(await saved(ann), { title, description, version: 3 });
  });

  test("a task that was completed there is said to be, and stays it", async () => {
    assert.doesNotMatch(conflict.text, /completed/);
    const mine = await browser.get("/tasks/1/edit");
    const done = { done: "1", _csrf: await browser.token() };
    await browser.post("/tasks/1/completion", done);
    const page = await edit({ title: "Mine" }, mine);
    assert.equal(page.status, 409);
    assert.match(page.text, /The saved one was completed \w{3} \d+ \w{3} \d{4}, \d\d:\d\d/);
    await browser.submit(page, "/tasks/1", {}, "Keep yours");
    const task = await findTask(ann.scope, 1);
    assert.deepEqual([task?.title, task?.completedAt === null], ["Mine", false]);
  });

  test("and a third change meanwhile is a conflict again", async () => {
    await edit({ title: "Third" });
    const again = await browser.submit(conflict, "/tasks/1", {}, "Keep yours");
    assert.equal(again.status, 409);
    assert.match(again.text, /Third/);
    assert.match(again.text, /at nine/);
    assert.equal((await saved(ann))?.title, "Third");
    await browser.submit(again, "/tasks/1", {}, "Keep yours");
    assert.equal((await saved(ann))?.title, YOURS.title);
  });

  test("what cannot be saved is refused before, and still a conflict after", async () => {
    const invalid = await browser.submit(
      conflict,
      "/tasks/1",
      { title: "" },
      "Save combined version",
    );
    assert.equal(invalid.status, 422);
    assertProblems(invalid, { title: "Title is required" });
    assert.match(String(textIn(invalid, "description")), /Mine/);
    await edit({ title: "Third" });
    assert.equal((await edit({ title: "Fourth" }, invalid)).status, 409);
  });
});

test("completing in another tab is no conflict that loses words", async () => {
  const form = await browser.get("/tasks/1/edit");
  await browser.submit(await browser.get("/tasks/1"), "/tasks/1/completion");
  const result = await edit({ title: "Written meanwhile" }, form);
  assert.ok([303, 409].includes(result.status));
  const page = result.status === 409 ? result : await browser.follow(result);
  assert.match(page.text, /Written meanwhile/);
});

test("two who save at the very same time: one is saved, the other one asked", async () => {
  const form = await browser.get("/tasks/1/edit");
  const results = await Promise.all(
    ["One", "Two", "Three"].map((title) => browser.copy().submit(form, "/tasks/1", { title })),
  );
  assert.deepEqual(results.map(({ status }) => status).sort(), [303, 409, 409]);
  assert.equal((await saved(ann))?.version, 2);
});
