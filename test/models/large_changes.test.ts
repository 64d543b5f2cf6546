/** Changes of thousands of rows. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { changeTasks } from "../../src/models/bulk.ts";
import { ann, bob, contentsOf, database, saved, undone, usePeople } from "./people.ts";
import { plantTags, plantTasks } from "./planted.ts";

usePeople();

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

/** Gives Ann the tasks 1 to `count`, each an occurrence of a series, and Bob two of them. */
async function plantSeries(count: number): Promise<void> {
  await plantTasks(database, ann.userId, count, { due_on: "'2026-11-21'" });
  await plantTasks(database, bob.userId, 2, { due_on: "'2026-11-21'" });
  await database.sql(
    "update tasks set repeat_rule = 'FREQ=DAILY', repeat_mode = 'rule', repeat_anchor = due_on, series_id = gen_random_uuid()",
  );
}

async function countLinks(): Promise<number> {
  const sql = "select count(*)::int as count from task_tags where user_id = $1";
  return (await database.sql<{ count: number }>(sql, [ann.userId]))[0]?.count ?? 0;
}

it("refer to new rows of the same change", async () => {
  const more = {
    ...{ description: "", priority: 1, due_on: "2026-11-21", due_time: null, starts_on: null },
    ...{ section_id: null, parent_id: null, completed_at: null, deleted_at: null, version: 1 },
  };
  const made = await ann.change(async (change) => {
    const list = change.insert("lists", { name: "Garden", colour: "moss" });
    const tag = change.insert("tags", { name: "new" });
    const rows = numbers(2_600).map((number) => ({
      title: `${number}`,
      list_id: list.id,
      ...more,
    }));
    const tasks = change.insertAll("tasks", rows);
    const links = tasks.slice(0, 100).map(({ id }) => ({ task_id: id, tag_id: tag.id }));
    change.insertWithKeys("task_tags", links);
    return { kind: "task.added", params: {} };
  });
  assert.equal(await countLinks(), 100);
  await undone(ann, saved(made).changeId);
  assert.deepEqual(await contentsOf(ann), []);
});

it("complete a thousand tasks of series with many tags", async () => {
  await plantSeries(1_000);
  await plantTags(database, ann.userId, 11, "true");
  const before = await contentsOf(bob);
  const { changeId } = saved(await changeTasks(ann, numbers(1_000), { kind: "complete" }));
  assert.ok(changeId);
  assert.equal(await countLinks(), 22_000);
  assert.deepEqual(await contentsOf(bob), before);
});

it("bring back tasks before the items of their checklists", async () => {
  const planted = { parent_id: "case when n <= 1300 then n + 1300 end" };
  await plantTasks(database, ann.userId, 2_600, planted);
  const before = await contentsOf(ann);
  const removed = await ann.change(async (change) => {
    const tasks = await change.read("select id from {tasks} order by id", []);
    change.remove("tasks", tasks);
    return { kind: "task.deleted", params: {} };
  });
  await undone(ann, saved(removed).changeId);
  assert.deepEqual(await contentsOf(ann), before);
});
