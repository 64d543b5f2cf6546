/** How many tasks there are, as the user's row has it, is what counting the rows gives. */
import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { addDays } from "../../src/dates/calendar.ts";
import type { Saved } from "../../src/db/saved.ts";
import { changeTasks } from "../../src/models/bulk.ts";
import { createList, deleteList, updateList } from "../../src/models/lists.ts";
import { countForNavigation } from "../../src/models/navigation_counts.ts";
import { moveRow } from "../../src/models/positions.ts";
import { revertQuickAdd } from "../../src/models/revert_quick_add.ts";
import { deleteTag, renameTag } from "../../src/models/tags.ts";
import { NOTHING_SET } from "../../src/models/task_fields.ts";
import type { Status, TaskSource } from "../../src/models/task_filters.ts";
import { listSummaries } from "../../src/models/task_queries.ts";
import {
  createTask,
  createTasks,
  deleteTask,
  restoreTask,
  setCompletion,
  updateTask,
} from "../../src/models/tasks.ts";
import { purgeTrash } from "../../src/models/trash.ts";
import { COUNTED_MOST, countMatching } from "../../src/models/view_counts.ts";
import { assertTaskCounts } from "./invariants.ts";
import { ann, bob, DAY, database, later, person, saved, undone, usePeople } from "./people.ts";
import { plantLists, plantTags, plantTasks } from "./planted.ts";
import { second, signedIn, useSecondProcess } from "./two_processes.ts";

usePeople();
useSecondProcess();

const TODAY = "2026-11-21";
const daily = {
  rule: { unit: "day", every: 1, ends: { kind: "never" } },
  mode: "rule",
} as const;

/** Ann's list 2 is archived. Her tasks 1 to 4 are of list 1 or 2, or repeat; 5 is on a checklist. */
beforeEach(async () => {
  await made(createList(ann, { name: "Home", colour: "moss" }));
  await made(createList(ann, { name: "Old", colour: "clay" }));
  await made(createTask(ann, { title: "Milk", listId: 1, tags: ["a", "b"] }));
  await made(createTask(ann, { title: "Old", listId: 2, tags: ["a"], dueOn: TODAY }));
  await made(updateList(ann, 2, { archived: true }));
  await made(createTask(ann, { title: "Bin", dueOn: TODAY, tags: ["b"], repeat: daily }));
  await made(createTask(ann, { title: "Pack", tags: ["a"] }));
  await made(createTask(ann, { title: "Socks", parentId: 4, tags: ["a"] }));
  await made(createTask(bob, { title: "Bob's", tags: ["a"] }));
});

/** The numbers that PostgreSQL has counted are known from the next request on. */
async function made<T>(change: Promise<Saved<T>>) {
  const done = saved(await change);
  for (const { userId } of [ann, bob]) database.database.counters.delete(userId);
  return done;
}

/** Whether the numbers are known, and then true. */
const isKnown = (scope = ann) => assertTaskCounts(database, scope.userId);

describe("after", () => {
  const CHANGES: Record<string, () => Promise<unknown>> = {
    "a new task": () =>
      made(createTask(ann, { title: "New", listName: "Garden", tags: ["a", "c"] })),
    "several new tasks": () =>
      made(
        createTasks(ann, [
          { title: "One", tags: ["c"] },
          { title: "Two", completed: true },
        ]),
      ),
    "a tick": () => made(setCompletion(ann, 1, { done: true })),
    "a tick in an archived list": () => made(setCompletion(ann, 2, { done: true })),
    "a tick that adds the next occurrence": () => made(setCompletion(ann, 3, { done: true })),
    "a tick of an item": () => made(setCompletion(ann, 5, { done: true })),
    "a task that is reopened": async () => {
      await made(setCompletion(ann, 1, { done: true }));
      await made(setCompletion(ann, 1, { done: false }));
    },
    "other tags": () => made(updateTask(ann, 1, { tags: ["b", "d"] })),
    "another list": () => made(updateTask(ann, 2, { listId: 1 })),
    "a day": () => made(updateTask(ann, 1, { dueOn: TODAY })),
    "another title": () => made(updateTask(ann, 1, { title: "Oat milk" })),
    "an item that becomes a task": () => made(updateTask(ann, 5, { parentId: null })),
    "a task that becomes an item": () => made(updateTask(ann, 1, { parentId: 4 })),
    "a deleted task": () => made(deleteTask(ann, 1)),
    "a restored task": async () => {
      await made(deleteTask(ann, 1));
      await made(restoreTask(ann, 1));
    },
    "a line that is text": () =>
      made(revertQuickAdd(ann, 1, { ...NOTHING_SET, title: "Milk #a #b" })),
    "a new place": () => made(moveRow(ann, "tasks", 1, { move: "bottom" })),
    "completing many": () => made(changeTasks(ann, [1, 2, 3, 5], { kind: "complete" })),
    "deleting many": () => made(changeTasks(ann, [1, 2, 3, 5], { kind: "delete" })),
    "moving many": () =>
      made(changeTasks(ann, [1, 2, 3], { kind: "move", listId: 1, sectionId: null })),
    "tagging many": () => made(changeTasks(ann, [1, 2, 3], { kind: "tag", name: "c" })),
    "untagging many": () => made(changeTasks(ann, [1, 2, 3, 4, 5], { kind: "untag", name: "a" })),
    "a day for many": () => made(changeTasks(ann, [1, 2, 3], { kind: "due", dueOn: "2026-12-01" })),
    "another name of a tag": () => made(renameTag(ann, 1, { name: "z" })),
    "a deleted tag": () => made(deleteTag(ann, 1)),
    "another name of a list": () => made(updateList(ann, 1, { name: "House" })),
  };
  for (const [name, change] of Object.entries(CHANGES)) {
    it(`${name} the numbers are known`, async () => {
      await change();
      assert.ok(await isKnown());
      assert.ok(await isKnown(bob));
    });
  }

  const RARE: Record<string, () => Promise<unknown>> = {
    "an undo": async () =>
      undone(ann, (await made(setCompletion(ann, 1, { done: true }))).changeId),
    "an archived list": () => made(updateList(ann, 1, { archived: true })),
    "a list that is brought back": () => made(updateList(ann, 2, { archived: false })),
    "a deleted list": () => made(deleteList(ann, 1)),
    "a tag that is back": async () => undone(ann, (await made(deleteTag(ann, 1))).changeId),
    "a purge": async () => {
      await made(deleteTask(ann, 1));
      await purgeTrash(ann, null);
    },
  };
  for (const [name, change] of Object.entries(RARE)) {
    it(`${name} the next change knows the numbers`, async () => {
      await change();
      assert.equal(await isKnown(), false);
      await made(createTask(ann, { title: "Next", tags: ["a"] }));
      assert.ok(await isKnown());
      await made(createTask(ann, { title: "And next", tags: ["a"] }));
      assert.ok(await isKnown());
    });
  }
});

it("is counted anew where the previous version, or two processes, made a change", async () => {
  await made(setCompletion(await signedIn(ann), 1, { done: true }));
  await made(setCompletion(await signedIn(ann, second), 4, { done: true }));
  assert.ok(await isKnown());
  await database.sql("update tasks set completed_at = null where user_id = $1", [ann.userId]);
  await database.sql("update users set last_change_id = last_change_id + 1 where id = $1", [
    ann.userId,
  ]);
  assert.equal(await isKnown(), false);
  await made(createTask(await signedIn(ann), { title: "Next" }));
  assert.ok(await isKnown());
});

it("is counted anew after a day, in case rows were changed by hand", async () => {
  await database.sql("update tasks set completed_at = null where user_id = $1", [ann.userId]);
  await database.sql("update tasks set completed_at = now() where user_id = $1 and id = 4", [
    ann.userId,
  ]);
  const at = (milliseconds: number) => ann.at(later(milliseconds));
  await made(createTask(at(DAY - 1), { title: "Soon" }));
  await assert.rejects(isKnown());
  await made(createTask(at(DAY), { title: "Late" }));
  assert.ok(await isKnown());
});

it("is not kept for more than 200 lists and tags", async () => {
  await plantLists(database, bob.userId, 199);
  await made(createTask(bob, { title: "One" }));
  assert.ok(await isKnown(bob));
  await database.sql(
    `insert into tags (user_id, id, name, created_at, updated_at)
     select $1, n, 'more' || n, now(), now() from generate_series(10, 300) as n`,
    [ann.userId],
  );
  await undone(ann, (await made(setCompletion(ann, 1, { done: true }))).changeId);
  await made(createTask(ann, { title: "One" }));
  assert.equal(await isKnown(), false);
});

describe("the numbers of", () => {
  const SOURCES: TaskSource[] = [
    ...(["all", "inbox", "someday"] as const).map((kind) => ({ kind })),
    { kind: "all", archived: true },
    { kind: "list", listId: 1 },
    { kind: "list", listId: 2 },
    { kind: "list", listId: 1, section: 1 },
    { kind: "list", listId: 9 },
    { kind: "tag", tag: "TAG1" },
    { kind: "tag", tag: "none" },
    { kind: "due", from: addDays(TODAY, 1), to: null },
    { kind: "due", from: null, to: TODAY },
  ];

  /** With many tasks that are late, those to come are counted by themselves. */
  for (const late of [30, COUNTED_MOST]) {
    it(`every view and the navigation are those of the rows, ${late} late ones among them`, async () => {
      const cleo = await person("Cleo");
      await plantLists(database, cleo.userId, 2);
      await database.sql("update lists set archived_at = now() where id = 2");
      await plantTasks(database, cleo.userId, late + 400, {
        due_on: `case when n <= ${late} then '2026-11-01'::date when n % 3 = 0 then '2026-12-01' end`,
        list_id: "case when n % 5 = 0 then 2 when n % 2 = 0 then 1 end",
        completed_at: "case when n % 7 = 0 then now() end",
        deleted_at: "case when n % 11 = 0 then now() end",
        parent_id: "case when n % 13 = 0 then 1 end",
      });
      await plantTags(database, cleo.userId, 3, "n % (tag + 1) = 0");
      await made(createTask(cleo, { title: "Bread" }));
      assert.ok(await isKnown(cleo));
      const knowing = await signedIn(cleo);
      assert.deepEqual(await countForNavigation(knowing), await countForNavigation(cleo));
      for (const source of SOURCES) {
        for (const status of ["pending", "completed", "all"] as Status[]) {
          for (const more of [
            {},
            { priority: 0 },
            { tag: "tag2" },
            { startedBy: TODAY },
          ] as const) {
            const filter = { source, status, ...more };
            const what = JSON.stringify(filter);
            const most = 250;
            const counted = await countMatching(cleo, filter, most);
            assert.equal(await countMatching(knowing, filter, most), counted, what);
            const page = { ...filter, sort: "due", limit: 20, cursor: null } as const;
            assert.deepEqual(
              await listSummaries(knowing, page),
              await listSummaries(cleo, page),
              what,
            );
          }
        }
      }
    });
  }
});
