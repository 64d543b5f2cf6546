/** Lists and sections: one name leads to one list, a deletion takes its tasks along, nobody else's. */
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import type { UserScope } from "../../src/db/scope.ts";
import { undoChange } from "../../src/models/changes.ts";
import {
  createList,
  createSection,
  deleteList,
  deleteSection,
  findList,
  findSection,
  listLists,
  listOutline,
  listSections,
  updateList,
  updateSection,
} from "../../src/models/lists.ts";
import { createTask } from "../../src/models/tasks.ts";
import type { TestDatabase } from "../support/database.ts";
import { clear, NOW, peopleDatabase, person, rowsOf } from "./people.ts";

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

async function list(scope: UserScope, name: string): Promise<number> {
  const made = await createList(scope, { name, colour: "sea" }, NOW);
  assert.equal(made.outcome, "saved");
  return made.outcome === "saved" ? made.value.id : 0;
}

async function section(scope: UserScope, listId: number, name: string): Promise<number> {
  const made = await createSection(scope, listId, name, NOW);
  assert.ok(made);
  return made.section.id;
}

async function task(
  scope: UserScope,
  title: string,
  where: { listId?: number; sectionId?: number; parentId?: number } = {},
): Promise<number> {
  const made = await createTask(scope, { title, ...where }, null, NOW);
  assert.ok(made.outcome === "created");
  return made.task.id;
}

describe("a list", () => {
  it("is in nobody else's hands", async () => {
    const id = await list(ann, "Home");
    const before = await rowsOf(database, ann.userId, "lists");
    assert.equal(await findList(bob, id), null);
    assert.deepEqual(await listLists(bob, { archived: true }), []);
    assert.deepEqual(await listOutline(bob), []);
    assert.deepEqual(await updateList(bob, id, { name: "Mine" }, NOW), { outcome: "missing" });
    assert.equal(await deleteList(bob, id, NOW), null);
    assert.equal(await createSection(bob, id, "Kitchen", NOW), null);
    assert.deepEqual(await rowsOf(database, ann.userId, "lists"), before);
  });

  it("has a name of its own, in whatever case; another person's does not count", async () => {
    const id = await list(ann, "Home");
    await list(bob, "Home");
    assert.deepEqual(await createList(ann, { name: "HOME", colour: "sky" }, NOW), {
      outcome: "taken",
    });
    const other = await list(ann, "Work");
    assert.deepEqual(await updateList(ann, other, { name: "home" }, NOW), { outcome: "taken" });
    assert.equal((await updateList(ann, id, { name: "home" }, NOW)).outcome, "saved");
    await deleteList(ann, id, NOW);
    assert.equal((await updateList(ann, other, { name: "Home" }, NOW)).outcome, "saved");
  });

  it("is archived and brought back, its tasks untouched", async () => {
    const id = await list(ann, "Home");
    await task(ann, "Mop", { listId: id });
    const tasks = await rowsOf(database, ann.userId);
    await updateList(ann, id, { archived: true }, NOW);
    assert.deepEqual(await listLists(ann), []);
    assert.equal((await listLists(ann, { archived: true })).length, 1);
    assert.deepEqual(
      (await listOutline(ann)).map(({ archived }) => archived),
      [true],
    );
    await updateList(ann, id, { archived: false }, NOW);
    assert.equal((await findList(ann, id))?.archivedAt, null);
    assert.deepEqual(await rowsOf(database, ann.userId), tasks);
  });

  it("takes its tasks and their checklists along when it goes; one Undo brings back all", async () => {
    const id = await list(ann, "Home");
    const parent = await task(ann, "Clean", { listId: id });
    const item = await task(ann, "Floor", { listId: id, parentId: parent });
    await task(ann, "Mop", { listId: id });
    const other = await task(ann, "Elsewhere");
    const trashed = await task(ann, "Long gone", { listId: id });
    await database.sql("update tasks set deleted_at = $2 where id = $1", [
      trashed,
      "2026-01-01T00:00:00Z",
    ]);
    const said = (rows: Record<string, unknown>[]) =>
      rows.map(({ version: _, updated_at: __, ...row }) => row);
    const before = said(await rowsOf(database, ann.userId));
    const deleted = await deleteList(ann, id, NOW);
    assert.equal(deleted?.tasks, 2);
    const left = (await rowsOf(database, ann.userId)).filter((row) => row.deleted_at === null);
    assert.deepEqual(
      left.map((row) => row.id),
      [item, other],
    );
    // It has no list of its own: it went with its task, and comes back with it.
    assert.equal(left[0]?.list_id, null);
    assert.equal(await findList(ann, id), null);
    assert.equal(await deleteList(ann, id, NOW), null);
    const undone = await undoChange(ann, deleted?.changeId ?? 0, { force: false }, NOW);
    assert.equal(undone.outcome, "undone");
    assert.deepEqual(said(await rowsOf(database, ann.userId)), before);
    assert.equal((await findList(ann, id))?.name, "Home");
  });
});

describe("a section", () => {
  it("is in nobody else's hands", async () => {
    const home = await list(ann, "Home");
    const id = await section(ann, home, "Kitchen");
    await list(bob, "Home");
    assert.equal(await findSection(bob, id), null);
    assert.deepEqual(await listSections(bob, home), []);
    assert.equal(await updateSection(bob, id, { name: "Mine" }, NOW), null);
    assert.equal(await deleteSection(bob, id, NOW), null);
    assert.equal((await findSection(ann, id))?.name, "Kitchen");
  });

  it("leaves its tasks in the list when it goes, and Undo puts them back", async () => {
    const home = await list(ann, "Home");
    const id = await section(ann, home, "Kitchen");
    await task(ann, "Mop", { listId: home, sectionId: id });
    const deleted = await deleteSection(ann, id, NOW);
    const [row] = await rowsOf(database, ann.userId);
    assert.deepEqual([row?.list_id, row?.section_id, row?.deleted_at], [home, null, null]);
    assert.deepEqual(await listSections(ann, home), []);
    await undoChange(ann, deleted?.changeId ?? 0, { force: false }, NOW);
    assert.equal((await rowsOf(database, ann.userId))[0]?.section_id, id);
  });

  it("comes in the outline under its list, both in their order", async () => {
    const home = await list(ann, "Home");
    const work = await list(ann, "Work");
    for (const name of ["Kitchen", "Bath"]) await section(ann, home, name);
    await updateList(ann, work, { position: "0" }, NOW);
    await updateSection(ann, 2, { position: "0" }, NOW);
    await list(bob, "Garden");
    assert.deepEqual(await listOutline(ann), [
      { id: 2, name: "Work", archived: false, sections: [] },
      {
        id: 1,
        name: "Home",
        archived: false,
        sections: [
          { id: 2, name: "Bath" },
          { id: 1, name: "Kitchen" },
        ],
      },
    ]);
  });
});

describe("a task", () => {
  it("goes into no list and no section of somebody else's, though the number is right", async () => {
    const home = await list(ann, "Home");
    const kitchen = await section(ann, home, "Kitchen");
    const made = await createTask(bob, { title: "Mine", listId: home }, null, NOW);
    assert.equal(made.outcome, "missing");
    await list(bob, "Garden");
    const inSection = { title: "Mine", listId: home, sectionId: kitchen };
    assert.equal((await createTask(bob, inSection, null, NOW)).outcome, "missing");
    assert.deepEqual(await rowsOf(database, bob.userId), []);
  });

  it("is held to its own list and section by the database itself", async () => {
    const home = await list(ann, "Home");
    const kitchen = await section(ann, home, "Kitchen");
    const work = await list(ann, "Work");
    await task(bob, "Bob's");
    await task(ann, "Ann's");
    const set = (userId: string, listId: number, sectionId: number | null) =>
      database.sql("update tasks set list_id = $2, section_id = $3 where user_id = $1", [
        ...[userId, listId, sectionId],
      ]);
    await assert.rejects(set(bob.userId, home, null), { code: "23503" });
    await assert.rejects(set(ann.userId, work, kitchen), { code: "23503" });
    await set(ann.userId, home, kitchen);
  });
});
