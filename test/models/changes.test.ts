/** Every change can be undone whole: the journal and its undoing. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { UserScope } from "../../src/db/scope.ts";
import { listChanges, undoChange } from "../../src/models/changes.ts";
import { createList, deleteList, updateList } from "../../src/models/lists.ts";
import { createSection } from "../../src/models/sections.ts";
import {
  createTask,
  deleteTask,
  findDeletedTask,
  findTask,
  setCompletion,
  updateTask,
} from "../../src/models/tasks.ts";
import { purgeTrash } from "../../src/models/trash.ts";
import { ann, bob, contentsOf, database, refused, saved, undone, usePeople } from "./people.ts";

usePeople();

async function added(scope: UserScope, title: string, more = {}) {
  const { value: task, changeId } = saved(await createTask(scope, { title, ...more }));
  assert.ok(changeId);
  return { task, changeId };
}

/** The rows that stand in the way of undoing an entry, and why. */
async function conflict(scope: UserScope, id: number | null, { force = false } = {}) {
  const outcome = await undoChange(scope, id ?? 0, { force });
  assert.ok(!outcome.ok && outcome.problems.length === 1);
  const [{ field, code, rows }] = outcome.problems;
  assert.equal(field, null);
  return { code, rows };
}

/** What has changed since in the first of them. */
async function changedRow(scope: UserScope, id: number) {
  const outcome = await undoChange(scope, id, { force: false });
  return outcome.ok ? undefined : outcome.problems[0].changes?.[0];
}

describe("undo", () => {
  test("adding, changing, completing and deleting are each undone, and done again", async () => {
    const { task } = await added(ann, "Pay rent", { tags: ["home", "Bills"], priority: 3 });
    assert.deepEqual(task.tags, ["Bills", "home"]);
    const steps = [
      () => updateTask(ann, task.id, { title: "Pay the rent", tags: ["home"] }),
      () => setCompletion(ann, task.id, { done: true }),
      () => deleteTask(ann, task.id),
    ];
    for (const step of steps) {
      const before = await contentsOf(ann);
      const { changeId } = saved<unknown>(await step());
      assert.notEqual(changeId, null);
      const done = await contentsOf(ann);
      assert.notDeepEqual(done, before);
      const undo = await undone(ann, changeId);
      assert.deepEqual(await contentsOf(ann), before);
      await undone(ann, undo);
      assert.deepEqual(await contentsOf(ann), done);
    }
  });

  test("a repeating task: the finished one and the next are put back exactly", async () => {
    const { task } = await added(ann, "Close the books", {
      dueOn: "2026-01-31",
      dueTime: "17:00",
      tags: ["studio"],
      repeat: {
        rule: { unit: "month", every: 1, on: { kind: "day", day: 31 }, ends: { kind: "never" } },
        mode: "rule",
        anchor: "2026-01-31",
      },
    });
    const before = await contentsOf(ann);
    const first = saved(await setCompletion(ann, task.id, { done: true }));
    const next = await findTask(ann, first.value.next?.id ?? 0);
    assert.deepEqual([first.value.next?.dueOn, next?.dueOn], ["2026-02-28", "2026-02-28"]);
    assert.equal(next?.dueTime, "17:00");
    assert.deepEqual(next?.tags, ["studio"]);
    assert.equal(first.value.task.repeat, null);
    const again = saved(await setCompletion(ann, task.id, { done: true }));
    assert.deepEqual([again.value.next, again.changeId], [null, null], "posted twice, one next");
    const third = saved(await setCompletion(ann, next?.id ?? 0, { done: true }));
    assert.equal(third.value.next?.dueOn, "2026-03-31", "never computed from the clamped date");
    for (const { changeId } of [third, first]) await undone(ann, changeId);
    assert.deepEqual(await contentsOf(ann), before);
  });

  test("a deleted list comes back with its tasks", async () => {
    const list = saved(await createList(ann, { name: "Home", colour: "moss" })).value;
    const section = saved(await createSection(ann, { listId: list.id, name: "The flat" })).value;
    const { task } = await added(ann, "Hang the mirror", {
      listId: list.id,
      sectionId: section.id,
    });
    assert.equal(task.section?.name, "The flat");
    const deleted = saved(await deleteList(ann, list.id));
    assert.equal(await findTask(ann, task.id), null);
    await undone(ann, deleted.changeId);
    assert.equal((await findTask(ann, task.id))?.list?.name, "Home");
  });

  test("what has changed in an added task is named, with its texts but for the notes", async () => {
    const { task, changeId } = await added(ann, "Water the fig");
    await updateTask(ann, task.id, { dueOn: "2036-02-29", description: "Not much." });
    const changed = await changedRow(ann, changeId);
    assert.deepEqual(changed?.columns.toSorted(), ["description", "due_on"]);
    assert.deepEqual([changed?.left.due_on, changed?.now.due_on], [null, "2036-02-29"]);
    assert.ok(!("description" in (changed?.now ?? {})));
  });

  test("what has changed since is named, and nothing is done", async () => {
    const { task } = await added(ann, "Water the fig");
    const first = saved(await updateTask(ann, task.id, { title: "Water both figs" }));
    await updateTask(ann, task.id, { title: "Water three figs" });
    assert.ok(first.changeId);
    assert.deepEqual(await conflict(ann, first.changeId), {
      code: "changed",
      rows: [{ table: "tasks", id: task.id, name: "Water three figs" }],
    });
    const changed = await changedRow(ann, first.changeId);
    assert.deepEqual(changed?.columns, ["title"]);
    assert.deepEqual(
      [changed?.left.title, changed?.now.title],
      ["Water both figs", "Water three figs"],
    );
    assert.equal((await findTask(ann, task.id))?.title, "Water three figs");
    const undo = await undone(ann, first.changeId, { force: true });
    assert.equal((await findTask(ann, task.id))?.title, "Water the fig");
    const again = saved(await undoChange(ann, first.changeId, { force: true }));
    assert.deepEqual([again.value.already, again.changeId], [undo, null]);
  });

  test("a task does not come back to a list that was deleted since, unless it is the Inbox", async () => {
    const list = saved(await createList(ann, { name: "Trip", colour: "clay" })).value;
    const { task } = await added(ann, "Book seats", { listId: list.id });
    const { changeId } = saved(await deleteTask(ann, task.id));
    saved(await deleteList(ann, list.id));
    assert.deepEqual(await conflict(ann, changeId), {
      code: "changed",
      rows: [{ table: "lists", id: list.id, name: "Trip" }],
    });
    assert.equal(await findTask(ann, task.id), null);
    await undone(ann, changeId, { force: true });
    assert.equal((await findTask(ann, task.id))?.list, null);
  });

  test("a name that is taken by now stands in the way, also by force, and nothing is lost", async () => {
    const list = saved(await createList(ann, { name: "Trip", colour: "clay" })).value;
    const { changeId } = saved(await deleteList(ann, list.id));
    const other = saved(await createList(ann, { name: "TRIP", colour: "sea" })).value;
    const before = await contentsOf(ann);
    for (const force of [false, true]) {
      assert.deepEqual(await conflict(ann, changeId, { force }), {
        code: "blocked",
        rows: [{ table: "lists", id: other.id, name: "TRIP" }],
      });
      assert.deepEqual(await contentsOf(ann), before);
    }
  });

  test("what was created and has been filled since does not go with what is in it", async () => {
    const list = saved(await createList(ann, { name: "Trip", colour: "clay" }));
    const { task } = await added(ann, "Book seats", { listId: list.value.id });
    const before = await contentsOf(ann);
    assert.equal((await conflict(ann, list.changeId)).code, "changed");
    assert.deepEqual(await contentsOf(ann), before);
    const undo = await undone(ann, list.changeId, { force: true });
    assert.equal((await findTask(ann, task.id))?.list, null);
    await undone(ann, undo);
    assert.deepEqual(await contentsOf(ann), before);
  });

  test("the history shows each thing once, and undoing a redo undoes the thing", async () => {
    const { task, changeId } = await added(ann, "Once");
    const undo = await undone(ann, changeId);
    const redo = await undone(ann, undo);
    const again = await undone(ann, redo);
    const late = saved(await undoChange(ann, changeId, { force: false }));
    assert.deepEqual([late.value.already, late.changeId], [again, null]);
    const { entries } = await listChanges(ann, { before: null, limit: 50 });
    assert.deepEqual(
      entries.map(({ id, kind, params, undoneBy }) => ({ id, kind, params, undoneBy })),
      [
        {
          id: changeId,
          kind: "task.added",
          params: { id: task.id, title: "Once" },
          undoneBy: again,
        },
      ],
    );
  });

  test("what is as it was before already is undone too, and done again from there", async () => {
    const { task } = await added(ann, "Water the fig");
    const first = saved(await updateTask(ann, task.id, { title: "Water both figs" }));
    await updateTask(ann, task.id, { title: "Water the fig" });
    assert.ok(first.changeId);
    const undo = await undone(ann, first.changeId, { force: true });
    const again = saved(await undoChange(ann, first.changeId, { force: false }));
    assert.equal(again.value.already, undo);
    await undone(ann, undo);
  });

  test("no checklist gets into a checklist: the task of the item is an item by now", async () => {
    const [pack, trip] = [await added(ann, "Pack"), await added(ann, "Trip")];
    const socks = await added(ann, "Socks", { parentId: pack.task.id });
    const { changeId } = saved(await deleteTask(ann, socks.task.id));
    saved(await updateTask(ann, pack.task.id, { parentId: trip.task.id }));
    assert.deepEqual(await conflict(ann, changeId), {
      code: "changed",
      rows: [{ table: "tasks", id: pack.task.id, name: "Pack" }],
    });
    const before = await contentsOf(ann);
    const undo = await undone(ann, changeId, { force: true });
    assert.equal((await findTask(ann, socks.task.id))?.parentId, null);
    await undone(ann, undo);
    assert.deepEqual(await contentsOf(ann), before);
  });

  test("no checklist gets into a checklist: the item has one of its own by now", async () => {
    const [pack, trip] = [await added(ann, "Pack"), await added(ann, "Trip")];
    saved(await updateTask(ann, pack.task.id, { parentId: trip.task.id }));
    const { changeId } = saved(await updateTask(ann, pack.task.id, { parentId: null }));
    await added(ann, "Socks", { parentId: pack.task.id });
    assert.deepEqual(await conflict(ann, changeId), {
      code: "changed",
      rows: [{ table: "tasks", id: pack.task.id, name: "Pack" }],
    });
    await undone(ann, changeId, { force: true });
    assert.equal((await findTask(ann, pack.task.id))?.parentId, null);
  });

  test("an item that went with its task comes back on its checklist", async () => {
    const pack = await added(ann, "Pack");
    await added(ann, "Socks", { parentId: pack.task.id });
    const before = await contentsOf(ann);
    const undo = await undone(ann, pack.changeId, { force: true });
    await undone(ann, undo);
    assert.deepEqual(await contentsOf(ann), before);
  });

  test("a purged task is in no entry, also in those that changed no row", async () => {
    const { task } = await added(ann, "Water the fig");
    const first = saved(await updateTask(ann, task.id, { title: "Meet the doctor" }));
    await updateTask(ann, task.id, { title: "Water the fig" });
    await undone(ann, await undone(ann, first.changeId, { force: true }));
    saved(await deleteTask(ann, task.id));
    const other = await added(ann, "Other");
    assert.equal(await purgeTrash(ann, task.id), 1);
    const left = await database.sql<{ id: number }>("select id from changes where user_id = $1", [
      ann.userId,
    ]);
    assert.deepEqual(
      left.map(({ id }) => id),
      [other.changeId],
    );
  });

  test("nobody undoes somebody else's", async () => {
    const { task, changeId } = await added(ann, "Ann's own");
    assert.deepEqual(refused(await undoChange(bob, changeId, { force: true })), ["row missing"]);
    assert.equal((await findTask(ann, task.id))?.title, "Ann's own");
    assert.deepEqual((await listChanges(bob, { before: null, limit: 50 })).entries, []);
    const theirs = saved(await createList(ann, { name: "Secret", colour: "sea" })).value;
    const planted = await createTask(bob, { title: "x", listId: theirs.id });
    assert.deepEqual(refused(planted), ["list_id missing"]);
    assert.deepEqual(refused(await updateList(bob, theirs.id, { name: "Mine" })), ["row missing"]);
  });
});

test("a task that was changed since it was added goes to the trash by force, and not for good", async () => {
  const { value, changeId } = saved(await createTask(ann, { title: "Sow" }));
  saved(await createTask(ann, { title: "Item", parentId: value.id }));
  saved(await updateTask(ann, value.id, { description: "Typed since" }));
  const before = await contentsOf(ann);
  const bobs = await contentsOf(bob);
  const undo = await undone(ann, changeId, { force: true });
  assert.equal((await findDeletedTask(ann, value.id))?.description, "Typed since");
  await undone(ann, undo);
  assert.deepEqual(await contentsOf(ann), before);
  assert.deepEqual(await contentsOf(bob), bobs);
});
