/** Counters of attempts: one statement, the same count for every process. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Database } from "../../src/db/connection.ts";
import {
  countAttempt,
  deleteOldThrottles,
  forgiveAttempt,
  type Limit,
  type Stage,
} from "../../src/models/throttles.ts";
import { database, later, MINUTE, NOW, useDatabase } from "./people.ts";

const WINDOW = 15 * MINUTE;

useDatabase();

function limit(key: string, max: number, window = WINDOW): Limit {
  return { key, max, window };
}

/** The first limit, and the others if that one allows it. */
function stages([first, ...others]: readonly [Limit, ...Limit[]]): Stage[] {
  const [second, ...more] = others;
  return second === undefined ? [[first]] : [[first], [second, ...more]];
}

function count(limits: [Limit, ...Limit[]], now = NOW): Promise<number | null> {
  return countAttempt(database.database, stages(limits), now);
}

function forgive(limits: readonly Limit[]): Promise<void> {
  const [first, ...others] = limits;
  assert.ok(first);
  return forgiveAttempt(database.database, [[first, ...others]]);
}

async function hits(): Promise<Record<string, number>> {
  const rows = await database.sql<{ key: string; hits: number }>("select key, hits from throttles");
  return Object.fromEntries(rows.map((row) => [row.key, row.hits]));
}

/** Once that many statements wait for a lock that somebody else holds. */
async function untilWaiting(statements: number): Promise<void> {
  for (let asked = 0; asked < 5_000; asked += 1) {
    const [row] = await database.database.read<{ waiting: number }>(
      `select count(*)::int as waiting from pg_stat_activity
       where datname = current_database() and wait_event_type = 'Lock'`,
      [],
    );
    if (row?.waiting === statements) return;
  }
  assert.fail(`there are not ${statements} statements that wait`);
}

describe("counting", () => {
  it("allows so many in a window, and says how long is left of it", async () => {
    const three: [Limit] = [limit("a", 3)];
    assert.equal(await count(three), null);
    assert.equal(await count(three, later(1)), null);
    assert.equal(await count(three, later(WINDOW - 2)), null);
    assert.equal(await count(three, later(MINUTE)), 14 * 60);
    assert.equal(await count(three, later(WINDOW - 1)), 1);
  });

  it("begins anew when the window is over, counted from the first attempt", async () => {
    const one: [Limit] = [limit("a", 1)];
    assert.equal(await count(one), null);
    assert.equal(await count(one, later(WINDOW - 1)), 1);
    assert.equal(await count(one, later(WINDOW)), null);
    assert.deepEqual(await hits(), { a: 1 });
    assert.equal(await count(one, later(WINDOW + MINUTE)), 14 * 60);
  });

  it("counts under each limit, and tells the longest wait", async () => {
    const all: [Limit, Limit, Limit] = [
      limit("a", 9),
      limit("b", 1, WINDOW),
      limit("c", 1, 60 * MINUTE),
    ];
    assert.equal(await count(all), null);
    assert.equal(await count(all), 60 * 60);
    assert.equal(await count([limit("b", 1)]), 15 * 60);
    assert.equal(await count([limit("d", 1)]), null);
    assert.deepEqual(await hits(), { a: 2, b: 3, c: 2, d: 1 });
  });

  it("leaves the others alone when the first limit refuses", async () => {
    const both: [Limit, Limit] = [limit("a", 1), limit("b", 1, 60 * MINUTE)];
    assert.equal(await count(both), null);
    assert.equal(await count(both), 15 * 60);
    assert.equal(await count(both, later(MINUTE)), 14 * 60);
    assert.deepEqual(await hits(), { a: 3, b: 1 });
    assert.equal(await count(both, later(WINDOW)), 45 * 60);
    assert.deepEqual(await hits(), { a: 1, b: 2 });
  });

  it("counts every one of many at once, whichever process they reach", async () => {
    const other = new Database(database.connection, { poolMax: 3 });
    try {
      const others = [limit("address", 10), limit("account", 100)];
      const attempts = Array.from({ length: 40 }, (_, index) => {
        const inOrder = index % 3 === 0 ? others : others.toReversed();
        const process = index % 2 === 0 ? database.database : other;
        return countAttempt(process, stages([limit("pair", 25), ...inOrder]), NOW);
      });
      const answers = await Promise.all(attempts);
      assert.equal(answers.filter((wait) => wait === null).length, 10);
      assert.deepEqual(await hits(), { pair: 40, address: 25, account: 25 });
    } finally {
      await other.close();
    }
  });
});

it("counts a stage only if all before it allow the attempt", async () => {
  const [a, b, c] = [limit("a", 9), limit("b", 2), limit("c", 9)];
  const attempt = () => countAttempt(database.database, [[a], [b], [c]], NOW);
  for (const wait of [null, null, 15 * 60, 15 * 60]) assert.equal(await attempt(), wait);
  assert.deepEqual(await hits(), { a: 4, b: 4, c: 2 });
});

it("never waits in a circle, in whatever order the others are named", async () => {
  const first = limit("pair", 100);
  const limits = [limit("a", 100), limit("m", 100), limit("z", 100)];
  await count([first, ...limits]);
  await database.sql("begin");
  await database.sql("select 1 from throttles where key = 'm' for update");
  const work = [
    count([first, ...limits]),
    count([limit("another pair", 100), ...limits.toReversed()]),
    forgive(limits.toReversed()),
  ];
  await untilWaiting(work.length);
  await database.sql("commit");
  await Promise.all(work);
  assert.deepEqual(await hits(), { pair: 2, "another pair": 1, a: 2, m: 2, z: 2 });
});

describe("taking attempts back", () => {
  it("takes one back under each limit, and never more than there were", async () => {
    const [a, b] = [limit("a", 5), limit("b", 5)];
    await count([a, b]);
    await count([a]);
    await forgive([a, b]);
    assert.deepEqual(await hits(), { a: 1, b: 0 });
    await forgive([a, b, limit("nothing", 5)]);
    assert.deepEqual(await hits(), { a: 0, b: 0 });
  });

  it("goes with counting at the same time", async () => {
    const pair = limit("pair", 1_000);
    const limits = [limit("address", 1_000), limit("account", 1_000)];
    await count([pair, ...limits]);
    await database.sql("update throttles set hits = 100");
    const work = Array.from({ length: 30 }, (_, index) =>
      index % 2 === 0
        ? count([pair, ...(index % 4 === 0 ? limits : limits.toReversed())])
        : forgive(limits),
    );
    await Promise.all(work);
    assert.deepEqual(await hits(), { pair: 115, address: 100, account: 100 });
  });

  it("sets whole counters back, and leaves the others", async () => {
    const [a, b, c] = [limit("a", 1), limit("b", 1), limit("c", 1)];
    await count([a, b, c]);
    await forgiveAttempt(database.database, [[a], [b]], [[a], [limit("nothing", 1)]]);
    assert.deepEqual(await hits(), { b: 0, c: 1 });
    assert.equal(await count([limit("a", 1)]), null);
  });
});

it("forgets the counters whose window is over, and no others", async () => {
  await count([limit("short", 1, MINUTE), limit("long", 1, WINDOW)]);
  await deleteOldThrottles(database.database, later(MINUTE));
  assert.deepEqual(await hits(), { short: 1, long: 1 });
  await deleteOldThrottles(database.database, later(MINUTE + 1));
  assert.deepEqual(await hits(), { long: 1 });
});
