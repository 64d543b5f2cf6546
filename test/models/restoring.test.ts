/** What comes back out of the trash comes back to where it is found. */
import assert from "node:assert/strict";
import { it } from "node:test";
import {
  deleteTask,
  findTask,
  listChecklist,
  restoreTask,
  updateTask,
} from "../../src/models/tasks.ts";
import { purgeTrash } from "../../src/models/trash.ts";
import { add, ann, database, NOW, saved, usePeople } from "./people.ts";

usePeople();

it("an item of a checklist whose task is in the trash is a task of its own, and stays", async () => {
  const pack = await add(ann, "Pack");
  const socks = await add(ann, "Socks", { parentId: pack.id });
  await deleteTask(ann, socks.id);
  await deleteTask(ann, pack.id);
  assert.equal(saved(await restoreTask(ann, socks.id)).value.parentId, null);
  assert.equal(await purgeTrash(ann, null), 1);
  assert.ok(await findTask(ann, socks.id));
});

it("an item whose task is there comes back on its checklist", async () => {
  const pack = await add(ann, "Pack");
  const socks = await add(ann, "Socks", { parentId: pack.id });
  await deleteTask(ann, socks.id);
  await restoreTask(ann, socks.id);
  assert.deepEqual(
    (await listChecklist(ann, pack.id)).map(({ id }) => id),
    [socks.id],
  );
});

it("an item whose task is on a checklist itself by now is a task of its own", async () => {
  const pack = await add(ann, "Pack");
  const socks = await add(ann, "Socks", { parentId: pack.id });
  const trip = await add(ann, "Trip");
  await deleteTask(ann, socks.id);
  saved(await updateTask(ann, pack.id, { parentId: trip.id }));
  assert.equal(saved(await restoreTask(ann, socks.id)).value.parentId, null);
});

it("70,000 tasks leave the trash at once", async () => {
  await database.sql(
    `insert into tasks (user_id, id, title, position, deleted_at, created_at, updated_at)
     select $1, n, 'Old', n, $2, $2, $2 from generate_series(1, 70000) as n`,
    [ann.userId, NOW],
  );
  assert.equal(await purgeTrash(ann, null), 70_000);
});
