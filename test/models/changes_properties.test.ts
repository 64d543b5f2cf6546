/** Undo under any sequence of changes: the exact rows come back, and a redo brings the later ones. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import fc from "fast-check";
import { OWNED_TABLES } from "../../src/db/owned_tables.ts";
import { UserScope } from "../../src/db/scope.ts";
import { type BulkAction, changeTasks } from "../../src/models/bulk.ts";
import { undoChange } from "../../src/models/changes.ts";
import {
  createList,
  createSection,
  deleteList,
  deleteSection,
  updateList,
} from "../../src/models/lists.ts";
import { moveRow } from "../../src/models/positions.ts";
import { deleteTag, renameTag } from "../../src/models/tags.ts";
import {
  createTask,
  deleteTask,
  restoreTask,
  setCompletion,
  updateTask,
} from "../../src/models/tasks.ts";
import { createUser } from "../../src/models/users.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";

const START = Date.parse("2026-01-30T10:00:00Z");

let database: TestDatabase;
let people = 0;

before(async () => {
  database = await createTestDatabase({ poolMax: 6 });
});
after(() => database.drop());

async function person(): Promise<UserScope> {
  people += 1;
  const password = { hash: "x", scheme: 2 };
  const who = { name: "Ann", email: `ann-${people}@example.org`, password };
  const user = await createUser(database.database, who, new Date(START));
  assert.ok(user);
  return new UserScope(database.database, user.id);
}

/** All of a person's rows in what they say. */
async function rowsOf(scope: UserScope): Promise<string[]> {
  const tables = Object.keys(OWNED_TABLES).filter((table) => table !== "changes");
  const parts = tables.map(
    (table) =>
      `select '${table} ' || (to_jsonb(x) - 'version' - 'updated_at')::text as r from ${table} x where user_id = $1`,
  );
  const rows = await database.sql<{ r: string }>(`${parts.join(" union all ")} order by 1`, [
    scope.userId,
  ]);
  return rows.map(({ r }) => r);
}

type Moment = { now: Date; today: string };
type Step = (scope: UserScope, moment: Moment) => Promise<unknown>;

const id = fc.integer({ min: 1, max: 6 });
const reference = fc.option(fc.integer({ min: 1, max: 3 }));
const day = fc.integer({ min: 1, max: 28 }).map((n) => `2026-02-${String(n).padStart(2, "0")}`);
const tag = fc.constantFrom("home", "Work", "Ämter", "x-1");
const tags = fc.uniqueArray(tag, { maxLength: 3 });
const repeat = fc.record({
  rule: fc.constantFrom(
    { unit: "day", every: 3, ends: { kind: "never" } },
    { unit: "month", every: 1, on: { kind: "day", day: 31 }, ends: { kind: "never" } },
    { unit: "week", every: 1, days: [1, 4], ends: { kind: "after", count: 2 } },
  ),
  mode: fc.constantFrom("rule", "catch_up", "completion"),
  anchor: fc.constant("2026-01-31"),
});
const bulkAction: fc.Arbitrary<BulkAction> = fc.oneof(
  fc
    .constantFrom("complete", "reopen", "delete", "top", "up", "down", "bottom")
    .map((kind) => ({ kind }) as BulkAction),
  reference.map((listId) => ({ kind: "move", listId, sectionId: null }) as BulkAction),
  fc.record({ kind: fc.constantFrom("tag", "untag"), name: tag }) as fc.Arbitrary<BulkAction>,
  fc.option(day).map((dueOn) => ({ kind: "due", dueOn }) as BulkAction),
  fc.integer({ min: 0, max: 3 }).map((priority) => ({ kind: "priority", priority }) as BulkAction),
);

/** Each kind of change that there is; one that finds nothing to change changes nothing. */
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .record({ tags, dueOn: day, repeat: fc.option(repeat), parentId: fc.option(id, { freq: 3 }) })
      .map(
        (more): Step =>
          (scope, { now }) =>
            createTask(scope, { title: "New", ...(more as object) }, null, now),
      ),
  },
  fc.tuple(id, tags, fc.option(day), reference).map(
    ([task, names, dueOn, listId]): Step =>
      (scope, { now }) =>
        updateTask(
          scope,
          task,
          null,
          { title: `T ${dueOn}`, tags: names, listId, startsOn: dueOn },
          now,
        ),
  ),
  {
    weight: 2,
    arbitrary: fc.tuple(id, fc.boolean()).map(
      ([task, done]): Step =>
        (scope, moment) =>
          setCompletion(scope, task, done, moment),
    ),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(fc.uniqueArray(id, { minLength: 1, maxLength: 6 }), bulkAction).map(
      ([ids, action]): Step =>
        (scope, moment) =>
          changeTasks(scope, ids, action, moment),
    ),
  },
  id.map(
    (task): Step =>
      (scope, { now }) =>
        deleteTask(scope, task, now),
  ),
  id.map(
    (task): Step =>
      (scope, { now }) =>
        restoreTask(scope, task, now),
  ),
  fc.tuple(id, fc.constantFrom("top", "up", "down", "bottom")).map(
    ([task, to]): Step =>
      (scope, { now }) =>
        moveRow(scope, "tasks", task, to as "top", now),
  ),
  fc.constantFrom("Home", "Work", "Reading").map(
    (name): Step =>
      (scope, { now }) =>
        createList(scope, { name, colour: "sea" }, now),
  ),
  fc.tuple(id, fc.boolean()).map(
    ([list, archived]): Step =>
      (scope, { now }) =>
        updateList(scope, list, { name: `List ${list}`, archived }, now),
  ),
  id.map(
    (list): Step =>
      (scope, { now }) =>
        deleteList(scope, list, now),
  ),
  id.map(
    (list): Step =>
      (scope, { now }) =>
        createSection(scope, list, "Part", now),
  ),
  id.map(
    (section): Step =>
      (scope, { now }) =>
        deleteSection(scope, section, now),
  ),
  fc.tuple(id, tag).map(
    ([one, name]): Step =>
      (scope, { now }) =>
        renameTag(scope, one, `${name}2`, now),
  ),
  id.map(
    (one): Step =>
      (scope, { now }) =>
        deleteTag(scope, one, now),
  ),
);

function changeIdOf(result: unknown): number | null {
  if (typeof result !== "object" || result === null) return null;
  return (result as { changeId?: number | null }).changeId ?? null;
}

describe("any sequence of changes", () => {
  test("undone in reverse order gives the exact rows, and redone the later ones", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
        const scope = await person();
        const done: { changeId: number; before: string[]; after: string[] }[] = [];
        let time = START;
        let earlier = await rowsOf(scope);
        for (const each of steps) {
          time += 3_600_000 * 7;
          const now = new Date(time);
          const changeId = changeIdOf(
            await each(scope, { now, today: now.toISOString().slice(0, 10) }),
          );
          const later = await rowsOf(scope);
          if (changeId === null) assert.deepEqual(later, earlier, "changed without an entry");
          else done.push({ changeId, before: earlier, after: later });
          earlier = later;
        }
        const now = new Date(time + 1);
        const undone: { changeId: number; after: string[] }[] = [];
        for (const { changeId, before, after } of done.toReversed()) {
          const result = await undoChange(scope, changeId, { force: false }, now);
          assert.ok(result.outcome === "undone", JSON.stringify(result));
          assert.deepEqual(await rowsOf(scope), before);
          undone.push({ changeId: result.changeId, after });
        }
        for (const { changeId, after } of undone.toReversed()) {
          const result = await undoChange(scope, changeId, { force: false }, now);
          assert.equal(result.outcome, "undone", JSON.stringify(result));
          assert.deepEqual(await rowsOf(scope), after);
        }
      }),
      { numRuns: 50 },
    );
  });

  test("undone out of order either gives back what it took or conflicts and loses nothing", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 4, maxLength: 10 }),
        fc.array(fc.tuple(fc.nat(20), fc.boolean()), { minLength: 1, maxLength: 5 }),
        async (steps, picks) => {
          const scope = await person();
          const ids: number[] = [];
          let time = START;
          for (const each of steps) {
            time += 3_600_000;
            const changeId = changeIdOf(
              await each(scope, { now: new Date(time), today: "2026-02-03" }),
            );
            if (changeId !== null) ids.push(changeId);
          }
          for (const [pick, force] of picks) {
            const changeId = ids[pick % ids.length];
            if (changeId === undefined) return;
            const was = await rowsOf(scope);
            const result = await undoChange(scope, changeId, { force }, new Date(time));
            if (result.outcome !== "undone") {
              assert.deepEqual(await rowsOf(scope), was);
              continue;
            }
            const redone = await undoChange(
              scope,
              result.changeId,
              { force: false },
              new Date(time),
            );
            assert.equal(redone.outcome, "undone", "what was just undone can be redone");
            assert.deepEqual(await rowsOf(scope), was);
          }
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe("two at once", () => {
  test("complete the same occurrence: one next comes up, whoever is first", async () => {
    const scope = await person();
    const daily = {
      rule: { unit: "day", every: 1, ends: { kind: "never" } },
      mode: "rule",
      anchor: "2026-02-01",
    } as const;
    const made = await createTask(
      scope,
      { title: "Water the fig", dueOn: "2026-02-01", repeat: daily },
      null,
      new Date(START),
    );
    assert.ok(made.outcome === "created");
    const moment = { now: new Date(START), today: "2026-02-01" };
    const results = await Promise.all([
      setCompletion(scope, made.task.id, true, moment),
      setCompletion(new UserScope(database.database, scope.userId), made.task.id, true, moment),
      changeTasks(scope, [made.task.id], { kind: "complete" }, moment),
      changeTasks(scope, [made.task.id], { kind: "complete" }, moment),
    ]);
    const changes = results.map(changeIdOf).filter((changeId) => changeId !== null);
    assert.equal(changes.length, 1);
    const rows = await database.sql("select id from tasks where user_id = $1", [scope.userId]);
    assert.equal(rows.length, 2);
    const undone = await Promise.all(
      [1, 2, 3].map(() => undoChange(scope, changes[0] ?? 0, { force: false }, moment.now)),
    );
    assert.deepEqual(undone.map(({ outcome }) => outcome).sort(), ["already", "already", "undone"]);
    const left = await database.sql("select id from tasks where user_id = $1", [scope.userId]);
    assert.equal(left.length, 1);
  });
});
