/** Tasks with what they bring along: lists and tags made in passing, many at once, lines kept as text. */
import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { createList, listLists } from "../../src/models/lists.ts";
import { revertQuickAdd } from "../../src/models/revert_quick_add.ts";
import { listTags } from "../../src/models/tags.ts";
import { NOTHING_SET } from "../../src/models/task_fields.ts";
import type { NewTask } from "../../src/models/task_mutations.ts";
import { createTask, createTasks, findTask, updateTask } from "../../src/models/tasks.ts";
import {
  add,
  ann,
  bob,
  DAY,
  later,
  MINUTE,
  refused,
  rowsOf,
  saved,
  undone,
  usePeople,
} from "./people.ts";

usePeople();
beforeEach(async () => {
  await createList(bob, { name: "Home", colour: "moss" });
});

const lists = async (scope = ann) => (await listLists(scope)).map(({ name }) => name);
const tags = async (scope = ann) => (await listTags(scope)).map(({ name }) => name);

const REQUESTED = { requestKey: { key: "key", lifetime: DAY } };
const SAID: NewTask = { title: "Pay rent", listName: "Home", tags: ["bills"], dueOn: "2027-01-31" };
const TEXT = { ...NOTHING_SET, title: "Pay rent @home #bills" };

describe("a list that is named", () => {
  it("is made when there is none, found in whatever case, and never another person's", async () => {
    await add(ann, "One", { listName: "Home" });
    const task = await add(ann, "Two", { listName: "hOME" });
    assert.equal(task.list?.name, "Home");
    assert.deepEqual([await lists(), await lists(bob)], [["Home"], ["Home"]]);
    assert.equal((await rowsOf(bob)).length, 0);
  });

  it("goes with the task in one Undo", async () => {
    const { changeId } = saved(await createTask(ann, SAID));
    assert.ok(changeId);
    await undone(ann, changeId);
    assert.deepEqual([await lists(), await tags(), await findTask(ann, 1)], [[], [], null]);
  });

  it("is made once by many at the same moment, and so is a tag", async () => {
    const results = await Promise.all(
      Array.from({ length: 6 }, (_, n) => createTask(ann, { ...SAID, title: `${n}` })),
    );
    for (const result of results) assert.equal(saved(result).isRepeat, false);
    assert.deepEqual([await lists(), await tags()], [["Home"], ["bills"]]);
  });

  it("is not left behind by a request that came twice", async () => {
    saved(await createTask(ann, { title: "Pay rent" }, REQUESTED));
    const again = saved(await createTask(ann, SAID, REQUESTED));
    assert.equal(again.isRepeat, true);
    assert.deepEqual([await lists(), await tags()], [[], []]);
  });
});

describe("many at once", () => {
  const inputs = [SAID, { title: "Two", listName: "home" }, { title: "Three" }];

  it("are one change, in their order, which one Undo takes back", async () => {
    const created = await createTasks(ann, inputs);
    assert.deepEqual(created, { ok: true, value: { count: 3 }, changeId: 1, isRepeat: false });
    const titles = (await rowsOf(ann)).map(({ id, title }) => [id, title]);
    assert.deepEqual(titles, [
      [1, "Pay rent"],
      [2, "Two"],
      [3, "Three"],
    ]);
    await undone(ann, 1);
    assert.deepEqual([await rowsOf(ann), await lists()], [[], []]);
  });

  it("are added once, also when they come twice at once", async () => {
    const results = await Promise.all([1, 2, 3].map(() => createTasks(ann, inputs, REQUESTED)));
    const repeats = results.map((result) => saved(result).isRepeat);
    assert.deepEqual(repeats.sort(), [false, true, true]);
    const [first, ...others] = results.map((result) => ({ ...saved(result), isRepeat: false }));
    for (const other of others) assert.deepEqual(other, first);
    assert.equal((await rowsOf(ann)).length, 3);
  });

  it("are all added or none", async () => {
    const onBobs = await createTasks(ann, [...inputs, { title: "x", listId: 2, sectionId: 9 }]);
    assert.deepEqual(refused(onBobs), ["list_id missing", "section_id missing"]);
    await assert.rejects(createTasks(ann, [...inputs, { title: "" }]), { code: "23514" });
    assert.deepEqual([await rowsOf(ann), await lists()], [[], []]);
    assert.equal((await add(ann, "next")).id, 1, "and no number is used up");
  });
});

describe("a change", () => {
  it("that says what is there already is none", async () => {
    const task = await add(ann, "Pay rent", SAID);
    const same = { title: task.title, dueOn: task.dueOn, dueTime: null, tags: ["BILLS"] };
    const { version } = task;
    const { value, changeId } = saved(
      await updateTask(ann.at(later(MINUTE)), 1, same, { version }),
    );
    assert.deepEqual([value.task, changeId], [task, null]);
  });

  it("of the tags alone is another version of the task", async () => {
    await add(ann, "Pay rent", SAID);
    const seen = { version: 1 };
    const { task } = saved(
      await updateTask(ann.at(later(MINUTE)), 1, { tags: ["home"] }, seen),
    ).value;
    assert.deepEqual([task.tags, task.version], [["home"], 2]);
    assert.deepEqual(refused(await updateTask(ann, 1, { tags: ["x"] }, seen)), ["version stale"]);
  });
});

describe("a line that is kept as text", () => {
  it("is its title, and what was made for it alone is gone", async () => {
    await add(ann, "Pay rent", SAID);
    const reverted = saved(await revertQuickAdd(ann.at(later(MINUTE)), 1, TEXT));
    const { title, dueOn, list } = reverted.value;
    assert.deepEqual([title, dueOn, list], [TEXT.title, null, null]);
    assert.deepEqual([await lists(), await tags()], [[], []]);
    const { changeId } = reverted;
    await undone(ann.at(later(2 * MINUTE)), changeId);
    assert.deepEqual([await lists(), await tags()], [["Home"], ["bills"]]);
  });

  it("leaves the list and tags of others, and those that were there before", async () => {
    await add(ann, "Pay rent", SAID);
    await add(ann, "Another", SAID);
    saved(await revertQuickAdd(ann.at(later(MINUTE)), 1, TEXT));
    assert.deepEqual([await lists(), await tags()], [["Home"], ["bills"]]);
    await createList(ann, { name: "Garden", colour: "sea" });
    await add(ann, "Third", { listName: "Garden" }, later(MINUTE));
    saved(await revertQuickAdd(ann.at(later(2 * MINUTE)), 3, TEXT));
    assert.deepEqual(await lists(), ["Home", "Garden"]);
  });

  it("is nobody else's", async () => {
    await add(ann, "Pay rent", SAID);
    const before = await rowsOf(ann);
    assert.deepEqual(refused(await revertQuickAdd(bob, 1, TEXT)), ["row missing"]);
    const elsewhere = await revertQuickAdd(ann, 1, { ...TEXT, listId: 99 });
    assert.deepEqual(refused(elsewhere), ["list_id missing"]);
    assert.deepEqual(await rowsOf(ann), before);
  });
});
