/** The trash: what was deleted comes back, or goes for good, and then can be read nowhere. */
import assert from "node:assert/strict";
import { after, before, beforeEach, it } from "node:test";
import type { UserScope } from "../../src/db/scope.ts";
import { changeTasks } from "../../src/models/bulk.ts";
import { listChanges, undoChange } from "../../src/models/changes.ts";
import {
  createTask,
  deleteTask,
  findTask,
  setCompletion,
  updateTask,
} from "../../src/models/tasks.ts";
import { purgeTrash } from "../../src/models/trash.ts";
import { saved } from "../models/people.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import type { Browser } from "../support/browser.ts";

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

async function trash(...titles: string[]): Promise<void> {
  for (const title of titles) {
    const { id } = saved(await createTask(scope, { title, tags: ["home"] })).value;
    saved(await deleteTask(scope, id));
  }
}

/** Everything of a person that the database has, as one text. */
async function everything(of = scope): Promise<string> {
  const tables = ["tasks", "changes", "task_tags", "lists", "sections"];
  const texts = tables.map(
    (table) => `select to_jsonb(t)::text as r from ${table} t where user_id = $1`,
  );
  const rows = await app.database.sql<{ r: string }>(texts.join(" union all "), [of.userId]);
  return rows.map(({ r }) => r).join("\n");
}

it("lists the latest first, and says that it empties itself", async () => {
  assert.match((await browser.get("/trash")).text, /The Trash is empty/);
  await trash("One", "Two");
  const page = await browser.get("/trash");
  assert.deepEqual(page.titles, ["Two", "One"]);
  assert.match(page.text, /30 days/);
});

it("puts back", async () => {
  await trash("One", "Two");
  const page = await browser.get("/trash");
  const result = await browser.submit(page, "/tasks/1/restoration");
  assert.equal(result.path, "/trash");
  assert.deepEqual((await browser.follow(result)).titles, ["Two"]);
  assert.equal((await findTask(scope, 1))?.title, "One");
});

it("deletes one for good: with its checklist, and out of the history", async () => {
  await createTask(scope, { title: "Secret plan", description: "Secret notes" });
  await createTask(scope, { title: "Secret item", parentId: 1 });
  await updateTask(scope, 2, { title: "Secret item, changed" });
  await updateTask(scope, 1, { tags: ["home"] });
  await deleteTask(scope, 1);
  await trash("Other");
  const question = await browser.submit(await browser.get("/trash"), "/trash/1/purge");
  assert.match(question.text, /Delete it for good\?/);
  assert.ok(question.document.querySelector("main form .btn.danger"), "a red button");
  assert.match(question.text, /“Secret plan” cannot be brought back/);
  assert.match(await everything(), /Secret plan/, "it is only asked");
  const result = await browser.submit(question, "/trash/1/purge");
  assert.equal(result.location, "/trash");
  assert.match((await browser.follow(result)).flash ?? "", /Deleted for good/);
  const left = await everything();
  assert.doesNotMatch(left, /secret/i);
  assert.match(left, /Other/);
  for (const path of ["/tasks/1", "/tasks/2"]) assert.equal((await browser.get(path)).status, 404);
});

it("a form that deletes for good and is sent again says that it is done, to nobody else", async () => {
  const bob = await app.signedUp("Bob");
  await trash("One", "Two", "Three");
  saved(await createTask(bob.scope, { title: "Bob's" }));
  saved(await deleteTask(bob.scope, 1));
  const list = await browser.get("/trash");
  const question = await browser.submit(list, "/trash/2/purge");
  const send = () => browser.copy().submit(question, "/trash/2/purge");
  const answers = await Promise.all([send(), send()]);
  for (const answer of [...answers, await send(), await browser.submit(list, "/trash/2/purge")]) {
    assert.deepEqual([answer.status, answer.location], [303, "/trash"]);
  }
  assert.match(
    (await browser.follow(await browser.submit(list, "/trash/2/purge"))).flash ?? "",
    /already deleted for good/,
  );
  assert.deepEqual((await browser.get("/trash")).titles, ["Three", "One"]);
  // Ids that were never given are unknown, to another one too, and a row that is there is not gone.
  const purge = async (of: Browser, id: number) =>
    of.post(`/trash/${id}/purge`, { _csrf: await of.token("/trash"), confirmed: "1" });
  const [foreign, missing] = [await purge(bob.browser, 2), await purge(bob.browser, 990)];
  assert.deepEqual([foreign.status, missing.status], [404, 404]);
  saved(await createTask(scope, { title: "Four" }));
  assert.equal((await purge(browser, 4)).status, 404);
  // Nor is one that can still come back from the history.
  const added = saved(await createTask(scope, { title: "Five" }));
  saved(await undoChange(scope, added.changeId ?? 0, { force: false }));
  assert.equal((await purge(browser, 5)).status, 404);
});

it("a form that empties the trash and is sent again leaves what was deleted since", async () => {
  const bob = await app.signedUp("Bob");
  saved(await createTask(bob.scope, { title: "Bob's" }));
  saved(await deleteTask(bob.scope, 1));
  await trash("One", "Two");
  const question = await browser.submit(await browser.get("/trash"), "/trash/purge");
  const send = () => browser.copy().submit(question, "/trash/purge");
  const first = await send();
  assert.deepEqual([first.status, first.location], [303, "/trash"]);
  await trash("Three", "Four");
  const again = await send();
  assert.deepEqual([again.status, again.location], [303, "/trash"]);
  assert.deepEqual((await browser.get("/trash")).titles, ["Four", "Three"]);
  // From the page as it is now it is another request.
  const next = await browser.submit(await browser.get("/trash"), "/trash/purge");
  await browser.submit(next, "/trash/purge");
  assert.match((await browser.get("/trash")).text, /The Trash is empty/);
  assert.deepEqual((await bob.browser.get("/trash")).titles, ["Bob's"]);
});

it("leaves the rest of a change of many tasks to be undone", async () => {
  const bob = await app.signedUp("Bob");
  for (const own of [scope, bob.scope]) {
    for (const title of ["Secret plan", "Second", "Third"]) await createTask(own, { title });
  }
  const completed = saved(await changeTasks(scope, [1, 2, 3], { kind: "complete" }));
  const tagged = saved(await changeTasks(scope, [1, 2, 3], { kind: "tag", name: "home" }));
  const undone = saved(await undoChange(scope, tagged.changeId ?? 0, { force: false }));
  saved(await changeTasks(bob.scope, [1, 2, 3], { kind: "complete" }));
  saved(await deleteTask(scope, 1));
  const bobs = await everything(bob.scope);
  await purgeTrash(scope, 1);
  assert.doesNotMatch(await everything(), /secret/i);
  assert.equal(await everything(bob.scope), bobs);
  saved(await undoChange(scope, undone.changeId ?? 0, { force: false }));
  assert.deepEqual((await findTask(scope, 2))?.tags, ["home"]);
  saved(await undoChange(scope, tagged.changeId ?? 0, { force: true }));
  assert.deepEqual((await findTask(scope, 2))?.tags, []);
  saved(await undoChange(scope, completed.changeId ?? 0, { force: true }));
  for (const id of [2, 3]) assert.equal((await findTask(scope, id))?.completedAt ?? null, null);
  assert.equal(await findTask(scope, 1), null);
});

it("a series goes on without its purged occurrence, whose title is gone from the history", async () => {
  const plan = {
    dueOn: "2026-11-21",
    repeat: {
      rule: { unit: "day", every: 1, ends: { kind: "never" } },
      mode: "rule",
    },
  } as const;
  await createTask(scope, { title: "Secret habit", ...plan });
  saved(await setCompletion(scope, 1, { done: true }));
  saved(await updateTask(scope, 2, { title: "Habit" }));
  saved(await deleteTask(scope, 1));
  await purgeTrash(scope, 1);
  assert.equal((await findTask(scope, 2))?.title, "Habit");
  const kinds = (await listChanges(scope, { before: null, limit: 9 })).entries.map(
    ({ kind }) => kind,
  );
  assert.deepEqual(kinds, ["task.changed"]);
});

it("what is not in the trash cannot be purged", async () => {
  await createTask(scope, { title: "Kept" });
  const _csrf = await browser.token();
  for (const fields of [{ _csrf }, { _csrf, confirmed: "1" }]) {
    assert.equal((await browser.post("/trash/1/purge", fields)).status, 404);
  }
  assert.equal((await findTask(scope, 1))?.title, "Kept");
});

it("empties all of it after a question, and asks again when there is more by then", async () => {
  await trash("One", "Two");
  await createTask(scope, { title: "Kept" });
  const question = await browser.submit(await browser.get("/trash"), "/trash/purge");
  assert.equal(question.status, 200);
  assert.match(question.text, /Delete 2 tasks for good\?/);
  await trash("Three");
  const again = await browser.submit(question, "/trash/purge");
  assert.equal(again.status, 409);
  assert.match(again.text, /it now has 3 tasks/);
  assert.equal((await browser.get("/trash")).titles.length, 3);
  const done = await browser.follow(await browser.submit(again, "/trash/purge"));
  assert.match(done.flash ?? "", /Deleted 3 tasks for good/);
  assert.deepEqual(done.titles, []);
  assert.equal((await findTask(scope, 3))?.title, "Kept");
  const empty = await browser.submit(again, "/trash/purge");
  assert.match((await browser.follow(empty)).flash ?? "", /already empty/);
});

it("shows 50 a page, also of what was deleted in one moment", async () => {
  const now = scope.at(new Date());
  for (let index = 0; index < 60; index += 1) {
    await createTask(now, { title: `Task ${index}` });
    await deleteTask(now, index + 1);
  }
  const first = await browser.get("/trash");
  assert.equal(first.titles.length, 50);
  const next = first.document.querySelector('a[rel="next"]')?.getAttribute("href") ?? "";
  const second = await browser.get(next);
  assert.equal(new Set([...first.titles, ...second.titles]).size, 60);
  for (const cursor of ["x", "e30", "WzEsMl0", next.slice(-8)]) {
    assert.equal((await browser.get(`/trash?cursor=${cursor}`)).status, 400, cursor);
  }
});

it("nobody purges or sees another's", async () => {
  await trash("Ann's own");
  const bob = await app.signedUp("Bob");
  const _csrf = await bob.browser.token();
  const [theirs, nobodys] = [
    await bob.browser.post("/trash/1/purge", { _csrf, confirmed: "1" }),
    await bob.browser.post("/trash/99/purge", { _csrf, confirmed: "1" }),
  ];
  assert.equal(theirs.status, 404);
  assert.equal(theirs.html, nobodys.html);
  await bob.browser.post("/trash/purge", { _csrf, confirmed: "1" });
  assert.deepEqual((await bob.browser.get("/trash")).titles, []);
  assert.deepEqual((await browser.get("/trash")).titles, ["Ann's own"]);
});

it("the address of what is in it says so, with Restore; to others it is the 404 of nothing", async () => {
  await trash("Soap");
  const bob = await app.signedUp("Bob");
  const nothing = await bob.browser.get("/tasks/99");
  for (const path of ["/tasks/1", "/tasks/1/edit"]) {
    const page = await browser.get(path);
    assert.equal(page.status, 404);
    assert.match(page.text, /Soap\s?This is in the Trash\. It was deleted/);
    assert.equal((await bob.browser.get(path)).text, nothing.text);
  }
  const restored = await browser.submit(await browser.get("/tasks/1"), "/tasks/1/restoration");
  assert.equal(restored.path, "/tasks/1");
  const page = await browser.follow(restored);
  assert.equal(page.status, 200);
  assert.match(page.flash ?? "", /^Restored Soap/);
});

it("a press on a row that was deleted elsewhere says so too, and Restore leads back to its list", async () => {
  const bob = await app.signedUp("Bob");
  const list = "/tasks?sort=title";
  const presses: [string, Record<string, string>][] = [
    ["/tasks/bulk", { "complete-1": "", task: "1" }],
    ["/tasks/bulk", { "reopen-1": "" }],
    ["/tasks/bulk", { task: "1", action: "priority", priority: "high" }],
  ];
  await trash("Soap");
  for (const [path, fields] of presses) {
    const sent = { ...fields, return_to: list };
    const page = await browser.post(path, { ...sent, _csrf: await browser.token() });
    assert.equal(page.status, 404);
    assert.match(page.text, /Soap\s?This is in the Trash\. It was deleted/);
    assert.equal(page.form("/tasks/1/restoration").querySelector("button")?.text, "Restore");
    const nobodys = { ...sent, _csrf: await bob.browser.token() };
    const theirs = await bob.browser.post(path, nobodys);
    const path99 = path.replace("1", "99");
    const fields99 = JSON.parse(
      JSON.stringify(nobodys).replace(/-1"|"1"/, (id) => id.replace("1", "99")),
    );
    const nothing = await bob.browser.post(path99, fields99);
    assert.deepEqual([theirs.status, theirs.text], [404, nothing.text]);
    const restored = await browser.submit(page, "/tasks/1/restoration");
    assert.equal(restored.location, `${list}#t-1`);
    await browser.post("/tasks/1/deletion", { _csrf: await browser.token() });
  }
});
