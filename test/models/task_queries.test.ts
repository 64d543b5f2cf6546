/** The views of tasks: every order gives every row once, page by page, and nobody else's. */
import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import fc from "fast-check";
import { startOfDay } from "../../src/dates/local_time.ts";
import { Database } from "../../src/db/connection.ts";
import type { UserScope } from "../../src/db/scope.ts";
import { encodeCursor, parsePaging } from "../../src/forms/task_list.ts";
import { countForNavigation } from "../../src/models/navigation_counts.ts";
import type { Sort, TaskFilter } from "../../src/models/task_filters.ts";
import {
  countMatching,
  listBySection,
  listSummaries,
  listTasks,
  MATCHING_MOST,
  matchingIds,
  type TaskPage,
} from "../../src/models/task_queries.ts";
import { anyCharacter } from "../support/arbitraries.ts";
import { ann, bob, database, elsewhere, usePeople } from "./people.ts";
import { plantLists, plantSections, plantTags, plantTasks } from "./planted.ts";

usePeople();

const ALL: TaskFilter = { source: { kind: "all" }, status: "all" };
const PENDING: TaskFilter = { source: { kind: "all" }, status: "pending" };

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
    assert.deepEqual(
      short.tasks,
      tasks.map(({ description, ...rest }) => ({ ...rest, hasNotes: description !== "" })),
    );
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
  title: "(array['apple', 'Apple', 'pear', 'Éclair', 'zoo'])[n % 5 + 1] || (n % 3)",
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
  title: "lower(title), id",
  completed: "completed_at desc, id desc",
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
    const other = new Database(connection, { poolMax: 1, prepare: false });
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
  const query = { ...PENDING, sort: "manual", limit: 4 } as const;
  const first = await listSummaries(ann, { ...query, cursor: null });
  await database.sql("update tasks set position = position - 100 where id in (7, 8)");
  await database.sql("update tasks set deleted_at = now() where id in (4, 5)");
  const rest = await listSummaries(ann, { ...query, limit: 50, cursor: first.next });
  assert.deepEqual(
    rest.tasks.map(({ id }) => id),
    [6, 9, 10],
  );
});

describe("a view", () => {
  const idsOf = async (filter: TaskFilter, scope = ann) => {
    const { tasks } = await listSummaries(scope, {
      ...filter,
      sort: "manual",
      limit: 50,
      cursor: null,
    });
    const ids = tasks.map(({ id }) => id);
    assert.deepEqual(await matchingIds(scope, filter, 50), ids);
    assert.equal(await countMatching(scope, filter, 50), ids.length);
    return ids;
  };

  beforeEach(async () => {
    for (const scope of [ann, bob]) {
      await plantLists(database, scope.userId, 3);
      await plantSections(database, scope.userId, { listId: 1, to: 2 });
      await plantTasks(database, scope.userId, 12, {
        list_id: "case when n in (2, 3, 4) then 1 when n = 5 then 3 end",
        section_id: "case when n in (3, 4) then n - 2 end",
        due_on: "case when n > 6 then date '2026-11-14' + n end",
        priority: "case when n = 12 then 3 else 0 end",
        parent_id: "case when n = 6 then 1 end",
        completed_at: "case when n = 9 then timestamptz '2026-11-21 23:30+00' end",
        deleted_at: "case when n = 10 then now() end",
        starts_on: "case when n = 11 then date '2026-11-24' end",
      });
      await plantTags(database, scope.userId, 2, "n % 4 = 0 and tag = 1");
    }
    await database.sql("update lists set archived_at = now() where id = 3");
  });

  it("has neither the trash nor the items of checklists", async () => {
    assert.deepEqual(await idsOf(ALL), [1, 2, 3, 4, 5, 7, 8, 9, 11, 12]);
    assert.deepEqual(await idsOf(PENDING), [1, 2, 3, 4, 5, 7, 8, 11, 12]);
    assert.deepEqual(await idsOf({ ...ALL, status: "completed" }), [9]);
  });

  it("is of one place, and of what is archived there only", async () => {
    assert.deepEqual(await idsOf({ ...PENDING, source: { kind: "inbox" } }), [1, 7, 8, 11, 12]);
    assert.deepEqual(await idsOf({ ...PENDING, source: { kind: "list", listId: 1 } }), [2, 3, 4]);
    assert.deepEqual(await idsOf({ ...PENDING, source: { kind: "list", listId: 3 } }), [5]);
    assert.deepEqual(await idsOf({ ...PENDING, source: { kind: "someday" } }), [1, 2, 3, 4]);
    assert.deepEqual(await idsOf({ ...PENDING, source: { kind: "tag", tagId: 1 } }), [4, 8, 12]);
    const due = (from: string | null, to: string | null): TaskFilter => {
      return { ...PENDING, source: { kind: "due", from, to } };
    };
    assert.deepEqual(await idsOf(due(null, null)), [7, 8, 11, 12]);
    assert.deepEqual(await idsOf(due("2026-11-22", "2026-11-25")), [8, 11]);
    assert.deepEqual(await idsOf({ ...due("2026-11-22", null), startedBy: "2026-11-23" }), [8, 12]);
  });

  it("is of one section, or of what is in none of some", async () => {
    const list = { kind: "list", listId: 1 } as const;
    assert.deepEqual(await idsOf({ ...PENDING, source: { ...list, section: 2 } }), [4]);
    assert.deepEqual(await idsOf({ ...PENDING, source: { ...list, outside: [1, 2] } }), [2]);
    assert.deepEqual(await idsOf({ ...PENDING, source: { ...list, outside: [2] } }), [2, 3]);
  });

  it("is narrowed by tag and by priority; what there is not matches nothing", async () => {
    assert.deepEqual(await idsOf({ ...PENDING, tagId: 1, priority: 3 }), [12]);
    assert.deepEqual(await idsOf({ ...PENDING, tagId: 1, priority: 0 }), [4, 8]);
    for (const tagId of [0, 2, 99]) assert.deepEqual(await idsOf({ ...PENDING, tagId }), []);
    assert.deepEqual(await idsOf({ ...PENDING, source: { kind: "list", listId: 99 } }), []);
  });

  it("of what was done on a day goes by the day of a zone", async () => {
    const since = (day: string, timeZone: string): TaskFilter => {
      return { ...ALL, status: "completed", completedFrom: startOfDay(day, timeZone) };
    };
    assert.deepEqual(await idsOf(since("2026-11-21", "UTC")), [9]);
    assert.deepEqual(await idsOf(since("2026-11-22", "UTC")), []);
    assert.deepEqual(await idsOf(since("2026-11-22", "Europe/Berlin")), [9]);
  });

  it("by sections has each one's own, with one more where there is more", async () => {
    const filter: TaskFilter = { ...PENDING, source: { kind: "list", listId: 1 } };
    await database.sql("update tasks set list_id = 1, section_id = 2 where id in (7, 8, 12)");
    const found = await listBySection(ann, filter, [1, 2, 77], 3);
    const short = [...found].map(([id, { tasks, hasMore }]) => [
      id,
      tasks.map((task) => task.id),
      hasMore,
    ]);
    assert.deepEqual(short, [
      [1, [3], false],
      [2, [4, 7, 8], true],
      [77, [], false],
    ]);
  });

  it("is counted for the navigation, without what is archived", async () => {
    const counts = await countForNavigation(ann.at(new Date("2026-11-22T10:00:00Z")));
    const { lists, tags, ...rest } = counts;
    assert.deepEqual(rest, {
      ...{ today: 2, upcoming: 2, inbox: 5, someday: 4, pending: 9, completed: 1 },
    });
    assert.deepEqual(
      lists.map(({ id, count }) => [id, count]),
      [
        [1, 3],
        [2, 0],
      ],
    );
    assert.deepEqual(tags, [
      { id: 1, name: "tag1", count: 3 },
      { id: 2, name: "tag2", count: 0 },
    ]);
  });
});

it("counts for the navigation no further than a hundred", async () => {
  await plantTasks(database, ann.userId, 99);
  await plantTasks(database, bob.userId, 250, {
    completed_at: "case when n % 2 = 0 then now() end",
  });
  const counts = async (scope: UserScope) => {
    const { pending, completed, inbox } = await countForNavigation(scope);
    return { pending, completed, inbox };
  };
  assert.deepEqual(await counts(ann), { pending: 99, completed: 0, inbox: 99 });
  assert.deepEqual(await counts(bob), { pending: 100, completed: 100, inbox: 100 });
});

it("says how many there are on all pages, where one has not got them all", async () => {
  await plantTasks(database, ann.userId, 30);
  await plantTasks(database, bob.userId, MATCHING_MOST + 5);
  const query = { ...PENDING, sort: "created", cursor: null } as const;
  assert.equal((await listSummaries(ann, { ...query, limit: 30 })).matching, null);
  const { next, matching } = await listSummaries(ann, { ...query, limit: 20 });
  assert.equal(matching, 30);
  assert.equal((await listSummaries(ann, { ...query, limit: 20, cursor: next })).matching, 30);
  assert.equal((await listSummaries(bob, { ...query, limit: 20 })).matching, MATCHING_MOST);
});
