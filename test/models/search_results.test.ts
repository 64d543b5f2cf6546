/** The pages of a search: what is found, in which order, and how many. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { UserScope } from "../../src/db/scope.ts";
import { encodeCursor, parsePaging } from "../../src/forms/task_list.ts";
import { listSummaries, type TaskPage } from "../../src/models/task_queries.ts";
import { deleteTask } from "../../src/models/tasks.ts";
import { paths } from "../../src/paths.ts";
import { listTargetAt } from "../../src/presenters/list_views.ts";
import { QUERY_SORTS } from "../../src/search/tree.ts";
import { add, ann, bob, database, later, MINUTE, usePeople } from "./people.ts";
import { plantLists, plantTags, plantTasks } from "./planted.ts";

usePeople();

async function page(scope: UserScope, q: string, limit = 50, cursor: TaskPage["next"] = null) {
  const { query } = await listTargetAt(scope, `${paths.search}?q=${encodeURIComponent(q)}`);
  const found = await listSummaries(scope, { ...query, limit, cursor });
  return { ...found, sort: query.sort };
}

/** The titles of the first page. */
async function titles(q: string, scope = ann): Promise<string[]> {
  const { tasks } = await page(scope, q, 200);
  return tasks.map(({ title }) => title);
}

const sorted = async (q: string) => (await titles(q)).toSorted();

describe("words in any script", () => {
  const all = [
    "Buy milk",
    "Café Zoë",
    "CAFE latte",
    "明天会议notes",
    "北京",
    "한국어 수업",
    "שָׁלוֹם",
    "50% a_b c\\d",
  ];
  const found: Record<string, string[]> = {
    cafe: ["CAFE latte", "Café Zoë"],
    CAFÉ: ["CAFE latte", "Café Zoë"],
    "cafe\u0301": ["CAFE latte", "Café Zoë"],
    zoe: ["Café Zoë"],
    ilk: ["Buy milk"],
    会: ["明天会议notes"],
    会议: ["明天会议notes"],
    "会议 note": ["明天会议notes"],
    京: ["北京"],
    국: ["한국어 수업"],
    שלום: ["שָׁלוֹם"],
    "%": ["50% a_b c\\d"],
    _: ["50% a_b c\\d"],
    "\\": ["50% a_b c\\d"],
    "0% a": ["50% a_b c\\d"],
    "m b": ["Buy milk"],
    // One Latin letter, only at the beginning of a word.
    i: [],
    l: ["CAFE latte"],
    n: ["明天会议notes"],
    '"buy milk"': ["Buy milk"],
    '"milk buy"': [],
  };
  for (const [q, expected] of Object.entries(found)) {
    it(q, async () => {
      for (const title of all) await add(ann, title);
      await add(bob, "cafe milk 会议 % _ \\");
      assert.deepEqual(await sorted(q), expected);
    });
  }
});

describe("ranking", () => {
  it("a title comes before notes, the beginning of a word before its middle, open before done", async () => {
    const texts: [title: string, notes: string][] = [
      ["notes inside", "xrent"],
      ["notes", "pay rent"],
      ["Apparent", ""],
      ["Pay rent", ""],
    ];
    for (const [title, description] of texts) await add(ann, title, { description });
    await add(ann, "Rent of before");
    await database.sql("update tasks set completed_at = now() where title = 'Rent of before'");
    assert.deepEqual(await titles("rent"), [
      ...["Pay rent", "Apparent", "notes", "notes inside"],
      "Rent of before",
    ]);
  });

  it("of two that match as well, the one that was changed later is first", async () => {
    for (const [title, minutes] of [
      ["rent 1", 2],
      ["rent 2", 3],
      ["rent 3", 1],
    ] as const) {
      await add(ann, title, {}, later(MINUTE * minutes));
    }
    assert.deepEqual(await titles("rent"), ["rent 2", "rent 1", "rent 3"]);
  });

  it("each word counts, and words that must not be there do not", async () => {
    await add(ann, "pay", { description: "the rent" });
    await add(ann, "pay the rent");
    assert.deepEqual(await titles("rent pay"), ["pay the rent", "pay"]);
    assert.deepEqual(await titles("pay -zzz"), ["pay", "pay the rent"].toReversed());
  });
});

describe("page by page", () => {
  const PLANTED = {
    title: "(array['milk', 'Milk run', 'skimmilk', 'other'])[n % 4 + 1] || ' ' || (n % 7)",
    description: "case when n % 3 = 0 then 'milk' when n % 5 = 0 then 'oat' else '' end",
    due_on: "case when n % 3 <> 0 then date '2026-11-20' + n % 4 end",
    priority: "n % 4",
    completed_at:
      "case when n % 3 = 1 then timestamptz '2026-11-20 10:00Z' + n % 3 * interval '1 s' end",
    deleted_at: "case when n % 10 = 9 then now() end",
  };

  for (const sort of [null, ...QUERY_SORTS]) {
    it(`each row once, in the order of one page: ${sort ?? "no order is named"}`, async () => {
      for (const { userId } of [ann, bob]) await plantTasks(database, userId, 120, PLANTED);
      const q = sort === null ? "milk" : `milk sort:${sort}`;
      const { tasks: whole, sort: used, matching } = await page(ann, q, 200);
      assert.equal(used, sort ?? "rank");
      assert.equal(matching, null);
      const ids: number[] = [];
      let cursor: TaskPage["next"] = null;
      do {
        const part = await page(ann, q, 7, cursor);
        ids.push(...part.tasks.map(({ id }) => id));
        assert.equal(part.matching, whole.length);
        const paging = part.next && parsePaging({ cursor: encodeCursor(used, part.next) }, used);
        assert.ok(typeof paging !== "string", String(paging));
        cursor = paging?.cursor ?? null;
      } while (cursor !== null);
      assert.deepEqual(
        ids,
        whole.map(({ id }) => id),
      );
      assert.equal(new Set(ids).size, ids.length);
      const [row] = await database.sql<{ count: number }>(
        `select count(*)::int as count from tasks
         where user_id = $1 and deleted_at is null and title || description ilike '%milk%'`,
        [ann.userId],
      );
      assert.equal(ids.length, row?.count);
    });
  }

  const DONE = { "to do": "null", done: "now()", both: "case when n > 60 then now() end" };
  for (const [name, completed_at] of Object.entries(DONE)) {
    it(`the count is true up to 1,000, and says that there are more: ${name}`, async () => {
      const counts: (number | null)[] = [];
      await plantTasks(database, ann.userId, 1_002, { title: "'milk ' || n", completed_at });
      await plantTasks(database, bob.userId, 50, { title: "'milk'" });
      for (const gone of [0, 1, 1]) {
        await database.sql(
          `update tasks set deleted_at = now() where user_id = $1 and id in
           (select id from tasks where user_id = $1 and deleted_at is null limit $2)`,
          [ann.userId, gone],
        );
        counts.push((await page(ann, "milk")).matching);
      }
      assert.deepEqual(counts, [1_001, 1_001, 1_000]);
    });
  }
});

describe("what is archived or in the trash", () => {
  async function plant(): Promise<void> {
    await plantLists(database, ann.userId, 2);
    await database.sql("update lists set archived_at = now() where id = 2");
    await add(ann, "milk here");
    await add(ann, "milk old", { listId: 1 });
    await database.sql("update tasks set list_id = 2 where title = 'milk old'");
    const { id } = await add(ann, "milk gone");
    await deleteTask(ann, id);
    const other = await add(ann, "bread gone");
    await deleteTask(ann, other.id);
    await add(ann, "oats old and gone");
    await database.sql(
      "update tasks set list_id = 2, deleted_at = now() where title = 'oats old and gone'",
    );
  }

  const found: Record<string, string[]> = {
    milk: ["milk here"],
    "milk is:archived": ["milk old"],
    "is:deleted": ["bread gone", "milk gone", "oats old and gone"],
    oats: [],
    "oats is:archived": [],
    "oats (is:archived or is:deleted)": ["oats old and gone"],
    "oats is:archived is:deleted": ["oats old and gone"],
    "oats or (milk is:deleted)": ["milk gone"],
    "milk is:deleted": ["milk gone"],
    "bread or (milk is:deleted)": ["milk gone"],
    "milk or is:deleted": ["bread gone", "milk gone", "milk here", "oats old and gone"],
    "is:open (bread or (milk is:deleted))": ["milk gone"],
    "milk or is:archived": ["milk here", "milk old"],
    "-is:archived milk": ["milk here"],
    'list:"List 2"': ["milk old"],
    '-list:"List 2" milk': ["milk here"],
    "sort:due": ["milk here"],
  };
  for (const [q, expected] of Object.entries(found)) {
    it(q, async () => {
      await plant();
      assert.deepEqual(await sorted(q), expected);
    });
  }
});

describe("where words are found", () => {
  it("in a checklist, whose items come with the task, at most three", async () => {
    const { id } = await add(ann, "Shop");
    for (const title of ["milk 1", "bread", "milk 2", "milk 3", "milk 4"]) {
      await add(ann, title, { parentId: id });
    }
    const { tasks } = await page(ann, "milk");
    assert.deepEqual(
      tasks.map(({ title, found }) => [title, found?.items]),
      [["Shop", ["milk 1", "milk 2", "milk 3"]]],
    );
  });

  it("in the names of lists and tags, without any of other people's", async () => {
    for (const { userId } of [ann, bob]) {
      await plantLists(database, userId, 2);
      await plantTasks(database, userId, 4, { list_id: "case when n > 2 then 2 end" });
      await plantTags(database, userId, 1, "n = 1");
    }
    await database.sql("update lists set name = 'Milk' where id = 2 and user_id = $1", [
      ann.userId,
    ]);
    await database.sql("update tags set name = 'milky' where user_id = $1", [bob.userId]);
    assert.deepEqual(await sorted("milk"), ["Task 3", "Task 4"]);
    assert.deepEqual(await titles("milk", bob), ["Task 1"]);
    assert.deepEqual(await sorted("tag1 or milk"), ["Task 1", "Task 3", "Task 4"]);
  });
});

it("a plain user without anything finds nothing, whatever is asked", async () => {
  await plantTasks(database, bob.userId, 5, { title: "'milk'" });
  for (const q of ["milk", "-zzz", "is:open or is:done or is:deleted", "sort:due", "-@nothing"]) {
    const { tasks, matching } = await page(ann, q);
    assert.deepEqual({ tasks, matching }, { tasks: [], matching: null }, q);
  }
});
