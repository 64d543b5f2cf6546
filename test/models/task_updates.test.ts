/** Changing, completing and deleting tasks: one version at a time, and nothing is lost. */
import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import type { UserScope } from "../../src/db/scope.ts";
import type { Task } from "../../src/models/task_records.ts";
import {
  deleteTask,
  findDeletedTask,
  findTask,
  restoreTask,
  setCompletion,
  updateTask,
} from "../../src/models/tasks.ts";
import { add, ann, bob, later, MINUTE, NOW, refused, rowsOf, saved, usePeople } from "./people.ts";

usePeople();

/** Bob's rows are the same after the work as before it. */
async function withoutBob(work: () => Promise<void>): Promise<void> {
  const before = await rowsOf(bob);
  await work();
  assert.deepEqual(await rowsOf(bob), before);
}

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
