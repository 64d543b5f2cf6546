/** The grid: every function of models/tasks.ts, on Ann's rows, with Bob's scope. */
import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { createList } from "../../src/models/lists.ts";
import { createSection } from "../../src/models/sections.ts";
import * as tasks from "../../src/models/tasks.ts";
import {
  add,
  ann,
  bob,
  DAY,
  database,
  later,
  MINUTE,
  refused,
  rowsOf,
  saved,
  usePeople,
} from "./people.ts";

/** Ann's tasks by number: to do, done, in the trash, and one that a form with a key made. */
const IDS = [1, 2, 3, 4];
const REQUESTED = { requestKey: { key: "the key of Ann's form", lifetime: DAY } };

usePeople();
beforeEach(async () => {
  await add(ann, "Ann's, to do", { description: "Ann's notes" });
  await add(ann, "Ann's, done", { completed: true });
  await add(ann, "Ann's, deleted");
  saved(await tasks.deleteTask(ann, 3));
  saved(await tasks.createTask(ann, { title: "Ann's, by form", description: "" }, REQUESTED));
  saved(await createList(ann, { name: "Ann's list", colour: "moss" }));
  saved(await createSection(ann, { listId: 1, name: "Ann's section" }));
});

const MISSING = { ok: false, problems: [{ field: null, code: "missing" }] };

/** What each function does with Bob's scope; it must find nothing of Ann's. */
const GRID: Record<string, () => Promise<unknown>> = {
  async createTask() {
    const created = saved(await tasks.createTask(bob, { title: "Bob's" }, REQUESTED));
    const { userId, id } = created.value;
    assert.deepEqual([userId, id, created.isRepeat], [bob.userId, 1, false]);
    await database.sql("delete from tasks where user_id = $1", [bob.userId]);
    const onto = [
      [{ listId: 1 }, ["list_id missing"]],
      [{ listId: 1, sectionId: 1 }, ["list_id missing", "section_id missing"]],
      [{ parentId: 1 }, ["parent_id missing"]],
    ] as const;
    for (const [reference, problems] of onto) {
      const outcome = await tasks.createTask(bob, { title: "Bob's", ...reference });
      assert.deepEqual(refused(outcome), problems);
    }
    return [created.value];
  },
  async createTasks() {
    const inputs = [{ title: "Bob's" }, { title: "On Ann's list", listId: 1 }];
    const outcome = await tasks.createTasks(bob, inputs, REQUESTED);
    assert.deepEqual(refused(outcome), ["list_id missing"], "and the first one is not added");
    return outcome;
  },
  findTask: () => each((id) => tasks.findTask(bob, id), null),
  async findTaskIn() {
    const view = { source: { kind: "all" }, status: "all", sort: "created" } as const;
    await each((id) => tasks.findTaskIn(bob, id, null), null);
    return each((id) => tasks.findTaskIn(bob, id, view), null);
  },
  findDeletedTask: () => each((id) => tasks.findDeletedTask(bob, id), null),
  listChecklist: () => each((id) => tasks.listChecklist(bob, id), []),
  findAnyTask: () => each((id) => tasks.findAnyTask(bob, id), null),
  async updateTask() {
    const at = bob.at(later(MINUTE));
    const text = { title: "Bob's", description: "Bob's", tags: ["bobs"], listId: 1 };
    await each((id) => tasks.updateTask(at, id, text), MISSING);
    await each((id) => tasks.updateTask(at, id, text, { version: 1 }), MISSING);
    await each((id) => tasks.updateTask(at, id, text, { matches: () => false }), MISSING);
    await each((id) => tasks.updateTask(at, id, { completed: true }, REQUESTED), MISSING);
    return each((id) => tasks.updateTask(at, id, {}, { version: 99 }), MISSING);
  },
  async setCompletion() {
    const at = bob.at(later(MINUTE));
    await each((id) => tasks.setCompletion(at, id, { done: true }), MISSING);
    return each((id) => tasks.setCompletion(at, id, { done: false, ...REQUESTED }), MISSING);
  },
  deleteTask: () => each((id) => tasks.deleteTask(bob.at(later(MINUTE)), id), MISSING),
  restoreTask: () => each((id) => tasks.restoreTask(bob.at(later(MINUTE)), id), MISSING),
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
      const before = [await rowsOf(ann), await rowsOf(ann, "users")];
      const found = await work();
      assert.doesNotMatch(JSON.stringify(found ?? null), /Ann/);
      const now = [await rowsOf(ann), await rowsOf(ann, "users")];
      assert.deepEqual(now, before);
      assert.deepEqual(await rowsOf(bob), []);
    });
  }

  it("every function there is has been tried", () => {
    const functions = Object.entries(tasks).filter(([, value]) => typeof value === "function");
    assert.deepEqual(functions.map(([name]) => name).sort(), Object.keys(GRID).sort());
  });
});

it("finds the same with Ann's scope, or the grid would prove nothing", async () => {
  for (const id of [1, 2, 4]) assert.equal((await tasks.findTask(ann, id))?.id, id);
  const view = { source: { kind: "all" }, status: "all", sort: "created" } as const;
  assert.equal((await tasks.findTaskIn(ann, 4, view))?.following, 2);
  assert.equal((await tasks.findDeletedTask(ann, 3))?.id, 3);
  assert.equal(saved(await tasks.restoreTask(ann, 3)).value.id, 3);
  assert.equal((await tasks.findAnyTask(ann, 3))?.id, 3);
  assert.equal(saved(await tasks.updateTask(ann, 1, { title: "x" })).value.task.title, "x");
  assert.equal(saved(await tasks.setCompletion(ann, 1, { done: true })).value.task.id, 1);
  const again = saved(await tasks.createTask(ann, { title: "again" }, REQUESTED));
  assert.deepEqual([again.isRepeat, again.value.id], [true, 4]);
  const onto = { title: "on", listId: 1, sectionId: 1 };
  assert.equal(saved(await tasks.createTask(ann, onto)).isRepeat, false);
  const item = { title: "item", parentId: 1 };
  assert.equal(saved(await tasks.createTasks(ann, [item])).isRepeat, false);
  assert.equal((await tasks.listChecklist(ann, 1)).length, 1);
  for (const id of IDS) assert.equal(saved(await tasks.deleteTask(ann, id)).value.id, id);
});
