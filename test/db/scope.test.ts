/** UserScope: whatever is done with it, it reaches the rows of one user only. */
import assert from "node:assert/strict";
import { after, before, beforeEach, it } from "node:test";
import type { Knex } from "knex";
import type { ChangeSet } from "../../src/db/change_set.ts";
import { OWNED_TABLES, type OwnedTable } from "../../src/db/owned_tables.ts";
import { UserScope } from "../../src/db/scope.ts";
import { createTask } from "../../src/models/tasks.ts";
import { createUser } from "../../src/models/users.ts";
import { complaint } from "../support/audit.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";

const NOW = new Date("2026-11-21T10:00:00Z");

let database: TestDatabase;
let ann: UserScope;
let bob: UserScope;

before(async () => {
  database = await createTestDatabase();
});
after(() => database.drop());

beforeEach(async () => {
  await database.sql("truncate users cascade");
  ann = await person("ann@example.org");
  bob = await person("bob@example.org");
  for (const title of ["Ann's first", "Ann's second"]) {
    await createTask(ann, { title });
  }
  await createTask(bob, { title: "Bob's first" });
});

async function person(email: string): Promise<UserScope> {
  const password = { hash: "none", scheme: 2 };
  const user = await createUser(database.database, { email, name: email, password }, NOW);
  assert.ok(user);
  return new UserScope(database.database, user, { clock: () => NOW });
}

function everything(): Promise<Record<string, unknown>[]> {
  return database.sql("select * from tasks order by user_id, id");
}

/** The titles that a query finds. */
async function titles(query: Knex.QueryBuilder): Promise<string[]> {
  const rows: { title: string }[] = await query.select("title");
  return rows.map(({ title }) => title).sort();
}

it("finds the user's rows and no others, however the conditions are put together", async () => {
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

it("reads a hot query's rows from the user's alone", async () => {
  const all = await ann.read<{ title: string }>(
    "scope-test",
    "select title from {tasks} where id = $2 or true order by title",
    [1],
  );
  assert.deepEqual(
    all.map(({ title }) => title),
    ["Ann's first", "Ann's second"],
  );
});

it("hands out no builder that changes rows", async () => {
  const before = await everything();
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
  assert.deepEqual(await everything(), before);
});

it("is caught by the audit where a builder is led away from the user's rows", () => {
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
    assert.notEqual(complaint(sql, Object.keys(OWNED_TABLES)), null, way);
  }
});

/** Does it as one change of Ann's. */
function change<T>(work: (change: ChangeSet) => Promise<T>): Promise<unknown> {
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

it("refuses to be told whose a new row is", async () => {
  const before = await everything();
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
  assert.deepEqual(await everything(), before);
  const next = await createTask(ann, { title: "next" });
  // What failed has left no hole in the numbers.
  assert.equal(next.ok && next.value.id, 3);
});

it("refuses to hand a row over to somebody else", async () => {
  const before = await everything();
  const own = (rows: Knex.QueryBuilder) => void rows.where({ id: 2 });
  for (const column of FOREIGN_COLUMNS) {
    const refusal = /sets "user_id"|not a column name/;
    const changes = { [column]: bob.userId } as never;
    await assert.rejects(
      change((open) => open.update("tasks", own, changes)),
      refusal,
      column,
    );
    const values = new Map([[2, { [column]: bob.userId }]]);
    const each = change((open) => open.updateEach("tasks", [column], values));
    await assert.rejects(each, refusal, column);
  }
  assert.deepEqual(await everything(), before);
});

it("changes none of another's rows, whatever its conditions are", async () => {
  const others = `select * from tasks where user_id = '${bob.userId}'`;
  const before = await database.sql(others);
  const narrows: Record<string, (rows: Knex.QueryBuilder) => void> = {
    none: () => undefined,
    where: (rows) => void rows.where({ user_id: bob.userId }),
    orWhere: (rows) => void rows.where({ id: 1 }).orWhere({ user_id: bob.userId }),
    orWhereRaw: (rows) => void rows.where({ id: 1 }).orWhereRaw("true"),
    clearWhere: (rows) => void rows.clear("where"),
  };
  for (const [way, narrow] of Object.entries(narrows)) {
    await change((open) => open.update("tasks", narrow, { title: "mine" }));
    await change(async (open) => open.remove("tasks", await open.load("tasks", narrow)));
    assert.deepEqual(await database.sql(others), before, way);
  }
  const mine = await database.sql(`select * from tasks where user_id = '${ann.userId}'`);
  assert.deepEqual(mine, [], "and all of Ann's are gone");
});

it("puts nothing back, and takes nothing away, by another's key", async () => {
  const before = await everything();
  const key = { id: 1, user_id: bob.userId };
  const keys = [{ ...key, id: 9 }];
  await change(async (open) => open.remove("tasks", await open.loadByKeys("tasks", keys)));
  await change((open) => open.updateEach("tasks", ["title"], new Map([[9, { title: "mine" }]])));
  // A row that was not loaded is not taken for one, whatever is said of it.
  const attempts = [
    (open: ChangeSet) => open.remove("tasks", keys),
    (open: ChangeSet) => open.remove("tasks", [key]),
    (open: ChangeSet) => open.update("tasks", [key], { title: "mine" }),
  ];
  for (const attempt of attempts) {
    await assert.rejects(change<unknown>(attempt), /must be loaded/);
  }
  assert.deepEqual(await everything(), before);
});

it("knows only the tables that it was made for", async () => {
  for (const table of [
    "users",
    "auth_sessions",
    "session",
    "toString",
  ] as unknown as OwnedTable[]) {
    assert.throws(() => ann.rows(table), /not an owned table/, table);
    await assert.rejects(async () => ann.read("x", `select * from {${table}}`, []), table);
    for (const attempt of [
      (open: ChangeSet) => open.insert(table, {}),
      (open: ChangeSet) => open.update(table, () => undefined, {}),
      (open: ChangeSet) => open.load(table, () => undefined),
      (open: ChangeSet) => open.remove(table, [{ id: 1 }]),
      (open: ChangeSet) => open.insertWithKeys(table, [{}]),
    ]) {
      await assert.rejects(change<unknown>(attempt), table);
    }
  }
});

it("cannot be turned to another user, and gives nothing of its insides away", () => {
  const id = ann.userId;
  assert.throws(() => Object.assign(ann, { userId: bob.userId }), TypeError);
  assert.equal(ann.userId, id);
  assert.deepEqual(Object.keys(ann), []);
  assert.equal(JSON.stringify(ann), "{}");
  const impostor = Object.create(UserScope.prototype, { userId: { value: bob.userId } });
  assert.throws(() => impostor.rows("tasks"), TypeError);
});
