/** Tasks with what they bring along: lists and tags made in passing, many at once, lines kept as text. */
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import type { UserScope } from "../../src/db/scope.ts";
import { undoChange } from "../../src/models/changes.ts";
import { createList, listLists } from "../../src/models/lists.ts";
import { keepAsText } from "../../src/models/revert_quick_add.ts";
import { listTags } from "../../src/models/tags.ts";
import {
  createTask,
  createTasks,
  findTask,
  type NewTask,
  type TaskInput,
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
  await createList(bob, { name: "Home", colour: "moss" }, NOW);
});

const lists = async (scope = ann) => (await listLists(scope)).map(({ name }) => name);
const tags = async (scope = ann) => (await listTags(scope)).map(({ name }) => name);

const SAID: NewTask = { title: "Pay rent", listName: "Home", tags: ["bills"], dueOn: "2027-01-31" };
const TEXT: TaskInput = {
  title: "Pay rent @home #bills",
  description: "",
  dueOn: null,
  dueTime: null,
  startsOn: null,
  priority: 0,
  listId: null,
  sectionId: null,
  tags: [],
  repeat: null,
};

describe("a list that is named", () => {
  it("is made when there is none, found in whatever case, and never another person's", async () => {
    await add(ann, "One", { listName: "Home" });
    const task = await add(ann, "Two", { listName: "hOME" });
    assert.equal(task.list?.name, "Home");
    assert.deepEqual([await lists(), await lists(bob)], [["Home"], ["Home"]]);
    assert.equal((await rowsOf(database, bob.userId)).length, 0);
  });

  it("goes with the task in one Undo", async () => {
    const created = await createTask(ann, SAID, null, NOW);
    assert.ok(created.outcome === "created" && created.changeId !== null);
    const undone = await undoChange(ann, created.changeId, { force: false }, NOW);
    assert.equal(undone.outcome, "undone");
    assert.deepEqual([await lists(), await tags(), await findTask(ann, 1)], [[], [], null]);
  });

  it("is made once by many at the same moment, and so is a tag", async () => {
    const results = await Promise.all(
      Array.from({ length: 6 }, (_, n) => createTask(ann, { ...SAID, title: `${n}` }, null, NOW)),
    );
    assert.deepEqual(new Set(results.map(({ outcome }) => outcome)), new Set(["created"]));
    assert.deepEqual([await lists(), await tags()], [["Home"], ["bills"]]);
  });

  it("is not left behind by a request that came twice", async () => {
    await createTask(ann, { title: "Pay rent" }, "key", NOW);
    const again = await createTask(ann, SAID, "key", NOW);
    assert.equal(again.outcome, "repeated");
    assert.deepEqual([await lists(), await tags()], [[], []]);
  });
});

describe("many at once", () => {
  const inputs = [SAID, { title: "Two", listName: "home" }, { title: "Three" }];

  it("are one change, in their order, which one Undo takes back", async () => {
    const created = await createTasks(ann, inputs, null, NOW);
    assert.deepEqual(created, { outcome: "created", changeId: 1 });
    const titles = (await rowsOf(database, ann.userId)).map(({ id, title }) => [id, title]);
    assert.deepEqual(titles, [
      [1, "Pay rent"],
      [2, "Two"],
      [3, "Three"],
    ]);
    await undoChange(ann, 1, { force: false }, NOW);
    assert.deepEqual([await rowsOf(database, ann.userId), await lists()], [[], []]);
  });

  it("are added once, also when they come twice at once", async () => {
    const results = await Promise.all([1, 2, 3].map(() => createTasks(ann, inputs, "key", NOW)));
    assert.deepEqual(results.map(({ outcome }) => outcome).sort(), [
      "created",
      "repeated",
      "repeated",
    ]);
    assert.equal((await rowsOf(database, ann.userId)).length, 3);
  });

  it("are all added or none", async () => {
    const onBobs = await createTasks(
      ann,
      [...inputs, { title: "x", listId: 1, sectionId: 9 }],
      null,
      NOW,
    );
    assert.equal(onBobs.outcome, "missing");
    await assert.rejects(createTasks(ann, [...inputs, { title: "" }], null, NOW), {
      code: "23514",
    });
    assert.deepEqual([await rowsOf(database, ann.userId), await lists()], [[], []]);
    assert.equal((await add(ann, "next")).id, 1, "and no number is used up");
  });
});

describe("a change", () => {
  it("that says what is there already is none", async () => {
    const task = await add(ann, "Pay rent", SAID);
    const same = { title: task.title, dueOn: task.dueOn, dueTime: null, tags: ["BILLS"] };
    const result = await updateTask(ann, 1, task.version, same, later(MINUTE));
    assert.ok(result.outcome === "updated");
    assert.deepEqual([result.task, result.changeId], [task, null]);
  });

  it("of the tags alone is another version of the task", async () => {
    await add(ann, "Pay rent", SAID);
    const result = await updateTask(ann, 1, 1, { tags: ["home"] }, later(MINUTE));
    assert.ok(result.outcome === "updated");
    assert.deepEqual([result.task.tags, result.task.version], [["home"], 2]);
    assert.equal((await updateTask(ann, 1, 1, { tags: ["x"] }, NOW)).outcome, "conflict");
  });
});

describe("a line that is kept as text", () => {
  it("is its title, and what was made for it alone is gone", async () => {
    await add(ann, "Pay rent", SAID);
    const kept = await keepAsText(ann, 1, TEXT, later(MINUTE));
    assert.deepEqual(
      [kept?.task.title, kept?.task.dueOn, kept?.task.list],
      [TEXT.title, null, null],
    );
    assert.deepEqual([await lists(), await tags()], [[], []]);
    await undoChange(ann, kept?.changeId ?? 0, { force: false }, later(2 * MINUTE));
    assert.deepEqual([await lists(), await tags()], [["Home"], ["bills"]]);
  });

  it("leaves the list and tags of others, and those that were there before", async () => {
    await add(ann, "Pay rent", SAID);
    await add(ann, "Another", SAID);
    await keepAsText(ann, 1, TEXT, later(MINUTE));
    assert.deepEqual([await lists(), await tags()], [["Home"], ["bills"]]);
    await createList(ann, { name: "Garden", colour: "sea" }, NOW);
    await add(ann, "Third", { listName: "Garden" }, later(MINUTE));
    await keepAsText(ann, 3, TEXT, later(2 * MINUTE));
    assert.deepEqual(await lists(), ["Home", "Garden"]);
  });

  it("is nobody else's", async () => {
    await add(ann, "Pay rent", SAID);
    const before = await rowsOf(database, ann.userId);
    assert.equal(await keepAsText(bob, 1, TEXT, NOW), null);
    assert.equal(await keepAsText(ann, 1, { ...TEXT, listId: 99 }, NOW), null);
    assert.deepEqual(await rowsOf(database, ann.userId), before);
  });
});
