/** Catching up: what each decision does, that all of them are one change, and one Undo restores everything. */
import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, test } from "node:test";
import fc from "fast-check";
import { addDays } from "../../src/dates/calendar.ts";
import { UserScope } from "../../src/db/scope.ts";
import { catchUp, type Decision, lateOn } from "../../src/models/catch_up.ts";
import { listChanges } from "../../src/models/changes.ts";
import { createList, updateList } from "../../src/models/lists.ts";
import { countParts } from "../../src/models/query_counts.ts";
import { readQuery } from "../../src/models/search_query.ts";
import { matchingIds } from "../../src/models/task_queries.ts";
import { findDeletedTask, findTask, setCompletion, updateTask } from "../../src/models/tasks.ts";
import { seriesOf } from "../recurrence/series.ts";
import { assertInvariants } from "./invariants.ts";
import {
  accountOf,
  add,
  ann,
  bob,
  contentsOf,
  database,
  NOW,
  resetPeople,
  saved,
  undone,
  usePeople,
} from "./people.ts";

usePeople();

const TODAY = "2026-11-21";
const inDays = (days: number) => addDays(TODAY, days);
const due = (dueOn: string): Decision => ({ kind: "due", dueOn });
const each = (decisions: Record<number, Decision>) => ({
  kind: "each" as const,
  decisions: new Map(Object.entries(decisions).map(([id, one]) => [Number(id), one])),
});

let bobs: string[];

/** Bob has late tasks with the same ids as Ann's. */
beforeEach(async () => {
  for (let id = 1; id <= 3; id += 1) {
    const repeat = id === 2 ? seriesOf(inDays(-9), "FREQ=DAILY") : null;
    await add(bob, `Bob's ${id}`, { dueOn: inDays(-9), repeat });
  }
  bobs = await contentsOf(bob);
});

afterEach(async () => {
  await assertInvariants(database, ann.userId);
  assert.deepEqual(await contentsOf(bob), bobs);
});

async function entries() {
  return (await listChanges(ann, { before: null, limit: 50 })).entries;
}

test("what a search calls overdue is what can be caught up with", async () => {
  await add(ann, "Late", { dueOn: inDays(-3) });
  await add(ann, "Late, and begun", { dueOn: inDays(-3), startsOn: TODAY });
  await add(ann, "Hidden for now", { dueOn: inDays(-3), startsOn: inDays(5) });
  const { where } = await readQuery(ann, "is:overdue");
  const found = { source: { kind: "search" }, status: "all", where } as const;
  const late = await matchingIds(ann, lateOn(TODAY), 10);
  assert.deepEqual(late, [1, 2]);
  assert.deepEqual(await matchingIds(ann, found, 10), late);
  const all = { ...found, where: (await readQuery(ann, "sort:due")).where };
  assert.equal((await countParts(ann, all, 10)).overdue, late.length);
});

test("each decision is done to its task, as one entry with one Undo", async () => {
  const plan = { dueOn: inDays(-3), dueTime: "09:00", tags: ["bills"] };
  for (let id = 1; id <= 6; id += 1) await add(ann, `Task ${id}`, plan);
  const before = await contentsOf(ann);
  const { value, changeId } = saved(
    await catchUp(
      ann,
      each({
        1: { kind: "done" },
        2: due(TODAY),
        3: due(inDays(9)),
        4: { kind: "someday" },
        5: { kind: "drop" },
      }),
    ),
  );
  assert.deepEqual(value, {
    ...{ count: 5, done: 1, moved: 2, someday: 1, passed: 0, dropped: 1, left: 0 },
  });
  assert.ok((await findTask(ann, 1))?.completedAt);
  const days = await Promise.all([2, 3, 4, 6].map((id) => findTask(ann, id)));
  assert.deepEqual(
    days.map((task) => [task?.dueOn, task?.dueTime]),
    [
      [TODAY, "09:00"],
      [inDays(9), "09:00"],
      [null, null],
      [inDays(-3), "09:00"],
    ],
  );
  assert.ok(await findDeletedTask(ann, 5));
  const [entry, earlier] = await entries();
  assert.deepEqual([entry?.kind, entry?.params.count], ["task.caught_up", 5]);
  assert.equal(earlier?.kind, "task.added");
  const undo = await undone(ann, changeId);
  assert.deepEqual(await contentsOf(ann), before);
  await undone(ann, undo);
  assert.ok((await findTask(ann, 1))?.completedAt);
});

describe("of one that repeats", () => {
  for (const mode of ["rule", "catch_up", "completion"] as const) {
    for (const [decision, expected] of [
      [{ kind: "done" }, "done, and the next one"],
      [due(TODAY), "moved"],
      [{ kind: "someday" }, "without repeat"],
      [{ kind: "drop" }, "skipped"],
    ] as const) {
      test(`"${decision.kind}" by mode ${mode}: ${expected}`, async () => {
        const dueOn = inDays(-3);
        const repeat = seriesOf(dueOn, "FREQ=DAILY;INTERVAL=4", mode);
        await add(ann, "Series", { dueOn, repeat, tags: ["a"] });
        await add(ann, "Item", { parentId: 1 });
        await setCompletion(ann, 2, { done: true });
        // What a tick, a skip and a move of this one do, is what it does here.
        const next = mode === "completion" ? inDays(4) : inDays(1);
        const before = await contentsOf(ann);
        const { changeId } = saved(await catchUp(ann, each({ 1: decision })));
        const task = await findTask(ann, 1);
        switch (decision.kind) {
          case "done": {
            const after = await findTask(ann, 3);
            assert.ok(task?.completedAt);
            assert.deepEqual([after?.title, after?.dueOn, after?.tags], ["Series", next, ["a"]]);
            assert.equal((await findTask(ann, 4))?.parentId, 3, "with its checklist");
            break;
          }
          case "due":
            assert.deepEqual([task?.dueOn, task?.repeat?.movedFrom], [TODAY, dueOn]);
            break;
          case "someday":
            assert.deepEqual([task?.dueOn, task?.repeat], [null, null]);
            break;
          case "drop":
            assert.deepEqual([task?.dueOn, task?.completedAt], [next, null]);
            assert.equal((await findTask(ann, 2))?.completedAt, null, "its items are to do again");
        }
        await undone(ann, changeId);
        assert.deepEqual(await contentsOf(ann), before);
      });
    }
  }

  test("the last one that is dropped goes to the trash, and is counted so", async () => {
    await add(ann, "Last", {
      dueOn: inDays(-1),
      repeat: seriesOf(inDays(-1), "FREQ=DAILY;COUNT=1"),
    });
    await add(ann, "Daily", { dueOn: inDays(-1), repeat: seriesOf(inDays(-1), "FREQ=DAILY") });
    const drop = { kind: "drop" } as const;
    const { value, changeId } = saved(await catchUp(ann, each({ 1: drop, 2: drop })));
    assert.deepEqual([value.count, value.passed, value.dropped], [2, 1, 1]);
    assert.ok(await findDeletedTask(ann, 1));
    await undone(ann, changeId);
    assert.ok(await findTask(ann, 1));
  });
});

test("what is not late any more, or not there, is left, and counted", async () => {
  await createList(ann, { name: "Old", colour: "moss" });
  const late = inDays(-2);
  await add(ann, "Late", { dueOn: late });
  await add(ann, "Done", { dueOn: late });
  await setCompletion(ann, 2, { done: true });
  await add(ann, "Moved", { dueOn: late });
  await updateTask(ann, 3, { dueOn: TODAY });
  await add(ann, "Archived", { dueOn: late, listId: 1 });
  await updateList(ann, 1, { archived: true });
  await add(ann, "No date");
  const ids = [1, 2, 3, 4, 5, 99, 2_147_483_647];
  const drop = { kind: "drop" } as const;
  const { value } = saved(
    await catchUp(ann, each(Object.fromEntries(ids.map((id) => [id, drop])))),
  );
  assert.deepEqual([value.count, value.dropped, value.left], [1, 1, 6]);
  const again = saved(await catchUp(ann, each({ 1: drop })));
  assert.deepEqual([again.changeId, again.value.count, again.value.left], [null, 0, 1]);
});

test("a day that the task has already changes nothing, and is not counted", async () => {
  await add(ann, "Late", { dueOn: inDays(-2) });
  const { value, changeId } = saved(await catchUp(ann, each({ 1: due(inDays(-2)) })));
  assert.deepEqual([value.count, value.left, changeId], [0, 0, null]);
});

test("a repeat of the request changes nothing more, and gets the first outcome", async () => {
  for (let id = 1; id <= 3; id += 1) await add(ann, `Task ${id}`, { dueOn: inDays(-id) });
  const requested = { requestKey: { key: "catch up", lifetime: 86_400_000 } };
  const decided = each({ 1: { kind: "done" }, 2: { kind: "drop" }, 3: due(inDays(-1)) });
  const first = saved(await catchUp(ann, decided, requested));
  const after = await contentsOf(ann);
  const second = saved(await catchUp(ann, decided, requested));
  assert.deepEqual(
    [second.value, second.changeId, second.isRepeat],
    [first.value, first.changeId, true],
  );
  assert.deepEqual(await contentsOf(ann), after);
});

test("all that are late move to a day, however many, and come back at once", async () => {
  for (let id = 1; id <= 12; id += 1) {
    const repeat = id % 3 === 0 ? seriesOf(inDays(-id), "FREQ=DAILY;INTERVAL=7") : null;
    await add(ann, `Task ${id}`, { dueOn: inDays(-id), repeat });
  }
  await add(ann, "Today's", { dueOn: TODAY });
  const before = await contentsOf(ann);
  const { value, changeId } = saved(await catchUp(ann, { kind: "all", dueOn: TODAY }));
  assert.deepEqual([value.count, value.moved, value.movedTo, value.left], [12, 12, TODAY, 0]);
  await undone(ann, changeId);
  assert.deepEqual(await contentsOf(ann), before);
});

describe("the day is that of the person's zone, also at midnight", () => {
  for (const [zone, at, isLate] of [
    ["Pacific/Kiritimati", "2026-11-20T09:59:59Z", false],
    ["Pacific/Kiritimati", "2026-11-20T10:00:00Z", true],
    ["UTC", "2026-11-20T23:59:59Z", false],
    ["UTC", "2026-11-21T00:00:00Z", true],
    ["Pacific/Pago_Pago", "2026-11-21T10:59:59Z", false],
    ["Pacific/Pago_Pago", "2026-11-21T11:00:00Z", true],
  ] as const) {
    test(`${zone} at ${at}`, async () => {
      await add(ann, "Due on the 20th", { dueOn: "2026-11-20" });
      const owner = { ...accountOf(ann), timeZone: zone };
      const there = new UserScope(database.database, owner, { clock: () => new Date(at) });
      const { value } = saved(await catchUp(there, { kind: "all", dueOn: there.today }));
      assert.equal(value.count, isLate ? 1 : 0);
    });
  }
});

test("one Undo restores any mixture of tasks and decisions", async () => {
  const decision = fc.oneof(
    fc.constantFrom("done", "someday", "drop").map((kind) => ({ kind }) as Decision),
    fc.integer({ min: -5, max: 40 }).map((days) => due(inDays(days))),
  );
  const rule = fc.constantFrom(
    null,
    "FREQ=DAILY",
    "FREQ=WEEKLY;BYDAY=MO,TH;COUNT=2",
    "FREQ=DAILY;COUNT=1",
    "FREQ=MONTHLY;BYDAY=2TU,-1FR",
  );
  const task = fc.record({
    rule,
    mode: fc.constantFrom("rule" as const, "catch_up" as const, "completion" as const),
    days: fc.integer({ min: -60, max: 1 }),
    hasItem: fc.boolean(),
    decision: fc.option(decision, { freq: 5 }),
  });
  let changes = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(task, { minLength: 1, maxLength: 6 }), async (tasks) => {
      await resetPeople();
      bobs = await contentsOf(bob);
      const decisions = new Map<number, Decision>();
      for (const { days, mode, hasItem, ...one } of tasks) {
        const dueOn = inDays(days);
        const repeat = one.rule === null ? null : seriesOf(dueOn, one.rule, mode);
        const { id } = await add(ann, "Late", { dueOn, repeat, tags: ["a"] }, NOW);
        if (hasItem) await add(ann, "Item", { parentId: id });
        if (one.decision !== null) decisions.set(id, one.decision);
      }
      const before = await contentsOf(ann);
      const { value, changeId } = saved(await catchUp(ann, { kind: "each", decisions }));
      if (changeId === null) return assert.deepEqual(await contentsOf(ann), before);
      changes += value.count;
      const after = await contentsOf(ann);
      const undo = await undone(ann, changeId);
      assert.deepEqual(await contentsOf(ann), before);
      await undone(ann, undo);
      assert.deepEqual(await contentsOf(ann), after);
      await assertInvariants(database, ann.userId);
    }),
    { numRuns: 40 },
  );
  assert.ok(changes > 40, `only ${changes} tasks were changed`);
});
