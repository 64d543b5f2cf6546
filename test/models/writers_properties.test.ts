/** Any changes of one person by two processes at once: no update is lost, and the journal has them all. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import type { Saved } from "../../src/db/saved.ts";
import type { UserScope } from "../../src/db/scope.ts";
import { listChanges, undoChange } from "../../src/models/changes.ts";
import { createList } from "../../src/models/lists.ts";
import { moveRow } from "../../src/models/positions.ts";
import { revertQuickAdd } from "../../src/models/revert_quick_add.ts";
import { NOTHING_SET } from "../../src/models/task_fields.ts";
import { createTask, setCompletion } from "../../src/models/tasks.ts";
import { type Step, step } from "./arbitrary_changes.ts";
import { assertInvariants, assertUndoable } from "./invariants.ts";
import { contentsOf, database, person, saved, useDatabase } from "./people.ts";
import { second, signedIn, useSecondProcess } from "./two_processes.ts";

useDatabase();
useSecondProcess();

const id = fc.integer({ min: 1, max: 6 });

/** What `step` has not: undoing and redoing what is there, quick add, and series that are completed. */
const more: fc.Arbitrary<Step> = fc.oneof(
  fc.nat(30).map(
    (pick): Step =>
      async (scope) => {
        const { entries } = await listChanges(scope, { before: null, limit: 50 });
        const entry = entries[pick % Math.max(1, entries.length)];
        return undoChange(scope, entry?.undoneBy ?? entry?.id ?? 0, { force: false });
      },
  ),
  fc.constantFrom("Garden", "Home").map(
    (listName): Step =>
      (scope) =>
        createTask(scope, { title: "Sow", listName, tags: ["home", "new"] }),
  ),
  id.map(
    (task): Step =>
      (scope) =>
        revertQuickAdd(scope, task, { ...NOTHING_SET, title: "Sow @Garden #new" }),
  ),
  fc.uuid().map(
    (description): Step =>
      (scope) =>
        createTask(scope, { title: "Series", description, dueOn: "2026-11-21", repeat: DAILY }),
  ),
  fc.tuple(id, fc.boolean()).map(
    ([task, done]): Step =>
      (scope) =>
        setCompletion(scope, task, { done }),
  ),
);

const DAILY = {
  rule: { unit: "day", every: 1, ends: { kind: "never" } },
  mode: "rule",
  anchor: "2026-11-21",
} as const;

/** One process: a request is signed in before each step, or was some steps before. */
async function run(own: UserScope, at = database.database, steps: readonly [Step, boolean][]) {
  let scope = await signedIn(own, at);
  const results: Saved<unknown>[] = [];
  for (const [each, isNew] of steps) {
    if (isNew) scope = await signedIn(own, at);
    results.push(await each(scope));
  }
  return results;
}

test("the journal leads to the rows, and all of it can be undone", async () => {
  const steps = fc.array(fc.tuple(fc.oneof(step, more), fc.boolean()), {
    minLength: 5,
    maxLength: 14,
  });
  let made = 0;
  await fc.assert(
    fc.asyncProperty(steps, steps, steps, async (first, one, other) => {
      const [own, bob] = [await person(randomUUID()), await person(randomUUID())];
      await run(own, database.database, first);
      await run(bob, database.database, first);
      const bobs = await contentsOf(bob);
      const results = await Promise.all([
        run(own, database.database, one),
        run(own, second, other),
      ]);
      const ids = results.flatMap((each) =>
        each.flatMap((result) => (result.ok ? (result.changeId ?? []) : [])),
      );
      assert.equal(new Set(ids).size, ids.length, "two changes have one id");
      made += ids.length;
      await assertInvariants(database, own.userId);
      await assertUndoable(database, await signedIn(own));
      assert.deepEqual(await contentsOf(bob), bobs);
    }),
    // Which of the two comes first is not repeatable.
    { numRuns: 12, endOnFailure: true },
  );
  assert.ok(made > 40, `only ${made} changes were made`);
});

test("added and moved by two processes, no two rows of one order share a place", async () => {
  const own = await person(randomUUID());
  for (const name of ["One", "Two", "Three"]) saved(await createList(own, { name, colour: "sea" }));
  for (let n = 0; n < 6; n += 1) saved(await createTask(own, { title: `Task ${n}` }));
  const moves = (table: "tasks" | "lists", start: number) =>
    ["top", "up", "bottom", "down", "top"].map((move, index): [Step, boolean] => [
      (scope) => moveRow(scope, table, 1 + ((start + index) % 3), { move: move as "up" }),
      index % 2 === 0,
    ]);
  await Promise.all([
    run(own, database.database, [...moves("tasks", 0), ...moves("lists", 0)]),
    run(own, second, [...moves("lists", 1), ...moves("tasks", 1)]),
  ]);
  for (const table of ["tasks", "lists"]) {
    const shared = await database.sql(
      `select position from ${table} where user_id = $1 group by position having count(*) > 1`,
      [own.userId],
    );
    assert.deepEqual(shared, [], table);
  }
  await assertInvariants(database, own.userId);
});
