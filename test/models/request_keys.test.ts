/** A request that comes twice is done once, whatever it changes, and gets what the first one got. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Database } from "../../src/db/connection.ts";
import type { Requested } from "../../src/db/journal.ts";
import type { Saved } from "../../src/db/saved.ts";
import type { UserScope } from "../../src/db/scope.ts";
import { changeTasks } from "../../src/models/bulk.ts";
import { listChanges, undoChange } from "../../src/models/changes.ts";
import { createList, deleteList, updateList } from "../../src/models/lists.ts";
import { moveRow } from "../../src/models/positions.ts";
import { revertQuickAdd } from "../../src/models/revert_quick_add.ts";
import { createSearch, deleteSearch, updateSearch } from "../../src/models/searches.ts";
import { createSection, deleteSection, updateSection } from "../../src/models/sections.ts";
import { deleteTag, renameTag } from "../../src/models/tags.ts";
import { NOTHING_SET } from "../../src/models/task_fields.ts";
import {
  createTask,
  createTasks,
  deleteTask,
  restoreTask,
  setCompletion,
  updateTask,
} from "../../src/models/tasks.ts";
import {
  ann,
  bob,
  contentsOf,
  database,
  elsewhere,
  later,
  MINUTE,
  saved,
  undone,
} from "./people.ts";
import { isDone, under, usePeopleWithRows } from "./request_key_fixture.ts";

usePeopleWithRows();

async function count(scope: UserScope): Promise<number> {
  return (await listChanges(scope, { before: null, limit: 100 })).entries.length;
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
    // Of a task as its line has made it: before the others change it.
    "reverting quick add": (scope, requested) => revertQuickAdd(scope, 3, TEXT, requested),
    moving: (scope, requested) => moveRow(scope, "tasks", 3, { move: "up", ...requested }),
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
    "a search": (scope, requested) =>
      createSearch(scope, { name: "Late", query: "due<today" }, requested),
    "changing a search": (scope, requested) => updateSearch(scope, 1, { query: "#x" }, requested),
    "moving a search": (scope, requested) =>
      moveRow(scope, "searches", 1, { move: "down", ...requested }),
    "deleting a search": (scope, requested) => deleteSearch(scope, 1, requested),
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
    const other = new Database(database.connection, { poolMax: 4 });
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
