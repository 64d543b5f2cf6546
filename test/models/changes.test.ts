/** Every change can be undone whole: the journal and its undoing. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { OWNED_TABLES } from "../../src/db/owned_tables.ts";
import { UserScope } from "../../src/db/scope.ts";
import { listChanges, undoChange } from "../../src/models/changes.ts";
import { createList, deleteList, updateList } from "../../src/models/lists.ts";
import { createSection } from "../../src/models/sections.ts";
import {
  createTask,
  deleteTask,
  findTask,
  setCompletion,
  updateTask,
} from "../../src/models/tasks.ts";
import { purgeTrash } from "../../src/models/trash.ts";
import { createUser } from "../../src/models/users.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { refused, saved } from "./people.ts";

let database: TestDatabase;
let ann: UserScope;
let bob: UserScope;
const now = new Date("2026-11-20T10:00:00Z");

before(async () => {
  database = await createTestDatabase();
  ann = await person("ann");
  bob = await person("bob");
});
after(() => database.drop());

async function person(name: string): Promise<UserScope> {
  const password = { hash: "x", scheme: 2 };
  const user = await createUser(
    database.database,
    { name, email: `${name}-${randomUUID()}@example.org`, password },
    now,
  );
  assert.ok(user);
  return new UserScope(database.database, user, { clock: () => now });
}

/** All of a person's rows in what they say: the journal and what goes on when rows go back left out. */
async function rowsOf(scope: UserScope): Promise<string> {
  const tables = Object.keys(OWNED_TABLES).filter((table) => table !== "changes");
  const parts = tables.map(
    (table) =>
      `select '${table}' as t, (to_jsonb(x) - 'version' - 'updated_at')::text as r from ${table} x where user_id = $1`,
  );
  const rows = await database.sql(`${parts.join(" union all ")} order by 1, 2`, [scope.userId]);
  return JSON.stringify(rows);
}

async function added(scope: UserScope, title: string, more = {}) {
  const { value: task, changeId } = saved(await createTask(scope, { title, ...more }));
  assert.ok(changeId);
  return { task, changeId };
}

/** Undoes an entry, which must be possible. @returns the entry that does it. */
async function undone(scope: UserScope, id: number | null, { force = false } = {}) {
  const { value, changeId } = saved(await undoChange(scope, id ?? 0, { force }));
  assert.equal(value.already, null);
  assert.ok(changeId);
  return changeId;
}

/** The rows that stand in the way of undoing an entry, and why. */
async function conflict(scope: UserScope, id: number | null, { force = false } = {}) {
  const outcome = await undoChange(scope, id ?? 0, { force });
  assert.ok(!outcome.ok && outcome.problems.length === 1);
  const [{ field, code, rows }] = outcome.problems;
  assert.equal(field, null);
  return { code, rows };
}

describe("undo", () => {
  test("adding, changing, completing and deleting are each undone, and done again", async () => {
    const scope = await person("dora");
    const { task } = await added(scope, "Pay rent", { tags: ["home", "Bills"], priority: 3 });
    assert.deepEqual(task.tags, ["Bills", "home"]);
    const steps = [
      () => updateTask(scope, task.id, { title: "Pay the rent", tags: ["home"] }),
      () => setCompletion(scope, task.id, { done: true }),
      () => deleteTask(scope, task.id),
    ];
    for (const step of steps) {
      const before = await rowsOf(scope);
      const { changeId } = saved<unknown>(await step());
      assert.notEqual(changeId, null);
      const done = await rowsOf(scope);
      assert.notEqual(done, before);
      const undo = await undone(scope, changeId);
      assert.equal(await rowsOf(scope), before);
      await undone(scope, undo);
      assert.equal(await rowsOf(scope), done);
    }
  });

  test("a repeating task: the finished one and the next are put back exactly", async () => {
    const scope = await person("eve");
    const { task } = await added(scope, "Close the books", {
      dueOn: "2026-01-31",
      dueTime: "17:00",
      tags: ["studio"],
      repeat: {
        rule: { unit: "month", every: 1, on: { kind: "day", day: 31 }, ends: { kind: "never" } },
        mode: "rule",
        anchor: "2026-01-31",
      },
    });
    const before = await rowsOf(scope);
    const first = saved(await setCompletion(scope, task.id, { done: true }));
    const { next } = first.value;
    assert.equal(next?.dueOn, "2026-02-28");
    assert.equal(next?.dueTime, "17:00");
    assert.deepEqual(next?.tags, ["studio"]);
    assert.equal(first.value.task.repeat, null);
    const again = saved(await setCompletion(scope, task.id, { done: true }));
    assert.deepEqual([again.value.next, again.changeId], [null, null], "posted twice, one next");
    const third = saved(await setCompletion(scope, next?.id ?? 0, { done: true }));
    assert.equal(third.value.next?.dueOn, "2026-03-31", "never computed from the clamped date");
    for (const { changeId } of [third, first]) await undone(scope, changeId);
    assert.equal(await rowsOf(scope), before);
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

  test("what has changed since is named, and nothing is done", async () => {
    const { task } = await added(ann, "Water the fig");
    const first = saved(await updateTask(ann, task.id, { title: "Water both figs" }));
    await updateTask(ann, task.id, { title: "Water three figs" });
    assert.ok(first.changeId);
    assert.deepEqual(await conflict(ann, first.changeId), {
      code: "changed",
      rows: [{ table: "tasks", id: task.id, name: "Water three figs" }],
    });
    assert.equal((await findTask(ann, task.id))?.title, "Water three figs");
    const undo = await undone(ann, first.changeId, { force: true });
    assert.equal((await findTask(ann, task.id))?.title, "Water the fig");
    const again = saved(await undoChange(ann, first.changeId, { force: true }));
    assert.deepEqual([again.value.already, again.changeId], [undo, null]);
  });

  test("a task does not come back to a list that was deleted since, unless it is the Inbox", async () => {
    const scope = await person("gus");
    const list = saved(await createList(scope, { name: "Trip", colour: "clay" })).value;
    const { task } = await added(scope, "Book seats", { listId: list.id });
    const { changeId } = saved(await deleteTask(scope, task.id));
    saved(await deleteList(scope, list.id));
    assert.deepEqual(await conflict(scope, changeId), {
      code: "changed",
      rows: [{ table: "lists", id: list.id, name: "Trip" }],
    });
    assert.equal(await findTask(scope, task.id), null);
    await undone(scope, changeId, { force: true });
    assert.equal((await findTask(scope, task.id))?.list, null);
  });

  test("a name that is taken by now stands in the way, also by force, and nothing is lost", async () => {
    const scope = await person("hal");
    const list = saved(await createList(scope, { name: "Trip", colour: "clay" })).value;
    const { changeId } = saved(await deleteList(scope, list.id));
    const other = saved(await createList(scope, { name: "TRIP", colour: "sea" })).value;
    const before = await rowsOf(scope);
    for (const force of [false, true]) {
      assert.deepEqual(await conflict(scope, changeId, { force }), {
        code: "blocked",
        rows: [{ table: "lists", id: other.id, name: "TRIP" }],
      });
      assert.equal(await rowsOf(scope), before);
    }
  });

  test("what was created and has been filled since does not go with what is in it", async () => {
    const scope = await person("ida");
    const list = saved(await createList(scope, { name: "Trip", colour: "clay" }));
    const { task } = await added(scope, "Book seats", { listId: list.value.id });
    const before = await rowsOf(scope);
    assert.equal((await conflict(scope, list.changeId)).code, "changed");
    assert.equal(await rowsOf(scope), before);
    const undo = await undone(scope, list.changeId, { force: true });
    assert.equal((await findTask(scope, task.id))?.list, null);
    await undone(scope, undo);
    assert.equal(await rowsOf(scope), before);
  });

  test("the history shows each thing once, and undoing a redo undoes the thing", async () => {
    const scope = await person("jan");
    const { task, changeId } = await added(scope, "Once");
    const undo = await undone(scope, changeId);
    const redo = await undone(scope, undo);
    const again = await undone(scope, redo);
    const late = saved(await undoChange(scope, changeId, { force: false }));
    assert.deepEqual([late.value.already, late.changeId], [again, null]);
    const { entries } = await listChanges(scope, { before: null, limit: 50 });
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
    const scope = await person("kim");
    const { task } = await added(scope, "Water the fig");
    const first = saved(await updateTask(scope, task.id, { title: "Water both figs" }));
    await updateTask(scope, task.id, { title: "Water the fig" });
    assert.ok(first.changeId);
    const undo = await undone(scope, first.changeId, { force: true });
    const again = saved(await undoChange(scope, first.changeId, { force: false }));
    assert.equal(again.value.already, undo);
    await undone(scope, undo);
  });

  test("no checklist gets into a checklist: the task of the item is an item by now", async () => {
    const scope = await person("lea");
    const [pack, trip] = [await added(scope, "Pack"), await added(scope, "Trip")];
    const socks = await added(scope, "Socks", { parentId: pack.task.id });
    const { changeId } = saved(await deleteTask(scope, socks.task.id));
    saved(await updateTask(scope, pack.task.id, { parentId: trip.task.id }));
    assert.deepEqual(await conflict(scope, changeId), {
      code: "changed",
      rows: [{ table: "tasks", id: pack.task.id, name: "Pack" }],
    });
    const before = await rowsOf(scope);
    const undo = await undone(scope, changeId, { force: true });
    assert.equal((await findTask(scope, socks.task.id))?.parentId, null);
    await undone(scope, undo);
    assert.equal(await rowsOf(scope), before);
  });

  test("no checklist gets into a checklist: the item has one of its own by now", async () => {
    const scope = await person("max");
    const [pack, trip] = [await added(scope, "Pack"), await added(scope, "Trip")];
    saved(await updateTask(scope, pack.task.id, { parentId: trip.task.id }));
    const { changeId } = saved(await updateTask(scope, pack.task.id, { parentId: null }));
    await added(scope, "Socks", { parentId: pack.task.id });
    assert.deepEqual(await conflict(scope, changeId), {
      code: "changed",
      rows: [{ table: "tasks", id: pack.task.id, name: "Pack" }],
    });
    await undone(scope, changeId, { force: true });
    assert.equal((await findTask(scope, pack.task.id))?.parentId, null);
  });

  test("an item that went with its task comes back on its checklist", async () => {
    const scope = await person("ned");
    const pack = await added(scope, "Pack");
    await added(scope, "Socks", { parentId: pack.task.id });
    const before = await rowsOf(scope);
    const undo = await undone(scope, pack.changeId, { force: true });
    await undone(scope, undo);
    assert.equal(await rowsOf(scope), before);
  });

  test("a purged task is in no entry, also in those that changed no row", async () => {
    const scope = await person("ola");
    const { task } = await added(scope, "Water the fig");
    const first = saved(await updateTask(scope, task.id, { title: "Meet the doctor" }));
    await updateTask(scope, task.id, { title: "Water the fig" });
    await undone(scope, await undone(scope, first.changeId, { force: true }));
    saved(await deleteTask(scope, task.id));
    const other = await added(scope, "Other");
    assert.equal(await purgeTrash(scope, task.id), 1);
    const left = await database.sql<{ id: number }>("select id from changes where user_id = $1", [
      scope.userId,
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
