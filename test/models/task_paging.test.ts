/** The pages of a view: every order gives every row once, page by page. */
import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { Database } from "../../src/db/connection.ts";
import type { UserScope } from "../../src/db/scope.ts";
import { encodeCursor, parsePaging } from "../../src/forms/task_list.ts";
import { countForNavigation } from "../../src/models/navigation_counts.ts";
import type { Sort, TaskFilter } from "../../src/models/task_filters.ts";
import { listSummaries, listTasks, type TaskPage } from "../../src/models/task_queries.ts";
import { COUNTED_MOST } from "../../src/models/view_counts.ts";
import { anyCharacter } from "../support/arbitraries.ts";
import { ann, bob, database, elsewhere, usePeople } from "./people.ts";
import { plantTasks } from "./planted.ts";

usePeople();

const ALL: TaskFilter = { source: { kind: "all" }, status: "all" };

/** The ids of every page, the cursor going out and coming in as it does for people. */
async function pages(
  scope: UserScope,
  query: TaskFilter & { sort: Sort },
  limit: number,
): Promise<number[][]> {
  const found: number[][] = [];
  let cursor: TaskPage["next"] = null;
  do {
    const page: TaskPage = await listTasks(scope, { ...query, limit, cursor });
    const short = await listSummaries(scope, { ...query, limit, cursor });
    const { tasks, next } = page;
    const summaries = tasks.map((task, index) => {
      const whole = {
        ...task,
        sectionId: task.section?.id ?? null,
        hasNotes: task.description !== "",
      };
      const names = Object.keys(short.tasks[index] ?? {});
      return Object.fromEntries(Object.entries(whole).filter(([name]) => names.includes(name)));
    });
    assert.deepEqual(short.tasks, summaries);
    assert.deepEqual(short.next, next);
    found.push(tasks.map(({ id }) => id));
    assert.ok(found.length < 200, "the pages come to an end");
    if (next === null) return found;
    const paging = parsePaging({ cursor: encodeCursor(query.sort, next) }, query.sort);
    assert.ok(typeof paging !== "string", String(paging));
    cursor = paging.cursor;
  } while (cursor !== null);
  return found;
}

/** Everything that can be the same or missing, is. */
const MIXED = {
  title: "(array['apple', 'Apple', 'Äpfel', 'item ', 'zoo'])[n % 5 + 1] || (n % 12)",
  description: "case when n % 4 = 0 then 'notes' else '' end",
  due_on: "case when n % 3 <> 0 then date '2026-11-20' + n % 4 end",
  due_time: "case when n % 3 = 1 and n % 2 = 0 then time '09:00' + (n % 2) * interval '1 hour' end",
  priority: "n % 4",
  position: "((n * 37) % 20) / 8.0 - 1",
  completed_at:
    "case when n % 2 = 1 then timestamptz '2026-11-20 10:00:00.123456+00' + n % 3 * interval '1 microsecond' end",
};

/** The order of each sort as SQL, said apart from the application. */
const ORDERS: Record<Sort, string> = {
  manual: "position, id",
  due: "due_on nulls last, due_time nulls last, id",
  priority: "priority desc, id desc",
  created: "id desc",
  title: "title collate title_order, id",
  completed: "completed_at desc, id desc",
  rank: "completed_at is null desc, updated_at desc, id desc",
};

for (const sort of Object.keys(ORDERS) as Sort[]) {
  it(`by ${sort}: every row once, in order, whatever the size of the page`, async () => {
    for (const scope of [ann, bob]) await plantTasks(database, scope.userId, 61, MIXED);
    const status = sort === "completed" ? "completed" : "all";
    const rows = await database.sql<{ id: number }>(
      `select id from tasks where user_id = $1 ${status === "all" ? "" : "and completed_at is not null"}
       order by ${ORDERS[sort]}`,
      [ann.userId],
    );
    const ids = rows.map(({ id }) => id);
    for (const limit of [1, 2, 7, 50, 200]) {
      const found = await pages(ann, { ...ALL, status, sort }, limit);
      assert.deepEqual(found.flat(), ids, `${limit}`);
      assert.ok(found.slice(0, -1).every((page) => page.length === limit));
    }
  });
}

it("goes on in the right place in whatever time zone the connection is", async () => {
  const completed_at = "timestamptz '2026-10-25 00:30:00+00' + n * interval '17 minutes'";
  await plantTasks(database, ann.userId, 6, { completed_at });
  for (const zone of ["Europe/Berlin", "America/St_Johns", "Asia/Kathmandu"]) {
    const connection = { ...database.connection, options: `-c timezone=${zone}` };
    const other = new Database(connection, { poolMax: 1 });
    try {
      const scope = elsewhere(ann, other);
      const query = { ...ALL, status: "completed", sort: "completed" } as const;
      assert.deepEqual((await pages(scope, query, 2)).flat(), [6, 5, 4, 3, 2, 1], zone);
    } finally {
      await other.close();
    }
  }
});

it("misses nothing among tasks that were completed microseconds apart", async () => {
  for (const from of ["10:00:00.000001", "09:59:59.999995", "10:00:00"]) {
    await database.sql("delete from tasks");
    const completed_at = `timestamptz '2026-11-21 ${from}+00' + n * interval '1 microsecond'`;
    await plantTasks(database, ann.userId, 12, { completed_at });
    const query = { ...ALL, status: "completed", sort: "completed" } as const;
    const ids = (await pages(ann, query, 2)).flat();
    assert.deepEqual(ids, [12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1], from);
  }
});

it("answers every cursor that the form lets through", async () => {
  await plantTasks(database, ann.userId, 5, MIXED);
  const digits = (of: number, length: number) =>
    fc.integer({ min: 0, max: of }).map((number) => String(number).padStart(length, "0"));
  const day = fc.tuple(digits(9999, 4), digits(13, 2), digits(32, 2)).map((part) => part.join("-"));
  const time = fc.tuple(digits(24, 2), digits(60, 2), digits(60, 2)).map((part) => part.join(":"));
  const instant = fc.tuple(day, time, digits(999_999, 6)).map(([on, at, micro]) => {
    return `${on} ${at}.${micro}Z`;
  });
  const number = fc.tuple(fc.bigInt(), digits(99, 2)).map((part) => part.join("."));
  const id = fc.integer({ min: 0, max: 2_147_483_648 }).map(String);
  const key = fc.oneof(day, time, instant, number, id, fc.string({ unit: anyCharacter }));
  const sorts = fc.constantFrom(...(Object.keys(ORDERS) as Sort[]));
  const near: Record<Sort, fc.Arbitrary<string[]>> = {
    manual: fc.tuple(number, id),
    due: fc.tuple(day, time, id),
    priority: fc.tuple(digits(4, 1), id),
    created: fc.tuple(id),
    title: fc.tuple(fc.string({ unit: anyCharacter }), id),
    completed: fc.tuple(instant, id),
    rank: fc.tuple(digits(3, 1), id, instant, id),
  };
  const forged = sorts.chain((sort) =>
    fc.tuple(fc.constant(sort), fc.oneof({ weight: 4, arbitrary: near[sort] }, fc.array(key))),
  );
  let answered = 0;
  await fc.assert(
    fc.asyncProperty(forged, async ([sort, cursor]) => {
      const paging = parsePaging({ cursor: encodeCursor(sort, cursor) }, sort);
      if (typeof paging === "string") return;
      answered += 1;
      await listSummaries(ann, { ...ALL, sort, ...paging });
    }),
    { numRuns: 100 },
  );
  assert.ok(answered > 20, `only ${answered} got through`);
});

it("neither repeats nor misses what stays, while the list changes between pages", async () => {
  await plantTasks(database, ann.userId, 10);
  const query = { ...ALL, status: "pending", sort: "manual", limit: 4 } as const;
  const first = await listSummaries(ann, { ...query, cursor: null });
  await database.sql("update tasks set position = position - 100 where id in (7, 8)");
  await database.sql("update tasks set deleted_at = now() where id in (4, 5)");
  const rest = await listSummaries(ann, { ...query, limit: 50, cursor: first.next });
  assert.deepEqual(
    rest.tasks.map(({ id }) => id),
    [6, 9, 10],
  );
});

it("counts up to 1,000 exactly", async () => {
  const query = { ...ALL, status: "pending", sort: "created", limit: 20, cursor: null } as const;
  await plantTasks(database, ann.userId, COUNTED_MOST);
  assert.equal((await listSummaries(ann, query)).matching, COUNTED_MOST);
  assert.equal((await countForNavigation(ann)).pending, COUNTED_MOST);
  await plantTasks(database, bob.userId, COUNTED_MOST + 1);
  assert.equal((await countForNavigation(bob)).pending, COUNTED_MOST + 1);
});

it("says how many there are on all pages, where one has not got them all", async () => {
  await plantTasks(database, ann.userId, 30);
  await plantTasks(database, bob.userId, COUNTED_MOST + 5);
  const query = { ...ALL, status: "pending", sort: "created", cursor: null } as const;
  assert.equal((await listSummaries(ann, { ...query, limit: 30 })).matching, null);
  const { next, matching } = await listSummaries(ann, { ...query, limit: 20 });
  assert.equal(matching, 30);
  assert.equal((await listSummaries(ann, { ...query, limit: 20, cursor: next })).matching, 30);
  assert.equal((await listSummaries(bob, { ...query, limit: 20 })).matching, COUNTED_MOST + 1);
});
