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
  while ((await migrate(database.connection, "down"))[0] !== undefined) {
    const [{ has } = { has: false }] = await database.sql<{ has: boolean }>(
      "select exists (select 1 from knex_migrations where name = $1) as has",
      [NAME],
    );
    if (!has) break;
  }
  await database.sql(
    "create function name_key(text) returns text language sql immutable return lower($1)",
  );
  for (const scope of [ann, bob]) {
    for (const name of ["Straße", "STRASSE", "Strasse (2)"]) {
      saved(await createList(scope, { name, colour: "moss" }));
    }
    await add(scope, "One", { listId: 2, tags: ["caf\u00e9", "x"] });
    await add(scope, "Two", { tags: ["cafe\u0301"] });
    await add(scope, "Both", { tags: ["cafe\u0301", "x"] });
    if (scope === bob)
      await database.sql("delete from tags where user_id = $1 and id = 3", [bob.userId]);
  }
  await database.sql("drop function name_key(text)");
  await migrate(database.connection);
  const { rows: lists } = {
    rows: await database.sql("select name from lists where user_id = $1 order by id", [ann.userId]),
  };
  assert.deepEqual(
    lists.map(({ name }) => name),
    ["Straße", "STRASSE (3)", "Strasse (2)"],
  );
  const tags = async (id: number) => (await findTask(ann.at(ann.now), id))?.tags;
  assert.deepEqual(
    [await tags(1), await tags(2), await tags(3)],
    [["caf\u00e9", "x"], ["caf\u00e9"], ["caf\u00e9", "x"]],
  );
  assert.equal((await findTask(ann.at(ann.now), 1))?.list?.name, "STRASSE (3)");
});
