/** Counting what several queries find. */
import assert from "node:assert/strict";
import { it } from "node:test";
import type { UserScope } from "../../src/db/scope.ts";
import { countEach } from "../../src/models/query_counts.ts";
import { readQuery } from "../../src/models/search_query.ts";
import { countMatching } from "../../src/models/view_counts.ts";
import { add, ann, bob, database, usePeople } from "./people.ts";
import { plantTasks } from "./planted.ts";

usePeople();

const QUERIES = ["pump", "is:open", "pump or hose -today", "priority:high", "task", "nothing"];

async function filtersOf(scope: UserScope) {
  const read = await Promise.all(QUERIES.map((query) => readQuery(scope, query)));
  return read.map(({ where }) => ({ source: { kind: "search" }, status: "all", where }) as const);
}

it("counts each as it would be counted by itself, up to a limit, and only the user's own", async () => {
  await plantTasks(database, ann.userId, 12);
  await add(ann, "Fix the pump");
  await add(ann, "Buy a hose", { priority: 3 });
  await add(ann, "A hose for the pump, today");
  await plantTasks(database, bob.userId, 40, { title: "'A pump and a hose ' || n" });
  for (const [scope, expected] of [
    [ann, [2, 15, 2, 1, 12, 0]],
    [bob, [40, 40, 40, 0, 0, 0]],
  ] as const) {
    const filters = await filtersOf(scope);
    assert.deepEqual(await countEach(scope, filters, 1_000), expected);
    const alone = await Promise.all(filters.map((one) => countMatching(scope, one, 1_000)));
    assert.deepEqual(alone, expected);
    const most = await countEach(scope, filters, 2);
    assert.deepEqual(
      most,
      expected.map((count) => Math.min(count, 2)),
    );
  }
});

it("of a long history, also what is only found far back", async () => {
  const title = "case when n <= 40 then 'Pump ' else 'Hose ' end || n";
  await plantTasks(database, ann.userId, 3_100, { title });
  await plantTasks(database, bob.userId, 3_100, { title: "'Pump and hose ' || n" });
  const filters = (await filtersOf(ann)).slice(0, 3);
  assert.deepEqual(await countEach(ann, filters, 1_000), [40, 1_000, 1_000]);
  assert.deepEqual(await countEach(ann, filters, 3_080), [40, 3_080, 3_080]);
  assert.deepEqual(await countEach(ann, filters, 5_000), [40, 3_100, 3_100]);
});
