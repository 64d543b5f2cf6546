/** Every change can be taken back whole: the journal and its undoing. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { OWNED_TABLES } from "../../src/db/owned_tables.ts";
import { UserScope } from "../../src/db/scope.ts";
import { listChanges, undoChange } from "../../src/models/changes.ts";
import { createList, createSection, deleteList, updateList } from "../../src/models/lists.ts";
import {
  createTask,
  deleteTask,
  findTask,
  setCompletion,
  updateTask,
} from "../../src/models/tasks.ts";
import { createUser } from "../../src/models/users.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";

let database: TestDatabase;
let ann: UserScope;
let bob: UserScope;
const now = new Date("2026-11-20T10:00:00Z");
const moment = { now, today: "2026-11-20" };

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
  return new UserScope(database.database, user.id);
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
  const result = await createTask(scope, { title, ...more }, null, now);
  assert.equal(result.outcome, "created");
  assert.ok("task" in result);
  return result;
}

describe("undo", () => {
  test("adding, changing, completing and deleting are each taken back, and done again", async () => {
    const scope = await person("dora");
    const { task } = await added(scope, "Pay rent", { tags: ["home", "Bills"], priority: 3 });
    assert.deepEqual(task.tags, ["Bills", "home"]);
    const steps = [
      () => updateTask(scope, task.id, null, { title: "Pay the rent", tags: ["home"] }, now),
      () => setCompletion(scope, task.id, true, moment),
      () => deleteTask(scope, task.id, now),
    ];
    for (const step of steps) {
      const before = await rowsOf(scope);
      const result = await step();
      assert.ok(result && "changeId" in result && result.changeId !== null);
      const done = await rowsOf(scope);
      assert.notEqual(done, before);
      const undone = await undoChange(scope, result.changeId, { force: false }, now);
      assert.ok(undone.outcome === "undone");
      assert.equal(await rowsOf(scope), before);
      const redone = await undoChange(scope, undone.changeId, { force: false }, now);
      assert.equal(redone.outcome, "undone");
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
    const result = await setCompletion(scope, task.id, true, moment);
    assert.equal(result?.next?.dueOn, "2026-02-28");
    assert.equal(result?.next?.dueTime, "17:00");
    assert.deepEqual(result?.next?.tags, ["studio"]);
    assert.equal(result?.task.repeat, null);
    const again = await setCompletion(scope, task.id, true, moment);
    assert.equal(again?.next, null, "posted twice, one next");
    const third = await setCompletion(scope, result?.next?.id ?? 0, true, moment);
    assert.equal(third?.next?.dueOn, "2026-03-31", "never reckoned from the clamped date");
    for (const changeId of [third?.changeId, result?.changeId]) {
      const undone = await undoChange(scope, changeId ?? 0, { force: false }, now);
      assert.equal(undone.outcome, "undone");
    }
    assert.equal(await rowsOf(scope), before);
  });

  test("a deleted list comes back with its tasks", async () => {
    const made = await createList(ann, { name: "Home", colour: "moss" }, now);
    assert.ok(made.outcome === "saved");
    const section = await createSection(ann, made.value.id, "The flat", now);
    const { task } = await added(ann, "Hang the mirror", {
      listId: made.value.id,
      sectionId: section?.section.id,
    });
    assert.equal(task.section?.name, "The flat");
    const deleted = await deleteList(ann, made.value.id, now);
    assert.equal(await findTask(ann, task.id), null);
    const undone = await undoChange(ann, deleted?.changeId ?? 0, { force: false }, now);
    assert.equal(undone.outcome, "undone");
    assert.equal((await findTask(ann, task.id))?.list?.name, "Home");
  });

  test("what has changed since is told, and nothing is done", async () => {
    const { task, changeId } = await added(ann, "Water the fig");
    const first = await updateTask(ann, task.id, null, { title: "Water both figs" }, now);
    await updateTask(ann, task.id, null, { title: "Water three figs" }, now);
    assert.ok(first.outcome === "updated" && first.changeId && changeId);
    const conflict = await undoChange(ann, first.changeId, { force: false }, now);
    assert.ok(conflict.outcome === "conflict");
    assert.deepEqual(conflict.rows, [{ table: "tasks", id: task.id, name: "Water three figs" }]);
    assert.equal((await findTask(ann, task.id))?.title, "Water three figs");
    const forced = await undoChange(ann, first.changeId, { force: true }, now);
    assert.equal(forced.outcome, "undone");
    assert.equal((await findTask(ann, task.id))?.title, "Water the fig");
    assert.equal((await undoChange(ann, first.changeId, { force: true }, now)).outcome, "already");
  });

  test("a task does not come back to a list that was deleted since, unless it is the Inbox", async () => {
    const scope = await person("gus");
    const made = await createList(scope, { name: "Trip", colour: "clay" }, now);
    assert.ok(made.outcome === "saved");
    const { task } = await added(scope, "Book seats", { listId: made.value.id });
    const deleted = await deleteTask(scope, task.id, now);
    await deleteList(scope, made.value.id, now);
    const conflict = await undoChange(scope, deleted?.changeId ?? 0, { force: false }, now);
    assert.ok(conflict.outcome === "conflict");
    assert.deepEqual(conflict.rows, [{ table: "lists", id: made.value.id, name: "Trip" }]);
    assert.equal(await findTask(scope, task.id), null);
    const forced = await undoChange(scope, deleted?.changeId ?? 0, { force: true }, now);
    assert.equal(forced.outcome, "undone");
    assert.equal((await findTask(scope, task.id))?.list, null);
  });

  test("a name that is taken by now stands in the way, also by force, and nothing is lost", async () => {
    const scope = await person("hal");
    const made = await createList(scope, { name: "Trip", colour: "clay" }, now);
    assert.ok(made.outcome === "saved");
    const deleted = await deleteList(scope, made.value.id, now);
    const other = await createList(scope, { name: "TRIP", colour: "sea" }, now);
    assert.ok(other.outcome === "saved");
    const before = await rowsOf(scope);
    for (const force of [false, true]) {
      const result = await undoChange(scope, deleted?.changeId ?? 0, { force }, now);
      assert.ok(result.outcome === "conflict");
      assert.deepEqual(result.rows, [{ table: "lists", id: other.value.id, name: "TRIP" }]);
      assert.equal(await rowsOf(scope), before);
    }
  });

  test("what was made and has been filled since is not taken away with what is in it", async () => {
    const scope = await person("ida");
    const made = await createList(scope, { name: "Trip", colour: "clay" }, now);
    assert.ok(made.outcome === "saved" && made.changeId);
    const { task } = await added(scope, "Book seats", { listId: made.value.id });
    const before = await rowsOf(scope);
    const conflict = await undoChange(scope, made.changeId, { force: false }, now);
    assert.equal(conflict.outcome, "conflict");
    assert.equal(await rowsOf(scope), before);
    const forced = await undoChange(scope, made.changeId, { force: true }, now);
    assert.ok(forced.outcome === "undone");
    assert.equal((await findTask(scope, task.id))?.list, null);
    await undoChange(scope, forced.changeId, { force: false }, now);
    assert.equal(await rowsOf(scope), before);
  });

  test("the history tells each thing once, and taking back a redo takes back the thing", async () => {
    const scope = await person("jan");
    const { changeId } = await added(scope, "Once");
    const undone = await undoChange(scope, changeId ?? 0, { force: false }, now);
    assert.ok(undone.outcome === "undone");
    const redone = await undoChange(scope, undone.changeId, { force: false }, now);
    assert.ok(redone.outcome === "undone");
    const again = await undoChange(scope, redone.changeId, { force: false }, now);
    assert.ok(again.outcome === "undone");
    assert.equal(
      (await undoChange(scope, changeId ?? 0, { force: false }, now)).outcome,
      "already",
    );
    const { entries } = await listChanges(scope, { before: null, limit: 50 });
    assert.deepEqual(
      entries.map(({ id, label, undoneBy }) => ({ id, label, undoneBy })),
      [{ id: changeId, label: "Added", undoneBy: again.changeId }],
    );
  });

  test("what is as it was before already is taken back too, and done again from there", async () => {
    const scope = await person("kim");
    const { task } = await added(scope, "Water the fig");
    const first = await updateTask(scope, task.id, null, { title: "Water both figs" }, now);
    await updateTask(scope, task.id, null, { title: "Water the fig" }, now);
    assert.ok(first.outcome === "updated" && first.changeId);
    const forced = await undoChange(scope, first.changeId, { force: true }, now);
    assert.ok(forced.outcome === "undone");
    const again = await undoChange(scope, first.changeId, { force: false }, now);
    assert.ok(again.outcome === "already");
    assert.equal(again.entry.undoneBy, forced.changeId);
    const redone = await undoChange(scope, forced.changeId, { force: false }, now);
    assert.equal(redone.outcome, "undone");
  });

  test("nobody undoes somebody else's", async () => {
    const { task, changeId } = await added(ann, "Ann's own");
    assert.ok(changeId);
    assert.equal((await undoChange(bob, changeId, { force: true }, now)).outcome, "missing");
    assert.equal((await findTask(ann, task.id))?.title, "Ann's own");
    assert.deepEqual((await listChanges(bob, { before: null, limit: 50 })).entries, []);
    const theirs = await createList(ann, { name: "Secret", colour: "sea" }, now);
    assert.ok(theirs.outcome === "saved");
    const planted = await createTask(bob, { title: "x", listId: theirs.value.id }, null, now);
    assert.equal(planted.outcome, "missing");
    assert.equal(
      (await updateList(bob, theirs.value.id, { name: "Mine" }, now)).outcome,
      "missing",
    );
  });
});
