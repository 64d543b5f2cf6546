/** Lists of tasks: by pages on which no row is missing or twice, and counts that cost little. */
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import fc from "fast-check";
import { Database } from "../../src/db/connection.ts";
import { UserScope } from "../../src/db/scope.ts";
import { encodeCursor, parseTaskList } from "../../src/forms/task_list.ts";
import {
  COUNT_LIMIT,
  countTasks,
  deleteTask,
  listCompletedSince,
  listSummaries,
  listTasks,
  setCompletion,
  type TaskCursor,
} from "../../src/models/tasks.ts";
import type { TaskStatus } from "../../src/paths.ts";
import type { TestDatabase } from "../support/database.ts";
import { add, clear, later, MINUTE, NOW, peopleDatabase, person } from "./people.ts";

let database: TestDatabase;
let ann: UserScope;
let bob: UserScope;

before(async () => {
  database = await peopleDatabase();
});
after(() => database.drop());
beforeEach(async () => {
  await clear(database);
  ann = (await person(database, "Ann")).scope;
  bob = (await person(database, "Bob")).scope;
});

/** Adds tasks 1 to `count`; `completedAt` is SQL over their number `n`. */
async function fill(scope: UserScope, count: number, completedAt = "null"): Promise<void> {
  await database.sql(
    `insert into tasks (user_id, id, title, description, completed_at, created_at, updated_at)
     select $1, n, 'Task ' || n, case when n % 2 = 0 then 'notes' else '' end, ${completedAt}, now(), now()
     from generate_series(1, $2::int) as n`,
    [scope.userId, count],
  );
  await database.sql("update users set last_task_id = $2 where id = $1", [scope.userId, count]);
}

/**
 * The ids of every page of a list, the cursor going out and coming in as it does for people. What
 * pages show of it is the same in short, with the counts of all.
 */
async function pages(scope: UserScope, status: TaskStatus, limit: number): Promise<number[][]> {
  const found: number[][] = [];
  let cursor: TaskCursor | null = null;
  do {
    const page = await listTasks(scope, { status, limit, cursor });
    const short = page.tasks.map(({ id, title, completedAt, description }) => {
      return { id, title, completedAt, hasNotes: description !== "" };
    });
    const { tasks, next, counts } = await listSummaries(scope, { status, limit, cursor });
    assert.deepEqual({ tasks, next }, { tasks: short, next: page.next });
    const { pending, completed } = counts;
    assert.deepEqual({ pending, completed }, await countTasks(scope));
    found.push(page.tasks.map(({ id }) => id));
    cursor = page.next === null ? null : carried(status, page.next);
  } while (cursor !== null);
  return found;
}

function carried(status: TaskStatus, cursor: TaskCursor): TaskCursor | null {
  const query = parseTaskList({ status, cursor: encodeCursor(cursor) });
  assert.ok(typeof query !== "string", String(query));
  return query.cursor;
}

const down = (from: number, to: number) =>
  Array.from({ length: from - to + 1 }, (_, index) => from - index);

describe("a list", () => {
  it("has the newest first, each task once, on pages of the size that is asked for", async () => {
    await fill(ann, 7);
    await fill(bob, 3);
    assert.deepEqual(await pages(ann, "all", 3), [[7, 6, 5], [4, 3, 2], [1]]);
    assert.deepEqual(await pages(ann, "pending", 7), [down(7, 1)]);
    assert.deepEqual(
      await pages(ann, "all", 1),
      down(7, 1).map((id) => [id]),
    );
    assert.deepEqual(await pages(bob, "all", 50), [[3, 2, 1]]);
  });

  it("is one empty page where there is nothing", async () => {
    await fill(bob, 3, "now()");
    for (const status of ["all", "pending", "completed"] as const) {
      assert.deepEqual(await pages(ann, status, 50), [[]]);
    }
  });

  it("has what is to do apart from what is done, and nothing from the trash", async () => {
    await fill(ann, 6);
    for (const id of [2, 5]) await setCompletion(ann, id, true, later(id));
    for (const id of [3, 5]) await deleteTask(ann, id, NOW);
    assert.deepEqual(await pages(ann, "all", 2), [
      [6, 4],
      [2, 1],
    ]);
    assert.deepEqual(await pages(ann, "pending", 2), [[6, 4], [1]]);
    assert.deepEqual(await pages(ann, "completed", 2), [[2]]);
  });

  it("of what is done has the latest done first, however old the task", async () => {
    await fill(ann, 3);
    for (const [minute, id] of [2, 3, 1].entries()) {
      await setCompletion(ann, id, true, later(minute * MINUTE));
    }
    assert.deepEqual(await pages(ann, "completed", 1), [[1], [3], [2]]);
  });
});

describe("the pages of what is done", () => {
  it("miss nothing among tasks that were completed at the same moment", async () => {
    await fill(ann, 11, "timestamptz '2026-11-21 10:00:00.123456+00'");
    await fill(bob, 11, "timestamptz '2026-11-21 10:00:00.123456+00'");
    for (const limit of [1, 2, 3, 5]) {
      assert.deepEqual((await pages(ann, "completed", limit)).flat(), down(11, 1), `${limit}`);
    }
  });

  it("miss nothing among tasks that are microseconds apart", async () => {
    const moments = [
      "timestamptz '2026-11-21 10:00:00.000001+00' + n * interval '1 microsecond'",
      "timestamptz '2026-11-21 09:59:59.999995+00' + n * interval '1 microsecond'",
      "timestamptz '2026-11-21 10:00:00+00' + n * interval '1 second'",
      "timestamptz '2026-11-21 10:00:00+00' + n * interval '100 milliseconds'",
    ];
    for (const moment of moments) {
      await database.sql("delete from tasks");
      await fill(ann, 12, moment);
      assert.deepEqual((await pages(ann, "completed", 2)).flat(), down(12, 1), moment);
    }
  });

  it("go on in the right place in whatever time zone the connection is", async () => {
    await fill(ann, 6, "timestamptz '2026-10-25 00:30:00+00' + n * interval '17 minutes'");
    for (const zone of ["Europe/Berlin", "America/St_Johns", "Asia/Kathmandu"]) {
      const connection = { ...database.connection, options: `-c timezone=${zone}` };
      const elsewhere = new Database(connection, { poolMax: 1, prepare: false });
      try {
        const scope = new UserScope(elsewhere, ann.userId);
        assert.deepEqual((await pages(scope, "completed", 2)).flat(), down(6, 1), zone);
      } finally {
        await elsewhere.close();
      }
    }
  });

  it("neither repeat nor miss what stays, while the list changes between them", async () => {
    await fill(ann, 10, "timestamptz '2026-11-21 10:00:00+00' + n * interval '1 second'");
    const first = await listTasks(ann, { status: "completed", limit: 4, cursor: null });
    await add(ann, "new and done", { completed: true }, new Date("2026-11-22T00:00:00Z"));
    await deleteTask(ann, 7, NOW);
    await deleteTask(ann, 5, NOW);
    const rest = await listTasks(ann, { status: "completed", limit: 50, cursor: first.next });
    assert.deepEqual(
      first.tasks.map(({ id }) => id),
      [10, 9, 8, 7],
    );
    assert.deepEqual(
      rest.tasks.map(({ id }) => id),
      [6, 4, 3, 2, 1],
    );
  });
});

it("answers every cursor that the form lets through", async () => {
  await fill(ann, 5, "timestamptz '2026-11-21 10:00:00+00' + n * interval '1 second'");
  const pair = (of: number, digits: number) =>
    fc.integer({ min: 0, max: of }).map((number) => String(number).padStart(digits, "0"));
  const time = fc
    .tuple(
      pair(9999, 4),
      pair(13, 2),
      pair(32, 2),
      pair(24, 2),
      pair(60, 2),
      pair(60, 2),
      pair(999_999, 6),
    )
    .map(([year, month, day, hour, minute, second, fraction]) =>
      [`${year}-${month}-${day}`, `${hour}:${minute}:${second}.${fraction}Z`].join(" "),
    );
  const id = fc.integer({ min: 1, max: 2_147_483_647 });
  let answered = 0;
  await fc.assert(
    fc.asyncProperty(id, time, async (last, completedAt) => {
      const cursor = encodeCursor({ id: last, completedAt });
      const query = parseTaskList({ status: "completed", cursor });
      if (typeof query === "string") return;
      answered += 1;
      await listTasks(ann, query);
    }),
    { numRuns: 150 },
  );
  assert.ok(answered > 30, `only ${answered} got through`);
});

describe("the counts", () => {
  it("tell what is to do and what is done, without the trash and without anybody else's", async () => {
    await fill(ann, 6);
    await fill(bob, 9, "now()");
    assert.deepEqual(await countTasks(ann), { pending: 6, completed: 0 });
    for (const id of [1, 2]) await setCompletion(ann, id, true, NOW);
    for (const id of [2, 3]) await deleteTask(ann, id, NOW);
    assert.deepEqual(await countTasks(ann), { pending: 3, completed: 1 });
    assert.deepEqual(await countTasks(bob), { pending: 0, completed: 9 });
  });

  it("stop at a hundred", async () => {
    await fill(ann, COUNT_LIMIT - 1);
    assert.deepEqual(await countTasks(ann), { pending: 99, completed: 0 });
    await add(ann, "one more");
    assert.deepEqual(await countTasks(ann), { pending: 100, completed: 0 });
    await add(ann, "one over");
    assert.deepEqual(await countTasks(ann), { pending: 100, completed: 0 });
    await fill(bob, 250, "case when n % 2 = 0 then now() end");
    assert.deepEqual(await countTasks(bob), { pending: 100, completed: 100 });
  });
});

describe("what was done since a moment", () => {
  it("is the latest first, with the moment itself, without the trash", async () => {
    await fill(ann, 5);
    await fill(bob, 2, "now()");
    for (const id of [1, 2, 3, 4]) await setCompletion(ann, id, true, later(id * MINUTE));
    await deleteTask(ann, 3, NOW);
    const done = await listCompletedSince(ann, later(2 * MINUTE));
    assert.deepEqual(
      done.map(({ id }) => id),
      [4, 2],
    );
    assert.deepEqual(await listCompletedSince(ann, later(5 * MINUTE)), []);
  });

  it("is fifty at most", async () => {
    await fill(ann, 60, "timestamptz '2026-11-21 10:00:00+00' + n * interval '1 second'");
    const done = await listCompletedSince(ann, new Date("2026-11-21T00:00:00Z"));
    assert.deepEqual(
      done.map(({ id }) => id),
      down(60, 11),
    );
  });
});
