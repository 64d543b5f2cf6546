/** The grid: every function of models/tasks.ts, on Ann's rows, with Bob's scope. */
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import type { UserScope } from "../../src/db/scope.ts";
import { createList, createSection } from "../../src/models/lists.ts";
import * as tasks from "../../src/models/tasks.ts";
import type { TestDatabase } from "../support/database.ts";
import { add, clear, later, MINUTE, NOW, peopleDatabase, person, rowsOf } from "./people.ts";

/** Ann's tasks by number: to do, done, in the trash, and one that a form with a key made. */
const IDS = [1, 2, 3, 4];
const KEY = "the key of Ann's form";

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
  await add(ann, "Ann's, to do", { description: "Ann's notes" });
  await add(ann, "Ann's, done", { completed: true });
  await add(ann, "Ann's, deleted");
  await tasks.deleteTask(ann, 3, NOW);
  await tasks.createTask(ann, { title: "Ann's, by form", description: "" }, KEY, NOW);
  await createList(ann, { name: "Ann's list", colour: "moss" }, NOW);
  await createSection(ann, 1, "Ann's section", NOW);
});

/** What each function does with Bob's scope; it must find nothing of Ann's. */
const GRID: Record<string, () => Promise<unknown>> = {
  async createTask() {
    const created = await tasks.createTask(bob, { title: "Bob's" }, KEY, NOW);
    assert.ok(created.outcome === "created");
    assert.deepEqual([created.task.userId, created.task.id], [bob.userId, 1]);
    await database.sql("delete from tasks where user_id = $1", [bob.userId]);
    const onto = [{ listId: 1 }, { listId: 1, sectionId: 1 }, { parentId: 1 }];
    for (const reference of onto) {
      const refused = await tasks.createTask(bob, { title: "Bob's", ...reference }, null, NOW);
      assert.deepEqual(refused, { outcome: "missing" });
    }
    return [created.task];
  },
  async createTasks() {
    const inputs = [{ title: "Bob's" }, { title: "On Ann's list", listId: 1 }];
    const refused = await tasks.createTasks(bob, inputs, KEY, NOW);
    assert.deepEqual(refused, { outcome: "missing" }, "and the first one is not added either");
    return refused;
  },
  findTask: () => each((id) => tasks.findTask(bob, id), null),
  findDeletedTask: () => each((id) => tasks.findDeletedTask(bob, id), null),
  listChecklist: () => each((id) => tasks.listChecklist(bob, id), []),
  async updateTask() {
    const at = later(MINUTE);
    const missing = { outcome: "missing" };
    const text = { title: "Bob's", description: "Bob's", tags: ["bobs"], listId: 1 };
    await each((id) => tasks.updateTask(bob, id, null, text, at), missing);
    await each((id) => tasks.updateTask(bob, id, 1, text, at), missing);
    return each((id) => tasks.updateTask(bob, id, 99, {}, at), missing);
  },
  async setCompletion() {
    const moment = { now: later(MINUTE), today: "2026-11-21" };
    await each((id) => tasks.setCompletion(bob, id, true, moment), null);
    return each((id) => tasks.setCompletion(bob, id, false, moment), null);
  },
  deleteTask: () => each((id) => tasks.deleteTask(bob, id, later(MINUTE)), null),
  restoreTask: () => each((id) => tasks.restoreTask(bob, id, later(MINUTE)), null),
};

/** Does it with each of Ann's numbers, and with one that nobody has: always the same answer. */
async function each(work: (id: number) => Promise<unknown>, expected: unknown): Promise<unknown> {
  const found: unknown[] = [];
  for (const id of [...IDS, 99]) {
    const result = await work(id);
    assert.deepEqual(result, expected, `number ${id}`);
    found.push(result);
  }
  return found;
}

describe("with Bob's scope", () => {
  for (const [name, work] of Object.entries(GRID)) {
    it(`${name} finds nothing of Ann's, and changes nothing`, async () => {
      const before = [
        await rowsOf(database, ann.userId),
        await rowsOf(database, ann.userId, "users"),
      ];
      const found = await work();
      assert.doesNotMatch(JSON.stringify(found ?? null), /Ann/);
      const now = [await rowsOf(database, ann.userId), await rowsOf(database, ann.userId, "users")];
      assert.deepEqual(now, before);
      assert.deepEqual(await rowsOf(database, bob.userId), []);
    });
  }

  it("every function there is has been tried", () => {
    const functions = Object.entries(tasks).filter(([, value]) => typeof value === "function");
    assert.deepEqual(functions.map(([name]) => name).sort(), Object.keys(GRID).sort());
  });
});

it("finds the same with Ann's scope, or the grid would prove nothing", async () => {
  for (const id of [1, 2, 4]) assert.equal((await tasks.findTask(ann, id))?.id, id);
  assert.equal((await tasks.findDeletedTask(ann, 3))?.id, 3);
  assert.equal((await tasks.restoreTask(ann, 3, NOW))?.task.id, 3);
  assert.equal((await tasks.updateTask(ann, 1, null, { title: "x" }, NOW)).outcome, "updated");
  const moment = { now: NOW, today: "2026-11-21" };
  assert.equal((await tasks.setCompletion(ann, 1, true, moment))?.task.id, 1);
  const again = await tasks.createTask(ann, { title: "again" }, KEY, NOW);
  assert.ok(again.outcome === "repeated");
  assert.equal(again.task.id, 4);
  const onto = { title: "on", listId: 1, sectionId: 1 };
  assert.equal((await tasks.createTask(ann, onto, null, NOW)).outcome, "created");
  const item = { title: "item", parentId: 1 };
  assert.equal((await tasks.createTasks(ann, [item], null, NOW)).outcome, "created");
  assert.equal((await tasks.listChecklist(ann, 1)).length, 1);
  for (const id of IDS) assert.equal((await tasks.deleteTask(ann, id, NOW))?.task.id, id);
});
