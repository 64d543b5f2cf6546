/** Lists and sections: one name leads to one list, a deletion takes its tasks along, nobody else's. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { UserScope } from "../../src/db/scope.ts";
import {
  createList,
  deleteList,
  findList,
  listLists,
  listOutline,
  updateList,
} from "../../src/models/lists.ts";
import { moveRow } from "../../src/models/positions.ts";
import {
  createSection,
  deleteSection,
  findSection,
  listSections,
  updateSection,
} from "../../src/models/sections.ts";
import { createTask } from "../../src/models/tasks.ts";
import {
  ann,
  bob,
  database,
  later,
  MINUTE,
  refused,
  rowsOf,
  saved,
  undone,
  usePeople,
} from "./people.ts";

usePeople();

async function list(scope: UserScope, name: string): Promise<number> {
  return saved(await createList(scope, { name, colour: "sea" })).value.id;
}

async function section(scope: UserScope, listId: number, name: string): Promise<number> {
  return saved(await createSection(scope, { listId, name })).value.id;
}

async function task(
  scope: UserScope,
  title: string,
  where: { listId?: number; sectionId?: number; parentId?: number } = {},
): Promise<number> {
  return saved(await createTask(scope, { title, ...where })).value.id;
}

describe("a list", () => {
  it("is in nobody else's hands", async () => {
    const id = await list(ann, "Home");
    const before = await rowsOf(ann, "lists");
    assert.equal(await findList(bob, id), null);
    assert.deepEqual(await listLists(bob, { archived: true }), []);
    assert.deepEqual(await listOutline(bob), []);
    assert.deepEqual(refused(await updateList(bob, id, { name: "Mine" })), ["row missing"]);
    assert.deepEqual(refused(await deleteList(bob, id)), ["row missing"]);
    const inside = await createSection(bob, { listId: id, name: "Kitchen" });
    assert.deepEqual(refused(inside), ["row missing"]);
    assert.deepEqual(await rowsOf(ann, "lists"), before);
  });

  it("has a name of its own, in whatever case; another person's does not count", async () => {
    const id = await list(ann, "Home");
    await list(bob, "Home");
    assert.deepEqual(await createList(ann, { name: "HOME", colour: "sky" }), {
      ok: false,
      problems: [{ field: "name", code: "taken" }],
    });
    const other = await list(ann, "Work");
    assert.deepEqual(refused(await updateList(ann, other, { name: "home" })), ["name taken"]);
    assert.equal(saved(await updateList(ann, id, { name: "home" })).value.name, "home");
    saved(await deleteList(ann, id));
    assert.equal(saved(await updateList(ann, other, { name: "Home" })).value.name, "Home");
  });

  it("is archived and brought back, its tasks untouched", async () => {
    const id = await list(ann, "Home");
    await task(ann, "Mop", { listId: id });
    const tasks = await rowsOf(ann);
    const archived = saved(await updateList(ann, id, { archived: true }));
    // It stays archived since the first time, and nothing is written down.
    const again = await updateList(ann.at(later(MINUTE)), id, { archived: true });
    assert.deepEqual(again, { ...archived, changeId: null });
    assert.deepEqual(await listLists(ann), []);
    assert.equal((await listLists(ann, { archived: true })).length, 1);
    assert.deepEqual(
      (await listOutline(ann)).map(({ archived }) => archived),
      [true],
    );
    saved(await updateList(ann, id, { archived: false }));
    assert.equal((await findList(ann, id))?.archivedAt, null);
    assert.deepEqual(await rowsOf(ann), tasks);
  });

  it("takes its tasks and their checklists along when it goes; one Undo brings back all", async () => {
    const id = await list(ann, "Home");
    const parent = await task(ann, "Clean", { listId: id });
    const item = await task(ann, "Floor", { parentId: parent });
    const listed = await createTask(ann, { title: "Floor", listId: id, parentId: parent });
    assert.deepEqual(refused(listed), ["list_id on_checklist"]);
    await task(ann, "Mop", { listId: id });
    const other = await task(ann, "Elsewhere");
    const trashed = await task(ann, "Long gone", { listId: id });
    await database.sql("update tasks set deleted_at = $2 where id = $1", [
      trashed,
      "2026-01-01T00:00:00Z",
    ]);
    const stated = (rows: Record<string, unknown>[]) =>
      rows.map(({ version: _, updated_at: __, ...row }) => row);
    const before = stated(await rowsOf(ann));
    const deleted = saved(await deleteList(ann, id));
    assert.deepEqual(deleted.value, { name: "Home", tasks: 2 });
    const left = (await rowsOf(ann)).filter((row) => row.deleted_at === null);
    assert.deepEqual(
      left.map((row) => row.id),
      [item, other],
    );
    // It has no list of its own: it went with its task, and comes back with it.
    assert.equal(left[0]?.list_id, null);
    assert.equal(await findList(ann, id), null);
    assert.deepEqual(refused(await deleteList(ann, id)), ["row missing"]);
    await undone(ann, deleted.changeId);
    assert.deepEqual(stated(await rowsOf(ann)), before);
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
    assert.deepEqual(refused(await updateSection(bob, id, { name: "Mine" })), ["row missing"]);
    assert.deepEqual(refused(await deleteSection(bob, id)), ["row missing"]);
    assert.equal((await findSection(ann, id))?.name, "Kitchen");
  });

  it("leaves its tasks in the list when it goes, and Undo puts them back", async () => {
    const home = await list(ann, "Home");
    const id = await section(ann, home, "Kitchen");
    await task(ann, "Mop", { listId: home, sectionId: id });
    const deleted = saved(await deleteSection(ann, id));
    const [row] = await rowsOf(ann);
    assert.deepEqual([row?.list_id, row?.section_id, row?.deleted_at], [home, null, null]);
    assert.deepEqual(await listSections(ann, home), []);
    await undone(ann, deleted.changeId);
    assert.equal((await rowsOf(ann))[0]?.section_id, id);
  });

  it("comes in the outline under its list, both in their order", async () => {
    const home = await list(ann, "Home");
    const work = await list(ann, "Work");
    for (const name of ["Kitchen", "Bath"]) await section(ann, home, name);
    saved(await moveRow(ann, "lists", work, { move: "top" }));
    saved(await moveRow(ann, "sections", 2, { move: "top" }));
    await list(bob, "Garden");
    assert.deepEqual(await listOutline(ann), [
      { id: 2, name: "Work", colour: "sea", archived: false, sections: [] },
      {
        id: 1,
        name: "Home",
        colour: "sea",
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
    const onList = await createTask(bob, { title: "Mine", listId: home });
    assert.deepEqual(refused(onList), ["list_id missing"]);
    await list(bob, "Garden");
    const inSection = { title: "Mine", listId: home, sectionId: kitchen };
    assert.deepEqual(refused(await createTask(bob, inSection)), ["section_id missing"]);
    assert.deepEqual(await rowsOf(bob), []);
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
