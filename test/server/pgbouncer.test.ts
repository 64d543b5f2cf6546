/** The application behind PgBouncer in transaction mode, where statements share connections. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Database } from "../../src/db/connection.ts";
import { pendingMigrations } from "../../src/db/migrations.ts";
import { PASSWORD, startTestApp } from "../support/app.ts";
import { createTestDatabase } from "../support/database.ts";
import { hasPgBouncer, startPgBouncer } from "../support/pgbouncer.ts";
import { databaseUrl, runCommand } from "../support/server_process.ts";

const USERS = 12;

test("migrates, and serves many concurrent users over two connections", async (t) => {
  if (!hasPgBouncer()) return t.skip("pgbouncer is not installed");
  const direct = await createTestDatabase({ empty: true });
  const bouncer = await startPgBouncer(direct.connection, 2);
  const environment = { DATABASE_URL: databaseUrl(bouncer.connection) };
  const migrations = await Promise.all(
    [1, 2].map(() => runCommand("src/commands/migrate.ts", [], environment)),
  );
  for (const { code, errors } of migrations) assert.equal(code, 0, errors);
  assert.deepEqual(await pendingMigrations(direct.database.knex), []);

  const database = new Database(bouncer.connection, { poolMax: 10 });
  const app = await startTestApp({}, { database: { ...direct, database } });
  await Promise.all(
    Array.from({ length: USERS }, async (_, n) => {
      const browser = app.visitor();
      const person = { name: `Person ${n}`, email: `p${n}@example.org`, password: PASSWORD };
      const form = await browser.get("/auth/signup");
      assert.equal((await browser.submit(form, "/auth/signup", person)).status, 303);
      const pages = await Promise.all(
        ["/dashboard", "/tasks", "/tasks/new"].map((path) => browser.get(path)),
      );
      assert.deepEqual(
        pages.map(({ status }) => status),
        [200, 200, 200],
      );
      const added = await Promise.all(
        [1, 2, 3].map(async (task) =>
          browser
            .copy()
            .submit(await browser.get("/tasks"), "/tasks", { title: `${n}'s task ${task}` }),
        ),
      );
      assert.deepEqual(
        added.map(({ status }) => status),
        [303, 303, 303],
      );
      const list = await browser.get("/tasks");
      assert.deepEqual(
        list.titles.toSorted(),
        [1, 2, 3].map((task) => `${n}'s task ${task}`),
      );
      const completed = await browser.press(list.rowButton(`${n}'s task 2`));
      assert.equal(completed.status, 303);
      const edit = await browser.get("/tasks/1/edit");
      assert.equal((await browser.submit(edit, "/tasks/1", { description: "x" })).status, 303);
      app.advance(16 * 60_000);
      assert.equal((await browser.get("/dashboard")).status, 200, "renewed");
      const copy = browser.copy();
      assert.equal((await browser.signOut()).status, 303);
      assert.equal((await copy.get("/dashboard")).status, 303);
    }),
  );
  const rows = await direct.sql<{ n: number; done: number; highest: number }>(
    `select count(*)::int as n, count(completed_at)::int as done, max(id) as highest
     from tasks group by user_id`,
  );
  assert.equal(rows.length, USERS);
  for (const row of rows) assert.deepEqual(row, { n: 3, done: 1, highest: 3 });
  // PgBouncer's connections and at most one other.
  const [used] = await direct.sql<{ count: number }>(
    `select count(*)::int from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid()`,
  );
  assert.ok(used && used.count <= 3, `${used?.count} connections`);

  await app.close();
  await database.close();
  await bouncer.stop();
  await direct.drop();
});
