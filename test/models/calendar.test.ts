/** What the days of a calendar have: tasks to do, to come and done, of one person alone. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { addDays } from "../../src/dates/calendar.ts";
import { UserScope } from "../../src/db/scope.ts";
import { calendarEntries, calendarRows, countLate } from "../../src/models/calendar.ts";
import { comingTasks, DAYS_OF_TASK_MOST, REPEATING_MOST } from "../../src/models/coming_tasks.ts";
import { createList, updateList } from "../../src/models/lists.ts";
import { deleteTask, setCompletion } from "../../src/models/tasks.ts";
import type { Repeat } from "../../src/recurrence/rule.ts";
import { accountOf, add, ann, bob, database, elsewhere, saved, usePeople } from "./people.ts";
import { plantTasks } from "./planted.ts";

usePeople();

// NOW is 21 November 2026, 10:00 in UTC.
const RANGE = { from: "2026-11-01", to: "2026-11-30" };
const DAILY = { rule: { unit: "day", every: 1, ends: { kind: "never" } }, mode: "rule" } as const;
const daily = DAILY as unknown as Repeat;

/** The same person in another time zone, at a moment. */
function inZone(scope: UserScope, timeZone: string, now: string): UserScope {
  const account = { ...accountOf(scope), timeZone };
  return new UserScope(database.database, account, { clock: () => new Date(now) });
}

async function titles(scope: UserScope, kind: "open" | "done", range = RANGE, most = 3) {
  const days = await calendarEntries(scope, { open: range, done: range, most });
  const lines = [...days[kind]].map(([day, { tasks, total }]) => {
    return `${day}: ${tasks.map(({ title }) => title).join(", ")} of ${total}`;
  });
  return lines;
}

describe("tasks to do", () => {
  it("stand on their due day by time, the first ones with their number", async () => {
    for (const [title, dueTime] of [
      ...[
        ["None", null],
        ["Noon", "12:00"],
        ["Early", "08:00"],
      ],
      ...[
        ["Late", "23:59"],
        ["Another", null],
      ],
    ] as [string, string | null][]) {
      await add(ann, title, { dueOn: "2026-11-24", dueTime });
      await add(bob, `Bob's ${title}`, { dueOn: "2026-11-24", dueTime });
    }
    await add(ann, "Before", { dueOn: "2026-10-31" });
    await add(ann, "First", { dueOn: "2026-11-01" });
    await add(ann, "Last", { dueOn: "2026-11-30" });
    await add(ann, "After", { dueOn: "2026-12-01" });
    await add(ann, "Never", {});
    assert.deepEqual(await titles(elsewhere(ann), "open"), [
      "2026-11-01: First of 1",
      "2026-11-24: Early, Noon, Late of 5",
      "2026-11-30: Last of 1",
    ]);
  });

  it("leave out archived lists, checklists, the trash, and what is completed", async () => {
    saved(await createList(ann, { name: "Attic", colour: "sea" }));
    const dueOn = "2026-11-24";
    const shown = await add(ann, "Shown", { dueOn });
    await add(ann, "Archived", { dueOn, listId: 1 });
    await add(ann, "Item", { parentId: shown.id });
    saved(await deleteTask(ann, (await add(ann, "Deleted", { dueOn })).id));
    saved(await setCompletion(ann, (await add(ann, "Completed", { dueOn })).id, { done: true }));
    saved(await setCompletion(ann, (await add(ann, "Put away", { listId: 1 })).id, { done: true }));
    saved(await updateList(ann, 1, { archived: true }));
    assert.deepEqual(await titles(elsewhere(ann), "open"), ["2026-11-24: Shown of 1"]);
    assert.deepEqual(await titles(elsewhere(ann), "done"), ["2026-11-21: Completed of 1"]);
  });

  it("have all that a row shows", async () => {
    await add(ann, "Rent", { dueOn: "2026-11-24", description: "by hand", tags: ["bills"] });
    await add(bob, "Bob's", { dueOn: "2026-11-24", tags: ["bills"] });
    const days = await calendarRows(elsewhere(ann), { open: RANGE, done: null, most: 9 });
    const [task, ...others] = days.open.get("2026-11-24")?.tasks ?? [];
    assert.deepEqual([task?.title, task?.hasNotes, task?.tags], ["Rent", true, ["bills"]]);
    assert.equal(others.length, 0);
    const none = await calendarRows(elsewhere(ann), { open: null, done: null, most: 9 });
    assert.deepEqual([none.open.size, none.done.size], [0, 0]);
  });

  it("are late before today, as Today counts them", async () => {
    for (const dueOn of ["2026-11-20", "2026-11-21", "2026-11-22"])
      await add(ann, dueOn, { dueOn });
    await add(ann, "Hidden", { dueOn: "2026-11-19", startsOn: "2026-11-25" });
    await add(bob, "Bob's", { dueOn: "2026-11-01" });
    assert.equal(await countLate(elsewhere(ann)), 1);
  });
});

describe("what was completed", () => {
  /** Completed at a moment. */
  async function complete(scope: UserScope, title: string, at: string) {
    const { id } = await add(scope, title);
    saved(await setCompletion(scope.at(new Date(at)), id, { done: true }));
  }

  it("stands on the day that the person's clock showed, to the minute", async () => {
    await complete(ann, "Before midnight", "2026-11-10T22:59:59Z");
    await complete(ann, "After midnight", "2026-11-10T23:00:00Z");
    await complete(bob, "Bob's", "2026-11-10T12:00:00Z");
    assert.deepEqual(await titles(inZone(ann, "Europe/Berlin", "2026-11-21T10:00:00Z"), "done"), [
      "2026-11-10: Before midnight of 1",
      "2026-11-11: After midnight of 1",
    ]);
    assert.deepEqual(await titles(inZone(ann, "UTC", "2026-11-21T10:00:00Z"), "done"), [
      "2026-11-10: Before midnight, After midnight of 2",
    ]);
    assert.deepEqual(
      await titles(inZone(ann, "Pacific/Kiritimati", "2026-11-21T10:00:00Z"), "done"),
      ["2026-11-11: Before midnight, After midnight of 2"],
    );
  });

  it("does so on days of 23 and 25 hours", async () => {
    // In Berlin the clocks went forward on 29 March 2026 and back on 25 October.
    for (const [title, at] of [
      ["a", "2026-03-28T22:59:00Z"],
      ["b", "2026-03-28T23:00:00Z"],
      ["c", "2026-03-29T21:59:00Z"],
      ["d", "2026-03-29T22:00:00Z"],
      ["e", "2026-10-24T22:00:00Z"],
      ["f", "2026-10-25T22:59:00Z"],
      ["g", "2026-10-25T23:00:00Z"],
    ] as const) {
      await complete(ann, title, at);
    }
    const there = inZone(ann, "Europe/Berlin", "2026-11-21T10:00:00Z");
    const march = { from: "2026-03-25", to: "2026-04-02" };
    assert.deepEqual(await titles(there, "done", march), [
      ...["2026-03-28: a of 1", "2026-03-29: b, c of 2", "2026-03-30: d of 1"],
    ]);
    const october = { from: "2026-10-20", to: "2026-10-31" };
    assert.deepEqual(await titles(there, "done", october), [
      ...["2026-10-25: e, f of 2", "2026-10-26: g of 1"],
    ]);
  });
});

describe("repeats to come", () => {
  it("stand on their days from tomorrow on, with those of one person alone", async () => {
    await add(ann, "Stretch", { dueOn: "2026-11-20", dueTime: "08:30", repeat: daily });
    await add(ann, "Once", { dueOn: "2026-11-23" });
    await add(bob, "Bob's", { dueOn: "2026-11-20", repeat: daily });
    const range = { from: "2026-11-16", to: "2026-11-24" };
    const { days, isCut } = await comingTasks(elsewhere(ann), range);
    assert.deepEqual([...days.keys()].sort(), ["2026-11-22", "2026-11-23", "2026-11-24"]);
    const [task, ...others] = days.get("2026-11-22") ?? [];
    assert.deepEqual([task?.title, task?.time, others.length], ["Stretch", "08:30", 0]);
    assert.equal(isCut, false);
  });

  it("are ordered by their times", async () => {
    for (const dueTime of [null, "17:00", "08:00"]) {
      await add(ann, dueTime ?? "none", { dueOn: "2026-11-21", dueTime, repeat: daily });
    }
    const range = { from: "2026-11-22", to: "2026-11-22" };
    const { days } = await comingTasks(elsewhere(ann), range);
    const named = days.get("2026-11-22")?.map(({ title }) => title);
    assert.deepEqual(named, ["08:00", "17:00", "none"]);
  });

  it("leave out archived lists and what is completed", async () => {
    saved(await createList(ann, { name: "Attic", colour: "sea" }));
    await add(ann, "Archived", { dueOn: "2026-11-21", listId: 1, repeat: daily });
    saved(await updateList(ann, 1, { archived: true }));
    const { id } = await add(ann, "Daily", { dueOn: "2026-11-21", repeat: daily });
    saved(await setCompletion(ann, id, { done: true }));
    const range = { from: "2026-11-21", to: "2026-11-24" };
    const { days } = await comingTasks(elsewhere(ann), range);
    // The next one, of 22 November, is to do.
    assert.deepEqual([...days.keys()], ["2026-11-23", "2026-11-24"]);
  });

  it("are cut where a task has one day more than the most", async () => {
    await add(ann, "Stretch", { dueOn: "2026-11-21", repeat: daily });
    await add(ann, "Walk", { dueOn: "2026-11-21", repeat: { ...daily, mode: "completion" } });
    await add(bob, "Bob's", { dueOn: "2026-11-21", repeat: daily });
    const from = "2026-11-22";
    const last = addDays(from, DAYS_OF_TASK_MOST - 1);
    const whole = await comingTasks(elsewhere(ann), { from, to: last });
    assert.deepEqual([whole.days.size, whole.isCut], [DAYS_OF_TASK_MOST, false]);
    const { days, isCut } = await comingTasks(elsewhere(ann), { from, to: addDays(last, 1) });
    assert.deepEqual(
      [days.size, days.has(addDays(last, 1)), isCut],
      [DAYS_OF_TASK_MOST, false, true],
    );
    assert.deepEqual(
      days.get(last)?.map(({ title }) => title),
      ["Stretch", "Walk"],
    );
  });

  it("are so many of one task, and of so many tasks, that a page stays cheap", async () => {
    await plantTasks(database, ann.userId, REPEATING_MOST + 20, {
      due_on: "date '2026-11-20'",
      repeat_rule: "'FREQ=DAILY'",
      repeat_mode: "'rule'",
      repeat_anchor: "date '2020-01-01'",
    });
    const year = { from: "2026-11-20", to: "2027-11-20" };
    const { days, isCut } = await comingTasks(elsewhere(ann), year);
    assert.equal(isCut, true);
    assert.ok(days.size <= DAYS_OF_TASK_MOST);
    assert.ok((days.get("2026-11-22")?.length ?? 0) <= REPEATING_MOST);
  });
});
