/** The views of tasks: what is in each, what narrows it, and its counts; nobody else's rows. */
import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { startOfDay } from "../../src/dates/local_time.ts";
import type { UserScope } from "../../src/db/scope.ts";
import { countForNavigation, ONE_PASS_MOST } from "../../src/models/navigation_counts.ts";
import type { TaskFilter } from "../../src/models/task_filters.ts";
import { listBySection, listSummaries, matchingIds } from "../../src/models/task_queries.ts";
import { countMatching } from "../../src/models/view_counts.ts";
import { ann, bob, database, usePeople } from "./people.ts";
import { plantLists, plantSections, plantTags, plantTasks } from "./planted.ts";

usePeople();

const ALL: TaskFilter = { source: { kind: "all" }, status: "all" };
const PENDING: TaskFilter = { source: { kind: "all" }, status: "pending" };

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
    assert.deepEqual(await idsOf(ALL), [1, 2, 3, 4, 7, 8, 9, 11, 12]);
    assert.deepEqual(await idsOf(PENDING), [1, 2, 3, 4, 7, 8, 11, 12]);
    assert.deepEqual(await idsOf({ ...ALL, status: "completed" }), [9]);
  });

  it("is of one place, and of what is archived there only", async () => {
    assert.deepEqual(await idsOf({ ...PENDING, source: { kind: "inbox" } }), [1, 7, 8, 11, 12]);
    assert.deepEqual(await idsOf({ ...PENDING, source: { kind: "list", listId: 1 } }), [2, 3, 4]);
    assert.deepEqual(await idsOf({ ...PENDING, source: { kind: "list", listId: 3 } }), [5]);
    const everywhere = { kind: "all", archived: true } as const;
    assert.deepEqual(
      await idsOf({ ...PENDING, source: everywhere }),
      [1, 2, 3, 4, 5, 7, 8, 11, 12],
    );
    assert.deepEqual(await idsOf({ ...PENDING, source: { kind: "someday" } }), [1, 2, 3, 4]);
    assert.deepEqual(await idsOf({ ...PENDING, source: { kind: "tag", tag: "TAG1" } }), [4, 8, 12]);
    const due = (from: string | null, to: string | null): TaskFilter => {
      return { ...PENDING, source: { kind: "due", from, to } };
    };
    assert.deepEqual(await idsOf(due(null, null)), [7, 8, 11, 12]);
    assert.deepEqual(await idsOf(due("2026-11-22", "2026-11-25")), [8, 11]);
    assert.deepEqual(await idsOf({ ...due("2026-11-22", null), startedBy: "2026-11-23" }), [8, 12]);
  });

  it("is of one section, or of a list with sections only", async () => {
    const list = { kind: "list", listId: 1 } as const;
    const sectioned = { ...list, ifSectioned: true } as const;
    assert.deepEqual(await idsOf({ ...PENDING, source: { ...list, section: 2 } }), [4]);
    assert.deepEqual(await idsOf({ ...PENDING, source: sectioned }), [2, 3, 4]);
    assert.deepEqual(await idsOf({ ...PENDING, source: { ...sectioned, listId: 3 } }), []);
    await database.sql("update sections set deleted_at = now()");
    assert.deepEqual(await idsOf({ ...PENDING, source: sectioned }), []);
  });

  it("leaves out the sections of a list on its pages, and counts them", async () => {
    const view = { ...PENDING, source: { kind: "list", listId: 1 }, sort: "manual" } as const;
    const page = async (limit: number) => {
      const outside = { ...view, limit, cursor: null, outsideSectionsOf: 1 };
      const { tasks, matching } = await listSummaries(ann, outside);
      return [tasks.map(({ id }) => id), matching];
    };
    assert.deepEqual(await page(2), [[2], null]);
    await database.sql("update sections set deleted_at = now() where id = 1");
    assert.deepEqual(await page(2), [[2, 3], null]);
    assert.deepEqual(await page(1), [[2], 3]);
  });

  it("is narrowed by tag and by priority; what there is not matches nothing", async () => {
    assert.deepEqual(await idsOf({ ...PENDING, tag: "tag1", priority: 3 }), [12]);
    assert.deepEqual(await idsOf({ ...PENDING, tag: "tag1", priority: 0 }), [4, 8]);
    for (const tag of ["", "tag2", "tag"]) {
      assert.deepEqual(await idsOf({ ...PENDING, tag }), []);
    }
    await database.sql("update tags set deleted_at = now() where id = 1");
    assert.deepEqual(await idsOf({ ...PENDING, tag: "tag1" }), []);
    assert.deepEqual(await idsOf({ ...PENDING, source: { kind: "tag", tag: "tag1" } }), []);
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
    const found = await listBySection(ann, filter, 3);
    const short = [...found].map(([id, { tasks, hasMore }]) => [
      id,
      tasks.map((task) => task.id),
      hasMore,
    ]);
    assert.deepEqual(short, [
      [1, [3], false],
      [2, [4, 7, 8], true],
    ]);
  });

  it("is counted for the navigation, without what is archived", async () => {
    const counts = await countForNavigation(ann.at(new Date("2026-11-22T10:00:00Z")));
    const { lists, tags, ...rest } = counts;
    assert.deepEqual(rest, {
      ...{ today: 2, upcoming: 2, inbox: 5, someday: 4, pending: 8, completed: 1 },
      searches: [],
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

it("counts for the navigation no further than one above a thousand", async () => {
  await plantTasks(database, ann.userId, 1_000);
  await plantTasks(database, bob.userId, 2_500, {
    completed_at: "case when n % 2 = 0 then now() end",
  });
  const counts = async (scope: UserScope) => {
    const { pending, completed, inbox } = await countForNavigation(scope);
    return { pending, completed, inbox };
  };
  assert.deepEqual(await counts(ann), { pending: 1_000, completed: 0, inbox: 1_000 });
  assert.deepEqual(await counts(bob), { pending: 1_001, completed: 1_001, inbox: 1_001 });
});

it("counts the tags alike with few tasks and with many", async () => {
  for (const [scope, pending] of [
    [ann, ONE_PASS_MOST],
    [bob, ONE_PASS_MOST + 1],
  ] as const) {
    await plantLists(database, scope.userId, 2);
    await database.sql("update lists set archived_at = now() where id = 2");
    // Three times as many tasks: done, on a checklist, or pending, where every eleventh is archived.
    await plantTasks(database, scope.userId, pending * 3, {
      completed_at: "case when n % 3 = 0 then now() end",
      parent_id: "case when n % 3 = 1 then 2 end",
      list_id: "case when n % 11 = 0 then 2 when n % 2 = 0 then 1 end",
    });
    await plantTags(database, scope.userId, 4, "n % (tag * tag * 4) < 3");
    const { tags } = await countForNavigation(scope);
    const rows = await database.sql<{ id: number; count: number }>(
      `select tags.id, least(count(tasks.id), 1001)::int as count from tags
       left join task_tags on task_tags.user_id = tags.user_id and task_tags.tag_id = tags.id
       left join tasks on tasks.user_id = tags.user_id and tasks.id = task_tags.task_id
         and tasks.completed_at is null and tasks.parent_id is null and tasks.list_id is distinct from 2
       where tags.user_id = $1 group by tags.id order by tags.id`,
      [scope.userId],
    );
    assert.deepEqual(
      tags.map(({ id, count }) => ({ id, count })),
      rows,
    );
    assert.ok(rows.some(({ count }) => count === 1_001));
    assert.ok(rows.some(({ count }) => count > 0 && count < 1_001));
  }
});
