/** Tasks: numbered per user, changed one version at a time, and never lost. */
import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import type { RequestKey } from "../../src/db/journal.ts";
import type { UserScope } from "../../src/db/scope.ts";
import { NOTHING_SET } from "../../src/models/task_fields.ts";
import type { NewTask } from "../../src/models/task_mutations.ts";
import type { Task } from "../../src/models/task_records.ts";
import {
  createTask,
  deleteTask,
  findDeletedTask,
  findTask,
  restoreTask,
  setCompletion,
  updateTask,
} from "../../src/models/tasks.ts";
import {
  add,
  ann,
  bob,
  DAY,
  database,
  later,
  MINUTE,
  NOW,
  refused,
  rowsOf,
  saved,
  usePeople,
} from "./people.ts";

usePeople();

const { listId: _, sectionId: __, ...UNSET } = NOTHING_SET;
const NOTHING_SAID = {
  ...UNSET,
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
  const requestKey = key === null ? null : keyOf(key);
  return saved(await createTask(scope, input, { requestKey }));
}

function keyOf(key: string): RequestKey {
  return { key, lifetime: DAY };
}

async function idsOf(scope: UserScope): Promise<unknown[]> {
  return (await rowsOf(scope)).map(({ id }) => id);
}

/** Bob's rows are the same after the work as before it. */
async function withoutBob(work: () => Promise<void>): Promise<void> {
  const before = await rowsOf(bob);
  await work();
  assert.deepEqual(await rowsOf(bob), before);
}

describe("adding", () => {
  it("gives the task as it is kept", async () => {
    const text = { title: "Pay rent 🙂", description: "to:\nthe landlord" };
    const { value: task, isRepeat, changeId } = await make(ann, text, null);
    assert.deepEqual(task, {
      ...NOTHING_SAID,
      ...text,
      userId: ann.userId,
      id: 1,
      position: "1",
      completedAt: null,
      deletedAt: null,
      version: 1,
      createdAt: NOW,
      updatedAt: NOW,
    });
    assert.deepEqual([isRepeat, changeId], [false, 1]);
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
    await deleteTask(ann, 2);
    assert.equal((await add(ann, "third")).id, 3);
  });
});

describe("a request that comes twice", () => {
  const text = { title: "Pay rent", description: "" };

  it("adds once and gives the same task, also when both come at once", async () => {
    const { value, changeId } = await make(ann, text, "key");
    const again = await make(ann.at(later(MINUTE)), text, "key");
    assert.deepEqual(again, { ok: true, value, changeId, isRepeat: true });
    const at = () => make(ann, text, "another key");
    const results = await Promise.all([at(), at(), at(), at()]);
    assert.equal(results.filter(({ isRepeat }) => !isRepeat).length, 1);
    assert.deepEqual(new Set(results.map(({ value: task }) => task.id)), new Set([2]));
    assert.deepEqual(new Set(results.map((result) => result.changeId)), new Set([2]));
    assert.equal((await add(ann, "next")).id, 3);
  });

  it("gives the task as it has become since", async () => {
    await make(ann, text, "key");
    await updateTask(ann.at(later(MINUTE)), 1, { title: "Rent is paid" }, { version: 1 });
    const { value: task } = await make(ann, text, "key");
    assert.equal(task.title, "Rent is paid");
  });

  it("is another one for another person", async () => {
    const annsTask = await make(ann, text, "key");
    const bobsTask = await make(bob, { ...text, title: "Bob's" }, "key");
    assert.equal(bobsTask.isRepeat, false);
    assert.equal(bobsTask.value.title, "Bob's");
    assert.deepEqual(await findTask(ann, 1), annsTask.value);
  });

  it("adds each time when it has no key", async () => {
    await createTask(ann, text);
    await createTask(ann, text, { requestKey: null });
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
      const [, other] = await rowsOf(ann);
      const { task } = saved(
        await updateTask(ann.at(later(MINUTE)), 1, { title: "New" }, { version: 1 }),
      ).value;
      const { title, description, version, createdAt, updatedAt } = task;
      assert.deepEqual([title, description, version], ["New", "notes", 2]);
      assert.deepEqual([createdAt, updatedAt], [NOW, later(MINUTE)]);
      assert.deepEqual(await findTask(ann, 1), task);
      assert.deepEqual((await rowsOf(ann))[1], other);
    });
  });

  it("is refused as stale when somebody was first, and changes nothing", async () => {
    saved(await updateTask(ann, 1, { title: "First" }, { version: 1 }));
    const first = await findTask(ann, 1);
    const second = await updateTask(ann, 1, { title: "Second" }, { version: 1 });
    assert.deepEqual(refused(second), ["version stale"]);
    assert.equal(first?.title, "First");
    assert.deepEqual(await findTask(ann, 1), first);
    assert.deepEqual(refused(await updateTask(ann, 1, { title: "x" }, { version: 99 })), [
      "version stale",
    ]);
  });

  it("holds the whole task against what its reader saw, under the lock", async () => {
    const seen: unknown[] = [];
    const matches = (task: Task) => seen.push(task) > 0 && task.title === "Ann's";
    const before = await findTask(ann, 1);
    saved(await updateTask(ann, 1, { title: "First" }, { matches }));
    assert.deepEqual(seen, [before]);
    const first = await findTask(ann, 1);
    for (const attempt of [
      () => updateTask(ann, 1, { title: "Second" }, { matches }),
      () => setCompletion(ann, 1, { done: true, matches }),
      () => deleteTask(ann, 1, { matches }),
      // What the reader saw counts before the version that the change names.
      () => updateTask(ann, 1, { title: "Second" }, { matches, version: 99 }),
    ]) {
      assert.deepEqual(refused(await attempt()), ["row stale"]);
    }
    assert.deepEqual(await findTask(ann, 1), first);
    assert.deepEqual(refused(await setCompletion(ann, 1, { done: true, version: 1 })), [
      "version stale",
    ]);
    assert.deepEqual(refused(await deleteTask(ann, 1, { version: 1 })), ["version stale"]);
  });

  it("lets one of many win that saw the same version", async () => {
    const attempts = Array.from({ length: 8 }, (_, index) =>
      updateTask(ann, 1, { title: `Version ${index}` }, { version: 1 }),
    );
    const results = await Promise.all(attempts);
    const winners = results.filter(({ ok }) => ok);
    assert.equal(winners.length, 1);
    const losers = results.filter(({ ok }) => !ok);
    assert.deepEqual(losers.map(refused), Array(7).fill(["version stale"]));
    const [winner] = winners;
    assert.deepEqual(winner && saved(winner).value.task, await findTask(ann, 1));
  });

  it("lets all of many through that name no version, one after another", async () => {
    const attempts = Array.from({ length: 8 }, (_, index) =>
      updateTask(ann, 1, index % 2 === 0 ? { title: "T" } : { description: "D" }),
    );
    for (const outcome of await Promise.all(attempts)) saved(outcome);
    const task = await findTask(ann, 1);
    assert.deepEqual(
      [task?.title, task?.description, task?.version],
      ["T", "D", 3],
      "what is so already is no other version",
    );
  });

  it("finds nothing to change in what is not there, or in the trash", async () => {
    await deleteTask(ann, 2);
    const before = await rowsOf(ann);
    for (const id of [2, 3, 99, 2_147_483_647]) {
      assert.deepEqual(await updateTask(ann, id, { title: "x" }), {
        ok: false,
        problems: [{ field: null, code: "missing" }],
      });
    }
    assert.deepEqual(await rowsOf(ann), before);
  });
});

describe("completing", () => {
  const stamp = (task: Task | null) => [task?.completedAt, task?.version];
  const tick = async (scope: UserScope, id: number, done: boolean, now = NOW) =>
    saved(await setCompletion(scope.at(now), id, { done })).value.task;

  it("sets the state that is wanted, and is the same when done again", async () => {
    await add(ann, "Ann's");
    await add(bob, "Bob's");
    await withoutBob(async () => {
      assert.deepEqual(stamp(await tick(ann, 1, true, later(MINUTE))), [later(MINUTE), 2]);
      assert.deepEqual(stamp(await tick(ann, 1, true, later(9))), [later(MINUTE), 2]);
      assert.deepEqual(stamp(await tick(ann, 1, false)), [null, 3]);
      assert.deepEqual(stamp(await tick(ann, 1, false)), [null, 3]);
    });
  });

  it("keeps the first moment when many complete at once", async () => {
    await add(ann, "Ann's");
    const results = await Promise.all(
      Array.from({ length: 6 }, (_, index) => tick(ann, 1, true, later(index * MINUTE))),
    );
    const kept = (await findTask(ann, 1))?.completedAt;
    assert.ok(kept);
    for (const task of results) assert.deepEqual(task.completedAt, kept);
  });

  it("goes along with a change of the text at the same time, and loses neither", async () => {
    await add(ann, "Ann's");
    await Promise.all([
      tick(ann, 1, true),
      updateTask(ann, 1, { title: "New" }),
      updateTask(ann, 1, { description: "notes" }),
    ]);
    const task = await findTask(ann, 1);
    assert.deepEqual([task?.title, task?.description, task?.completedAt], ["New", "notes", NOW]);
  });

  it("finds nothing in what is not there, or in the trash", async () => {
    await add(ann, "Ann's");
    await deleteTask(ann, 1);
    for (const id of [1, 2, 99]) {
      assert.deepEqual(refused(await setCompletion(ann, id, { done: true })), ["row missing"]);
    }
  });
});

describe("deleting", () => {
  it("puts a task where restoring finds it, with everything that was in it", async () => {
    const task = await add(ann, "Ann's", { description: "notes", completed: true });
    await add(bob, "Bob's");
    await withoutBob(async () => {
      const gone = saved(await deleteTask(ann.at(later(MINUTE)), 1)).value;
      assert.deepEqual(gone.deletedAt, later(MINUTE));
      assert.equal(await findTask(ann, 1), null);
      assert.deepEqual(await findDeletedTask(ann, 1), gone);
      const back = saved(await restoreTask(ann.at(later(2 * MINUTE)), 1)).value;
      assert.deepEqual(back, { ...task, version: 3, updatedAt: later(2 * MINUTE) });
      assert.deepEqual(await findTask(ann, 1), back);
      assert.equal(await findDeletedTask(ann, 1), null);
    });
  });

  it("deletes once, also when it comes twice at once", async () => {
    await add(ann, "Ann's");
    const results = await Promise.all([1, 2, 3].map(() => deleteTask(ann, 1)));
    assert.equal(results.filter(({ ok }) => ok).length, 1);
    const late = results.filter(({ ok }) => !ok);
    assert.deepEqual(late.map(refused), [["row missing"], ["row missing"]]);
    assert.deepEqual(refused(await deleteTask(ann, 1)), ["row missing"]);
    assert.deepEqual(refused(await deleteTask(ann, 2)), ["row missing"]);
  });

  it("is undone once, also when that comes twice, and leaves what is not deleted alone", async () => {
    await add(ann, "Ann's");
    await deleteTask(ann, 1);
    const results = await Promise.all([1, 2, 3].map(() => restoreTask(ann, 1)));
    for (const result of results) assert.equal(saved(result).value.deletedAt, null);
    const restored = await findTask(ann, 1);
    assert.equal(restored?.version, 3);
    const again = await restoreTask(ann.at(later(MINUTE)), 1);
    assert.deepEqual(again, { ok: true, value: restored, changeId: null, isRepeat: false });
    assert.deepEqual(refused(await restoreTask(ann, 2)), ["row missing"]);
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
    await make(ann, { title: "a" }, "key");
    await make(bob, { title: "b" }, "key");
    await add(ann, "another");
    const second = "update changes set request_key = 'key' where user_id = $1 and id = 2";
    await assert.rejects(database.sql(second, [ann.userId]), { code: "23505" });
  });
});
