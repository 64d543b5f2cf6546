/** Maintenance: deletes trash and history after 30 days, once for each user. */
import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import type { UserScope } from "../src/db/scope.ts";
import { runMaintenance } from "../src/maintenance.ts";
import { createList, deleteList } from "../src/models/lists.ts";
import { createTask, deleteTask } from "../src/models/tasks.ts";
import { startTestApp, type TestApp } from "./support/app.ts";
import { statementsOf } from "./support/statements.ts";

const DAY = 86_400_000;
let app: TestApp;

before(async () => {
  app = await startTestApp({}, { poolMax: 4 });
});
after(() => app.close());

/** Runs the maintenance at this time. */
function maintainAt(at: Date): Promise<void> {
  return runMaintenance({ ...app.services, clock: () => at });
}

async function countRows(
  scope: UserScope,
): Promise<{ tasks: number; lists: number; changes: number }> {
  const count = (table: string) =>
    `(select count(*)::int from ${table} where user_id = $1) as ${table}`;
  const [row] = await app.database.sql<{ tasks: number; lists: number; changes: number }>(
    `select ${["tasks", "lists", "changes"].map(count).join(", ")}`,
    [scope.userId],
  );
  assert.ok(row);
  return row;
}

async function sweepAt(scope: UserScope): Promise<Date | null> {
  const [row] = await app.database.sql<{ sweep_at: Date | null }>(
    "select sweep_at from users where id = $1",
    [scope.userId],
  );
  return row?.sweep_at ?? null;
}

it("deletes what was deleted 30 days ago, and schedules the next run for the rest", async () => {
  const { scope } = await app.withToken("Ann");
  const start = new Date("2026-01-01T00:00:00.123Z");
  const at = (days: number) => new Date(start.getTime() + days * DAY);
  assert.equal(await sweepAt(scope), null);
  const atStart = scope.at(start);
  await createList(atStart, { name: "Trip", colour: "sea" });
  for (const title of ["Kept", "First", "Second"]) await createTask(atStart, { title });
  await createTask(atStart, { title: "Of the list", listId: 1 });
  await deleteTask(scope.at(at(1)), 2);
  await deleteList(scope.at(at(2)), 1);
  await deleteTask(scope.at(at(10)), 3);
  assert.deepEqual(await countRows(scope), { tasks: 4, lists: 1, changes: 8 });

  await maintainAt(at(29));
  assert.deepEqual(
    await countRows(scope),
    { tasks: 4, lists: 1, changes: 8 },
    "not before 30 days",
  );
  await maintainAt(at(31.01));
  // The history entries of a deleted task are deleted too.
  assert.deepEqual(await countRows(scope), { tasks: 3, lists: 1, changes: 2 });
  assert.equal((await sweepAt(scope))?.getTime(), at(32).getTime() + 1);
  await maintainAt(at(33));
  assert.deepEqual(
    await countRows(scope),
    { tasks: 2, lists: 0, changes: 1 },
    "the list and its task",
  );
  await maintainAt(at(41));
  assert.deepEqual(await countRows(scope), { tasks: 1, lists: 0, changes: 0 });
  assert.equal(await sweepAt(scope), null, "nothing is scheduled");
  await maintainAt(at(400));
  const [kept] = await app.database.sql("select title from tasks where user_id = $1", [
    scope.userId,
  ]);
  assert.deepEqual(kept, { title: "Kept" });
  await deleteTask(scope.at(at(401)), 1);
  assert.equal((await sweepAt(scope))?.getTime(), at(431).getTime(), "scheduled again");
});

it("does not affect other users", async () => {
  const [bob, carla] = [await app.withToken("Bob"), await app.withToken("Carla")];
  const [old, recent] = [new Date("2026-01-01T00:00:00Z"), new Date("2026-02-20T00:00:00Z")];
  for (const [{ scope }, when] of [
    [bob, old],
    [carla, recent],
  ] as const) {
    await createTask(scope.at(when), { title: "Deleted" });
    await deleteTask(scope.at(when), 1);
  }
  const hers = await countRows(carla.scope);
  await maintainAt(new Date("2026-03-01T00:00:00Z"));
  assert.deepEqual(await countRows(bob.scope), { tasks: 0, lists: 0, changes: 0 });
  assert.deepEqual(await countRows(carla.scope), hers);
});

it("runs once for each user when two processes start it at the same time", async () => {
  const when = new Date("2026-04-01T00:00:00Z");
  const scopes: UserScope[] = [];
  for (let index = 0; index < 45; index += 1) {
    const { scope } = await app.withToken("Dora");
    await createTask(scope.at(when), { title: "Deleted" });
    await deleteTask(scope.at(when), 1);
    scopes.push(scope);
  }
  const later = new Date(when.getTime() + 31 * DAY);
  const texts = await statementsOf(() => Promise.all([maintainAt(later), maintainAt(later)]));
  for (const scope of scopes) {
    assert.deepEqual(await countRows(scope), { tasks: 0, lists: 0, changes: 0 });
    assert.equal(await sweepAt(scope), null);
  }
  const swept = texts.filter((text) => text.startsWith('delete from "tags"'));
  assert.ok(swept.length >= 45 && swept.length <= 46, `${swept.length} sweeps`);
});

it("goes on after a part that fails, and says so in the end", async () => {
  const { user } = await app.withToken("Leaving");
  const now = app.services.clock();
  await app.database.sql("update users set deletion_at = $2 where id = $1", [user.id, now]);
  await app.database.sql("alter table throttles rename to away");
  try {
    await assert.rejects(maintainAt(now), (error: unknown) => {
      assert.ok(error instanceof AggregateError);
      assert.equal(error.errors.length, 1);
      return true;
    });
  } finally {
    await app.database.sql("alter table away rename to throttles");
  }
  assert.deepEqual(await app.database.sql("select 1 from users where id = $1", [user.id]), []);
});
