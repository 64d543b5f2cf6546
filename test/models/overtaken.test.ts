/** A change that another process came before is made again under the lock, also one of thousands of rows. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import pg from "pg";
import { DEFAULT_DATE_SETTINGS } from "../../src/dates/date_settings.ts";
import { Database } from "../../src/db/connection.ts";
import { asUnavailable } from "../../src/db/database_errors.ts";
import { UserScope } from "../../src/db/scope.ts";
import { changeTasks } from "../../src/models/bulk.ts";
import { findAnyTask, restoreTask, updateTask } from "../../src/models/tasks.ts";
import { purgeTrash } from "../../src/models/trash.ts";
import { statementsOf } from "../support/statements.ts";
import { ann, bob, contentsOf, database, NOW, refused, saved, usePeople } from "./people.ts";
import { plantTasks } from "./planted.ts";
import { second, signedIn, useSecondProcess } from "./two_processes.ts";

usePeople();
useSecondProcess();

const SERIES =
  "update tasks set repeat_rule = 'FREQ=DAILY', repeat_mode = 'rule', repeat_anchor = due_on";
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

/** Gives Ann the tasks 1 to `count`, each an occurrence of a series, and Bob two of them. */
async function plantSeries(count: number): Promise<void> {
  await plantTasks(database, ann.userId, count, { due_on: "'2026-11-21'" });
  await plantTasks(database, bob.userId, 2, { due_on: "'2026-11-21'" });
  await database.sql(SERIES);
}

async function count(text: string, { userId }: UserScope = ann): Promise<number> {
  const sql = `select count(*)::int as count from ${text}`;
  return (await database.sql<{ count: number }>(sql, [userId]))[0]?.count ?? 0;
}

/** How a change was written: the statements that lock or write, without their text. */
function outline(texts: readonly string[]): string[] {
  return texts.flatMap((text) => {
    if (/^(begin|commit|rollback)/i.test(text)) return [text.toLowerCase().replace(/\W.*/s, "")];
    if (/for no key update$/.test(text)) return ["lock"];
    if (/^with counter as/.test(text)) return ["write"];
    return /^insert/.test(text) ? ["insert"] : [];
  });
}

/** The statements of a change of Ann's that another process comes before. */
async function overtaken(change: (scope: UserScope) => Promise<unknown>): Promise<string[]> {
  const scope = await signedIn(ann);
  saved(await updateTask(await signedIn(ann, second), 1, { title: "Overtaken" }));
  const texts = await statementsOf(() => change(scope));
  const [task] = await database.sql("select title from tasks where id = 1 and user_id = $1", [
    ann.userId,
  ]);
  assert.deepEqual(task, { title: "Overtaken" });
  return outline(texts);
}

describe("a change that another process came before", () => {
  it("of one row: its statement fails, and is made again under the lock", async () => {
    await plantSeries(3);
    const change = (scope: UserScope) => changeTasks(scope, [2], { kind: "delete" });
    assert.deepEqual(await overtaken(change), ["write", "begin", "lock", "write", "commit"]);
    assert.equal(await count("changes where user_id = $1"), 2);
    assert.equal(await count("tasks where user_id = $1 and deleted_at is not null"), 1);
  });

  it("that gives 10,000 tasks a new tag", async () => {
    await plantTasks(database, ann.userId, 10_000);
    await plantTasks(database, bob.userId, 2);
    const before = await contentsOf(bob);
    const change = (scope: UserScope) =>
      changeTasks(scope, numbers(10_000), { kind: "tag", name: "all" });
    assert.deepEqual(await overtaken(change), ["write", "begin", "lock", "write", "commit"]);
    assert.equal(await count("changes where user_id = $1"), 2);
    assert.equal(await count("task_tags where user_id = $1"), 10_000);
    assert.equal(await count("tasks where user_id = $1 and version = 2"), 9_999);
    assert.deepEqual(await contentsOf(bob), before);
  });

  it("that completes 3,000 tasks of series", async () => {
    await plantSeries(3_000);
    const before = await contentsOf(bob);
    const change = (scope: UserScope) => changeTasks(scope, numbers(3_000), { kind: "complete" });
    assert.deepEqual(await overtaken(change), ["write", "begin", "lock", "write", "commit"]);
    assert.equal(await count("changes where user_id = $1"), 2);
    const open = "completed_at is null and repeat_rule is not null";
    assert.equal(await count(`tasks where user_id = $1 and ${open}`), 3_000);
    assert.equal(await count("tasks where user_id = $1"), 6_000);
    assert.deepEqual(await contentsOf(bob), before);
  });

  it("with a purge, which has no entry of its own: what is gone is not restored", async () => {
    await plantTasks(database, ann.userId, 3, { deleted_at: "now()" });
    await plantTasks(database, bob.userId, 3, { deleted_at: "now()" });
    const before = await contentsOf(bob);
    const scope = await signedIn(ann);
    assert.ok(await findAnyTask(scope, 2));
    assert.equal(await purgeTrash(await signedIn(ann, second), 2), 1);
    assert.deepEqual(refused(await restoreTask(scope, 2)), ["row missing"]);
    assert.equal(await count("changes where user_id = $1"), 0);
    assert.ok(saved(await restoreTask(scope, 1)).changeId);
    assert.deepEqual(await contentsOf(bob), before);
  });
});

it("a change that waits too long for another process is unavailable, and nobody else waits", async () => {
  await plantSeries(1);
  const { user, database: name } = database.connection;
  await database.sql(`alter role ${user} in database ${name} set lock_timeout = '200ms'`);
  const holder = new pg.Client(database.connection);
  const late = new Database(database.connection, { poolMax: 2 });
  try {
    await holder.connect();
    await holder.query("begin");
    await holder.query("select 1 from users where id = $1 for no key update", [ann.userId]);
    const change = (who: UserScope) => {
      const owner = { id: who.userId, ...DEFAULT_DATE_SETTINGS };
      return updateTask(new UserScope(late, owner, { clock: () => NOW }), 1, { title: "Late" });
    };
    const waits = assert.rejects(change(ann), (error) => asUnavailable(error) !== null);
    assert.equal(saved(await change(bob)).value.task.title, "Late");
    await waits;
    await holder.query("rollback");
    assert.equal(saved(await change(ann)).value.task.title, "Late");
  } finally {
    await holder.end();
    await late.close();
  }
});
