/** Tags: one for each name and user. */
import assert from "node:assert/strict";
import { it } from "node:test";
import type { UserScope } from "../../src/db/scope.ts";
import { changeTasks } from "../../src/models/bulk.ts";
import { deleteTag, findTag, listTags, renameTag } from "../../src/models/tags.ts";
import { createTask, findTask, updateTask } from "../../src/models/tasks.ts";
import { ann, bob, refused, saved, undone, usePeople } from "./people.ts";

usePeople();

async function tagged(scope: UserScope, ...tags: string[]): Promise<number> {
  return saved(await createTask(scope, { title: "Task", tags })).value.id;
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
  assert.deepEqual(refused(await renameTag(bob, 1, { name: "mine" })), ["row missing"]);
  assert.deepEqual(refused(await deleteTag(bob, 1)), ["row missing"]);
  assert.equal((await findTag(ann, "bills"))?.id, 1);
});

it("a tag gets another name on every task, if no other tag has it", async () => {
  const id = await tagged(ann, "bills", "home");
  await tagged(bob, "rent");
  const renamed = saved(await renameTag(ann, 1, { name: "rent" }));
  assert.deepEqual(renamed.value, { id: 1, name: "rent" });
  assert.deepEqual((await findTask(ann, id))?.tags, ["home", "rent"]);
  assert.deepEqual(refused(await renameTag(ann, 1, { name: "HOME" })), ["name taken"]);
  assert.equal(saved(await renameTag(ann, 1, { name: "Rent" })).value.name, "Rent");
  assert.equal(saved(await renameTag(ann, 1, { name: "Rent" })).changeId, null);
  assert.deepEqual(refused(await renameTag(ann, 99, { name: "x" })), ["row missing"]);
});

it("a tag comes off every task when it goes, and Undo puts it back on", async () => {
  const id = await tagged(ann, "bills", "home");
  const deleted = saved(await deleteTag(ann, 1));
  assert.deepEqual((await findTask(ann, id))?.tags, ["home"]);
  assert.equal(await findTag(ann, "bills"), null);
  assert.deepEqual(refused(await deleteTag(ann, 1)), ["row missing"]);
  await undone(ann, deleted.changeId);
  assert.deepEqual((await findTask(ann, id))?.tags, ["bills", "home"]);
});

it("a tag that is gone comes back also on the tasks that were saved meanwhile", async () => {
  const id = await tagged(ann, "bills", "home");
  const deleted = saved(await deleteTag(ann, 1));
  saved(await updateTask(ann, id, { title: "Other", tags: ["home"] }));
  await undone(ann, deleted.changeId);
  assert.deepEqual((await findTask(ann, id))?.tags, ["bills", "home"]);
});

it("other tags are another version of the task, also by many at once and by Undo", async () => {
  const id = await tagged(ann, "bills");
  const seen = (await findTask(ann, id))?.version ?? 0;
  const bulk = saved(await changeTasks(ann, [id], { kind: "tag", name: "home" }));
  // A form that was open all the while would take the tag off again.
  const stale = await updateTask(ann, id, { tags: ["bills"] }, { version: seen });
  assert.deepEqual(refused(stale), ["version stale"]);
  const shown = (await findTask(ann, id))?.version ?? 0;
  await undone(ann, bulk.changeId);
  assert.deepEqual((await findTask(ann, id))?.tags, ["bills"]);
  const late = await updateTask(ann, id, { tags: ["bills", "home"] }, { version: shown });
  assert.deepEqual(refused(late), ["version stale"]);
  const untag = saved(await changeTasks(ann, [id], { kind: "untag", name: "bills" }));
  assert.equal(untag.value.changed, 1);
  assert.notEqual((await findTask(ann, id))?.version, shown);
});
