/** The migration to names that are compared by their key: rows that become equal by it are kept. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { migrate } from "../../src/db/migrations.ts";
import { createList } from "../../src/models/lists.ts";
import { findTask } from "../../src/models/tasks.ts";
import { add, ann, bob, database, saved, usePeople } from "../models/people.ts";

const NAME = "20261128120000_compare_names_by_key.ts";

usePeople();

it("merges tags and numbers lists whose names become the same, for each user", async () => {
  for (const scope of [ann, bob]) {
    for (const name of ["A", "B", "C"]) saved(await createList(scope, { name, colour: "moss" }));
    await add(scope, "One", { listId: 2, tags: ["first", "x"] });
    await add(scope, "Two", { tags: ["second"] });
    await add(scope, "Both", { tags: ["first", "second"] });
  }
  while ((await migrate(database.connection, "down"))[0] !== undefined) {
    const [{ has } = { has: false }] = await database.sql<{ has: boolean }>(
      "select exists (select 1 from knex_migrations where name = $1) as has",
      [NAME],
    );
    if (!has) break;
  }
  const renamed = [
    ["lists", "A", "Straße"],
    ["lists", "B", "STRASSE"],
    ["lists", "C", "Strasse (2)"],
    ["tags", "first", "caf\u00e9"],
    ["tags", "second", "cafe\u0301"],
  ];
  for (const [table, from, to] of renamed) {
    const where = "where name = $1 and user_id = $3";
    await database.sql(`update ${table} set name = $2 ${where}`, [from, to, ann.userId]);
  }
  await migrate(database.connection);
  const lists = async (userId: string) => {
    const text = "select name from lists where user_id = $1 order by id";
    return (await database.sql<{ name: string }>(text, [userId])).map(({ name }) => name);
  };
  assert.deepEqual(await lists(ann.userId), ["Straße", "STRASSE (3)", "Strasse (2)"]);
  assert.deepEqual(await lists(bob.userId), ["A", "B", "C"]);
  const tags = (scope: typeof ann) =>
    Promise.all([1, 2, 3].map(async (id) => (await findTask(scope.at(scope.now), id))?.tags));
  assert.deepEqual(await tags(ann), [["caf\u00e9", "x"], ["caf\u00e9"], ["caf\u00e9"]]);
  assert.deepEqual(await tags(bob), [["first", "x"], ["second"], ["first", "second"]]);
  assert.equal((await findTask(ann.at(ann.now), 1))?.list?.name, "STRASSE (3)");
});
