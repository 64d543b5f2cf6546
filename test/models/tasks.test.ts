/** Adding tasks: numbered per user, and once per request. And what the database itself refuses. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { RequestKey } from "../../src/db/journal.ts";
import type { UserScope } from "../../src/db/scope.ts";
import { NOTHING_SET } from "../../src/models/task_fields.ts";
import type { NewTask } from "../../src/models/task_mutations.ts";
import { createTask, deleteTask, findTask, updateTask } from "../../src/models/tasks.ts";
import {
  add,
  ann,
  bob,
  DAY,
  database,
  later,
  MINUTE,
  NOW,
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
