/** A request that comes twice is done once, whatever it changes, and gets what the first one got. */
import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { Database } from "../../src/db/connection.ts";
import type { Requested } from "../../src/db/journal.ts";
import type { Saved } from "../../src/db/saved.ts";
import type { UserScope } from "../../src/db/scope.ts";
import { changeTasks } from "../../src/models/bulk.ts";
import { listChanges, undoChange } from "../../src/models/changes.ts";
import { createList, deleteList, listLists, updateList } from "../../src/models/lists.ts";
import { moveRow } from "../../src/models/positions.ts";
import { revertQuickAdd } from "../../src/models/revert_quick_add.ts";
import { createSection, deleteSection, updateSection } from "../../src/models/sections.ts";
import { deleteTag, renameTag } from "../../src/models/tags.ts";
import { NOTHING_SET } from "../../src/models/task_fields.ts";
import {
  createTask,
  createTasks,
  deleteTask,
  findTask,
  restoreTask,
  setCompletion,
  updateTask,
} from "../../src/models/tasks.ts";
import { purgeTrash } from "../../src/models/trash.ts";
import {
  add,
  ann,
  bob,
  contentsOf,
  DAY,
  database,
  elsewhere,
  later,
  MINUTE,
  refused,
  saved,
  undone,
  usePeople,
} from "./people.ts";

usePeople();

/** Everybody has the tasks 1 to 4 with one title, of which 4 is deleted; list 1 with section 1; and tag 1. */
beforeEach(async () => {
  for (const scope of [ann, bob]) {
    for (const tags of [[], [], ["bills"], []]) await add(scope, "Buy milk", { tags });
    saved(await createList(scope, { name: "Home", colour: "moss" }));
    saved(await createSection(scope, { listId: 1, name: "Kitchen" }));
    saved(await deleteTask(scope, 4));
  }
});

function under(key: string): Requested {
  return { requestKey: { key, lifetime: 7 * DAY } };
}

async function count(scope: UserScope): Promise<number> {
  return (await listChanges(scope, { before: null, limit: 100 })).entries.length;
}

async function isDone(id: number): Promise<boolean> {
  return (await findTask(ann, id))?.completedAt != null;
}

const TEXT = { ...NOTHING_SET, title: "Buy milk tomorrow" };

/** Each kind of change that a request can ask for. */
const CHANGES: Record<string, (scope: UserScope, requested: Requested) => Promise<Saved<unknown>>> =
  {
    "a task": (scope, requested) => createTask(scope, { title: "Buy bread" }, requested),
    "an item of a checklist": (scope, requested) =>
      createTask(scope, { title: "Oat", parentId: 2 }, requested),
    "a task with a list and a tag": (scope, requested) =>
      createTask(scope, { title: "Sow", listName: "Garden", tags: ["new"] }, requested),
    "many lines": (scope, requested) =>
      createTasks(scope, [{ title: "One" }, { title: "Two" }], requested),
    "an edit": (scope, requested) => updateTask(scope, 2, { title: "Buy oat milk" }, requested),
    "an edit that completes": (scope, requested) =>
      updateTask(scope, 2, { title: "Bought", completed: true }, requested),
    completing: (scope, requested) => setCompletion(scope, 2, { done: true, ...requested }),
    deleting: (scope, requested) => deleteTask(scope, 2, requested),
    restoring: (scope, requested) => restoreTask(scope, 4, requested),
    moving: (scope, requested) => moveRow(scope, "tasks", 3, { move: "up", ...requested }),
    "reverting quick add": (scope, requested) => revertQuickAdd(scope, 3, TEXT, requested),
    "completing many": (scope, requested) =>
      changeTasks(scope, [1, 2], { kind: "complete" }, requested),
    "moving many": (scope, requested) => changeTasks(scope, [2, 3], { kind: "up" }, requested),
    "tagging many": (scope, requested) =>
      changeTasks(scope, [1, 2], { kind: "tag", name: "shop" }, requested),
    "deleting many": (scope, requested) =>
      changeTasks(scope, [1, 2], { kind: "delete" }, requested),
    "a list": (scope, requested) => createList(scope, { name: "Work", colour: "sea" }, requested),
    "renaming a list": (scope, requested) => updateList(scope, 1, { name: "House" }, requested),
    "archiving a list": (scope, requested) => updateList(scope, 1, { archived: true }, requested),
    "deleting a list": (scope, requested) => deleteList(scope, 1, requested),
    "a section": (scope, requested) => createSection(scope, { listId: 1, name: "Bath" }, requested),
    "renaming a section": (scope, requested) =>
      updateSection(scope, 1, { name: "Hall" }, requested),
    "deleting a section": (scope, requested) => deleteSection(scope, 1, requested),
    "renaming a tag": (scope, requested) => renameTag(scope, 1, { name: "rent", ...requested }),
    "deleting a tag": (scope, requested) => deleteTag(scope, 1, requested),
    "an undo": (scope, requested) => undoChange(scope, 2, { force: false, ...requested }),
  };

describe("two tasks with one title", () => {
  it("are not mistaken for each other: the Undo of a repeated request is its own", async () => {
    const complete = (id: number, key: string) =>
      setCompletion(ann, id, { done: true, ...under(key) });
    const first = saved(await complete(2, "A"));
    const other = saved(await complete(1, "B"));
    const again = saved(await complete(2, "A"));
    assert.deepEqual(again, { ...first, isRepeat: true });
    assert.notEqual(again.changeId, other.changeId);
    await undone(ann, again.changeId);
    assert.deepEqual([await isDone(2), await isDone(1)], [false, true]);
  });

  it("nor by the others' changes with the same words", async () => {
    for (const [name, change] of Object.entries({
      bulk: (ids: number[], key: string) => changeTasks(ann, ids, { kind: "complete" }, under(key)),
      deletion: ([id = 0]: number[], key: string) => deleteTask(ann, id, under(key)),
    })) {
      const first = saved<unknown>(await change([2], `${name} A`));
      saved<unknown>(await change([1], `${name} B`));
      const again = saved<unknown>(await change([2], `${name} A`));
      assert.deepEqual(again, { ...first, isRepeat: true }, name);
      await undone(ann, again.changeId);
      assert.equal(await isDone(2), false, name);
    }
  });
});

describe("under one key", () => {
  for (const [name, change] of Object.entries(CHANGES)) {
    it(`${name} is done once, and its Undo undoes it`, async () => {
      const before = await contentsOf(ann);
      const first = saved(await change(ann, under("key")));
      assert.ok(first.changeId);
      assert.equal(first.isRepeat, false);
      const done = await contentsOf(ann);
      assert.notDeepEqual(done, before);
      const entries = await count(ann);
      const again = await change(ann.at(later(MINUTE)), under("key"));
      assert.deepEqual(again, { ...first, isRepeat: true });
      assert.deepEqual(await contentsOf(ann), done);
      assert.equal(await count(ann), entries);
      await undone(ann, first.changeId);
      assert.deepEqual(await contentsOf(ann), before);
    });
  }

  it("a move by one place moves one place, and under another key one more", async () => {
    const order = async () => {
      const rows = await database.sql<{ id: number }>(
        "select id from tasks where user_id = $1 and id <= 3 order by position, id",
        [ann.userId],
      );
      return rows.map(({ id }) => id);
    };
    const up = (key: string) => moveRow(ann, "tasks", 3, { move: "up", ...under(key) });
    for (const _ of [1, 2]) saved(await up("A"));
    assert.deepEqual(await order(), [1, 3, 2]);
    saved(await up("B"));
    assert.deepEqual(await order(), [3, 1, 2]);
  });

  it("two processes at the same moment make one change, and both get it", async () => {
    const other = new Database(database.connection, { poolMax: 4, prepare: false });
    try {
      const here = database.database;
      const scopes = [here, other, here, other].map((at) => elsewhere(ann, at));
      for (const [name, change] of Object.entries(CHANGES)) {
        const entries = await count(ann);
        const results = await Promise.all(scopes.map((scope) => change(scope, under(name))));
        const [first, ...others] = results.map((result) => saved(result));
        const repeats = [first, ...others].filter((result) => result?.isRepeat);
        assert.equal(repeats.length, scopes.length - 1, name);
        for (const other of others) {
          assert.deepEqual({ ...other, isRepeat: false }, { ...first, isRepeat: false }, name);
        }
        // The undoing of an entry stands in that entry.
        if (name !== "an undo") assert.equal(await count(ann), entries + 1, name);
        await undone(ann, first?.changeId ?? null);
      }
    } finally {
      await other.close();
    }
  });

  it("is each user's own", async () => {
    for (const [name, change] of Object.entries(CHANGES)) {
      const anns = saved(await change(ann, under(name)));
      const bobs = saved(await change(bob, under(name)));
      assert.equal(bobs.isRepeat, false, name);
      for (const [scope, { changeId }] of [
        [ann, anns],
        [bob, bobs],
      ] as const) {
        await undone(scope, changeId);
      }
    }
  });
});

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
    assert.deepEqual(refused(await update()), ["row missing"]);
  });

  it("a new item whose task is gone, and with it the item", async () => {
    const { value, changeId } = saved(await createTask(ann, { title: "Pack" }));
    const create = () => createTask(ann, { title: "Socks", parentId: value.id }, under("key"));
    saved(await create());
    await undo(changeId);
    assert.deepEqual(refused(await create()), ["row missing"]);
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
