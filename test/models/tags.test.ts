/** Tags: one for each name, whoever's they are. */
import assert from "node:assert/strict";
import { after, before, beforeEach, it } from "node:test";
import type { UserScope } from "../../src/db/scope.ts";
import { changeTasks } from "../../src/models/bulk.ts";
import { undoChange } from "../../src/models/changes.ts";
import { deleteTag, findTag, listTags, renameTag } from "../../src/models/tags.ts";
import { createTask, findTask, updateTask } from "../../src/models/tasks.ts";
import type { TestDatabase } from "../support/database.ts";
import { clear, NOW, peopleDatabase, person } from "./people.ts";

let database: TestDatabase;
let ann: UserScope;
let bob: UserScope;

before(async () => {
  database = await peopleDatabase();
});
after(() => database.drop());
beforeEach(async () => {
  await clear(database);
  ann = (await person(database, "Ann")).scope;
  bob = (await person(database, "Bob")).scope;
});

async function tagged(scope: UserScope, ...tags: string[]): Promise<number> {
  const made = await createTask(scope, { title: "Task", tags }, null, NOW);
  assert.ok(made.outcome === "created");
  return made.task.id;
}

it("a tag is made when it is first used, and found in whatever case", async () => {
  await tagged(ann, "Bills", "café");
  await tagged(ann, "BILLS");
  assert.deepEqual(await listTags(ann), [
    { id: 1, name: "Bills" },
    { id: 2, name: "café" },
  ]);
  assert.equal((await findTag(ann, "CAFÉ"))?.id, 2);
  assert.equal(await findTag(ann, "bill"), null);
});

it("a tag is in nobody else's hands", async () => {
  await tagged(ann, "bills");
  assert.equal(await findTag(bob, "bills"), null);
  assert.deepEqual(await listTags(bob), []);
  assert.equal(await renameTag(bob, 1, "mine", NOW), null);
  assert.equal(await deleteTag(bob, 1, NOW), null);
  assert.equal((await findTag(ann, "bills"))?.id, 1);
});

it("a tag gets another name on every task, if no other tag has it", async () => {
  const id = await tagged(ann, "bills", "home");
  await tagged(bob, "rent");
  const renamed = await renameTag(ann, 1, "rent", NOW);
  assert.ok(renamed !== null && renamed !== "taken");
  assert.deepEqual((await findTask(ann, id))?.tags, ["home", "rent"]);
  assert.equal(await renameTag(ann, 1, "HOME", NOW), "taken");
  assert.ok((await renameTag(ann, 1, "Rent", NOW)) !== "taken");
  assert.equal(await renameTag(ann, 99, "x", NOW), null);
});

it("a tag comes off every task when it goes, and Undo puts it back on", async () => {
  const id = await tagged(ann, "bills", "home");
  const deleted = await deleteTag(ann, 1, NOW);
  assert.deepEqual((await findTask(ann, id))?.tags, ["home"]);
  assert.equal(await findTag(ann, "bills"), null);
  assert.equal(await deleteTag(ann, 1, NOW), null);
  await undoChange(ann, deleted?.changeId ?? 0, { force: false }, NOW);
  assert.deepEqual((await findTask(ann, id))?.tags, ["bills", "home"]);
});

it("a tag that is gone comes back also on the tasks that were saved meanwhile", async () => {
  const id = await tagged(ann, "bills", "home");
  const deleted = await deleteTag(ann, 1, NOW);
  const saved = await updateTask(ann, id, null, { title: "Other", tags: ["home"] }, NOW);
  assert.ok(saved.outcome === "updated");
  assert.equal(
    (await undoChange(ann, deleted?.changeId ?? 0, { force: false }, NOW)).outcome,
    "undone",
  );
  assert.deepEqual((await findTask(ann, id))?.tags, ["bills", "home"]);
});

it("other tags are another version of the task, also by many at once and by Undo", async () => {
  const id = await tagged(ann, "bills");
  const seen = (await findTask(ann, id))?.version ?? 0;
  const moment = { now: NOW, today: "2026-11-21" };
  const bulk = await changeTasks(ann, [id], { kind: "tag", name: "home" }, moment);
  // A form that was open all the while would take the tag off again.
  const stale = await updateTask(ann, id, seen, { tags: ["bills"] }, NOW);
  assert.equal(stale.outcome, "conflict");
  const shown = (await findTask(ann, id))?.version ?? 0;
  const undone = await undoChange(ann, bulk?.changeId ?? 0, { force: false }, NOW);
  assert.equal(undone.outcome, "undone");
  assert.deepEqual((await findTask(ann, id))?.tags, ["bills"]);
  const late = await updateTask(ann, id, shown, { tags: ["bills", "home"] }, NOW);
  assert.equal(late.outcome, "conflict");
  const untag = await changeTasks(ann, [id], { kind: "untag", name: "bills" }, moment);
  assert.equal(untag?.changed, 1);
  assert.notEqual((await findTask(ann, id))?.version, shown);
});
