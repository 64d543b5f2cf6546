/** The history entry of a change has exactly the changed rows, before and after the change. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { ChangeSet } from "../../src/db/change_set.ts";
import type { Row } from "../../src/db/connection.ts";
import { Refusal } from "../../src/db/saved.ts";
import { add, ann, database, refused, resetPeople, useDatabase } from "../models/people.ts";

useDatabase(reset);

/** Creates the users again, Ann with the tasks 1 to 3. */
async function reset(): Promise<void> {
  await resetPeople();
  for (const title of ["One", "Two", "Three"]) await add(ann, title);
}

/** The rows of all tasks as JSON, by id. */
async function tasks(): Promise<Map<number, string>> {
  const rows = await database.sql<{ id: number; image: string }>(
    "select id, to_jsonb(tasks)::text as image from tasks where user_id = $1",
    [ann.userId],
  );
  return new Map(rows.map(({ id, image }) => [id, image]));
}

/** The rows of the last entry by id, before and after the change. */
async function lastEntry(): Promise<Map<number, { before: string | null; after: string | null }>> {
  const rows = await database.sql<{ id: number; before: string | null; after: string | null }>(
    `select coalesce(image -> 'before' -> 'id', image -> 'after' -> 'id')::int as id,
       nullif(image -> 'before', 'null')::text as before, nullif(image -> 'after', 'null')::text as after
     from changes, jsonb_array_elements(images) as image
     where user_id = $1 and changes.id = (select max(id) from changes where user_id = $1)`,
    [ann.userId],
  );
  return new Map(rows.map(({ id, ...images }) => [id, images]));
}

/** Makes one change as Ann. */
function change(work: (change: ChangeSet) => Promise<unknown>) {
  return ann.change(async (open) => {
    await work(open);
    return { kind: "task.changed", params: {} };
  });
}

/** The rows as last loaded or inserted, by id. They may be outdated. */
type Known = Map<number, Row>;
type Step = (open: ChangeSet, known: Known) => Promise<unknown>;

const id = fc.integer({ min: 1, max: 5 });
const text = fc.constantFrom("a", "b", "c");
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(id, text).map(
    ([own, title]): Step =>
      (open) =>
        open.update("tasks", (rows) => void rows.where({ id: own }), { title }),
  ),
  fc.tuple(id, text).map(
    ([own, title]): Step =>
      (open, known) =>
        open.update("tasks", [known.get(own) ?? []].flat(), { title }),
  ),
  fc.tuple(id, text).map(
    ([own, title]): Step =>
      async (open, known) => {
        const rows = [known.get(own) ?? []].flat();
        await open.updateEach("tasks", rows, new Map([[own, { title }]]));
      },
  ),
  id.map(
    (own): Step =>
      async (open, known) => {
        const [row] = await open.load<Row>("tasks", (rows) => void rows.where({ id: own }));
        if (row !== undefined) known.set(own, row);
      },
  ),
  id.map(
    (own): Step =>
      (open, known) =>
        open.remove("tasks", [known.get(own) ?? []].flat()),
  ),
  text.map(
    (title): Step =>
      async (open, known) => {
        const row = await open.insert<Row>("tasks", { title });
        known.set(Number(row.id), row);
      },
  ),
  fc.tuple(fc.integer({ min: 1, max: 3 }), text).map(
    ([own, title]): Step =>
      async (open) => {
        const columns = {
          id: own,
          title,
          position: own,
          created_at: open.now,
          updated_at: open.now,
        };
        const there = await open.load("tasks", (rows) => void rows.where({ id: own }));
        if (there.length === 0) await open.insertWithKeys("tasks", [columns]);
      },
  ),
);

describe("the entry of a change", () => {
  it("has each changed row before and after any sequence of steps", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
        await reset();
        const before = await tasks();
        const saved = await change(async (open) => {
          const known: Known = new Map();
          for (const each of steps) await each(open, known);
        });
        assert.ok(saved.ok);
        const now = await tasks();
        const numbers = [...new Set([...before.keys(), ...now.keys()])];
        const changed = numbers
          .filter((own) => before.get(own) !== now.get(own))
          .map((own) => [own, { before: before.get(own) ?? null, after: now.get(own) ?? null }]);
        assert.equal(saved.changeId === null, changed.length === 0);
        if (saved.changeId === null) return;
        const entry = [...(await lastEntry())].sort(([one], [other]) => one - other);
        assert.deepEqual(
          entry,
          changed.sort(([one], [other]) => Number(one) - Number(other)),
        );
      }),
      { numRuns: 60 },
    );
  });

  it("is not written when a row is inserted and removed again, and the id is reused", async () => {
    const saved = await change(async (open) => {
      await open.remove("tasks", [await open.insert<Row>("tasks", { title: "Four" })]);
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
  const outcome = await change(async (open) => {
    await open.insert("tasks", { title: "Four" });
    await open.update("tasks", (all) => void all.where({ id: 1 }), { title: "New" });
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
