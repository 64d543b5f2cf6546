/** The migration of history entries, rolled back and applied again. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { migrate } from "../../src/db/migrations.ts";
import { changeTasks } from "../../src/models/bulk.ts";
import { createList } from "../../src/models/lists.ts";
import { moveRow } from "../../src/models/positions.ts";
import { renameTag } from "../../src/models/tags.ts";
import { setCompletion } from "../../src/models/tasks.ts";
import { add, ann, database, saved, undone, usePeople } from "../models/people.ts";

const NAME = "20261127090000_describe_changes_by_kind.ts";

usePeople();

it("rolls back to labels and subjects, and reads them again", async () => {
  await add(ann, "Milk", { tags: ["shop"] });
  await add(ann, "Bread");
  saved(await createList(ann, { name: "Home", colour: "moss" }));
  saved(await renameTag(ann, 1, { name: "market" }));
  saved(await moveRow(ann, "tasks", 2, { move: "top" }));
  saved(await changeTasks(ann, [1, 2], { kind: "priority", priority: 3 }));
  const { changeId } = saved(await setCompletion(ann, 1, { done: true }));
  await undone(ann, await undone(ann, changeId));
  const entries = () =>
    database.sql<{ kind: string; params: unknown; undoes: number; undone_by: number }>(
      "select kind, params #- '{id}' #- '{next}' #- '{of,params,id}' as params, undoes, undone_by from changes order by id",
    );
  const kinds = (await entries()).map(({ kind, undoes, undone_by }) => [kind, undoes, undone_by]);

  while ((await migrate(database.connection, "down"))[0] !== undefined) {
    const [{ has } = { has: false }] = await database.sql<{ has: boolean }>(
      "select exists (select 1 from knex_migrations where name = $1) as has",
      [NAME],
    );
    if (!has) break;
  }
  const labels = await database.sql<{ label: string; subject: string }>(
    "select label, subject from changes order by id",
  );
  assert.deepEqual(
    labels.map(({ label, subject }) => `${label} ${subject}`),
    [
      "Added Milk",
      "Added Bread",
      "Made the list Home",
      "Renamed the tag #market",
      "Moved Bread",
      "Changed the priority of 2 tasks",
      "Completed Milk",
      "Undid Completed Milk",
      "Redid Completed Milk",
    ],
  );
  await migrate(database.connection);
  const now = await entries();
  assert.deepEqual(
    now.map(({ kind, undoes, undone_by }) => [kind, undoes, undone_by]),
    kinds,
  );
  const params = now.map((entry) => entry.params);
  assert.deepEqual(params.slice(3, 8), [
    { title: "market" },
    { title: "Bread" },
    { count: 2 },
    { title: "Milk" },
    { of: { kind: "task.completed", params: { title: "Milk" } } },
  ]);
});
