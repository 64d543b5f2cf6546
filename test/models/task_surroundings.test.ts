/** What is around a task: its parent, and the tasks that it is ordered among; nobody else's. */
import assert from "node:assert/strict";
import { beforeEach, it } from "node:test";
import type { UserScope } from "../../src/db/scope.ts";
import { findSurroundings } from "../../src/models/task_surroundings.ts";
import { ann, bob, database, usePeople } from "./people.ts";
import { plantLists, plantSections, plantTasks } from "./planted.ts";

usePeople();

/** The tasks 2, 3 and 9 in list 1, 4 and 5 in its section 1, 6 and 7 on the checklist of 2, the rest in the Inbox. */
beforeEach(async () => {
  await plantLists(database, ann.userId, 2);
  await plantSections(database, ann.userId, { listId: 1, to: 2 });
  await plantTasks(database, ann.userId, 12, {
    list_id: "case when n in (2, 3, 4, 5, 9) then 1 end",
    section_id: "case when n in (4, 5) then 1 end",
    parent_id: "case when n in (6, 7) then 2 end",
    position: "-n",
    completed_at: "case when n in (9, 10) then now() end",
    deleted_at: "case when n = 11 then now() end",
  });
});

async function around(id: number, scope: UserScope = ann) {
  const found = await findSurroundings(scope, id);
  return found && [found.parent?.id ?? null, found.siblings.map((task) => task.id)];
}

it("is the place of a task, in the order by hand, without what is done or deleted", async () => {
  assert.deepEqual(await around(1), [null, [12, 8, 1]]);
  assert.deepEqual(await around(2), [null, [3, 2]]);
  assert.deepEqual(await around(4), [null, [5, 4]]);
  assert.deepEqual(await around(9), [null, [3, 2]]);
});

it("is the checklist of an item, with the task that it is of", async () => {
  assert.deepEqual(await around(6), [2, [7, 6]]);
  assert.deepEqual((await findSurroundings(ann, 6))?.parent, { id: 2, title: "Task 2" });
  await database.sql("update tasks set deleted_at = now() where id = 2");
  assert.deepEqual(await around(6), [null, [7, 6]]);
});

it("is nothing for a task that is not there, and nobody else's", async () => {
  for (const id of [11, 99]) assert.equal(await around(id), null);
  assert.equal(await around(1, bob), null);
  await plantTasks(database, bob.userId, 2);
  assert.deepEqual(await around(1, bob), [null, [1, 2]]);
});
