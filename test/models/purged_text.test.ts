/** What is deleted for good is nowhere in the database, whatever had been done with it before. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { UserScope } from "../../src/db/scope.ts";
import { undoChange } from "../../src/models/changes.ts";
import { revertQuickAdd } from "../../src/models/revert_quick_add.ts";
import { skipTask } from "../../src/models/skip.ts";
import { NOTHING_SET } from "../../src/models/task_fields.ts";
import { createTask, createTasks, deleteTask, updateTask } from "../../src/models/tasks.ts";
import { purgeTrash } from "../../src/models/trash.ts";
import { type Step, step } from "./arbitrary_changes.ts";
import {
  add,
  ann,
  bob,
  database,
  later,
  MINUTE,
  person,
  rowsOf,
  saved,
  undone,
  usePeople,
} from "./people.ts";

const START = Date.parse("2026-01-30T10:00:00Z");

usePeople();

/** The rows of all tables that have the text somewhere, as a dump has them. */
async function rowsWith(text: string): Promise<string[]> {
  const tables = await database.sql<{ name: string }>(
    "select quote_ident(table_name) as name from information_schema.tables where table_schema = 'public'",
  );
  const parts = tables.map(
    ({ name }) => `select '${name} ' || t::text as row from ${name} t where t::text like $1`,
  );
  const rows = await database.sql<{ row: string }>(parts.join(" union all "), [`%${text}%`]);
  return rows.map(({ row }) => row);
}

/** The tasks that have or ever had the text, by their rows and by the journal. */
async function tasksWith({ userId }: UserScope, text: string): Promise<number[]> {
  const rows = await database.sql<{ id: number }>(
    `select id from tasks where user_id = $1 and tasks::text like $2
     union
     select (coalesce(nullif(image -> 'after', 'null'), image -> 'before') ->> 'id')::integer
     from changes, jsonb_array_elements(images) as image
     where user_id = $1 and image ->> 'table' = 'tasks' and image::text like $2
     order by id`,
    [userId, `%${text}%`],
  );
  return rows.map(({ id }) => id);
}

/** Those that are there, in the trash or not: not those whose addition was undone, which can be redone. */
async function existing({ userId }: UserScope, ids: readonly number[]): Promise<number[]> {
  const rows = await database.sql<{ id: number }>(
    "select id from tasks where user_id = $1 and id = any ($2)",
    [userId, ids],
  );
  return rows.map(({ id }) => id);
}

/** Deletes for good every task that has or had the text, each by itself. */
async function purgeAllWith(scope: UserScope, text: string): Promise<number> {
  const ids = await tasksWith(scope, text);
  fc.pre((await existing(scope, ids)).length === ids.length);
  for (const id of ids) {
    await deleteTask(scope, id);
    await purgeTrash(scope, id);
  }
  assert.deepEqual(await existing(scope, ids), []);
  return ids.length;
}

type SecretStep = (scope: UserScope, secret: string) => Promise<unknown>;

const id = fc.integer({ min: 1, max: 6 });
const place = fc.constantFrom("title", "description");

/** What puts the text into tasks, takes it out again, and undoes any of it. */
const secretStep: fc.Arbitrary<SecretStep> = fc.oneof(
  fc.tuple(fc.option(id), fc.boolean()).map(([parentId, repeats]): SecretStep => {
    const rule = { unit: "day", every: 3, ends: { kind: "never" } } as const;
    const repeat = { rule, mode: "rule", anchor: "2026-01-31" } as const;
    const plan = repeats && parentId === null ? { dueOn: "2026-02-01", repeat } : {};
    return (scope, secret) => createTask(scope, { title: `${secret} a`, parentId, ...plan });
  }),
  fc.constant<SecretStep>((scope, secret) =>
    createTasks(scope, [{ title: "Plain" }, { title: `${secret} b` }, { title: "Plain too" }]),
  ),
  {
    weight: 3,
    arbitrary: fc.tuple(id, place, fc.boolean()).map(
      ([task, field, isSecret]): SecretStep =>
        (scope, secret) =>
          updateTask(scope, task, { [field]: isSecret ? `${secret} ${field}` : "Plain again" }),
    ),
  },
  id.map(
    (task): SecretStep =>
      (scope, secret) =>
        revertQuickAdd(scope, task, { ...NOTHING_SET, title: `${secret} as it was` }),
  ),
  id.map(
    (task): SecretStep =>
      (scope) =>
        skipTask(scope, task),
  ),
  // As the trash and the history are swept.
  fc.integer({ min: 1, max: 40 }).map(
    (hours): SecretStep =>
      (scope) =>
        scope.forget(new Date(scope.now.getTime() - hours * 3_600_000)),
  ),
  {
    weight: 4,
    arbitrary: fc.tuple(fc.integer({ min: 1, max: 14 }), fc.boolean()).map(
      ([entry, force]): SecretStep =>
        (scope) =>
          undoChange(scope, entry, { force }),
    ),
  },
);

describe("a task that is deleted for good", () => {
  test("leaves no text behind after any sequence of changes", async () => {
    let purged = 0;
    const any: fc.Arbitrary<SecretStep> = fc.oneof(
      { weight: 3, arbitrary: secretStep },
      { weight: 2, arbitrary: step as fc.Arbitrary<Step> },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(any, { minLength: 6, maxLength: 16 }), async (steps) => {
        const secret = `s${randomUUID()}`;
        const scope = await person(randomUUID());
        let time = START;
        for (const each of steps) {
          time += 3_600_000 * 7;
          await each(scope.at(new Date(time)), secret);
        }
        purged += await purgeAllWith(scope.at(new Date(time + 1)), secret);
        assert.deepEqual(await rowsWith(secret), []);
      }),
      { numRuns: 150 },
    );
    assert.ok(purged > 75, `only ${purged} tasks were deleted`);
  });

  test("leaves no title behind in an undo whose own entry has been swept", async () => {
    const secret = `s${randomUUID()}`;
    const { id } = await add(ann, "Plain");
    const renamed = saved(await updateTask(ann, id, { title: secret }));
    saved(await updateTask(ann, id, { title: "Plain" }));
    const other = await add(ann, "Other", {}, later(2 * MINUTE));
    await undone(ann.at(later(2 * MINUTE)), renamed.changeId, { force: true });
    await ann.at(later(3 * MINUTE)).forget(later(MINUTE));
    assert.equal((await rowsWith(secret)).length, 1);
    saved(await deleteTask(ann, id));
    assert.equal(await purgeTrash(ann, id), 1);
    assert.deepEqual(await rowsWith(secret), []);
    assert.equal((await rowsOf(ann, "changes")).length, 1, other.title);
  });

  test("takes nothing of other tasks, nor of anybody else, with it", async () => {
    for (const scope of [ann, bob]) {
      const { id } = await add(scope, `secret of ${scope.userId}`);
      saved(await updateTask(scope, id, { title: `renamed by ${scope.userId}` }));
      await add(scope, `kept by ${scope.userId}`);
      saved(await deleteTask(scope, id));
    }
    assert.equal(await purgeTrash(ann, 1), 1);
    assert.deepEqual(await rowsWith(`secret of ${ann.userId}`), []);
    assert.deepEqual(await rowsWith(`renamed by ${ann.userId}`), []);
    assert.equal((await rowsWith(`kept by ${ann.userId}`)).length, 2);
    assert.equal((await rowsWith(`secret of ${bob.userId}`)).length, 2);
    assert.equal((await rowsWith(`renamed by ${bob.userId}`)).length, 3);
  });
});
