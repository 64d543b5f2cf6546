/** Another due date of an occurrence does not change the days of its series, whichever way it is given. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { UserScope } from "../../src/db/scope.ts";
import { changeTasks } from "../../src/models/bulk.ts";
import type { Task } from "../../src/models/task_records.ts";
import { findTask, setCompletion, updateTask } from "../../src/models/tasks.ts";
import { parseRule, type RepeatMode, type RepeatRule } from "../../src/recurrence/rule.ts";
import { ON_THE_31ST, seriesOf } from "../recurrence/series.ts";
import { add, ann, bob, saved, undone, usePeople } from "./people.ts";

usePeople();

/** What moves an occurrence. */
const DOORS: Record<string, (scope: UserScope, task: Task, dueOn: string) => Promise<unknown>> = {
  "a change of the date": async (scope, { id }, dueOn) =>
    saved(await updateTask(scope, id, { dueOn })),
  "a whole task with the same rule": async (scope, { id, repeat }, dueOn) => {
    assert.ok(repeat);
    const { rule, mode } = repeat;
    return saved(await updateTask(scope, id, { dueOn, repeat: { rule, mode } }));
  },
  "many at once": async (scope, { id }, dueOn) =>
    saved(await changeTasks(scope, [id], { kind: "due", dueOn })),
};

/** A task of Bob's with the same id, which nothing of Ann's changes. */
async function series(anchor: string, rule: string, mode: RepeatMode = "rule"): Promise<Task> {
  const repeat = seriesOf(anchor, rule, mode);
  await add(bob, "Bob's", { dueOn: anchor, repeat });
  return add(ann, "Series", { dueOn: anchor, repeat });
}

/** Completes as many occurrences. @returns the days of those that follow. */
async function daysAfter(task: Task, count: number): Promise<(string | null)[]> {
  const days: (string | null)[] = [];
  let { id } = task;
  for (let index = 0; index < count; index += 1) {
    const { next } = saved(await setCompletion(ann, id, { done: true })).value;
    days.push(next?.dueOn ?? null);
    id = next?.id ?? 0;
  }
  return days;
}

const WEEKS = "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH";
const CASES = [
  ["2026-12-01", "FREQ=MONTHLY;BYMONTHDAY=1", "2026-11-30", ["2027-01-01", "2027-02-01"]],
  ["2026-11-26", WEEKS, "2026-11-30", ["2026-12-10", "2026-12-24"]],
  [
    "2026-12-31",
    ON_THE_31ST.replace("MONTHLY", "MONTHLY;INTERVAL=3"),
    "2027-01-02",
    ["2027-03-31", "2027-06-30"],
  ],
  ["2026-12-26", "FREQ=YEARLY", "2026-12-28", ["2027-12-26", "2028-12-26"]],
  ["2026-12-01", "FREQ=DAILY;INTERVAL=10", "2026-12-04", ["2026-12-11", "2026-12-21"]],
  ["2026-11-26", `${WEEKS};COUNT=2`, "2026-12-12", ["2026-12-10", null]],
  ["2026-11-26", `${WEEKS};UNTIL=20261210`, "2026-12-12", ["2026-12-10", null]],
] as const;

for (const [anchor, rule, to, after] of CASES) {
  for (const [door, move] of Object.entries(DOORS)) {
    test(`${rule} on ${anchor}, moved to ${to} by ${door}`, async () => {
      const task = await series(anchor, rule);
      await move(ann, task, to);
      const moved = await findTask(ann, task.id);
      assert.deepEqual([moved?.dueOn, moved?.repeat?.movedFrom], [to, anchor]);
      assert.deepEqual(await daysAfter(task, after.length), after);
      const other = await findTask(bob, 1);
      assert.deepEqual([other?.dueOn, other?.repeat?.movedFrom], [anchor, undefined]);
    });
  }
}

test("moved twice it remembers the day of the rule, and moved back it is not moved", async () => {
  const task = await series("2026-12-01", "FREQ=MONTHLY;BYMONTHDAY=1");
  const movedFrom = async () => (await findTask(ann, task.id))?.repeat?.movedFrom;
  const days = ["2026-11-30", "2026-12-05"];
  for (const dueOn of days) {
    saved(await updateTask(ann, task.id, { dueOn }));
    assert.equal(await movedFrom(), "2026-12-01");
  }
  const back = saved(await updateTask(ann, task.id, { dueOn: "2026-12-01" }));
  assert.equal(await movedFrom(), undefined);
  await undone(ann, back.changeId);
  assert.equal(await movedFrom(), "2026-12-01");
  assert.equal((await findTask(ann, task.id))?.dueOn, "2026-12-05");
});

test("what hides it until a day keeps its distance from the day of the rule", async () => {
  const repeat = seriesOf("2026-12-01", "FREQ=MONTHLY;BYMONTHDAY=1");
  const task = await add(ann, "Rent", { dueOn: "2026-12-01", startsOn: "2026-11-28", repeat });
  saved(await updateTask(ann, task.id, { dueOn: "2026-11-30" }));
  const { next } = saved(await setCompletion(ann, task.id, { done: true })).value;
  const following = await findTask(ann, next?.id ?? 0);
  assert.deepEqual([following?.dueOn, following?.startsOn], ["2027-01-01", "2026-12-29"]);
});

for (const [rule, to, moved] of [
  ["FREQ=WEEKLY;BYDAY=TH", "2026-11-30", ["2026-12-07", "2026-12-14"]],
  ["FREQ=WEEKLY;BYDAY=MO,TH", "2026-11-27", ["2026-11-30", "2026-12-04"]],
  ["FREQ=MONTHLY;BYMONTHDAY=26", "2026-11-30", ["2026-12-30", "2027-01-30"]],
  ["FREQ=MONTHLY;BYDAY=-1TH", "2026-11-24", ["2026-12-29", "2027-01-26"]],
  ["FREQ=MONTHLY;BYDAY=4TH", "2026-11-17", ["2026-12-15", "2027-01-19"]],
  ["FREQ=YEARLY;BYMONTH=11;BYDAY=4TH", "2026-12-04", ["2027-12-03", "2028-12-01"]],
  ["FREQ=YEARLY", "2026-11-30", ["2027-11-30", "2028-11-30"]],
] as const) {
  test(`${rule}: the series moves to ${to} from here on`, async () => {
    const task = await series("2026-11-26", rule);
    saved(await updateTask(ann, task.id, { dueOn: to, repeatMoves: "series" }));
    assert.equal((await findTask(ann, task.id))?.repeat?.movedFrom, undefined);
    assert.deepEqual(await daysAfter(task, 2), moved);
  });
}

for (const [due, time, mode, next] of [
  ["2026-11-20", "07:00", "catch_up", "2026-11-22"],
  ["2026-11-20", "23:00", "catch_up", "2026-11-21"],
  ["2026-11-20", null, "catch_up", "2026-11-21"],
  ["2026-11-20", "10:00", "catch_up", "2026-11-22"],
  ["2026-11-20", "07:00", "rule", "2026-11-21"],
  ["2026-11-20", "07:00", "completion", "2026-11-22"],
] as const) {
  test(`daily at ${time}, ${mode}, completed late on 21 November at 10:00 UTC`, async () => {
    const repeat = seriesOf(due, "FREQ=DAILY", mode);
    const task = await add(ann, "Pill", { dueOn: due, dueTime: time, repeat });
    assert.deepEqual(await daysAfter(task, 1), [next]);
  });
}

test("every 3 days from completion never gives the day that it was put off to again", async () => {
  const task = await series("2026-11-21", "FREQ=DAILY;INTERVAL=3", "completion");
  saved(await updateTask(ann, task.id, { dueOn: "2026-11-24" }));
  assert.deepEqual(await daysAfter(task, 1), ["2026-11-27"]);
});

test("the rule undone by force after a move, the next one is counted from the day that it is due", async () => {
  const rule = (text: string) => ({ rule: parseRule(text) as RepeatRule, mode: "rule" as const });
  await add(ann, "Rent", { dueOn: "2026-12-01", repeat: rule("FREQ=MONTHLY;BYMONTHDAY=1") });
  const weekly = saved(await updateTask(ann, 1, { repeat: rule("FREQ=WEEKLY;BYDAY=TU") }));
  saved(await updateTask(ann, 1, { dueOn: "2026-12-04" }));
  assert.equal((await findTask(ann, 1))?.repeat?.movedFrom, "2026-12-01");
  await undone(ann, weekly.changeId, { force: true });
  const { repeat, dueOn } = (await findTask(ann, 1)) ?? {};
  assert.deepEqual(
    [repeat?.rule.unit, repeat?.movedFrom, dueOn],
    ["month", undefined, "2026-12-04"],
  );
});
