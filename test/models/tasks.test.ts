/** Tasks: numbered per user, changed one version at a time, and never lost. */
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import type { UserScope } from "../../src/db/scope.ts";
import type { Task } from "../../src/models/task_records.ts";
import {
  createTask,
  deleteTask,
  findDeletedTask,
  findTask,
  type NewTask,
  restoreTask,
  setCompletion,
  updateTask,
} from "../../src/models/tasks.ts";
import type { TestDatabase } from "../support/database.ts";
import { add, clear, later, MINUTE, NOW, peopleDatabase, person, rowsOf } from "./people.ts";

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

const TODAY = "2026-11-21";

const NOTHING_SAID = {
  dueOn: null,
  dueTime: null,
  startsOn: null,
  priority: 0,
  list: null,
  section: null,
  parentId: null,
  tags: [],
  checklist: { done: 0, total: 0 },
  repeat: null,
  repeatFinished: 0,
} as const;

/** Adds a task that refers to nothing that might be missing. */
async function make(scope: UserScope, input: NewTask, key: string | null) {
  const created = await createTask(scope, input, key, NOW);
  assert.ok(created.outcome !== "missing");
  return created;
}

async function idsOf(scope: UserScope): Promise<unknown[]> {
  return (await rowsOf(database, scope.userId)).map(({ id }) => id);
}

/** Bob's rows are the same after the work as before it. */
async function withoutBob(work: () => Promise<void>): Promise<void> {
  const before = await rowsOf(database, bob.userId);
  await work();
  assert.deepEqual(await rowsOf(database, bob.userId), before);
}

describe("adding", () => {
  it("gives the task as it is kept", async () => {
    const text = { title: "Pay rent 🙂", description: "to:\nthe landlord" };
    const { task, outcome, changeId } = await make(ann, text, null);
    assert.deepEqual(task, {
      ...text,
      ...NOTHING_SAID,
      userId: ann.userId,
      id: 1,
      position: "1",
      completedAt: null,
      deletedAt: null,
      version: 1,
      createdAt: NOW,
      updatedAt: NOW,
    });
    assert.deepEqual([outcome, changeId], ["created", 1]);
    assert.deepEqual(await findTask(ann, 1), task);
    const done = await add(ann, "Done already", { completed: true }, later(MINUTE));
    assert.deepEqual(done.completedAt, later(MINUTE));
  });

  it("counts 1, 2, 3 for everybody", async () => {
    for (const scope of [ann, ann, bob, ann, bob]) await add(scope, "a task");
    assert.deepEqual(await idsOf(ann), [1, 2, 3]);
    assert.deepEqual(await idsOf(bob), [1, 2]);
  });

  it("counts without a hole or a number twice when many come at once", async () => {
    const many = Array.from({ length: 30 }, (_, index) =>
      add(index % 3 === 0 ? bob : ann, `${index}`),
    );
    await Promise.all(many);
    assert.deepEqual(
      await idsOf(ann),
      Array.from({ length: 20 }, (_, index) => index + 1),
    );
    assert.deepEqual(
      await idsOf(bob),
      Array.from({ length: 10 }, (_, index) => index + 1),
    );
  });

  it("leaves no hole where it failed", async () => {
    await add(ann, "first");
    await assert.rejects(add(ann, ""), { code: "23514" });
    await assert.rejects(add(ann, "x".repeat(201)), { code: "23514" });
    await assert.rejects(add(ann, "a", { description: "x".repeat(10_001) }), { code: "23514" });
    assert.equal((await add(ann, "second")).id, 2);
  });

  it("never gives a number again", async () => {
    await add(ann, "first");
    await add(ann, "second");
    await deleteTask(ann, 2, NOW);
    assert.equal((await add(ann, "third")).id, 3);
  });
});

describe("a request that comes twice", () => {
  const text = { title: "Pay rent", description: "" };

  it("adds once and gives the same task, also when both come at once", async () => {
    const { task } = await make(ann, text, "key");
    const again = await createTask(ann, text, "key", later(MINUTE));
    assert.deepEqual(again, { outcome: "repeated", task, changeId: null });
    const at = () => make(ann, text, "another key");
    const results = await Promise.all([at(), at(), at(), at()]);
    assert.equal(results.filter(({ outcome }) => outcome === "created").length, 1);
    assert.deepEqual(new Set(results.map((result) => result.task.id)), new Set([2]));
    assert.equal((await add(ann, "next")).id, 3);
  });

  it("gives the task as it has become since", async () => {
    await createTask(ann, text, "key", NOW);
    await updateTask(ann, 1, 1, { title: "Rent is paid" }, later(MINUTE));
    const { task } = await make(ann, text, "key");
    assert.equal(task.title, "Rent is paid");
  });

  it("is another one for another person", async () => {
    const annsTask = await make(ann, text, "key");
    const bobsTask = await make(bob, { ...text, title: "Bob's" }, "key");
    assert.equal(bobsTask.outcome, "created");
    assert.equal(bobsTask.task.title, "Bob's");
    assert.deepEqual(await findTask(ann, 1), annsTask.task);
  });

  it("adds each time when it has no key", async () => {
    await createTask(ann, text, null, NOW);
    await createTask(ann, text, null, NOW);
    assert.deepEqual(await idsOf(ann), [1, 2]);
  });
});

describe("changing", () => {
  beforeEach(async () => {
    await add(ann, "Ann's", { description: "notes" });
    await add(ann, "Ann's other");
    await add(bob, "Bob's");
  });

  it("changes what is named, counts the version up, and touches nothing else", async () => {
    await withoutBob(async () => {
      const [, other] = await rowsOf(database, ann.userId);
      const result = await updateTask(ann, 1, 1, { title: "New" }, later(MINUTE));
      assert.ok(result.outcome === "updated");
      const { title, description, version, createdAt, updatedAt } = result.task;
      assert.deepEqual([title, description, version], ["New", "notes", 2]);
      assert.deepEqual([createdAt, updatedAt], [NOW, later(MINUTE)]);
      assert.deepEqual(await findTask(ann, 1), result.task);
      assert.deepEqual((await rowsOf(database, ann.userId))[1], other);
    });
  });

  it("is a conflict when somebody was first, and shows what is there now", async () => {
    await updateTask(ann, 1, 1, { title: "First" }, NOW);
    const result = await updateTask(ann, 1, 1, { title: "Second" }, NOW);
    assert.equal(result.outcome, "conflict");
    assert.deepEqual(result.outcome === "conflict" && result.task, await findTask(ann, 1));
    assert.equal((await findTask(ann, 1))?.title, "First");
    assert.equal((await updateTask(ann, 1, 99, { title: "x" }, NOW)).outcome, "conflict");
  });

  it("lets one of many win that saw the same version", async () => {
    const attempts = Array.from({ length: 8 }, (_, index) =>
      updateTask(ann, 1, 1, { title: `Version ${index}` }, NOW),
    );
    const results = await Promise.all(attempts);
    const winners = results.filter(({ outcome }) => outcome === "updated");
    assert.equal(winners.length, 1);
    assert.equal(results.filter(({ outcome }) => outcome === "conflict").length, 7);
    const [winner] = winners;
    assert.deepEqual(winner?.outcome === "updated" && winner.task, await findTask(ann, 1));
  });

  it("lets all of many through that name no version, one after another", async () => {
    const attempts = Array.from({ length: 8 }, (_, index) =>
      updateTask(ann, 1, null, index % 2 === 0 ? { title: "T" } : { description: "D" }, NOW),
    );
    for (const { outcome } of await Promise.all(attempts)) assert.equal(outcome, "updated");
    const task = await findTask(ann, 1);
    assert.deepEqual(
      [task?.title, task?.description, task?.version],
      ["T", "D", 3],
      "what is so already is no other version",
    );
  });

  it("finds nothing to change in what is not there, or in the trash", async () => {
    await deleteTask(ann, 2, NOW);
    const before = await rowsOf(database, ann.userId);
    for (const id of [2, 3, 99, 2_147_483_647]) {
      assert.deepEqual(await updateTask(ann, id, null, { title: "x" }, NOW), {
        outcome: "missing",
      });
    }
    assert.deepEqual(await rowsOf(database, ann.userId), before);
  });
});

describe("completing", () => {
  const stamp = (task: Task | null) => [task?.completedAt, task?.version];
  const tick = async (scope: UserScope, id: number, done: boolean, now: Date) =>
    (await setCompletion(scope, id, done, { now, today: TODAY }))?.task ?? null;

  it("sets the state that is wanted, and is the same when done again", async () => {
    await add(ann, "Ann's");
    await add(bob, "Bob's");
    await withoutBob(async () => {
      assert.deepEqual(stamp(await tick(ann, 1, true, later(MINUTE))), [later(MINUTE), 2]);
      assert.deepEqual(stamp(await tick(ann, 1, true, later(9))), [later(MINUTE), 2]);
      assert.deepEqual(stamp(await tick(ann, 1, false, NOW)), [null, 3]);
      assert.deepEqual(stamp(await tick(ann, 1, false, NOW)), [null, 3]);
    });
  });

  it("keeps the first moment when many complete at once", async () => {
    await add(ann, "Ann's");
    const results = await Promise.all(
      Array.from({ length: 6 }, (_, index) => tick(ann, 1, true, later(index * MINUTE))),
    );
    const kept = (await findTask(ann, 1))?.completedAt;
    for (const task of results) assert.deepEqual(task?.completedAt, kept);
  });

  it("goes along with a change of the text at the same time, and loses neither", async () => {
    await add(ann, "Ann's");
    await Promise.all([
      tick(ann, 1, true, NOW),
      updateTask(ann, 1, null, { title: "New" }, NOW),
      updateTask(ann, 1, null, { description: "notes" }, NOW),
    ]);
    const task = await findTask(ann, 1);
    assert.deepEqual([task?.title, task?.description, task?.completedAt], ["New", "notes", NOW]);
  });

  it("finds nothing in what is not there, or in the trash", async () => {
    await add(ann, "Ann's");
    await deleteTask(ann, 1, NOW);
    for (const id of [1, 2, 99]) assert.equal(await tick(ann, id, true, NOW), null);
  });
});

describe("deleting", () => {
  it("puts a task where restoring finds it, with everything that was in it", async () => {
    const task = await add(ann, "Ann's", { description: "notes", completed: true });
    await add(bob, "Bob's");
    await withoutBob(async () => {
      const gone = (await deleteTask(ann, 1, later(MINUTE)))?.task;
      assert.deepEqual(gone?.deletedAt, later(MINUTE));
      assert.equal(await findTask(ann, 1), null);
      assert.deepEqual(await findDeletedTask(ann, 1), gone);
      const back = (await restoreTask(ann, 1, later(2 * MINUTE)))?.task;
      assert.deepEqual(back, { ...task, version: 3, updatedAt: later(2 * MINUTE) });
      assert.deepEqual(await findTask(ann, 1), back);
      assert.equal(await findDeletedTask(ann, 1), null);
    });
  });

  it("deletes once, also when it comes twice at once", async () => {
    await add(ann, "Ann's");
    const results = await Promise.all([1, 2, 3].map(() => deleteTask(ann, 1, NOW)));
    assert.equal(results.filter((task) => task !== null).length, 1);
    assert.equal(await deleteTask(ann, 1, NOW), null);
    assert.equal(await deleteTask(ann, 2, NOW), null);
  });

  it("is undone once, also when that comes twice, and leaves what is not deleted alone", async () => {
    await add(ann, "Ann's");
    await deleteTask(ann, 1, NOW);
    const results = await Promise.all([1, 2, 3].map(() => restoreTask(ann, 1, NOW)));
    for (const result of results) assert.equal(result?.task.deletedAt, null);
    const restored = await findTask(ann, 1);
    assert.equal(restored?.version, 3);
    const again = await restoreTask(ann, 1, later(MINUTE));
    assert.deepEqual(again, { task: restored, changeId: null });
    assert.equal(await restoreTask(ann, 2, NOW), null);
  });
});

describe("the database itself", () => {
  const set = (change: string) =>
    database.sql(`update tasks set ${change} where user_id = $1 and id = 1`, [ann.userId]);

  it("refuses what no task can be", async () => {
    await add(ann, "Ann's");
    await add(ann, "another");
    await add(bob, "Bob's");
    for (const change of [
      "title = ''",
      "title = repeat('🙂', 201)",
      "description = repeat('🙂', 10001)",
      "version = 0",
      "id = 0",
      "id = -1",
    ]) {
      await assert.rejects(set(change), { code: "23514" }, change);
    }
    await assert.rejects(set("title = null"), { code: "23502" });
    await assert.rejects(set("user_id = null"), { code: "23502" });
    await assert.rejects(set("id = 2"), { code: "23505" });
    await set("title = repeat('🙂', 200), description = repeat('🙂', 10000)");
  });

  it("refuses a task of nobody, and one in the place of another person's", async () => {
    await add(ann, "Ann's");
    await add(bob, "Bob's");
    await assert.rejects(set("user_id = gen_random_uuid()"), { code: "23503" });
    await assert.rejects(set(`user_id = '${bob.userId}'`), { code: "23505" });
  });

  it("refuses a request key twice for one person", async () => {
    await createTask(ann, { title: "a", description: "" }, "key", NOW);
    await createTask(bob, { title: "b", description: "" }, "key", NOW);
    await add(ann, "another");
    const second = "update tasks set request_key = 'key' where user_id = $1 and id = 2";
    await assert.rejects(database.sql(second, [ann.userId]), { code: "23505" });
  });
});
