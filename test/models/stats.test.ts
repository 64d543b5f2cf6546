/** What was completed, in numbers: the same as counted one by one, in any zone, and only of one's own. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { addDays } from "../../src/dates/calendar.ts";
import { localMoment } from "../../src/dates/local_time.ts";
import { UserScope } from "../../src/db/scope.ts";
import { changeTasks } from "../../src/models/bulk.ts";
import { skipTask } from "../../src/models/skip.ts";
import { type Completed, countCompleted, countRecent, sumOf } from "../../src/models/stats.ts";
import { deleteTask, restoreTask, setCompletion } from "../../src/models/tasks.ts";
import { seriesOf } from "../recurrence/series.ts";
import {
  accountOf,
  add,
  ann,
  bob,
  database,
  NOW,
  resetPeople,
  saved,
  usePeople,
} from "./people.ts";
import { plantLists, plantTags, plantTasks } from "./planted.ts";

usePeople();

const YEAR = { from: "2026-01-01", to: "2026-12-31" };
const NONE = { completed: 0, onTime: 0, late: 0 };

/** The same user with a clock somewhere else. */
function inZone(scope: UserScope, timeZone: string | null, now = NOW): UserScope {
  const owner = { ...accountOf(scope), timeZone };
  return new UserScope(database.database, owner, { clock: () => now });
}

const zone = fc.constantFrom(
  ...[null, "Europe/Berlin", "America/Havana", "Asia/Kathmandu", "Australia/Lord_Howe"],
  ...["Pacific/Apia", "Pacific/Pago_Pago", "Africa/Cairo", "Africa/Casablanca"],
);

/** Around a change of the clocks, a leap day, the turn of a year, and days that Samoa did not have. */
const start = fc.constantFrom("2026-03-27", "2024-02-27", "2026-12-30", "2011-12-28", "2026-10-24");

const task = fc.record({
  /** In minutes after the start of the first day in UTC. */
  at: fc.option(fc.integer({ min: -1_440, max: 1_440 * 7 })),
  due: fc.option(fc.integer({ min: -3, max: 8 })),
  time: fc.boolean(),
  list: fc.constantFrom(0, 1, 2),
  tags: fc.uniqueArray(fc.constantFrom(1, 2, 3)),
  isTrashed: fc.boolean(),
  isItem: fc.boolean(),
});

type Random = typeof task extends fc.Arbitrary<infer T> ? T : never;

async function plant(scope: UserScope, from: string, tasks: readonly Random[]): Promise<void> {
  const { sql } = database;
  await plantLists(database, scope.userId, 2);
  await plantTags(database, scope.userId, 3, "false");
  await sql("update tags set deleted_at = now() where user_id = $1 and id = 3", [scope.userId]);
  await sql(
    `insert into tasks (user_id, id, title, position, created_at, updated_at)
     values ($1, 1000, 'Parent', 1, now(), now())`,
    [scope.userId],
  );
  for (const [index, one] of tasks.entries()) {
    await sql(
      `insert into tasks (user_id, id, title, position, created_at, updated_at, completed_at, due_on,
         due_time, list_id, deleted_at, parent_id)
       values ($1, $2, 'Task', 1, now(), now(), $3, $4, $5, $6, $7, $8)`,
      [
        ...[scope.userId, index + 1, one.at === null ? null : momentOf(from, one.at)],
        ...[one.due === null ? null : addDays(from, one.due)],
        ...[one.time && one.due !== null ? "08:00" : null, one.list || null],
        ...[one.isTrashed ? NOW : null, one.isItem ? 1000 : null],
      ],
    );
    for (const tag of one.tags) {
      await sql("insert into task_tags (user_id, task_id, tag_id) values ($1, $2, $3)", [
        ...[scope.userId, index + 1, tag],
      ]);
    }
  }
}

function momentOf(from: string, minutes: number): Date {
  return new Date(Date.parse(`${from}T00:00:00Z`) + minutes * 60_000);
}

/** One by one: by the date that the person's clock showed. */
function counted(tasks: readonly Random[], { from, to }: typeof YEAR, timeZone: string | null) {
  const [days, lists, tags] = [0, 1, 2].map(() => new Map<string | number, Completed>());
  const note = (
    map: Map<string | number, Completed> | undefined,
    key: string | number,
    one: Completed,
  ) => map?.set(key, sumOf([map.get(key) ?? NONE, one]));
  for (const { at, due, list, tags: own, isTrashed, isItem } of tasks) {
    if (at === null || isTrashed || isItem) continue;
    const { date } = localMoment(momentOf(from, at), timeZone);
    if (date < from || date > to) continue;
    const isLate = due !== null && date > addDays(from, due);
    const one = { completed: 1, onTime: due !== null && !isLate ? 1 : 0, late: isLate ? 1 : 0 };
    note(days, date, one);
    note(lists, list, one);
    for (const tag of own.filter((id) => id < 3)) note(tags, tag, one);
  }
  return { days, lists, tags };
}

it("counts as one would count by hand, in any zone", async () => {
  await fc.assert(
    fc.asyncProperty(
      zone,
      start,
      fc.array(task, { minLength: 5, maxLength: 30 }),
      async (timeZone, from, tasks) => {
        await resetPeople();
        await plant(ann, from, tasks);
        // Bob's rows have the same ids, and are others.
        await plant(bob, from, tasks.slice(3).toReversed());
        const range = { from, to: addDays(from, 5) };
        const stats = await countCompleted(inZone(ann, timeZone), range);
        const { days, lists, tags } = counted(tasks, range, timeZone);
        const numbers = ({ completed, onTime, late }: Completed) => ({ completed, onTime, late });
        assert.deepEqual(new Map(stats.days.map((day) => [day.date, numbers(day)])), sorted(days));
        assert.deepEqual(
          sorted(new Map(stats.lists.map((one) => [one.id ?? 0, numbers(one)]))),
          sorted(lists),
        );
        assert.deepEqual(
          sorted(new Map(stats.tags.map((one) => [one.id, numbers(one)]))),
          sorted(tags),
        );
      },
    ),
    { numRuns: 40 },
  );
});

function byId([one = 0]: number[], [other = 0]: number[]): number {
  return one - other;
}

function sorted<Value>(map: Map<string | number, Value> = new Map()): Map<string | number, Value> {
  return new Map([...map].sort(([one], [other]) => (one < other ? -1 : 1)));
}

it("counts beyond the journal, and what is restored; not what is in the trash or gone", async () => {
  const done = async (day: string, dueOn: string | null) => {
    const { id } = await add(ann, day, { dueOn });
    const then = ann.at(new Date(`${day}T09:00:00Z`));
    saved(await setCompletion(then, id, { done: true }));
    return id;
  };
  const [early, kept] = [await done("2026-01-02", "2026-01-02"), await done("2026-05-01", null)];
  const gone = await done("2026-05-02", "2026-05-01");
  await add(bob, "Bob's");
  saved(await setCompletion(bob, 1, { done: true }));
  await database.sql("delete from changes");
  const numbers = async () => sumOf((await countCompleted(ann, YEAR)).days);
  assert.deepEqual(await numbers(), { completed: 3, onTime: 1, late: 1 });
  saved(await deleteTask(ann, gone));
  assert.deepEqual(await numbers(), { completed: 2, onTime: 1, late: 0 });
  saved(await restoreTask(ann, gone));
  assert.deepEqual(await numbers(), { completed: 3, onTime: 1, late: 1 });
  saved(await deleteTask(ann, gone));
  await ann.purge((rows) => void rows.where({ id: gone }));
  assert.deepEqual(await numbers(), { completed: 2, onTime: 1, late: 0 });
  saved(await setCompletion(ann, early, { done: false }));
  const { days } = await countCompleted(ann, YEAR);
  assert.deepEqual(days, [{ date: "2026-05-01", completed: 1, onTime: 0, late: 0 }]);
  assert.ok(kept > 0);
});

it("a day belongs to the person's zone, and a task is late from the next midnight on", async () => {
  const { id } = await add(ann, "Late at night", { dueOn: "2026-11-20", dueTime: "17:00" });
  saved(await setCompletion(ann.at(new Date("2026-11-20T23:30:00Z")), id, { done: true }));
  const day = async (timeZone: string | null) =>
    (await countCompleted(inZone(ann, timeZone), YEAR)).days[0];
  // After its time, but on its day.
  assert.deepEqual(await day(null), { date: "2026-11-20", completed: 1, onTime: 1, late: 0 });
  assert.deepEqual(await day("Europe/Berlin"), {
    ...{ date: "2026-11-21", completed: 1, onTime: 0, late: 1 },
  });
  assert.equal((await day("America/New_York"))?.date, "2026-11-20");
});

describe("repeats", () => {
  const daily = { dueOn: "2026-11-01", repeat: seriesOf("2026-11-01", "FREQ=DAILY") };
  const on = (day: string) => ann.at(new Date(`${day}T09:00:00Z`));
  const complete = async (id: number, day: string) =>
    saved(await setCompletion(on(day), id, { done: true })).value.next?.id ?? 0;
  const repeats = async (range = YEAR) =>
    (await countCompleted(ann, range)).repeats.map(({ id, kept, late, skipped }) => {
      return [id, kept, late, skipped];
    });

  it("are kept, late or skipped; one that was moved is kept by its new day", async () => {
    await add(ann, "Water", daily);
    assert.deepEqual(await repeats(), []);
    const second = await complete(1, "2026-11-01");
    const third = await complete(second, "2026-11-05");
    assert.deepEqual(await repeats(), [[third, 1, 1, 0]]);
    saved(await skipTask(on("2026-11-05"), third));
    saved(await skipTask(on("2026-11-05"), third));
    assert.deepEqual(await repeats(), [[third, 1, 1, 2]]);
    saved(await changeTasks(ann, [third], { kind: "due", dueOn: "2026-11-19" }));
    const fourth = await complete(third, "2026-11-19");
    assert.deepEqual(await repeats(), [[fourth, 2, 1, 2]]);
    // Those that were skipped count with the next that was done.
    assert.deepEqual(await repeats({ from: "2026-11-01", to: "2026-11-10" }), [[fourth, 1, 1, 0]]);
    assert.deepEqual(await repeats({ from: "2026-11-11", to: "2026-11-19" }), [[fourth, 1, 0, 2]]);
    assert.deepEqual(await repeats({ from: "2025-01-01", to: "2025-12-31" }), []);
  });

  it("do not count what was skipped before the first, nor one in the trash as skipped", async () => {
    await add(ann, "Water", daily);
    saved(await skipTask(on("2026-11-01"), 1));
    assert.deepEqual(await repeats(), []);
    const second = await complete(1, "2026-11-02");
    const third = await complete(second, "2026-11-03");
    saved(await deleteTask(ann, second));
    assert.deepEqual(await repeats(), [[third, 1, 0, 0]]);
    await ann.purge((rows) => void rows.where({ id: second }));
    assert.deepEqual(await repeats(), [[third, 1, 0, 1]]);
  });

  const occurrence = fc.record({
    /** From the number of the one before it; 0: a second one with the same number. */
    step: fc.constantFrom(0, 1, 1, 1, 2, 4),
    /** In days after the start of the year; null: it is open, where it is the last. */
    doneOn: fc.option(fc.integer({ min: -20, max: 400 })),
    dueOn: fc.integer({ min: -20, max: 400 }),
    isTrashed: fc.constantFrom(false, false, true),
  });

  it("count as one would count the rows of each series by hand", async () => {
    const day = (number: number) => addDays(YEAR.from, number);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(occurrence, { maxLength: 8 }), { minLength: 1, maxLength: 4 }),
        fc.boolean(),
        async (drawn, isPast) => {
          await resetPeople();
          const expected: number[][] = [];
          let id = 0;
          for (const [index, series] of drawn.entries()) {
            let number = 0;
            const sum = [0, 0, 0, 0] as [number, number, number, number];
            for (const [place, { step, dueOn, isTrashed, ...one }] of series.entries()) {
              id += 1;
              const before = number;
              number += step;
              const doneOn = one.doneOn ?? (place === series.length - 1 ? null : 400);
              const values = [index, number, isTrashed ? NOW : null, day(dueOn)];
              const at = doneOn === null ? null : `${day(doneOn)}T12:00:00Z`;
              for (const { userId } of [ann, bob]) {
                await database.sql(
                  `insert into tasks (user_id, id, title, position, created_at, updated_at, series_id,
                     repeat_finished, deleted_at, due_on, completed_at)
                   values ($1, $2, 'Task', 1, now(), now(), md5($3::text)::uuid, $4, $5, $6, $7)`,
                  [userId, id, ...values, at],
                );
              }
              if (isTrashed) continue;
              sum[0] = id;
              const isCounted =
                doneOn === null ? !isPast : day(doneOn) >= YEAR.from && day(doneOn) <= YEAR.to;
              if (!isCounted) continue;
              if (doneOn !== null) sum[doneOn > dueOn ? 2 : 1] += 1;
              if (place > 0) sum[3] += Math.max(0, number - before - 1);
            }
            if (sum[1] + sum[2] + sum[3] > 0) expected.push(sum);
          }
          const scope = inZone(ann, null, isPast ? new Date("2027-06-01T12:00:00Z") : NOW);
          const { repeats: found } = await countCompleted(scope, YEAR);
          const rows = found.map(({ id: last, kept, late, skipped }) => [
            last,
            kept,
            late,
            skipped,
          ]);
          assert.deepEqual(rows.sort(byId), expected.sort(byId));
        },
      ),
      { numRuns: 40 },
    );
  });

  it("are each person's own", async () => {
    await add(bob, "Bob's", daily);
    saved(await setCompletion(bob, 1, { done: true }));
    await database.sql(
      "update tasks set series_id = md5('same')::uuid where series_id is not null",
    );
    await add(ann, "Water", daily);
    await complete(1, "2026-11-01");
    await database.sql(
      "update tasks set series_id = md5('same')::uuid where series_id is not null",
    );
    assert.deepEqual(await repeats(), [[2, 1, 0, 0]]);
  });
});

it("counts the days of two weeks, and what was added since the second began", async () => {
  const weeks = {
    last: { from: "2026-11-09", to: "2026-11-15" },
    week: { from: "2026-11-16", to: "2026-11-22" },
  };
  assert.deepEqual(await countRecent(ann, weeks), { days: [], added: 0 });
  const at = (time: string) => ann.at(new Date(time));
  await add(ann, "Before", {}, new Date("2026-11-15T23:59:00Z"));
  await add(ann, "Added", {}, new Date("2026-11-16T00:00:00Z"));
  await add(ann, "Added and deleted");
  saved(await deleteTask(ann, 3));
  const daily = { dueOn: "2026-11-17", repeat: seriesOf("2026-11-17", "FREQ=DAILY") };
  await add(ann, "Repeats", daily);
  saved(await setCompletion(at("2026-11-17T11:00:00Z"), 4, { done: true }));
  saved(await setCompletion(at("2026-11-09T00:00:00Z"), 1, { done: true }));
  await add(bob, "Bob's");
  saved(await setCompletion(bob, 1, { done: true }));
  assert.deepEqual(await countRecent(ann, weeks), {
    days: [
      { date: "2026-11-09", completed: 1, onTime: 0, late: 0 },
      { date: "2026-11-17", completed: 1, onTime: 1, late: 0 },
    ],
    added: 2,
  });
});

it("counts 10,000 in a year, a leap year too", async () => {
  await plantLists(database, ann.userId, 9);
  await plantTasks(database, ann.userId, 10_000, {
    completed_at: "timestamptz '2024-12-31T12:00Z' - n % 366 * interval '1 day'",
    due_on: "date '2024-06-30'",
    list_id: "nullif(n % 10, 0)",
  });
  await plantTags(database, ann.userId, 5, "n % 5 + 1 = tag");
  const leap = { from: "2024-01-01", to: "2024-12-31" };
  const { days, lists, tags } = await countCompleted(inZone(ann, "Europe/Berlin"), leap);
  assert.deepEqual([days.length, days[59]?.date], [366, "2024-02-29"]);
  for (const sum of [days, lists, tags].map((all) => sumOf(all))) {
    assert.equal(sum.completed, 10_000);
    assert.equal(sum.onTime + sum.late, 10_000);
  }
  assert.equal(lists.length, 10);
  assert.equal(tags.length, 5);
});
