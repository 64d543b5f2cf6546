/** How many rows one account can have: more are refused, and what makes room never is. */
import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import type { Database } from "../../src/db/connection.ts";
import type { UserScope } from "../../src/db/scope.ts";
import { changeTasks } from "../../src/models/bulk.ts";
import { undoChange } from "../../src/models/changes.ts";
import { createList, deleteList } from "../../src/models/lists.ts";
import { createSearch, deleteSearch } from "../../src/models/searches.ts";
import { createSection } from "../../src/models/sections.ts";
import { skipTask } from "../../src/models/skip.ts";
import {
  createTask,
  createTasks,
  deleteTask,
  restoreTask,
  setCompletion,
  updateTask,
} from "../../src/models/tasks.ts";
import { purgeTrash } from "../../src/models/trash.ts";
import { assertInvariants, assertTotalBytes } from "./invariants.ts";
import { add, ann, bob, database, elsewhere, refused, saved, undone, usePeople } from "./people.ts";
import { plantLists, plantSearches, plantSections, plantTags } from "./planted.ts";
import { countOf, DAILY, fullOf, processWith, useQuotas } from "./quota_fixture.ts";

usePeople();
useQuotas();

describe("as many tasks as the host allows", () => {
  let few: Database;
  let own: UserScope;
  beforeEach(async () => {
    few = processWith({ tasks: 4 });
    own = elsewhere(ann, few);
    await add(own, "One");
    await add(own, "Two", { tags: ["x"] });
    await add(own, "Item", { parentId: 1 });
    saved(await deleteTask(own, (await add(own, "In the trash")).id));
  });

  it("are the completed ones, those on checklists and those in the trash as well", async () => {
    const quota = { measure: "tasks", used: 4, most: 4 };
    assert.deepEqual(await fullOf(own, () => createTask(own, { title: "More" })), quota);
    saved(await setCompletion(own, 2, { done: true }));
    const item = { title: "Item", parentId: 1 };
    assert.deepEqual(await fullOf(own, () => createTask(own, item)), quota);
    const lines = [{ title: "One more" }, { title: "Two more", tags: ["new"] }];
    assert.deepEqual(await fullOf(own, () => createTasks(own, lines)), quota);
  });

  it("are refused all at once if not all of them find room", async () => {
    assert.ok(await purgeTrash(own, null));
    const quota = await fullOf(own, () => createTasks(own, [{ title: "A" }, { title: "B" }]));
    assert.deepEqual(quota, { measure: "tasks", used: 3, most: 4 });
    saved(await createTasks(own, [{ title: "A" }]));
  });

  it("can be changed, completed, deleted, restored and deleted for good", async () => {
    saved(await updateTask(own, 1, { title: "Changed", description: "Notes", tags: ["y"] }));
    saved(await setCompletion(own, 1, { done: true }));
    saved(await setCompletion(own, 1, { done: false }));
    saved(await restoreTask(own, 4));
    saved(await deleteTask(own, 1));
    assert.equal(await purgeTrash(own, null), 1);
    saved(await createTask(own, { title: "In its place" }));
    assert.ok(await assertTotalBytes(database, ann.userId));
  });

  it("are not made more by undoing and redoing", async () => {
    assert.ok(await purgeTrash(own, null));
    const { changeId } = saved(await createTask(own, { title: "Taken back" }));
    const undo = await undone(own, changeId);
    await add(own, "Instead");
    const quota = { measure: "tasks", used: 4, most: 4 };
    assert.deepEqual(await fullOf(own, () => undoChange(own, undo, { force: false })), quota);
  });

  it("are everyone's own", async () => {
    const bobs = elsewhere(bob, few);
    for (const title of ["a", "b", "c", "d"]) await add(bobs, title);
    assert.deepEqual(refused(await createTask(bobs, { title: "e" })), ["row full"]);
    assert.deepEqual([await countOf("tasks"), await countOf("tasks", bob)], [4, 4]);
  });

  it("may be more by the next occurrences of what is completed, by a tenth", async () => {
    const ten = elsewhere(bob, processWith({ tasks: 10 }));
    saved(
      await createTasks(
        ten,
        Array.from({ length: 9 }, (_, n) => ({ title: `Task ${n}` })),
      ),
    );
    const { id } = await add(ten, "Daily", DAILY);
    const next = saved(await setCompletion(ten, id, { done: true })).value.next;
    assert.equal(await countOf("tasks", bob), 11);
    assert.deepEqual(refused(await setCompletion(ten, next?.id ?? 0, { done: true })), [
      "row full",
    ]);
    assert.deepEqual(refused(await createTask(ten, { title: "More" })), ["row full"]);
    saved(await setCompletion(ten, 1, { done: true }));
    saved(await skipTask(ten, next?.id ?? 0));
  });

  it("are never exceeded by several at once, in one process or two", async () => {
    const processes = [processWith({ tasks: 10 }), processWith({ tasks: 10 })];
    const outcomes = await Promise.all(
      Array.from({ length: 24 }, (_, n) => {
        const scope = elsewhere(bob, processes[n % 2]);
        return createTasks(scope, [{ title: `A ${n}` }, { title: `B ${n}` }]);
      }),
    );
    assert.equal(outcomes.filter(({ ok }) => ok).length, 5);
    assert.equal(await countOf("tasks", bob), 10);
    await assertInvariants(database, bob.userId);
  });
});

describe("as many lists, sections and tags", () => {
  const quotaOf = (measure: string, most: number) => ({ measure, used: most, most });

  it("as 1,000 lists: by its form, and by a line that names a new one", async () => {
    await plantLists(database, ann.userId, 1_000);
    const own = elsewhere(ann);
    const create = () => createList(own, { name: "New", colour: "moss" });
    assert.deepEqual(await fullOf(own, create), quotaOf("lists", 1_000));
    const line = { title: "Sow", listName: "Garden" };
    assert.deepEqual(await fullOf(own, () => createTask(own, line)), quotaOf("lists", 1_000));
    saved(await createTask(own, { title: "Sow", listName: "LIST 7" }));
    const deleted = saved(await deleteList(own, 3));
    const { changeId } = saved(await create());
    // What was deleted by mistake comes back all the same, up to a tenth more.
    await undone(own, deleted.changeId);
    assert.deepEqual(await fullOf(own, create), { ...quotaOf("lists", 1_000), used: 1_001 });
    await undone(own, changeId);
  });

  it("as 5,000 sections", async () => {
    await plantLists(database, ann.userId, 1);
    await plantSections(database, ann.userId, { listId: 1, from: 1, to: 5_000 });
    const own = elsewhere(ann);
    const create = () => createSection(own, { listId: 1, name: "New" });
    assert.deepEqual(await fullOf(own, create), quotaOf("sections", 5_000));
  });

  it("as 100 saved searches", async () => {
    await plantSearches(database, ann.userId, 99);
    const own = elsewhere(ann);
    const create = (name: string) => createSearch(own, { name, query: "x" });
    saved(await create("The last one"));
    const quota = quotaOf("searches", 100);
    assert.deepEqual(await fullOf(own, () => create("One more")), quota);
    assert.deepEqual(await fullOf(own, () => createSearch(own, { name: "m", query: "x" })), quota);
    saved(await createSearch(bob, { name: "Bob's", query: "x" }));
    const deleted = saved(await deleteSearch(own, 1));
    saved(await create("In its place"));
    // What was deleted by mistake comes back all the same, up to a tenth more.
    await undone(own, deleted.changeId);
    assert.deepEqual(await fullOf(own, () => create("One more")), { ...quota, used: 101 });
  });

  it("as 5,000 tags: by a new task, by a changed one, and for many", async () => {
    await plantTags(database, ann.userId, 5_000);
    const own = elsewhere(ann);
    const { id } = await add(own, "Tagged", { tags: ["tag7"] });
    const quota = quotaOf("tags", 5_000);
    assert.deepEqual(
      await fullOf(own, () => createTask(own, { title: "New", tags: ["new"] })),
      quota,
    );
    assert.deepEqual(await fullOf(own, () => updateTask(own, id, { tags: ["new"] })), quota);
    const tag = { kind: "tag", name: "new" } as const;
    assert.deepEqual(await fullOf(own, () => changeTasks(own, [id], tag)), quota);
    saved(await changeTasks(own, [id], { kind: "tag", name: "tag8" }));
  });
});
