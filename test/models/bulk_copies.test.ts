/** Completing series copies their notes, tags and checklists, which do not pass through the process. */
import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { changeTasks } from "../../src/models/bulk.ts";
import { undoChange } from "../../src/models/changes.ts";
import { updateTask } from "../../src/models/tasks.ts";
import { pressInProcess } from "./bulk_memory_press_process.ts";
import {
  add,
  ann,
  bob,
  contentsOf,
  database,
  refused,
  saved,
  undone,
  usePeople,
} from "./people.ts";
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
    ["1,030 series with notes of 10,000 characters", 1_030, LONG, 0],
    ["3,300 series", 3_300, "''", 0],
    ["800 series with 20 tags each", 800, "''", 20],
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

it("what is copied, undone and redone is exact, and a changed copy is not removed", async () => {
  const description = "repeat('Ünïcödé \\ \"quoted\" ' || chr(10) || n, 300)";
  await plantTasks(database, ann.userId, 3, { ...SERIES, description, due_time: "'07:00'" });
  await plantTags(database, ann.userId, 2, "true");
  const items = await Promise.all(
    ["First", "Second"].map((title) =>
      add(ann, title, { parentId: 2, description: `${title} `.repeat(300) }),
    ),
  );
  // As items could have before.
  await database.sql("update tasks set due_on = '2026-11-23' where parent_id = 2", []);
  await changeTasks(ann, [items[0]?.id ?? 0], { kind: "tag", name: "tag2" });
  const before = await contentsOf(ann);
  const pressed = saved(await changeTasks(ann, [1, 2, 3], { kind: "complete" }));
  const after = await contentsOf(ann);
  const copies = await database.sql(
    `select count(*)::int as copies, count(distinct next.id)::int as nexts,
       bool_and(next.description = own.description and next.title = own.title) as "isSame",
       bool_and(next.due_on - own.due_on = 1) as "isMoved"
     from tasks as own join tasks as next on next.user_id = own.user_id and next.title = own.title
       and next.id > 5 and own.id <= 5 where own.user_id = $1`,
    [ann.userId],
  );
  assert.deepEqual(copies, [{ copies: 5, nexts: 5, isSame: true, isMoved: true }]);
  const undo = await undone(ann, pressed.changeId);
  assert.deepEqual(await contentsOf(ann), before);
  const redo = await undone(ann, undo);
  assert.deepEqual(await contentsOf(ann), after);

  const copy = await database.sql<{ id: number }>(
    "select id from tasks where user_id = $1 and title = 'Task 3' and completed_at is null",
    [ann.userId],
  );
  const id = copy[0]?.id ?? 0;
  saved(await updateTask(ann, id, { description: "Other notes" }));
  assert.deepEqual(refused(await undoChange(ann, redo, { force: false })), ["row changed"]);
  await undone(ann, redo, { force: true });
  const [kept] = await database.sql<{ description: string; deleted: boolean }>(
    "select description, deleted_at is not null as deleted from tasks where user_id = $1 and id = $2",
    [ann.userId, id],
  );
  assert.deepEqual(kept, { description: "Other notes", deleted: true });
});

describe("more than that is refused, with what to do", () => {
  it("tags of checklists", async () => {
    await plantTasks(database, ann.userId, 10, SERIES);
    await database.sql(
      `insert into tasks (user_id, id, title, parent_id, position, created_at, updated_at)
       select $1, 10 + n, 'Item', 1 + n % 10, n, now(), now() from generate_series(1, 1200) as n`,
      [ann.userId],
    );
    await database.sql("update users set last_task_id = 1210 where id = $1", [ann.userId]);
    await plantTags(database, ann.userId, 20, "true");
    await assert.rejects(changeTasks(ann, numbers(10), { kind: "complete" }), { status: 422 });
    assert.equal(saved(await changeTasks(ann, [1], { kind: "complete" })).value.changed, 1);
  });

  it("custom rules, which look for their next days", async () => {
    const rule = "'RSCALE=GREGORIAN;FREQ=MONTHLY;BYMONTHDAY=15,30;SKIP=BACKWARD'";
    await plantTasks(database, ann.userId, 501, { ...SERIES, repeat_rule: rule });
    const before = await contentsOf(ann);
    for (const kind of ["complete", "skip"] as const) {
      await assert.rejects(changeTasks(ann, numbers(501), { kind }), {
        status: 422,
        message: /^At most 500 tasks with custom rules/,
      });
    }
    assert.deepEqual(await contentsOf(ann), before);
    const done = saved(await changeTasks(ann, numbers(500), { kind: "complete" }));
    assert.equal(done.value.changed, 500);
  });

  it("the next occurrences of reopened tasks", async () => {
    await plantTasks(database, ann.userId, 2_000, { ...SERIES, description: LONG });
    for (const from of [0, 1_000]) {
      const ids = numbers(1_000).map((id) => id + from);
      assert.equal(saved(await changeTasks(ann, ids, { kind: "complete" })).value.changed, 1_000);
    }
    const before = await contentsOf(ann);
    await assert.rejects(changeTasks(ann, numbers(2_000), { kind: "reopen" }), {
      status: 422,
      message: /^Reopening these tasks would remove too many notes, tags and checklists at once/,
    });
    assert.deepEqual(await contentsOf(ann), before);
    const reopened = saved(await changeTasks(ann, numbers(1_000), { kind: "reopen" }));
    assert.equal(reopened.value.changed, 1_000);
    assert.equal(saved(await changeTasks(ann, [1_001], { kind: "reopen" })).value.changed, 1);
    await undone(ann, reopened.changeId);
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
