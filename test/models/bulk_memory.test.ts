/** One press over 10,000 tasks with long notes, and its undo, in a process with a small heap. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { it } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { BulkAction } from "../../src/models/bulk.ts";
import type { Measured } from "./bulk_memory_press.ts";
import { ann, bob, contentsOf, database, usePeople } from "./people.ts";
import { plantTasks } from "./planted.ts";

usePeople();

const PROGRAM = fileURLToPath(new URL("bulk_memory_press.ts", import.meta.url));
const COUNT = 10_000;
/** In MB. The notes alone are 100. */
const HEAP = 256;

async function press(action: BulkAction): Promise<Measured> {
  const task = { connection: database.connection, userId: ann.userId, count: COUNT, action };
  const { stdout } = await promisify(execFile)(process.execPath, [
    ...[`--max-old-space-size=${HEAP}`, PROGRAM, JSON.stringify(task)],
  ]);
  return JSON.parse(stdout);
}

it("works, and leaves all rows as they were", async (t) => {
  const description = "left(repeat(md5(n::text), 313), 10000)";
  await plantTasks(database, ann.userId, COUNT, { description });
  await plantTasks(database, bob.userId, 2, { description });
  const bobs = await contentsOf(bob);
  const measured = await press({ kind: "complete" });
  t.diagnostic(`resident memory in MB: ${JSON.stringify(measured)}`);
  assert.equal(measured.changed, COUNT);
  const [row] = await database.sql(
    `select count(*)::int as tasks, count(completed_at)::int as done, sum(length(description))::int as notes,
       (select count(*)::int from changes) as changes from tasks where user_id = $1`,
    [ann.userId],
  );
  assert.deepEqual(row, { tasks: COUNT, done: 0, notes: COUNT * 10_000, changes: 2 });
  // Before notes were left out of what is read and recorded, 1,500 and more.
  assert.ok(measured.afterUndo < 300, JSON.stringify(measured));
  assert.deepEqual(await contentsOf(bob), bobs);
});
