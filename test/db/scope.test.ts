/** UserScope: it reads and changes the rows of one user only. */
import assert from "node:assert/strict";
import { beforeEach, it } from "node:test";
import type { Knex } from "knex";
import type { ChangeSet } from "../../src/db/change_set.ts";
import { OWNED_TABLES, type OwnedTable } from "../../src/db/owned_tables.ts";
import { UserScope } from "../../src/db/scope.ts";
import { createTask } from "../../src/models/tasks.ts";
import { add, ann, bob, database, usePeople } from "../models/people.ts";
import { violation } from "../support/audit.ts";

usePeople();
beforeEach(async () => {
  for (const title of ["Ann's first", "Ann's second"]) await add(ann, title);
  await add(bob, "Bob's first");
});

function allTasks(): Promise<Record<string, unknown>[]> {
  return database.sql("select * from tasks order by user_id, id");
}

/** The titles of a query's rows. */
async function titles(query: Knex.QueryBuilder): Promise<string[]> {
  const rows: { title: string }[] = await query.select("title");
  return rows.map(({ title }) => title).sort();
}

it("returns only the user's rows under any conditions", async () => {
  const bobs = { user_id: bob.userId };
  const queries: Record<string, Knex.QueryBuilder> = {
    plain: ann.rows("tasks"),
    orWhere: ann.rows("tasks").where({ id: 1 }).orWhere("id", ">", 0),
    "orWhere of another user": ann.rows("tasks").where({ id: 1 }).orWhere(bobs).orWhere("id", 2),
    orWhereRaw: ann.rows("tasks").where({ id: 1 }).orWhereRaw("true"),
    orWhereNot: ann.rows("tasks").where({ id: 1 }).orWhereNot(bobs),
    orWhereNull: ann.rows("tasks").where({ id: 1 }).orWhereNull("deleted_at"),
    orWhereExists: ann.rows("tasks").where({ id: 0 }).orWhereExists(ann.rows("tasks")),
    whereRaw: ann.rows("tasks").whereRaw("id = 1 or true"),
    having: ann.rows("tasks").groupBy("title").havingRaw("true or true"),
    clear: ann.rows("tasks").where({ id: 1 }).clearWhere(),
  };
  for (const [way, query] of Object.entries(queries)) {
    assert.deepEqual(await titles(query), ["Ann's first", "Ann's second"], way);
  }
  assert.deepEqual(await titles(ann.rows("tasks").where(bobs)), []);
  assert.deepEqual(await titles(bob.rows("tasks").orWhereRaw("true")), ["Bob's first"]);
});

it("reads only the user's rows in plain SQL", async () => {
  const all = await ann.read<{ title: string }>(
    "select title from {tasks} where id = $2 or true order by title",
    [1],
  );
  assert.deepEqual(
    all.map(({ title }) => title),
    ["Ann's first", "Ann's second"],
  );
});

it("returns query builders that cannot change rows", async () => {
  const before = await allTasks();
  const changes = {
    update: () => ann.rows("tasks").update({ title: "gone" }),
    increment: () => ann.rows("tasks").increment("version"),
    delete: () => ann.rows("tasks").delete(),
    insert: () => ann.rows("tasks").insert({ user_id: bob.userId, id: 9, title: "planted" }),
    truncate: () => ann.rows("tasks").truncate(),
  };
  for (const [way, change] of Object.entries(changes)) {
    await assert.rejects(async () => change(), way);
  }
  assert.deepEqual(await allTasks(), before);
});

it("the audit rejects builders that access other rows", () => {
  const { knex } = database.database;
  const ways: Record<string, Knex.QueryBuilder> = {
    from: ann.rows("tasks").from("tasks"),
    table: ann.rows("tasks").table("tasks"),
    join: ann.rows("tasks").join("tasks as t", "t.id", "tasks.id"),
    joinRaw: ann.rows("tasks").joinRaw("cross join public.tasks"),
    union: ann.rows("tasks").union(knex.from("tasks")),
    with: ann.rows("tasks").with("t", knex.from("tasks")).from("t"),
    whereIn: ann.rows("tasks").whereIn("id", knex.from("tasks").select("id")),
    fromRaw: ann.rows("tasks").fromRaw("tasks"),
  };
  for (const [way, query] of Object.entries(ways)) {
    const { sql } = query.toSQL().toNative();
    assert.notEqual(violation(sql, Object.keys(OWNED_TABLES)), null, way);
  }
});

/** Makes one change as Ann. */
function change(work: (change: ChangeSet) => unknown): Promise<unknown> {
  return ann.change(async (open) => {
    await work(open);
    return { kind: "task.changed", params: {} };
  });
}

const FOREIGN_COLUMNS = [
  "user_id",
  "USER_ID",
  '"user_id"',
  "tasks.user_id",
  'title" = 1, "user_id',
];

it("does not insert a row for another user", async () => {
  const before = await allTasks();
  for (const column of FOREIGN_COLUMNS) {
    const row = { title: "planted", [column]: bob.userId } as never;
    const refusal = /sets "user_id"|not a column name/;
    await assert.rejects(
      change((open) => open.insert("tasks", row)),
      refusal,
      column,
    );
    await assert.rejects(
      change((open) => open.insertWithKeys("tasks", [row])),
      refusal,
      column,
    );
  }
  assert.deepEqual(await allTasks(), before);
  const next = await createTask(ann, { title: "next" });
  // The failed inserts have not used up an id.
  assert.equal(next.ok && next.value.id, 3);
});

it("does not give a row to another user", async () => {
  const before = await allTasks();
  const own = [{ id: 2 }];
  for (const column of FOREIGN_COLUMNS) {
    const refusal = /sets "user_id"|not a column name/;
    const changes = { [column]: bob.userId } as never;
    await assert.rejects(
      change((open) => open.update("tasks", own, changes)),
      refusal,
      column,
    );
  }
  assert.deepEqual(await allTasks(), before);
});

it("does not change rows by another user's keys", async () => {
  const others = `select * from tasks where user_id = '${bob.userId}'`;
  const before = await database.sql(others);
  const keys = [
    { id: 1, user_id: bob.userId },
    { id: 9, user_id: bob.userId },
  ];
  const attempts = [
    (open: ChangeSet) => open.update("tasks", keys, { title: "mine" }),
    (open: ChangeSet) => open.remove("tasks", keys),
  ];
  for (const attempt of attempts) {
    await change(attempt);
    assert.deepEqual(await database.sql(others), before);
  }
  const mine = await database.sql(`select id from tasks where user_id = '${ann.userId}'`);
  assert.deepEqual(mine, [{ id: 2 }], "only Ann's own row was deleted");
});

it("accepts only owned tables", async () => {
  for (const table of [
    "users",
    "auth_sessions",
    "session",
    "toString",
  ] as unknown as OwnedTable[]) {
    assert.throws(() => ann.rows(table), /not an owned table/, table);
    const read = async () => ann.read(`select * from {${table}}`, []);
    await assert.rejects(read, /not an owned table/, table);
    for (const attempt of [
      (open: ChangeSet) => open.insert(table, {}),
      (open: ChangeSet) => open.update(table, [], {}),
      (open: ChangeSet) => open.loadOne(table, 1),
      (open: ChangeSet) => open.remove(table, []),
      (open: ChangeSet) => open.insertWithKeys(table, [{}]),
    ]) {
      await assert.rejects(change(attempt), /not an owned table/, table);
    }
  }
});

it("cannot be changed to another user, and does not expose its fields", () => {
  const id = ann.userId;
  assert.throws(() => Object.assign(ann, { userId: bob.userId }), TypeError);
  assert.equal(ann.userId, id);
  assert.deepEqual(Object.keys(ann), []);
  assert.equal(JSON.stringify(ann), "{}");
  const impostor = Object.create(UserScope.prototype, { userId: { value: bob.userId } });
  assert.throws(() => impostor.rows("tasks"), TypeError);
});
