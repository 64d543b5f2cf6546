/** A series has one open occurrence, whatever is pressed in whatever order. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { beforeEach, test } from "node:test";
import fc from "fast-check";
import type { Saved } from "../../src/db/saved.ts";
import type { UserScope } from "../../src/db/scope.ts";
import { type BulkAction, changeTasks } from "../../src/models/bulk.ts";
import { listChanges, undoChange } from "../../src/models/changes.ts";
import { skipTask } from "../../src/models/skip.ts";
import {
  createTask,
  createTasks,
  deleteTask,
  findTask,
  restoreTask,
  setCompletion,
  updateTask,
} from "../../src/models/tasks.ts";
import { seriesOf } from "../recurrence/series.ts";
import type { Step } from "./arbitrary_changes.ts";
import { assertInvariants, assertUndoable } from "./invariants.ts";
import {
  add,
  ann,
  bob,
  contentsOf,
  DAY,
  database,
  later,
  person,
  refused,
  rowsOf,
  saved,
  undone,
  usePeople,
} from "./people.ts";
import { second, signedIn, useSecondProcess } from "./two_processes.ts";

usePeople();
useSecondProcess();

const DAYS = seriesOf("2026-11-23", "FREQ=DAILY");
const BIN = { dueOn: "2026-11-23", repeat: DAYS };

beforeEach(async () => {
  await add(bob, "Bob's", BIN);
  await add(ann, "Bin", { ...BIN, tags: ["home"] });
});

async function complete(id: number): Promise<number> {
  const { value } = saved(await setCompletion(ann, id, { done: true }));
  return value.next?.id ?? 0;
}

async function reopen(id: number): Promise<number | null> {
  return saved(await setCompletion(ann, id, { done: false })).changeId;
}

/** What is open: "1 2026-11-23" of a series, "1 once" of none. */
async function open(scope = ann): Promise<string[]> {
  await assertInvariants(database, scope.userId);
  const rows = await rowsOf(scope);
  return rows
    .filter((row) => row.completed_at === null && row.deleted_at === null && row.parent_id === null)
    .map((row) => `${row.id} ${row.repeat_rule === null ? "once" : row.due_on}`);
}

test("reopened, it has its repeat again and the next one is gone, with its tags and items", async () => {
  await add(ann, "Item", { parentId: 1 });
  const before = await contentsOf(ann);
  assert.equal(await complete(1), 3);
  const changeId = await reopen(1);
  assert.deepEqual(await open(), ["1 2026-11-23"]);
  await undone(ann, changeId);
  assert.deepEqual(await open(), ["3 2026-11-24"]);
  await reopen(1);
  assert.deepEqual(await contentsOf(ann), before);
  await complete(1);
  assert.deepEqual(await open(), ["5 2026-11-24"]);
  assert.deepEqual(await open(bob), ["1 2026-11-23"]);
});

test("items keep their priority, tags and notes in the next occurrence, and their dates move along", async () => {
  // As they could be given dates before.
  const dated = { dueOn: "2026-11-22", dueTime: "09:00", startsOn: "2026-11-20" };
  const kept = { priority: 2, tags: ["home", "new"], description: "Notes" } as const;
  saved(
    await createTasks(ann, [
      { title: "Mat", ...BIN },
      { title: "Item", isItem: true, ...kept, tags: [...kept.tags], ...dated },
      { title: "Plain", isItem: true },
    ]),
  );
  // The occurrence is moved: its items keep their distance from the day of the rule.
  saved(await updateTask(ann, 2, { dueOn: "2026-11-28" }));
  assert.equal(await complete(2), 5);
  const item = await findTask(ann, 6);
  assert.ok(item);
  const { parentId, title, priority, tags, description, dueOn, dueTime, startsOn } = item;
  assert.deepEqual([parentId, title, priority, description], [5, "Item", 2, "Notes"]);
  assert.deepEqual(tags, ["home", "new"]);
  assert.deepEqual([dueOn, dueTime, startsOn], ["2026-11-23", "09:00", "2026-11-21"]);
  const other = await findTask(ann, 7);
  assert.deepEqual([other?.title, other?.dueOn, other?.tags], ["Plain", null, []]);
  await reopen(2);
  assert.deepEqual(await open(), ["1 2026-11-23", "2 2026-11-28"]);
  assert.equal((await rowsOf(bob)).length, 1);
});

test("reopened many at once, each series goes on from its last one", async () => {
  await add(ann, "Other", BIN);
  const ids = [1, 2, await complete(1), await complete(2)];
  await complete(3);
  await complete(4);
  saved(await changeTasks(ann, ids, { kind: "reopen" }));
  assert.deepEqual(await open(), ["1 once", "2 once", "3 2026-11-24", "4 2026-11-24"]);
});

test("a next one that was changed goes on, and the reopened one is a task of its own", async () => {
  const next = await complete(1);
  saved(await updateTask(ann, next, { title: "The big bin" }));
  await reopen(1);
  assert.deepEqual(await open(), ["1 once", "2 2026-11-24"]);
  assert.equal(await complete(1), 0);
  assert.deepEqual(await open(), ["2 2026-11-24"]);
});

test("so does one with an item that was ticked", async () => {
  await add(ann, "Item", { parentId: 1 });
  await complete(1);
  await complete(4);
  await reopen(1);
  assert.deepEqual(await open(), ["1 once", "3 2026-11-24"]);
});

test("the last of a series that has ended repeats again, an earlier one does not", async () => {
  const twice = seriesOf("2026-11-23", "FREQ=DAILY;COUNT=2");
  await add(ann, "Twice", { dueOn: "2026-11-23", repeat: twice });
  const last = await complete(2);
  assert.equal(await complete(last), 0);
  await reopen(2);
  assert.deepEqual(await open(), ["1 2026-11-23", "2 once"]);
  await reopen(last);
  assert.deepEqual(await open(), ["1 2026-11-23", "2 once", "3 2026-11-24"]);
  assert.equal(await complete(last), 0);
});

test("completed elsewhere, saved with its repeat, reopened and completed: one is open", async () => {
  await complete(1);
  saved(await updateTask(ann, 1, { title: "Mine", repeat: DAYS }));
  assert.deepEqual(await open(), ["2 2026-11-24"]);
  await reopen(1);
  assert.deepEqual(await open(), ["1 2026-11-23"]);
  await complete(1);
  assert.deepEqual(await open(), ["3 2026-11-24"]);
});

test("completed twice, and the first undone all the same: one series", async () => {
  const first = saved(await setCompletion(ann, 1, { done: true }));
  await complete(2);
  assert.deepEqual(refused(await undoChange(ann, first.changeId ?? 0, { force: false })), [
    "row changed",
  ]);
  const undo = await undone(ann, first.changeId, { force: true });
  assert.deepEqual(await open(), ["1 once", "3 2026-11-25"]);
  await undone(ann, undo, { force: true });
  assert.deepEqual(await open(), ["3 2026-11-25"]);
});

test("restored while another is open, it is a task of its own", async () => {
  await complete(1);
  saved(await deleteTask(ann, 2));
  await reopen(1);
  assert.deepEqual(await open(), ["1 2026-11-23"]);
  saved(await restoreTask(ann, 2));
  assert.deepEqual(await open(), ["1 2026-11-23", "2 once"]);
});

test("without its date it is reopened as a task of its own, and the next one goes on", async () => {
  await complete(1);
  saved(await updateTask(ann, 1, { dueOn: null }));
  await reopen(1);
  assert.deepEqual(await open(), ["1 once", "2 2026-11-24"]);
});

test("taken out of its series while it was completed, it does not repeat again", async () => {
  await complete(1);
  saved(await changeTasks(ann, [1], { kind: "due", dueOn: null }));
  saved(await updateTask(ann, 1, { dueOn: "2026-11-30" }));
  await reopen(1);
  assert.deepEqual(await open(), ["1 once", "2 2026-11-24"]);
});

test("given another rule while it was completed, it goes on with that", async () => {
  await complete(1);
  saved(await updateTask(ann, 1, { repeat: seriesOf("2026-11-23", "FREQ=WEEKLY;BYDAY=MO") }));
  await reopen(1);
  assert.deepEqual(await open(), ["1 2026-11-23"]);
  await complete(1);
  assert.deepEqual(await open(), ["3 2026-11-30"]);
});

test("an item that was added to the next one is not removed with it", async () => {
  const next = await complete(1);
  await add(ann, "Typed since", { parentId: next }, later(DAY));
  await reopen(1);
  assert.deepEqual(await open(), ["1 once", "2 2026-11-24"]);
  assert.equal((await findTask(ann, 3))?.title, "Typed since");
});

test("taken back after it was reopened on its own, its completion leaves one series", async () => {
  const first = saved(await setCompletion(ann, 1, { done: true }));
  await complete(2);
  await reopen(1);
  assert.deepEqual(await open(), ["1 once", "3 2026-11-25"]);
  await undone(ann, first.changeId, { force: true });
  assert.deepEqual(await open(), ["1 once", "3 2026-11-25"]);
});

test("reopening taken back after it was completed again, the next one is there once", async () => {
  await add(ann, "Item", { parentId: 1 });
  await complete(1);
  const reopened = await reopen(1);
  assert.equal(await complete(1), 5);
  await undone(ann, reopened, { force: true });
  assert.deepEqual(await open(), ["5 2026-11-24"]);
});

test("a task that stops repeating leaves its series, and may begin another", async () => {
  const next = await complete(1);
  saved(await updateTask(ann, next, { repeat: null }));
  await reopen(1);
  assert.deepEqual(await open(), ["1 2026-11-23", "2 once"]);
  saved(await updateTask(ann, next, { repeat: DAYS }));
  assert.deepEqual(await open(), ["1 2026-11-23", "2 2026-11-24"]);
  assert.equal((await findTask(bob, 1))?.repeat?.anchor, "2026-11-23");
});

const id = fc.integer({ min: 1, max: 7 });
const undo = (isForced: fc.Arbitrary<boolean>): fc.Arbitrary<Step> =>
  fc.tuple(fc.nat(40), isForced).map(
    ([pick, force]): Step =>
      async (scope) => {
        const { entries } = await listChanges(scope, { before: null, limit: 50 });
        const entry = entries[pick % Math.max(1, entries.length)];
        return undoChange(scope, entry?.undoneBy ?? entry?.id ?? 0, { force });
      },
  );
const other: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(id, fc.boolean()).map(
    ([task, done]): Step =>
      (scope) =>
        setCompletion(scope, task, { done }),
  ),
  fc.tuple(id, fc.constantFrom({ title: "Edited" }, { repeat: null }, { repeat: DAYS })).map(
    ([task, changes]): Step =>
      (scope) =>
        updateTask(scope, task, changes),
  ),
  fc.tuple(id, fc.constantFrom("2026-11-27", "2026-12-03", null)).map(
    ([task, dueOn]): Step =>
      (scope) =>
        changeTasks(scope, [task], { kind: "due", dueOn }),
  ),
  fc.tuple(id, fc.boolean()).map(
    ([task, isBack]): Step =>
      (scope) =>
        isBack ? restoreTask(scope, task) : deleteTask(scope, task),
  ),
  id.map(
    (task): Step =>
      (scope) =>
        skipTask(scope, task),
  ),
  fc
    .tuple(
      fc.uniqueArray(id, { minLength: 1, maxLength: 5 }),
      fc.constantFrom("complete", "reopen", "delete", "skip", "skip_or_delete"),
    )
    .map(
      ([ids, kind]): Step =>
        (scope) =>
          changeTasks(scope, ids, { kind } as BulkAction),
    ),
);

async function play(scope: UserScope, at = database.database, steps: readonly Step[]) {
  const results: Saved<unknown>[] = [];
  for (const step of steps) results.push(await step(await signedIn(scope, at)));
  return results;
}

test("any presses by two processes leave one open occurrence, and none is completed twice", async () => {
  const press = fc.oneof({ weight: 4, arbitrary: other }, undo(fc.boolean()));
  const presses = fc.array(press, { minLength: 4, maxLength: 12 });
  let made = 0;
  await fc.assert(
    fc.asyncProperty(presses, presses, presses, async (first, one, two) => {
      const own = await person(randomUUID());
      saved(await createTask(own, { title: "Bin", ...BIN }));
      const results = await play(own, database.database, first);
      await assertInvariants(database, own.userId);
      const both = [play(own, database.database, one), play(own, second, two)];
      results.push(...(await Promise.all(both)).flat());
      made += results.filter((result) => result.ok && result.changeId !== null).length;
      await assertInvariants(database, own.userId);
    }),
    { numRuns: 80, endOnFailure: true },
  );
  assert.ok(made > 100, `only ${made} changes were made`);
  assert.deepEqual(await open(bob), ["1 2026-11-23"]);
});

test("any presses can be undone one after another", async () => {
  const press = fc.oneof({ weight: 4, arbitrary: other }, undo(fc.constant(false)));
  await fc.assert(
    fc.asyncProperty(fc.array(press, { minLength: 4, maxLength: 14 }), async (presses) => {
      const own = await person(randomUUID());
      saved(await createTask(own, { title: "Bin", ...BIN }));
      await play(own, database.database, presses);
      await assertInvariants(database, own.userId);
      await assertUndoable(database, await signedIn(own));
    }),
    { numRuns: 60, endOnFailure: true },
  );
});
