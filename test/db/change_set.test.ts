/** The history entry of a change has exactly the changed rows, before and after the change. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { ChangeSet } from "../../src/db/change_set.ts";
import { Refusal } from "../../src/db/saved.ts";
import { add, ann, database, refused, resetPeople, useDatabase } from "../models/people.ts";

useDatabase(reset);

/** Creates the users again, Ann with the tasks 1 to 3. */
async function reset(): Promise<void> {
  await resetPeople();
  for (const title of ["One", "Two", "Three"]) await add(ann, title);
}

type Image = Record<string, unknown>;

/** The rows of all tasks, by id. */
async function tasks(): Promise<Map<number, Image>> {
  const rows = await database.sql<{ id: number; image: Image }>(
    "select id, to_jsonb(tasks) - 'user_id' - 'search_text' as image from tasks where user_id = $1",
    [ann.userId],
  );
  return new Map(rows.map(({ id, image }) => [id, image]));
}

/** The rows of the last entry by id, before and after the change. */
async function lastEntry(): Promise<Map<number, { before: Image | null; after: Image | null }>> {
  const rows = await database.sql<{ id: number; before: Image | null; after: Image | null }>(
    `select coalesce(image -> 'before' -> 'id', image -> 'after' -> 'id')::int as id,
       nullif(image -> 'before', 'null') as before, nullif(image -> 'after', 'null') as after
     from changes, jsonb_array_elements(images) as image
     where user_id = $1 and changes.id = (select max(id) from changes where user_id = $1)`,
    [ann.userId],
  );
  return new Map(rows.map(({ id, ...images }) => [id, images]));
}

/** What an image of an updated row has: its key, and what differs or is linked with that. */
const LINKED = ["due_on", "due_time", "repeat_rule", "repeat_mode", "repeat_anchor"];
function reduced(row: Image, other: Image): Image {
  const differing = Object.keys(row).filter(
    (name) => !["version", "updated_at"].includes(name) && row[name] !== other[name],
  );
  const linked = differing.some((name) => LINKED.includes(name)) ? LINKED : [];
  return Object.fromEntries(
    Object.entries(row).filter(([name]) => ["id", ...differing, ...linked].includes(name)),
  );
}

/** Makes one change as Ann. */
function change(work: (change: ChangeSet) => unknown) {
  return ann.change(async (open) => {
    await work(open);
    return { kind: "task.changed", params: {} };
  });
}

/** The ids that there are: loaded, or inserted by the change. */
type Known = Set<number>;
type Step = (open: ChangeSet, known: Known) => void;

const id = fc.integer({ min: 1, max: 5 });
const columns = fc.oneof(
  fc.constantFrom("a", "b", "c").map((title) => ({ title })),
  fc.constantFrom(1, 2, 3).map((priority) => ({ priority })),
  fc.constantFrom("2026-12-01", "2026-12-02").map((day) => ({ due_on: day })),
);
const rowsOf = (known: Known, own: number) => (known.has(own) ? [{ id: own }] : []);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(id, columns).map(
    ([own, given]): Step =>
      (open, known) =>
        open.update("tasks", rowsOf(known, own), given),
  ),
  fc.array(fc.tuple(id, columns), { maxLength: 4 }).map(
    (values): Step =>
      (open, known) =>
        values.forEach(([own, given]) => {
          open.update("tasks", rowsOf(known, own), given);
        }),
  ),
  id.map(
    (own): Step =>
      (open, known) => {
        open.remove("tasks", rowsOf(known, own));
        known.delete(own);
      },
  ),
  columns.map(
    (given): Step =>
      (open, known) => {
        known.add(open.insert("tasks", { title: "New", ...given }).id);
      },
  ),
);

describe("the entry of a change", () => {
  it("has what has changed of each row, before and after any sequence of steps", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
        await reset();
        const before = await tasks();
        const known: Known = new Set(before.keys());
        const saved = await change((open) => {
          for (const each of steps) each(open, known);
        });
        assert.ok(saved.ok);
        const now = await tasks();
        assert.deepEqual([...now.keys()].sort(), [...known].sort());
        const numbers = [...new Set([...before.keys(), ...now.keys()])].sort();
        const changed = numbers.flatMap((own) => {
          const [old, current] = [before.get(own) ?? null, now.get(own) ?? null];
          if (old === null || current === null) return [[own, { before: old, after: current }]];
          if (old.version === current.version) return [];
          assert.equal(current.version, Number(old.version) + 1);
          return [[own, { before: reduced(old, current), after: reduced(current, old) }]];
        });
        assert.equal(saved.changeId === null, changed.length === 0);
        if (saved.changeId === null) return;
        const entry = await lastEntry();
        assert.deepEqual([...entry.keys()].sort(), changed.map(([own]) => own).sort());
        for (const [own, images] of changed as [number, { before: Image; after: Image }][]) {
          for (const which of ["before", "after"] as const) {
            // A column that was set to the value that it had is recorded too.
            const expected = images[which];
            const recorded = entry.get(own)?.[which] ?? null;
            if (expected === null) assert.equal(recorded, null);
            else assert.deepEqual({ ...recorded, ...expected }, recorded);
            for (const [name, value] of Object.entries(recorded ?? {})) {
              assert.deepEqual(value, (which === "before" ? before : now).get(own)?.[name]);
            }
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it("is not written when a row is inserted and removed again, and the id is reused", async () => {
    const saved = await change((open) => {
      open.remove("tasks", [open.insert("tasks", { title: "Four" })]);
    });
    assert.equal(saved.ok && saved.changeId, null);
    assert.equal((await add(ann, "Five")).id, 4);
  });
});

it("a refused change leaves no row, id or entry behind", async () => {
  const before = await database.sql(
    "select last_task_id, last_change_id, sweep_at from users order by id",
  );
  const rows = await tasks();
  const outcome = await change((open) => {
    open.insert("tasks", { title: "Four" });
    open.update("tasks", [{ id: 1 }], { title: "New" });
    throw new Refusal({ field: "title", code: "taken" });
  });
  assert.deepEqual(refused(outcome), ["title taken"]);
  assert.deepEqual(await tasks(), rows);
  assert.deepEqual(
    await database.sql("select last_task_id, last_change_id, sweep_at from users order by id"),
    before,
  );
});

it("rejects an insert of rows with different columns", async () => {
  const rows = [{ title: "Four" }, { title: "Five", priority: 3 }];
  await assert.rejects(
    change((open) => open.insertAll("tasks", rows)),
    /the same columns/,
  );
  assert.equal((await tasks()).size, 3);
});
