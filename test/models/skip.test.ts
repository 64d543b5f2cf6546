/** Skipping an occurrence: the task moves on to the next day of its rule, and nothing is completed. */
import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, test } from "node:test";
import { changeTasks } from "../../src/models/bulk.ts";
import { listChanges } from "../../src/models/changes.ts";
import { skipTask } from "../../src/models/skip.ts";
import type { NewTask } from "../../src/models/task_mutations.ts";
import {
  createTasks,
  deleteTask,
  findDeletedTask,
  findTask,
  listChecklist,
  setCompletion,
  updateTask,
} from "../../src/models/tasks.ts";
import type { RepeatMode } from "../../src/recurrence/rule.ts";
import { ON_THE_31ST, seriesOf } from "../recurrence/series.ts";
import { assertInvariants } from "./invariants.ts";
import {
  add,
  ann,
  bob,
  contentsOf,
  database,
  refused,
  rowsOf,
  saved,
  undone,
  usePeople,
} from "./people.ts";

usePeople();

let bobs: string[];

/** Bob has a series with the same id as Ann's. */
beforeEach(async () => {
  await add(bob, "Bob's", { dueOn: "2026-11-20", repeat: seriesOf("2026-11-20", "FREQ=DAILY") });
  bobs = await contentsOf(bob);
});

afterEach(async () => {
  await assertInvariants(database, ann.userId);
  assert.deepEqual(await contentsOf(bob), bobs);
});

async function series(
  dueOn: string,
  rule: string,
  { mode = "rule", ...more }: Partial<NewTask> & { mode?: RepeatMode } = {},
): Promise<number> {
  const { id } = await add(ann, "Series", { dueOn, repeat: seriesOf(dueOn, rule, mode), ...more });
  return id;
}

/** Skips as many occurrences. @returns the days of those that follow; null: it is in the trash. */
async function skips(id: number, count: number): Promise<(string | null)[]> {
  const days: (string | null)[] = [];
  for (let index = 0; index < count; index += 1) {
    const { value } = saved(await skipTask(ann, id));
    days.push(value.deletedAt === null ? value.dueOn : null);
  }
  return days;
}

// Now is Saturday 21 November 2026, 10:00 in UTC.
const CASES: [string, string, RepeatMode, (string | null)[]][] = [
  ["2026-12-31", ON_THE_31ST, "rule", ["2027-01-31", "2027-02-28", "2027-03-31"]],
  ["2026-11-26", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH", "rule", ["2026-12-10", "2026-12-24"]],
  // The plan goes on day by day, also where it is behind.
  ["2026-11-18", "FREQ=DAILY", "rule", ["2026-11-19", "2026-11-20"]],
  ["2026-11-18", "FREQ=DAILY", "catch_up", ["2026-11-21", "2026-11-22"]],
  // Counted from its day, as if it had been done on it; from today where that has passed.
  ["2026-11-26", "FREQ=DAILY;INTERVAL=3", "completion", ["2026-11-29", "2026-12-02"]],
  ["2026-11-18", "FREQ=DAILY;INTERVAL=3", "completion", ["2026-11-24", "2026-11-27"]],
  ["2026-11-26", "FREQ=DAILY;COUNT=3", "rule", ["2026-11-27", "2026-11-28", null]],
  ["2026-11-26", "FREQ=DAILY;UNTIL=20261127", "rule", ["2026-11-27", null]],
];
for (const [dueOn, rule, mode, days] of CASES) {
  test(`${rule} from ${dueOn}, ${mode}, moves to ${days.join(", ")}`, async () => {
    const id = await series(dueOn, rule, { mode });
    assert.deepEqual(await skips(id, days.length), days);
    assert.equal((await rowsOf(ann)).length, 1);
  });
}

test("a time that has passed today is not the next one of those that skip missed ones", async () => {
  const daily = ["2026-11-20", "FREQ=DAILY"] as const;
  const early = await series(...daily, { mode: "catch_up", dueTime: "07:00" });
  const late = await series(...daily, { mode: "catch_up", dueTime: "19:00" });
  assert.deepEqual(await skips(early, 1), ["2026-11-22"]);
  assert.deepEqual(await skips(late, 1), ["2026-11-21"]);
});

test("it stays the same task, with its time, and is hidden until as many days before", async () => {
  const id = await series("2026-12-01", "FREQ=MONTHLY;BYMONTHDAY=1", {
    ...{ dueTime: "09:00", startsOn: "2026-11-28", tags: ["bills"], description: "Notes" },
  });
  saved(await updateTask(ann, id, { dueOn: "2026-11-30" }));
  const before = await contentsOf(ann);
  const was = await findTask(ann, id);
  assert.equal(was?.repeat?.movedFrom, "2026-12-01");
  const { value, changeId } = saved(await skipTask(ann, id));
  const { dueOn, dueTime, startsOn, repeat, repeatFinished, tags, completedAt } = value;
  assert.deepEqual([dueOn, dueTime, startsOn], ["2027-01-01", "09:00", "2026-12-29"]);
  assert.deepEqual([repeat?.movedFrom, repeatFinished, tags], [undefined, 1, ["bills"]]);
  assert.equal(completedAt, null);
  const [entry] = (await listChanges(ann, { before: null, limit: 1 })).entries;
  assert.deepEqual([entry?.kind, entry?.params], ["task.skipped", { id, title: "Series" }]);
  const undo = await undone(ann, changeId);
  assert.deepEqual(await contentsOf(ann), before);
  await undone(ann, undo);
  assert.deepEqual(await findTask(ann, id), { ...value, version: value.version + 2 });
});

test("a skipped one counts as one of COUNT, beside those that were completed", async () => {
  const id = await series("2026-11-26", "FREQ=DAILY;COUNT=3");
  const { next } = saved(await setCompletion(ann, id, { done: true })).value;
  assert.deepEqual(await skips(next?.id ?? 0, 1), ["2026-11-28"]);
  const last = saved(await setCompletion(ann, next?.id ?? 0, { done: true })).value;
  assert.equal(last.next, null);
});

test("the last one goes to the trash, and comes back by Undo", async () => {
  const id = await series("2026-11-26", "FREQ=DAILY;COUNT=1");
  const before = await contentsOf(ann);
  const { value, changeId } = saved(await skipTask(ann, id));
  assert.ok(value.deletedAt);
  assert.equal((await findDeletedTask(ann, id))?.dueOn, "2026-11-26");
  await undone(ann, changeId);
  assert.deepEqual(await contentsOf(ann), before);
});

test("its checklist moves along, to do again; an item that repeats has days of its own", async () => {
  const daily = (text: string) => ({ dueOn: "2026-11-26", repeat: seriesOf("2026-11-26", text) });
  // As items could be given dates before.
  saved(
    await createTasks(ann, [
      { title: "Series", ...daily("FREQ=DAILY;INTERVAL=7") },
      ...[
        { title: "Dated", dueOn: "2026-11-25", dueTime: "08:00", startsOn: "2026-11-24" },
        { title: "Ticked" },
        { title: "Own", ...daily("FREQ=DAILY") },
        { title: "Deleted", dueOn: "2026-11-26" },
      ].map((item) => ({ ...item, isItem: true })),
    ]),
  );
  const [id, ticked, own, deleted] = [1, 3, 4, 5];
  for (const item of [ticked, own]) saved(await setCompletion(ann, item, { done: true }));
  saved(await deleteTask(ann, deleted));
  const before = await contentsOf(ann);
  const { value, changeId } = saved(await skipTask(ann, id));
  assert.deepEqual(value.checklist, { done: 1, total: 4 });
  const items = (await listChecklist(ann, id)).map(
    (one) => `${one.title} ${one.dueOn} ${one.dueTime} ${one.startsOn} ${one.completedAt !== null}`,
  );
  assert.deepEqual(items, [
    "Dated 2026-12-02 08:00 2026-12-01 false",
    "Ticked null null null false",
    "Own 2026-11-26 null null true",
    "Own 2026-11-27 null null false",
  ]);
  assert.equal((await findDeletedTask(ann, deleted))?.dueOn, "2026-11-26");
  await undone(ann, changeId);
  assert.deepEqual(await contentsOf(ann), before);
});

test("what does not repeat, is completed or is in the trash cannot be skipped", async () => {
  const { id } = await add(ann, "Once", { dueOn: "2026-11-26" });
  const done = await series("2026-11-26", "FREQ=DAILY");
  saved(await setCompletion(ann, done, { done: true }));
  const gone = await series("2026-11-26", "FREQ=DAILY");
  saved(await deleteTask(ann, gone));
  const before = await contentsOf(ann);
  assert.deepEqual(refused(await skipTask(ann, id)), ["repeat not_repeating"]);
  assert.deepEqual(refused(await skipTask(ann, done)), ["repeat not_repeating"]);
  assert.deepEqual(refused(await skipTask(ann, gone)), ["row missing"]);
  assert.deepEqual(refused(await skipTask(ann, 99)), ["row missing"]);
  assert.deepEqual(await contentsOf(ann), before);
});

test("reopened afterwards, the one before is a task of its own", async () => {
  const id = await series("2026-11-26", "FREQ=DAILY");
  const { next } = saved(await setCompletion(ann, id, { done: true })).value;
  saved(await skipTask(ann, next?.id ?? 0));
  saved(await setCompletion(ann, id, { done: false }));
  const rows = (await rowsOf(ann)).map((row) => `${row.due_on} ${row.repeat_rule !== null}`);
  assert.deepEqual(rows, ["2026-11-26 false", "2026-11-28 true"]);
});

test("undone all the same after it was completed, each is still one of its series", async () => {
  const id = await series("2026-11-26", "FREQ=DAILY");
  const { changeId } = saved(await skipTask(ann, id));
  saved(await setCompletion(ann, id, { done: true }));
  const undo = await undone(ann, changeId, { force: true });
  const numbers = async () =>
    (await rowsOf(ann)).map((row) => `${row.due_on} ${row.repeat_finished}`);
  assert.deepEqual(await numbers(), ["2026-11-26 1", "2026-11-28 2"]);
  saved(await setCompletion(ann, 2, { done: true }));
  await assertInvariants(database, ann.userId);
  await undone(ann, undo, { force: true });
  assert.deepEqual(await numbers(), ["2026-11-27 1", "2026-11-28 2", "2026-11-29 3"]);
});

describe("of many", () => {
  /** A daily one, one of a single time, one that is completed with its next one, and one of none. */
  beforeEach(async () => {
    await series("2026-11-26", "FREQ=DAILY");
    await series("2026-11-26", "FREQ=DAILY;COUNT=1");
    await series("2026-11-26", "FREQ=DAILY");
    saved(await setCompletion(ann, 3, { done: true }));
    await add(ann, "Once", { dueOn: "2026-11-26" });
  });

  const ids = [1, 2, 3, 4, 5, 99];
  const days = async () =>
    (await rowsOf(ann)).map((row) => (row.deleted_at === null ? row.due_on : null));
  const AS_THEY_WERE: (string | null)[] = [
    "2026-11-26",
    "2026-11-26",
    "2026-11-26",
    "2026-11-27",
    "2026-11-26",
  ];

  test("those that repeat are skipped", async () => {
    const before = await contentsOf(ann);
    const { value, changeId } = saved(await changeTasks(ann, ids, { kind: "skip" }));
    assert.deepEqual(value, { found: 5, changed: 3, count: 3, last: 1 });
    assert.deepEqual(await days(), ["2026-11-27", null, "2026-11-26", "2026-11-28", "2026-11-26"]);
    const [entry] = (await listChanges(ann, { before: null, limit: 1 })).entries;
    assert.equal(entry?.kind, "task.skipped");
    await undone(ann, changeId);
    assert.deepEqual(await contentsOf(ann), before);
    const none = saved(await changeTasks(ann, [3, 5], { kind: "skip" }));
    assert.deepEqual([none.value.changed, none.changeId], [0, null]);
  });

  test("or skipped, and the others deleted", async () => {
    const before = await contentsOf(ann);
    const action = { kind: "skip_or_delete" } as const;
    const { value, changeId } = saved(await changeTasks(ann, ids, action));
    assert.deepEqual(value, { found: 5, changed: 5, count: 2, skipped: 3, last: 1 });
    assert.deepEqual(await days(), ["2026-11-27", null, null, "2026-11-28", null]);
    await undone(ann, changeId);
    assert.deepEqual(await contentsOf(ann), before);
  });

  test("a deletion that is not meant for a series is refused", async () => {
    const before = await contentsOf(ann);
    const action = { kind: "delete", unlessRepeating: true } as const;
    const outcome = await changeTasks(ann, ids, action);
    assert.deepEqual(refused(outcome), ["row repeats"]);
    const [problem] = outcome.ok ? [] : outcome.problems;
    assert.deepEqual(
      problem?.rows?.map(({ id }) => id),
      [1, 2, 4],
    );
    assert.deepEqual(await contentsOf(ann), before);
    assert.equal(saved(await changeTasks(ann, [3, 5], action)).value.changed, 2);
  });

  test("a series is deleted with its open one, and what was completed of it stays", async () => {
    saved(await changeTasks(ann, [4], { kind: "delete" }));
    assert.deepEqual(await days(), AS_THEY_WERE.with(3, null));
  });
});
