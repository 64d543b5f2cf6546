/** The statement audit: which statements it allows and rejects, and that it sees all of them. */
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import { DEFAULT_DATE_SETTINGS } from "../../src/dates/date_settings.ts";
import { UserScope } from "../../src/db/scope.ts";
import { MARKS, violation } from "./audit.ts";
import { createTestDatabase, type TestDatabase } from "./database.ts";

const TABLES = ["tasks", "lists"];
const ANN = "6f1c0a52-9f0e-4d43-8a55-0c9a2b7a1c01";

/** Statements by what they attempt. */
const REJECTED: Record<string, string[]> = {
  "a read of all users' rows": [
    "select * from tasks",
    'select * from "tasks" where "id" = $1',
    "select * from public.tasks",
    'select count(*) from "public"."tasks"',
    'select * from "public" . "tasks"',
    "select * from plainlist.public.tasks",
    "SELECT * FROM Tasks WHERE id = $1",
    "select * from\n\ttasks",
    "select * from/**/tasks",
    "select * from -- all of them\n tasks",
    "select * from only tasks",
    "select * from (tasks t join users u on u.id = t.user_id)",
    "select * from tasks t where t.user_id = $1",
    "select * from tasks tablesample system (10)",
    "table tasks",
    "select null::tasks from tasks",
    "with t as (table tasks) select * from t",
    "select 1; select * from tasks",
    "copy tasks to stdout",
    "copy (select * from public.tasks) to stdout",
    "create table copied as select * from tasks",
    "create table copied as table tasks",
    "create view all_tasks as select * from tasks",
    "do $$ begin perform 1 from tasks; end $$",
    "do $body$ begin delete from tasks; end $body$",
    'select * from U&"t\\0061sks"',
  ],
  "a read whose filter allows other users' rows": [
    'select * from "tasks" where "user_id" = $1 and "id" = $2 or "title" = $3',
    'select * from (select * from "tasks" where "user_id" = $1 or true) as "tasks"',
    "select * from (select * from tasks where user_id = $1 and id = 1 or true) as tasks",
    "select * from (select * from tasks where user_id = $1 union select * from tasks) as tasks",
    "select * from (select * from tasks where user_id <> $1) as tasks",
    "select * from (select * from tasks where user_id = user_id) as tasks",
    "select * from (select * from tasks where user_id = any($1)) as tasks",
    "select * from (select * from tasks where not user_id = $1) as tasks",
    "select * from (select * from tasks where id = $1) as tasks",
    "select * from tasks where (user_id = $1 or true)",
    "select * from users u where exists (select 1 from tasks where u.user_id = $1)",
    "select * from (select * from tasks where 'user_id = $1' <> '') as tasks",
    "select * from (select * from tasks /* where user_id = $1) */) as tasks",
  ],
  "a join with all users' rows": [
    "select * from users join tasks on tasks.user_id = users.id",
    "select * from users left join tasks using (user_id)",
    "select * from users natural join tasks",
    "select * from users, tasks where tasks.user_id = $1",
    "select * from users,tasks where tasks.user_id = $1",
    "select * from (select * from lists where user_id = $1) as lists join tasks on true",
    "select * from users cross join lateral (select * from tasks where user_id = users.id) t",
  ],
  "an update of everybody's rows": [
    "update tasks set title = $1",
    "update tasks set title = $1 where id = $2",
    "update only tasks set title = $1 where user_id = $2",
    "update tasks as t set title = $1 where t.user_id = $2",
    "update tasks set title = $1 where user_id = $2 or true",
    "update tasks set title = $1 where user_id = $2 and id = $3 or true",
    "update tasks set title = $1 where user_id = $2 and (id = $3) or true",
    "update tasks set title = (select name from users where user_id = $1 and true) where id = $2",
    "update tasks set title = users.name from users where user_id = $1",
    "merge into tasks using users on true when matched then delete",
    "merge into users using tasks on true when matched then delete",
  ],
  "a row of another user": [
    "update tasks set user_id = $1 where user_id = $2",
    'update "tasks" set "title" = $1, "user_id" = $2 where "user_id" = $3 and ("id" = $4)',
    "update tasks set (title, user_id) = ($1, $2) where user_id = $3",
    "insert into tasks (id, title) values ($1, $2)",
    "insert into tasks (id, user_id, title) values ($1, $2, $3)",
    "insert into tasks values ($1, $2, $3)",
    "insert into tasks default values",
    "insert into tasks as t (user_id, id) values ($1, $2)",
    "insert into tasks (user_id, id, title) select id, 1, 'hello' from users",
    "insert into tasks (user_id, id) values ((select id from users limit 1), $1)",
    "insert into tasks (user_id, id) values ($1, $2), ((select id from users limit 1), $3)",
    "insert into tasks (user_id, id) values ($1, $2), ('someone', $3)",
    "insert into tasks (user_id, id) values ($1, $2) on conflict (id) do update set title = $3",
    "insert into tasks (user_id, id) values ($1, $2) on conflict do update set title = $3",
    "insert into tasks (user_id, id) values ($1, $2) on conflict do nothing from users",
    "insert into tasks (user_id, id) select (select id from users limit 1), $1",
    "insert into tasks (user_id, id) select $1, 2 union all select id, 1 from users",
    "insert into tasks (user_id, id) select $1 || name, 2 from users",
    "insert into tasks (user_id, id) select $1, id from tasks",
    "insert into tasks (id, user_id) select $1, $2",
    "copy tasks from stdin",
  ],
  "a deletion of all users' rows": [
    "delete from tasks",
    "delete from tasks where id = $1",
    "delete from tasks where user_id = $1 or true",
    "delete from tasks where user_id = $1 and id = $2 or true",
    "delete from tasks using users where tasks.user_id = $1",
    "delete from users using tasks where tasks.id = $1",
    "truncate tasks",
    "truncate table users, tasks",
    "truncate only public.tasks cascade",
    "drop table users, tasks",
  ],
};

const ALLOWED: Record<string, string[]> = {
  "a read from the filtered rows": [
    'select * from (select * from "tasks" where "user_id" = $1) as "tasks"',
    'select * from (select * from "tasks" where "user_id" = $1) as "tasks" where "id" = $2 or true',
    "select tasks.title from (select * from public.tasks where tasks.user_id = ?) as tasks",
    "SELECT t.* FROM (SELECT * FROM Tasks WHERE User_Id = $1::uuid) AS t ORDER BY t.id",
    "select exists (select 1 from tasks where user_id = $1)",
  ],
  "a change within the user's rows": [
    'update "tasks" set "title" = $1, "version" = version + 1 where "user_id" = $2 and ("id" = $3) returning *',
    "update tasks set title = $1 where user_id = $2 and (id = $3 or id = $4)",
    "with gone as (delete from tasks where user_id = $1 and (id = $2) returning *) select * from gone",
    'insert into "tasks" ("user_id", "id", "title") values ($1, (select next from counter), $2) returning *',
    'insert into "task_tags" ("user_id", "task_id") values ($1, $2), ($3, $4) returning *',
    "insert into tasks (user_id, id) values ($1, $2) on conflict do nothing",
    "insert into tasks (user_id, id) select $1, own.id from jsonb_populate_record(null::tasks, $2) as own returning id",
    `with added as (insert into "tasks" ("user_id", "id") select $1, "tasks"."id" + 9
       from (select * from "tasks" where "user_id" = $1) as "tasks" returning *) select * from added`,
  ],
  "a change of the schema": [
    "create table tasks (user_id uuid not null references users (id), primary key (user_id, id))",
    'create unique index "tasks_request_key" on "tasks" (user_id, request_key)',
    "create index concurrently if not exists tasks_kept on only public.tasks (user_id, id desc)",
    "alter table if exists only tasks add column list_id integer",
    "create table steps (task_id integer, foreign key (user_id, task_id) references tasks (user_id, id))",
    "comment on column tasks.title is 'what is to be done'",
    "drop table if exists tasks",
  ],
  "names that only resemble the table": [
    "select * from users where name = 'from tasks'",
    "select * from my_tasks",
    "select * from tasks_archive",
    'select last_task_id from "users" where id = $1',
    "select to_regclass('tasks')",
    "select E'it\\'s from tasks' as said",
  ],
  "a test's own statement": ["select * from tasks /* test */"],
  "a migration's statement": ["/* migration */ update tasks set title = $1"],
};

for (const [what, statements] of Object.entries(REJECTED)) {
  it(`rejects ${what}`, () => {
    for (const text of statements) assert.notEqual(violation(text, TABLES), null, text);
  });
}

for (const [what, statements] of Object.entries(ALLOWED)) {
  it(`allows ${what}`, () => {
    for (const text of statements) assert.equal(violation(text, TABLES), null);
  });
}

it("accepts marks only in comments, and the application has none", () => {
  for (const mark of MARKS) {
    assert.notEqual(violation(`select '${mark}' from tasks`, TABLES), null);
    assert.notEqual(violation(`select "${mark}" from tasks`, TABLES), null);
  }
  const files = globSync("src/**/*.ts");
  assert.ok(files.length > 100);
  for (const file of files) {
    const text = readFileSync(file, "utf8");
    for (const mark of MARKS) assert.ok(!text.includes(mark), file);
  }
});

it("reports the table, the violation and the statement", () => {
  assert.equal(
    violation("update lists set name = $1", TABLES),
    "updates without the user's filter (lists): update lists set name = $1",
  );
});

describe("with a database", () => {
  let database: TestDatabase;
  before(async () => {
    database = await createTestDatabase();
  });
  after(() => database.drop());

  it("stops the application's statements however they are sent, and fails the test file", async (t) => {
    const { knex } = database.database;
    const owner = { id: ANN, ...DEFAULT_DATE_SETTINGS };
    const scope = new UserScope(database.database, owner, { clock: () => new Date() });
    const attempts: Record<string, () => PromiseLike<unknown>> = {
      read: () => database.database.read("select * from tasks", []),
      write: () => database.database.write("select * from tasks", []),
      builder: () => knex("tasks").where({ id: 1 }),
      raw: () => knex.raw("select * from tasks"),
      transaction: () => knex.transaction((trx) => trx("tasks").delete()),
      "past the scope's text": () => scope.read("select * from tasks", []),
    };
    const exitCode = process.exitCode;
    for (const [way, attempt] of Object.entries(attempts)) {
      process.exitCode = undefined;
      const errors = t.mock.method(process.stderr, "write", () => true);
      await assert.rejects(async () => attempt(), /Statement audit/, way);
      errors.mock.restore();
      assert.equal(process.exitCode, 1, way);
    }
    process.exitCode = exitCode;
  });

  it("allows a test's own statements to read all rows", async () => {
    assert.deepEqual(await database.sql("select * from tasks"), []);
  });
});
