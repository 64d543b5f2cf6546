/** Completing series copies their notes, tags and checklists: as much as a small process can hold. */
import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { changeTasks } from "../../src/models/bulk.ts";
import { pressInProcess } from "./bulk_memory_press_process.ts";
import { ann, bob, contentsOf, database, saved, usePeople } from "./people.ts";
import { plantTags, plantTasks } from "./planted.ts";

usePeople();

const SERIES = {
  ...{ due_on: "'2026-11-21'", repeat_rule: "'FREQ=DAILY'" },
  ...{ repeat_mode: "'rule'", repeat_anchor: "date '2026-11-21'" },
};
const LONG = "left(repeat(md5(n::text), 313), 10000)";
/** In MB, of which the process itself takes 85. */
const MEMORY = 250;

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describe("in a process with a heap of 256 MB", () => {
  beforeEach(async () => {
    await plantTasks(database, bob.userId, 2, SERIES);
  });

  for (const [name, count, description, tags] of [
    ["320 series with notes of 10,000 characters", 320, LONG, 0],
    ["2,500 series with 2 tags each", 2_500, "''", 2],
    ["700 series with 20 tags each", 700, "''", 20],
  ] as const) {
    it(`${name} are completed, undone and redone`, async (t) => {
      await plantTasks(database, ann.userId, count, { ...SERIES, description });
      if (tags > 0) await plantTags(database, ann.userId, tags, "true");
      const bobs = await contentsOf(bob);
      const measured = await pressInProcess(ann.userId, count, { kind: "complete" });
      t.diagnostic(JSON.stringify(measured));
      assert.equal(measured.changed, count);
      const [row] = await database.sql(
        `select count(*)::int as tasks, count(completed_at)::int as done from tasks where user_id = $1`,
        [ann.userId],
      );
      assert.deepEqual(row, { tasks: 2 * count, done: count });
      assert.ok(measured.afterRedo < MEMORY, JSON.stringify(measured));
      assert.deepEqual(await contentsOf(bob), bobs);
    });
  }
});

describe("more than that is refused, with what to do", () => {
  it("tags of checklists", async () => {
    await plantTasks(database, ann.userId, 10, SERIES);
    await database.sql(
      `insert into tasks (user_id, id, title, parent_id, position, created_at, updated_at)
       select $1, 10 + n, 'Item', 1 + n % 10, n, now(), now() from generate_series(1, 1000) as n`,
      [ann.userId],
    );
    await database.sql("update users set last_task_id = 1010 where id = $1", [ann.userId]);
    await plantTags(database, ann.userId, 20, "true");
    await assert.rejects(changeTasks(ann, numbers(10), { kind: "complete" }), { status: 422 });
    assert.equal(saved(await changeTasks(ann, [1], { kind: "complete" })).value.changed, 1);
  });

  for (const [name, description, items] of [
    ["notes", LONG, 0],
    ["notes of checklists", "''", 1],
  ] as const) {
    it(name, async () => {
      await plantTasks(database, ann.userId, 2_000, { ...SERIES, description });
      if (items > 0) {
        await database.sql(
          `insert into tasks (user_id, id, title, description, parent_id, position, created_at, updated_at)
           select user_id, id + 2000, 'Item', left(repeat(md5(id::text), 313), 10000), id, 1, now(), now()
           from tasks where user_id = $1`,
          [ann.userId],
        );
        await database.sql("update users set last_task_id = 4000 where id = $1", [ann.userId]);
      }
      const before = await contentsOf(ann);
      await assert.rejects(changeTasks(ann, numbers(2_000), { kind: "complete" }), {
        status: 422,
        message: /^Completing these tasks would copy too many notes, tags and checklists at once/,
      });
      assert.deepEqual(await contentsOf(ann), before);
      // Other actions copy nothing, and fewer tasks can be completed.
      assert.equal(saved(await changeTasks(ann, numbers(2_000), { kind: "top" })).ok, true);
      assert.equal(
        saved(await changeTasks(ann, numbers(100), { kind: "complete" })).value.changed,
        100,
      );
    });
  }
});
