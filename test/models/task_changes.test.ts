/** Which entries of the journal are a task's own, and what they say of it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { filterTables } from "../../src/db/owned_tables.ts";
import type { UserScope } from "../../src/db/scope.ts";
import { entryBytes } from "../../src/db/stored_bytes.ts";
import { changeTasks } from "../../src/models/bulk.ts";
import type { ChangeFilter } from "../../src/models/change_filters.ts";
import { listChanges } from "../../src/models/changes.ts";
import { createList, deleteList } from "../../src/models/lists.ts";
import { skipTask } from "../../src/models/skip.ts";
import { deleteTag } from "../../src/models/tags.ts";
import { findTaskChanges } from "../../src/models/task_changes.ts";
import { deleteTask, setCompletion, updateTask } from "../../src/models/tasks.ts";
import { purgeTrash } from "../../src/models/trash.ts";
import { step } from "./arbitrary_changes.ts";
import {
  add,
  ann,
  bob,
  DAY,
  database,
  elsewhere,
  later,
  person,
  saved,
  undone,
  usePeople,
} from "./people.ts";
import { DAILY } from "./quota_fixture.ts";

usePeople();

const page = { before: null, limit: 50 };

async function kindsOf(scope: UserScope, task: number, filter?: ChangeFilter): Promise<string[]> {
  const { entries } = await findTaskChanges(elsewhere(scope), task, {
    ...page,
    ...(filter && { filter }),
  });
  return entries.map(({ kind }) => kind);
}

/** As a process of the previous version writes them, and as they were before the migration. */
function forgetTaskIds(): Promise<unknown> {
  return database.sql("update changes set task_ids = null");
}

function taskIds({ userId }: UserScope): Promise<{ id: number; task_ids: number[] }[]> {
  return database.sql("select id, task_ids from changes where user_id = $1 order by id", [userId]);
}

test("an entry has the ids of its tasks, of linked ones, and of the parents of items", async () => {
  await add(ann, "Rent", { tags: ["bills"], ...DAILY });
  await add(ann, "Half of it", { parentId: 1 });
  await add(ann, "Oats", { tags: ["bills"] });
  saved(await setCompletion(ann, 2, { done: true }));
  saved(await changeTasks(ann, [1, 3], { kind: "priority", priority: 2 }));
  // The next occurrence is 4, its item 5.
  saved(await setCompletion(ann, 1, { done: true }));
  const { changeId } = saved(await deleteTag(ann, 1));
  await undone(ann, changeId);
  const ids = (await taskIds(ann)).map(({ task_ids }) => task_ids.toSorted((a, b) => a - b));
  assert.deepEqual(ids.slice(0, 6), [[1], [1, 2], [3], [1, 2], [1, 3], [1, 4, 5]]);
  assert.deepEqual(await kindsOf(ann, 3), ["task.prioritized", "task.added"]);
  assert.deepEqual(await kindsOf(ann, 5), ["task.completed"]);
  assert.deepEqual(await kindsOf(ann, 4), ["task.completed"]);
  assert.deepEqual(
    await kindsOf(ann, 1),
    ["task.completed", "task.prioritized", "task.completed", "task.added", "task.added"],
    "and nothing of the list of tags",
  );
});

test("any changes are found by their ids as by their rows, also by those of the previous version", async () => {
  let people = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
      people += 1;
      const scope = await person(`Person ${people}`);
      for (const one of steps) await one(scope);
      const entries = await database.sql<{ id: number; task_ids: number[]; rows: number[] }>(
        `select id, task_ids, array(
           select distinct (own ->> (case image ->> 'table' when 'tasks' then 'id' else 'task_id' end))::integer
           from jsonb_array_elements(images) as image
           cross join coalesce(nullif(image -> 'after', 'null'), image -> 'before') as own
           where image ->> 'table' in ('tasks', 'task_tags')) as rows
         from changes where user_id = $1 order by id desc`,
        [scope.userId],
      );
      for (const { id, task_ids, rows } of entries) {
        const missing = rows.filter((row) => !task_ids.includes(row));
        assert.deepEqual(missing, [], `entry ${id}: ${task_ids}`);
      }
      const own = async () => {
        const found: string[] = [];
        for (let task = 1; task <= 6; task += 1) {
          for (const { id, images } of (await findTaskChanges(elsewhere(scope), task, page))
            .entries) {
            if (images.some(({ of }) => of === "task")) found.push(`${task} in ${id}`);
          }
        }
        return found;
      };
      const byIds = await own();
      await database.sql("update changes set task_ids = null where user_id = $1", [scope.userId]);
      assert.deepEqual(await own(), byIds);
    }),
    { numRuns: 25 },
  );
});

test("names are those of the rows, also of deleted ones", async () => {
  saved(await createList(ann, { name: "Home", colour: "moss" }));
  saved(await createList(bob, { name: "Bob's", colour: "moss" }));
  await add(ann, "Rent", { tags: ["bills"] });
  saved(await updateTask(ann, 1, { listId: 1, tags: [] }));
  saved(await updateTask(ann, 1, { listId: null }));
  saved(await deleteList(ann, 1));
  saved(await deleteTag(ann, 1));
  const { names } = await findTaskChanges(ann, 1, page);
  assert.deepEqual(names, {
    ...{ lists: { 1: "Home" }, sections: {}, tags: { 1: "bills" } },
    tasks: { 1: "Rent" },
  });
});

test("of a copy it says what it is a copy of; of long notes of items only that they changed", async () => {
  await add(ann, "Rent", DAILY);
  await add(ann, "Half of it", { parentId: 1, description: "n".repeat(5_000) });
  saved(await updateTask(ann, 2, { description: `${"n".repeat(5_000)}o` }));
  saved(await skipTask(ann, 1));
  saved(await setCompletion(ann, 1, { done: true }));
  const copy = await findTaskChanges(ann, 3, page);
  assert.deepEqual(
    copy.entries.map(({ kind, images }) => [kind, images.map(({ of }) => of).toSorted()]),
    [["task.completed", ["item", "source", "task"]]],
  );
  const { entries } = await findTaskChanges(ann, 1, page);
  assert.ok(JSON.stringify(entries).length < 10_000);
  const notes = entries.find(({ kind, params }) => kind === "task.changed" && params.id === 2);
  const [image] = notes?.images ?? [];
  assert.notEqual(image?.before?.description, image?.after?.description);
});

test("a task that is deleted for good is in no entry, and its id is in none", async () => {
  await add(ann, "Rent");
  await add(ann, "Half of it", { parentId: 1 });
  await add(ann, "Oats");
  await add(bob, "Bob's");
  saved(await changeTasks(ann, [1, 3], { kind: "priority", priority: 2 }));
  saved(await setCompletion(ann, 2, { done: true }));
  await deleteTask(ann, 1);
  await purgeTrash(ann, 1);
  assert.deepEqual(
    (await taskIds(ann)).map(({ task_ids }) => task_ids),
    [[3], [3]],
  );
  assert.deepEqual((await findTaskChanges(elsewhere(ann), 1, page)).task, null);
  assert.deepEqual(await kindsOf(ann, 1), []);
  assert.deepEqual(await kindsOf(ann, 3), ["task.prioritized", "task.added"]);
  assert.deepEqual(await kindsOf(bob, 1), ["task.added"]);
});

test("an entry of the previous version keeps its null where another task is purged", async () => {
  await add(ann, "Rent");
  await add(ann, "Oats");
  saved(await changeTasks(ann, [1, 2], { kind: "priority", priority: 2 }));
  await forgetTaskIds();
  await deleteTask(ann, 1);
  await purgeTrash(ann, 1);
  assert.deepEqual(await kindsOf(ann, 2), ["task.prioritized", "task.added"]);
});

test("nobody sees another's, by the same ids", async () => {
  await add(ann, "Ann's", { tags: ["secret"] });
  await add(bob, "Bob's");
  saved(await setCompletion(ann, 1, { done: true }));
  const { task, entries, names } = await findTaskChanges(bob, 1, page);
  assert.equal(task, "Bob's");
  assert.doesNotMatch(JSON.stringify([entries, names]), /Ann|secret/);
  assert.equal(entries.length, 1);
  await forgetTaskIds();
  assert.deepEqual(await kindsOf(bob, 1), ["task.added"]);
});

/** Entries about another task, an hour after each other. @param from the id of the first. */
function plantEntries(from: number, count: number): Promise<unknown> {
  return database.sql(
    `insert into changes (user_id, id, kind, params, created_at, images, task_ids)
     select $1, $2 + n - 1, 'task.changed', '{"title": "Planted", "id": 9}', $3::timestamptz + n * interval '1 second',
       '[]', '{9}' from generate_series(1, $4::int) as n`,
    [ann.userId, from, later(2 * DAY), count],
  );
}

test("among very many entries a page looks at so many, and a task's begins where it was last changed", async () => {
  await add(ann, "Rent", {}, later(-DAY));
  await add(ann, "Oats", {}, later(-DAY));
  await database.sql("update changes set task_ids = null where id = 1");
  await plantEntries(3, 22_000);
  await database.sql("update users set last_change_id = 22002 where id = $1", [ann.userId]);
  saved(await updateTask(elsewhere(ann).at(later(20 * DAY)), 2, { title: "Lemons" }));
  const scope = elsewhere(ann);
  assert.deepEqual(await kindsOf(ann, 1), ["task.added"]);
  const lemons = await findTaskChanges(scope, 2, page);
  assert.deepEqual(
    lemons.entries.map(({ kind }) => kind),
    ["task.changed"],
  );
  assert.ok(lemons.next);
  const filter = { task: null, group: null, words: "rent" };
  let [before, pages]: [number | null, number] = [null, 0];
  for (;;) {
    pages += 1;
    const { entries, next } = await listChanges(scope, { before, limit: 50, filter });
    if (entries.length > 0) {
      assert.deepEqual([entries[0]?.params.title, next], ["Rent", null]);
      break;
    }
    before = next;
  }
  assert.equal(pages, 3);
});

test("the bytes of an entry have room for its ids", async () => {
  for (let index = 0; index < 40; index += 1) await add(ann, `Task ${index}`);
  const ids = Array.from({ length: 40 }, (_, index) => index + 1);
  saved(await changeTasks(ann, ids, { kind: "priority", priority: 2 }));
  const [{ counted, stored } = { counted: 0, stored: 0 }] = await database.sql<{
    counted: number;
    stored: number;
  }>(
    `select bytes as counted, ${entryBytes("changes")} + pg_column_size(task_ids) as stored from changes
     where kind = 'task.prioritized'`,
  );
  assert.ok(stored <= counted, `${stored} of ${counted}`);
});

test("any user's pages are read through the key of the user, by the plan that serves all", async () => {
  for (let other = 0; other < 40; other += 1) await person(`Other ${other}`);
  await database.sql(
    `insert into changes (user_id, id, kind, params, created_at, images, task_ids)
     select users.id, n, 'task.changed', '{"title": "Planted", "id": 1}', $1, '[]', '{1}'
     from users, generate_series(1, 500) as n`,
    [later(0)],
  );
  await database.sql("analyze changes");
  const asked: { text: string; values: unknown[] }[] = [];
  const recorder = {
    readAs(text: string, values: unknown[]) {
      asked.push({ text, values });
      return Promise.resolve({ entries: [], next: null });
    },
  } as unknown as UserScope;
  await listChanges(recorder, page);
  await findTaskChanges(recorder, 1, page);
  await database.sql("set plan_cache_mode = force_generic_plan");
  for (const [index, { text, values }] of asked.entries()) {
    const types = "uuid, integer, integer, text[], boolean, text[], integer";
    await database.sql(`prepare asked_${index} (${types}) as ${filterTables(text)}`);
    const [, task, , isUndone, , limit] = values;
    const rows = await database.sql<{ "QUERY PLAN": string }>(
      `explain (analyze, costs off) execute asked_${index} (
         '${ann.userId}', null, ${task}, null, ${isUndone}, null, ${limit})`,
    );
    const plan = rows.map((row) => row["QUERY PLAN"]).join("\n");
    assert.doesNotMatch(plan, /Seq Scan on (changes|tasks)/, plan);
    const reads = [...plan.matchAll(/on changes[^\n]* rows=(\d+)/g)].map(([, rows]) =>
      Number(rows),
    );
    assert.ok(reads.length > 0 && Math.max(...reads) <= 500, plan);
  }
  await database.sql("reset plan_cache_mode");
});
