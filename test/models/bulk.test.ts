/** Many tasks at once: the number of statements is the same whatever theirs, and 10,000 are quick. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { Database } from "../../src/db/connection.ts";
import type { UserScope } from "../../src/db/scope.ts";
import { type BulkAction, changeTasks } from "../../src/models/bulk.ts";
import { createList } from "../../src/models/lists.ts";
import { createTask } from "../../src/models/tasks.ts";
import { longestTurn } from "../support/event_loop.ts";
import { assertGrowth, processorTimeOf } from "../support/processor_time.ts";
import { statementsOf } from "../support/statements.ts";
import { database, elsewhere, person, refused, saved, undone, useDatabase } from "./people.ts";

useDatabase();

/** Somebody with so many tasks, and a list. */
async function withTasks(
  name: string,
  count: number,
): Promise<{ scope: UserScope; ids: number[] }> {
  const scope = await person(name);
  await createList(scope, { name: "Home", colour: "sea" });
  await database.sql(
    `insert into tasks (user_id, id, title, description, position, due_on, created_at, updated_at)
     select $1, n, 'Task ' || n, repeat('notes ', 20), n, '2026-01-01'::date + n % 300, now(), now()
     from generate_series(1, $2) as n`,
    [scope.userId, count],
  );
  await database.sql("update users set last_task_id = $2 where id = $1", [scope.userId, count]);
  return { scope, ids: Array.from({ length: count }, (_, index) => index + 1) };
}

function rowsOf(scope: UserScope): Promise<object[]> {
  return database.sql(
    `select (to_jsonb(t) - 'version' - 'updated_at')::text,
       (select count(*) from task_tags k where k.user_id = t.user_id and k.task_id = t.id)
     from tasks t where user_id = $1 order by id`,
    [scope.userId],
  );
}

/** How many rows PostgreSQL has read until now, of all tables. */
async function rowsRead(by: Database): Promise<number> {
  // Each connection reports what it has done.
  for (const send of [by.read, by.write]) {
    await send.call(by, "select pg_stat_force_next_flush()", []);
  }
  const [row] = await database.sql<{ read: number }>(
    `select sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::float8 as read
     from pg_stat_user_tables`,
  );
  return row?.read ?? Number.NaN;
}

const ACTIONS: BulkAction[] = [
  { kind: "complete" },
  { kind: "reopen" },
  { kind: "bottom" },
  { kind: "move", listId: 1, sectionId: null },
  { kind: "tag", name: "home" },
  { kind: "untag", name: "home" },
  { kind: "due", dueOn: "2027-01-01" },
  { kind: "due", dueOn: null },
  { kind: "priority", priority: 2 },
  { kind: "delete" },
];

it("takes as many statements for 500 tasks as for 5, to do and to undo", async () => {
  const [few, many] = [await withTasks("Few", 6), await withTasks("Many", 501)];
  for (const action of ACTIONS) {
    const counts: number[][] = [];
    for (const { scope, ids } of [few, many]) {
      // One is left out, so that there is something to move past.
      const chosen = ids.slice(0, -1);
      let changeId = 0;
      const doing = await statementsOf(async () => {
        changeId = saved(await changeTasks(scope, chosen, action)).changeId ?? 0;
      });
      const undoing = await statementsOf(async () => {
        await undone(scope, changeId);
      });
      saved(await changeTasks(scope, chosen, action));
      counts.push([doing.length, undoing.length]);
    }
    assert.deepEqual(counts[1], counts[0], action.kind);
    assert.ok(Math.max(...(counts[0] ?? [])) <= 30, `${action.kind}: ${counts[0]}`);
  }
});

it("takes as many statements for 300 series as for 3, each with its tags and checklist", async () => {
  const counts: number[] = [];
  for (const count of [3, 300]) {
    const { scope, ids } = await withTasks(`Series${count}`, count);
    await database.sql(
      `update tasks set repeat_rule = 'FREQ=DAILY', repeat_mode = 'rule', repeat_anchor = due_on
       where user_id = $1`,
      [scope.userId],
    );
    await changeTasks(scope, ids, { kind: "tag", name: "home" });
    await createTask(scope, { title: "One", parentId: 1 });
    await createTask(scope, { title: "Two", parentId: 2 });
    await createTask(scope, { title: "And two", parentId: 2, completed: true });
    const was = await rowsOf(scope);
    let changeId = 0;
    const statements = await statementsOf(async () => {
      const done = saved(await changeTasks(scope, ids, { kind: "complete" }));
      assert.equal(done.value.changed, count);
      changeId = done.changeId ?? 0;
    });
    counts.push(statements.length);
    const next = await database.sql(
      `select t.title, t.due_on - d.due_on as days, t.position = d.position as "isThere",
         (select count(*)::int from task_tags k where k.user_id = t.user_id and k.task_id = t.id) as tags,
         (select array_agg(i.title order by i.position, i.id) from tasks i
            where i.user_id = t.user_id and i.parent_id = t.id and i.completed_at is null) as items
       from tasks t join tasks d on d.user_id = t.user_id and d.title = t.title and d.completed_at is not null
       where t.user_id = $1 and t.repeat_rule is not null order by t.id`,
      [scope.userId],
    );
    assert.equal(next.length, count);
    const same = { days: 1, isThere: true, tags: 1 };
    assert.deepEqual(next.slice(0, 3), [
      { title: "Task 1", ...same, items: ["One"] },
      { title: "Task 2", ...same, items: ["Two", "And two"] },
      { title: "Task 3", ...same, items: null },
    ]);
    await undone(scope, changeId);
    assert.deepEqual(await rowsOf(scope), was);
  }
  assert.equal(counts[1], counts[0]);
});

describe("10,000 tasks", () => {
  /** In milliseconds of the processor, for the action and for its Undo. */
  const MOST = 3_000;
  let prepared: Database;

  before(() => {
    // As the role of the application has it: one plan for any number of rows.
    const options = "-c plan_cache_mode=force_generic_plan";
    prepared = new Database({ ...database.connection, options }, { poolMax: 2 });
  });
  after(() => prepared.close());

  for (const action of ACTIONS.filter(({ kind }) => kind === "complete" || kind === "tag")) {
    it(`${action.kind} in a time that grows like their number, and come back as they were`, async (t) => {
      let people = 0;
      const measure = async (count: number) => {
        people += 1;
        const { scope: own, ids } = await withTasks(`Big${people}`, count);
        const scope = elsewhere(own, prepared);
        const was = await rowsOf(scope);
        const readBefore = await rowsRead(prepared);
        const done = await processorTimeOf(database, () => changeTasks(scope, ids, action));
        const { changeId } = saved(done.result);
        const undo = await processorTimeOf(database, () => undone(scope, changeId));
        const read = (await rowsRead(prepared)) - readBefore;
        assert.deepEqual(await rowsOf(scope), was);
        const times = { done: done.spent, undone: undo.spent };
        t.diagnostic(`${count}: ${JSON.stringify(times)} ms, ${read} rows read`);
        assert.ok(read < 20 * count, `${read} rows read`);
        assert.ok(Math.max(...Object.values(times)) < MOST, JSON.stringify(times));
        return times;
      };
      // A time that grows like the square of the number would be 64 times as long.
      await assertGrowth({ few: 1_250, many: 10_000, most: 16 }, measure);
    });
  }

  it("that repeat are skipped, with room for other requests", async () => {
    const { scope, ids } = await withTasks("Bigskip", 10_000);
    await database.sql(
      `update tasks set repeat_rule = 'FREQ=DAILY', repeat_mode = 'rule', repeat_anchor = due_on,
         series_id = gen_random_uuid() where user_id = $1`,
      [scope.userId],
    );
    const was = await rowsOf(scope);
    const skip = () => changeTasks(scope, ids, { kind: "skip" });
    const { result, longest } = await longestTurn(skip);
    assert.ok(longest < 100, `${longest} ms`);
    assert.equal(saved(result).value.changed, 10_000);
    await undone(scope, saved(result).changeId);
    assert.deepEqual(await rowsOf(scope), was);
  });
});

it("does it to what is there and can be so: not twice, not to a checklist, not to others'", async () => {
  const [{ scope }, bob] = [await withTasks("Ann", 2), await withTasks("Bob", 5)];
  await createTask(scope, { title: "Item", parentId: 1 });
  const bobs = await rowsOf(bob.scope);
  const move = (ids: number[], listId: number, sectionId: number | null = null) =>
    changeTasks(scope, ids, { kind: "move", listId, sectionId });
  const moved = saved(await move([1, 2, 3, 4, 5, 99], 1)).value;
  assert.deepEqual(moved, { found: 3, changed: 2, count: 2 });
  const again = saved(await move([1, 2], 1));
  assert.deepEqual([again.value, again.changeId], [{ found: 2, changed: 0, count: 2 }, null]);
  const one = saved(await move([1], 1)).value;
  assert.deepEqual(one, { found: 1, changed: 0, count: 1, title: "Task 1" });
  for (const listId of [2, 99])
    assert.deepEqual(refused(await move([1], listId)), ["list_id missing"]);
  assert.deepEqual(refused(await move([1], 1, 1)), ["section_id missing"]);
  assert.equal(saved(await changeTasks(scope, [4, 5], { kind: "delete" })).value.found, 0);
  assert.deepEqual(await rowsOf(bob.scope), bobs);
});

it("a series without a date ends, since there is nothing to compute from, and one Undo brings it back", async () => {
  const scope = await person("Eve");
  const repeat = {
    rule: { unit: "day", every: 1, ends: { kind: "never" } },
    mode: "rule",
    anchor: "2026-11-21",
  } as const;
  saved(await createTask(scope, { title: "Daily", dueOn: "2026-11-21", dueTime: "09:00", repeat }));
  const was = await rowsOf(scope);
  const done = saved(await changeTasks(scope, [1], { kind: "due", dueOn: null }));
  const [row] = await database.sql(
    "select due_on, due_time, repeat_rule, repeat_anchor from tasks where user_id = $1",
    [scope.userId],
  );
  assert.deepEqual(row, { due_on: null, due_time: null, repeat_rule: null, repeat_anchor: null });
  await undone(scope, done.changeId);
  assert.deepEqual(await rowsOf(scope), was);
  const both = saved(await changeTasks(scope, [1], { kind: "complete" }));
  assert.equal((await rowsOf(scope)).length, 2);
  await undone(scope, both.changeId);
  assert.deepEqual(await rowsOf(scope), was);
});
