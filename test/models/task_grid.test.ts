/** The grid: every function of models/tasks.ts, on Ann's rows, with Bob's scope. */
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import type { UserScope } from "../../src/db/scope.ts";
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
});

/** What each function does with Bob's scope; it must find nothing of Ann's. */
const GRID: Record<string, () => Promise<unknown>> = {
  async createTask() {
    const text = { title: "Bob's", description: "" };
    const { task, repeated } = await tasks.createTask(bob, text, KEY, NOW);
    assert.deepEqual([task.userId, task.id, repeated], [bob.userId, 1, false]);
    await database.sql("delete from tasks where user_id = $1", [bob.userId]);
    return [task];
  },
  listTasks: () =>
    eachList(async (options) => {
      assert.deepEqual(await tasks.listTasks(bob, options), { tasks: [], next: null });
    }),
  listSummaries: () =>
    eachList(async (options) => {
      const counts = { pending: 0, completed: 0 };
      const empty = { tasks: [], next: null, counts };
      assert.deepEqual(await tasks.listSummaries(bob, options), empty);
    }),
  async countTasks() {
    const counts = await tasks.countTasks(bob);
    assert.deepEqual(counts, { pending: 0, completed: 0 });
    return counts;
  },
  async listCompletedSince() {
    const found = await tasks.listCompletedSince(bob, new Date(0));
    assert.deepEqual(found, []);
    return found;
  },
  findTask: () => each((id) => tasks.findTask(bob, id), null),
  findDeletedTask: () => each((id) => tasks.findDeletedTask(bob, id), null),
  async updateTask() {
    const at = later(MINUTE);
    const missing = { outcome: "missing" };
    const text = { title: "Bob's", description: "Bob's", completed: true };
    await each((id) => tasks.updateTask(bob, id, null, text, at), missing);
    await each((id) => tasks.updateTask(bob, id, 1, text, at), missing);
    return each((id) => tasks.updateTask(bob, id, 99, {}, at), missing);
  },
  async setCompletion() {
    await each((id) => tasks.setCompletion(bob, id, true, later(MINUTE)), null);
    return each((id) => tasks.setCompletion(bob, id, false, later(MINUTE)), null);
  },
  deleteTask: () => each((id) => tasks.deleteTask(bob, id, later(MINUTE)), null),
  restoreTask: () => each((id) => tasks.restoreTask(bob, id, later(MINUTE)), null),
};

/** Does it with every list, from its beginning and from where Ann's rows are. */
async function eachList(work: (options: tasks.TaskListOptions) => Promise<void>): Promise<void> {
  for (const status of ["all", "pending", "completed"] as const) {
    const completedAt = status === "completed" ? "2027-01-01 00:00:00Z" : null;
    for (const cursor of [null, { id: 2_147_483_647, completedAt }, { id: 4, completedAt }]) {
      await work({ status, limit: 200, cursor });
    }
  }
}

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
  const page = await tasks.listTasks(ann, { status: "all", limit: 200, cursor: null });
  assert.deepEqual(
    page.tasks.map(({ id }) => id),
    [4, 2, 1],
  );
  const { counts } = await tasks.listSummaries(ann, { status: "all", limit: 1, cursor: null });
  assert.deepEqual([counts.pending, counts.completed], [2, 1]);
  assert.deepEqual(await tasks.countTasks(ann), { pending: 2, completed: 1 });
  assert.equal((await tasks.listCompletedSince(ann, new Date(0))).length, 1);
  for (const id of [1, 2, 4]) assert.equal((await tasks.findTask(ann, id))?.id, id);
  assert.equal((await tasks.findDeletedTask(ann, 3))?.id, 3);
  assert.equal((await tasks.restoreTask(ann, 3, NOW))?.id, 3);
  assert.equal((await tasks.updateTask(ann, 1, null, { title: "x" }, NOW)).outcome, "updated");
  assert.equal((await tasks.setCompletion(ann, 1, true, NOW))?.id, 1);
  const again = await tasks.createTask(ann, { title: "again", description: "" }, KEY, NOW);
  assert.deepEqual([again.task.id, again.repeated], [4, true]);
  for (const id of IDS) assert.equal((await tasks.deleteTask(ann, id, NOW))?.id, id);
});
