/** One press over 10,000 tasks with long notes, its undo and its redo, in a process with a small heap. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { pressInProcess } from "./bulk_memory_press_process.ts";
import { ann, bob, contentsOf, database, usePeople } from "./people.ts";
import { plantTasks } from "./planted.ts";

usePeople();

const COUNT = 10_000;

it("works, and changes nothing else", async (t) => {
  const description = "left(repeat(md5(n::text), 313), 10000)";
  await plantTasks(database, ann.userId, COUNT, { description });
  await plantTasks(database, bob.userId, 2, { description });
  const bobs = await contentsOf(bob);
  const measured = await pressInProcess(ann.userId, COUNT, { kind: "complete" });
  t.diagnostic(`resident memory in MB: ${JSON.stringify(measured)}`);
  assert.equal(measured.changed, COUNT);
  const [row] = await database.sql(
    `select count(*)::int as tasks, count(completed_at)::int as done, sum(length(description))::int as notes,
       (select count(*)::int from changes) as changes from tasks where user_id = $1`,
    [ann.userId],
  );
  assert.deepEqual(row, { tasks: COUNT, done: COUNT, notes: COUNT * 10_000, changes: 3 });
  // Before notes were left out of what is read and recorded, 1,500 and more.
  assert.ok(measured.afterRedo < 250, JSON.stringify(measured));
  assert.deepEqual(await contentsOf(bob), bobs);
});
