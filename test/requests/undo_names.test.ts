/** An undo that needs a name which something else has by now: what that is, and where it is renamed. */
import assert from "node:assert/strict";
import { after, before, beforeEach, it } from "node:test";
import { createList, deleteList, updateList } from "../../src/models/lists.ts";
import { createSearch, deleteSearch } from "../../src/models/searches.ts";
import { createSection, updateSection } from "../../src/models/sections.ts";
import { deleteTag } from "../../src/models/tags.ts";
import { createTask, findTask, updateTask } from "../../src/models/tasks.ts";
import { saved } from "../models/people.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import type { PageResult } from "../support/browser.ts";
import type { Person } from "./fixture.ts";

let app: TestApp;
let ann: Person;
let bob: Person;
let round = 0;

before(async () => {
  app = await startTestApp();
});
after(() => app.close());

beforeEach(async () => {
  round += 1;
  ann = await app.signedUp(`Ann${round}`);
  bob = await app.signedUp(`Bob${round}`);
});

async function undo(changeId: number | null, force = ""): Promise<PageResult> {
  const _csrf = await ann.browser.token();
  return ann.browser.post(`/undo/${changeId}`, { _csrf, force, return_to: "/dashboard" });
}

/** The undo is refused, also by force, without asking for it; the name is given up; then it is done. */
async function assertInTheWay(
  changeId: number | null,
  { says, form, name }: { says: string; form: string; name: string },
): Promise<void> {
  for (const force of ["", "1"]) {
    const page = await undo(changeId, force);
    assert.equal(page.status, 409);
    const text = page.text.replace(/\s+/g, " ");
    assert.ok(text.includes(says), text);
    assert.doesNotMatch(text, /changed again since|anyway|Bob's/);
    assert.deepEqual(page.document.querySelectorAll('main form, [name="force"]'), []);
    const link = page.document.querySelector("main li a")?.getAttribute("href") ?? "";
    const opened = await ann.browser.get(link);
    assert.equal(opened.status, 200, link);
    if (force === "1") assert.equal((await ann.browser.submit(opened, form, { name })).status, 303);
  }
  const done = await undo(changeId);
  assert.equal(done.location, "/dashboard");
  assert.match((await ann.browser.follow(done)).flash ?? "", /^Undone: /);
}

it("of a deleted list", async () => {
  saved(await createList(bob.scope, { name: "Bob's", colour: "sea" }));
  saved(await createList(ann.scope, { name: "Trip", colour: "sea" }));
  const { changeId } = saved(await deleteList(ann.scope, 1));
  saved(await createList(ann.scope, { name: "trip", colour: "clay" }));
  const says = "There is now another list “trip”.";
  await assertInTheWay(changeId, { says, form: "/lists/2", name: "Journey" });
});

it("of a deleted saved search", async () => {
  saved(await createSearch(bob.scope, { name: "S1", query: "milk" }));
  saved(await createSearch(ann.scope, { name: "S1", query: "milk" }));
  const { changeId } = saved(await deleteSearch(ann.scope, 1));
  saved(await createSearch(ann.scope, { name: "S1", query: "bread" }));
  const says = "There is now another saved search “S1”.";
  await assertInTheWay(changeId, { says, form: "/searches/2", name: "S2" });
});

it("of a deleted tag", async () => {
  saved(await createTask(bob.scope, { title: "Bob's", tags: ["bills"] }));
  saved(await createTask(ann.scope, { title: "Rent", tags: ["bills"] }));
  const { changeId } = saved(await deleteTag(ann.scope, 1));
  saved(await createTask(ann.scope, { title: "Power", tags: ["Bills"] }));
  const says = "There is now another tag “Bills”.";
  await assertInTheWay(changeId, { says, form: "/tags/Bills/name", name: "invoices" });
});

it("of a section that was renamed", async () => {
  saved(await createList(ann.scope, { name: "Home", colour: "sea" }));
  saved(await createSection(ann.scope, { listId: 1, name: "Bath" }));
  const { changeId } = saved(await updateSection(ann.scope, 1, { name: "Shower" }));
  saved(await createSection(ann.scope, { listId: 1, name: "Bath" }));
  const says = "There is now another section “Bath”.";
  await assertInTheWay(changeId, { says, form: "/lists/1/sections/2", name: "Sauna" });
});

it("is said before what has changed since", async () => {
  saved(await createList(ann.scope, { name: "Trip", colour: "sea" }));
  const { changeId } = saved(await updateList(ann.scope, 1, { name: "Journey" }));
  saved(await updateList(ann.scope, 1, { name: "Voyage" }));
  saved(await createList(ann.scope, { name: "Trip", colour: "clay" }));
  const page = await undo(changeId);
  assert.match(page.text, /There is now another list “Trip”/);
  saved(await updateList(ann.scope, 2, { name: "Other" }));
  assert.match((await undo(changeId)).text, /has been changed again since then/);
});

it("of what is to be redone", async () => {
  const { changeId } = saved(await createList(ann.scope, { name: "Trip", colour: "sea" }));
  await undo(changeId);
  saved(await createList(ann.scope, { name: "Trip", colour: "clay" }));
  const page = await undo((changeId ?? 0) + 1);
  assert.equal(page.status, 409);
  assert.match(page.text, /You asked to redo this: .*Nothing has been redone/s);
});

it("that nobody else learns of", async () => {
  saved(await createList(ann.scope, { name: "Trip", colour: "sea" }));
  const { changeId } = saved(await deleteList(ann.scope, 1));
  saved(await createList(ann.scope, { name: "Trip", colour: "clay" }));
  const _csrf = await bob.browser.token();
  const theirs = await bob.browser.post(`/undo/${changeId}`, { _csrf });
  assert.equal(theirs.status, 404);
  assert.equal(theirs.html, (await bob.browser.post("/undo/99", { _csrf })).html);
});

it("is another thing than what is gone for good, which is said at once, with or without force", async () => {
  for (const { scope } of [ann, bob]) {
    saved(await createTask(scope, { title: "Pump", tags: ["garden"] }));
  }
  const { changeId } = saved(await updateTask(ann.scope, 1, { tags: [] }));
  saved(await deleteTag(ann.scope, 1));
  // As the Trash is emptied.
  await app.database.sql("delete from tags where user_id = $1", [ann.scope.userId]);
  for (const force of ["", "1"]) {
    const reply = await undo(changeId, force);
    assert.equal(reply.location, "/dashboard");
    const { flash } = await ann.browser.follow(reply);
    assert.match(flash ?? "", /Not undone, because part of it is gone for good: .*Pump/);
  }
  assert.deepEqual((await findTask(ann.scope, 1))?.tags, []);
  assert.deepEqual((await findTask(bob.scope, 1))?.tags, ["garden"]);
});
