/** When the key of a request is free again, and when its row is gone: what the next request gets. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { UserScope } from "../../src/db/scope.ts";
import { undoChange } from "../../src/models/changes.ts";
import { createList, listLists, updateList } from "../../src/models/lists.ts";
import { createSection, deleteSection } from "../../src/models/sections.ts";
import {
  createTask,
  deleteTask,
  findTask,
  restoreTask,
  setCompletion,
  updateTask,
} from "../../src/models/tasks.ts";
import { purgeTrash } from "../../src/models/trash.ts";
import { ann, DAY, later, refused, saved, undone } from "./people.ts";
import { isDone, under, usePeopleWithRows } from "./request_key_fixture.ts";

usePeopleWithRows();

describe("a key is free again", () => {
  const create = (scope: UserScope) =>
    createList(scope, { name: "Work", colour: "sea" }, under("key"));

  it("once its change has been undone, and stays with the second when the first is redone", async () => {
    const complete = () => setCompletion(ann, 2, { done: true, ...under("key") });
    const first = saved(await complete());
    const undo = await undone(ann, first.changeId);
    assert.equal(await isDone(2), false);
    const second = saved(await complete());
    assert.deepEqual([second.isRepeat, await isDone(2)], [false, true]);
    assert.notEqual(second.changeId, first.changeId);
    await undone(ann, undo, { force: true });
    const third = saved(await complete());
    assert.deepEqual([third.isRepeat, third.changeId], [true, second.changeId]);
  });

  it("for another undo, once what an undo has undone is done again", async () => {
    const { changeId = 0 } = saved(await setCompletion(ann, 2, { done: true }));
    const undo = () => undoChange(ann, changeId ?? 0, { force: false, ...under("key") });
    const first = saved(await undo());
    assert.deepEqual(saved(await undo()), { ...first, isRepeat: true });
    await undone(ann, first.changeId);
    assert.equal(await isDone(2), true);
    const second = saved(await undo());
    assert.deepEqual([second.isRepeat, await isDone(2)], [false, false]);
  });

  it("when it is older than its lifetime, and not a moment before", async () => {
    const first = saved(await create(ann));
    const last = saved(await create(ann.at(later(7 * DAY - 1))));
    assert.deepEqual(last, { ...first, isRepeat: true });
    assert.deepEqual(refused(await create(ann.at(later(7 * DAY)))), ["name taken"]);
    saved(await updateList(ann, first.value.id, { name: "Old work" }));
    const anew = saved(await create(ann.at(later(7 * DAY))));
    assert.equal(anew.isRepeat, false);
    assert.deepEqual(
      (await listLists(ann)).map(({ name }) => name),
      ["Home", "Old work", "Work"],
    );
  });

  it("after a refusal: it may be asked again", async () => {
    const other = saved(await createList(ann, { name: "work", colour: "sky" })).value;
    assert.deepEqual(refused(await create(ann)), ["name taken"]);
    saved(await updateList(ann, other.id, { name: "Other work" }));
    assert.equal(saved(await create(ann)).isRepeat, false);
  });

  it("after a request that had nothing to change", async () => {
    const complete = () => setCompletion(ann, 2, { done: true, ...under("key") });
    saved(await setCompletion(ann, 2, { done: true }));
    const idle = saved(await complete());
    assert.deepEqual([idle.changeId, idle.isRepeat], [null, false]);
    saved(await setCompletion(ann, 2, { done: false }));
    const done = saved(await complete());
    assert.ok(done.changeId && !done.isRepeat);
    assert.equal(await isDone(2), true);
  });
});

describe("a repeated request whose row is gone for good", () => {
  const undo = (changeId: number | null) => undone(ann, changeId, { force: true });

  it("is refused like any other that finds nothing: a change of a task", async () => {
    const { value, changeId } = saved(await createTask(ann, { title: "Sow" }));
    const update = () => updateTask(ann, value.id, { title: "Sow beans" }, under("key"));
    saved(await update());
    await undo(changeId);
    assert.equal(await purgeTrash(ann, null), 2);
    assert.deepEqual(refused(await update()), ["row missing"]);
  });

  it("a new item whose task is gone, and with it the item", async () => {
    const { value, changeId } = saved(await createTask(ann, { title: "Pack" }));
    const create = () => createTask(ann, { title: "Socks", parentId: value.id }, under("key"));
    saved(await create());
    await undo(changeId);
    assert.equal(await purgeTrash(ann, null), 2);
    assert.deepEqual(refused(await create()), ["parent_id missing"]);
  });

  it("a list and a section", async () => {
    const list = saved(await createList(ann, { name: "Trip", colour: "sea" }));
    const section = saved(await createSection(ann, { listId: list.value.id, name: "Day 1" }));
    const rename = () => updateList(ann, list.value.id, { name: "Trip 2" }, under("list"));
    const remove = () => deleteSection(ann, section.value.id, under("section"));
    saved(await rename());
    saved(await remove());
    await undo(section.changeId);
    await undo(list.changeId);
    assert.deepEqual(refused(await rename()), ["row missing"]);
    assert.deepEqual(refused(await remove()), ["row missing"]);
  });

  it("one that was purged: its entry is gone too, so that it is another request", async () => {
    const remove = () => deleteTask(ann, 1, under("key"));
    saved(await remove());
    assert.equal(await purgeTrash(ann, 1), 1);
    assert.deepEqual(refused(await remove()), ["row missing"]);
  });

  it("one that was restored since is not deleted a second time", async () => {
    const remove = () => deleteTask(ann, 1, under("key"));
    const first = saved(await remove());
    saved(await restoreTask(ann, 1));
    const again = saved(await remove());
    assert.deepEqual([again.isRepeat, again.changeId], [true, first.changeId]);
    assert.ok(await findTask(ann, 1));
  });
});
