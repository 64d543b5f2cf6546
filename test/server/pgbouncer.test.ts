/** The application behind PgBouncer in transaction mode, where statements share connections. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import supertest from "supertest";
import { Database } from "../../src/db/connection.ts";
import { pendingMigrations } from "../../src/db/migrations.ts";
import { PASSWORD, startTestApp } from "../support/app.ts";
import { createTestDatabase } from "../support/database.ts";
import { hasPgBouncer, startPgBouncer } from "../support/pgbouncer.ts";
import { databaseUrl, runCommand } from "../support/server_process.ts";
import { startProxy } from "../support/tcp_proxy.ts";

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

  const refusals: unknown[] = [];
  const onNamesRefused = (error: unknown) => void refusals.push(error);
  const database = new Database(bouncer.connection, { poolMax: 10, onNamesRefused });
  const app = await startTestApp({}, { database: { ...direct, database } });
  // One after another: more at once from one network than may wait are refused.
  const browsers = [];
  for (let n = 0; n < USERS; n += 1) {
    const browser = app.visitor();
    const person = { name: `Person ${n}`, email: `p${n}@example.org`, password: PASSWORD };
    const form = await browser.get("/auth/signup");
    assert.equal((await browser.submit(form, "/auth/signup", person)).status, 303);
    browsers.push(browser);
  }
  await Promise.all(
    browsers.map(async (browser, n) => {
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
  // Debian's PgBouncer (1.18) does not keep names; those from 1.21 on do, if they are set to.
  assert.ok(refusals.length <= 1, "noticed once");

  await app.close();
  await database.close();
  await bouncer.stop();
  await direct.drop();
});

test("gives up names that it does not keep, and no statement fails or runs twice", async (t) => {
  if (!hasPgBouncer()) return t.skip("pgbouncer is not installed");
  const direct = await createTestDatabase({ empty: true });
  await direct.sql("create table counters (id int primary key, n int not null)");
  await direct.sql("insert into counters select n, 0 from generate_series(1, 8) as n");
  const bouncer = await startPgBouncer(direct.connection, 2);
  const processes = [1, 2, 3].map(() => {
    const refusals: { code?: string }[] = [];
    const onNamesRefused = (error: unknown) => void refusals.push(error as { code?: string });
    const options = { poolMax: 6, onNamesRefused };
    return { database: new Database(bouncer.connection, options), refusals };
  });
  let writes = 0;
  const load = (database: Database) =>
    Array.from({ length: 40 }, async (_, n) => {
      const text = `select $1::int + ${n % 5} as sum`;
      assert.deepEqual(await database.read(text, [n]), [{ sum: n + (n % 5) }]);
      if (n % 4 > 0) return;
      writes += 1;
      const increment = "update counters set n = n + 1 where id = $1 returning id";
      const id = (n % 8) + 1;
      assert.deepEqual(await database.write(increment, [id]), [{ id }]);
    });
  for (let round = 0; round < 5; round += 1) {
    await Promise.all(processes.flatMap(({ database }) => load(database)));
    if (round % 2 === 0) await bouncer.restart();
    // The application has noticed it.
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.deepEqual(await direct.sql("select sum(n)::int as writes from counters"), [{ writes }]);
  for (const { refusals } of processes) {
    assert.equal(refusals.length, 1);
    assert.match(String(refusals[0]?.code), /^(26000|42P05)$/);
  }

  await Promise.all(processes.map(({ database }) => database.close()));
  await bouncer.stop();
  await direct.drop();
});

test("an insisted name that it does not keep fails", async (t) => {
  if (!hasPgBouncer()) return t.skip("pgbouncer is not installed");
  const direct = await createTestDatabase({ empty: true });
  const bouncer = await startPgBouncer(direct.connection, 1);
  const [first, second] = [1, 2].map(
    () => new Database(bouncer.connection, { poolMax: 1, prepare: "on" }),
  ) as [Database, Database];
  const read = (database: Database) => database.read("select $1::int as n", [1]);
  // Both are given the same connection, which has the name from the first.
  for (let n = 0; n < 5; n += 1) await read(first);
  await assert.rejects(
    async () => {
      for (let n = 0; n < 5; n += 1) await read(second);
    },
    { code: "42P05" },
  );
  await Promise.all([first.close(), second.close()]);
  await bouncer.stop();
  await direct.drop();
});

test("is back as soon as PgBouncer tries again after an outage of PostgreSQL", async (t) => {
  if (!hasPgBouncer()) return t.skip("pgbouncer is not installed");
  const direct = await createTestDatabase();
  const proxy = await startProxy(direct.connection);
  const bouncer = await startPgBouncer(proxy.connection, 4, ["server_login_retry = 1"]);
  const database = new Database(bouncer.connection, { poolMax: 6 });
  const app = await startTestApp({}, { database: { ...direct, database } });
  const people = await Promise.all(
    ["Ann", "Bob", "Cleo", "Dora"].map(async (name) => (await app.signedUp(name)).browser),
  );
  const forms = await Promise.all(people.map((browser) => browser.get("/tasks/new")));
  const ready = async () => (await supertest(app.app).get("/health/ready")).status;
  const press = async (person: number, title: string) => {
    const [browser, form] = [people[person]?.copy(), forms[person]];
    assert.ok(browser && form);
    return (await browser.submit(form, "/tasks", { title })).status;
  };
  const look = async (person: number) => (await people[person]?.get("/tasks"))?.status;
  assert.equal(await ready(), 200);

  await proxy.cut();
  let isOver = false;
  // Requests of everybody go on all the time, and fail or wait in PgBouncer.
  const load = people.map(async (_, person) => {
    for (let n = 0; !isOver; n += 1) {
      await Promise.all([press(person, `${person}: ${n}`), look(person), wait(50)]);
    }
  });
  await wait(2_500);
  assert.equal(await ready(), 503);
  await proxy.restore();
  const restored = performance.now();
  while ((await ready()) !== 200) await wait(50);
  isOver = true;
  await Promise.all(load);
  const isBack = await Promise.all(
    people.flatMap((_, person) => [press(person, `${person}: afterwards`), look(person)]),
  );
  const seconds = (performance.now() - restored) / 1000;
  t.diagnostic(`${seconds.toFixed(1)} s`);
  assert.deepEqual(
    isBack,
    people.flatMap(() => [303, 200]),
  );
  // One of them is PgBouncer's.
  assert.ok(seconds < 10, `${seconds} s`);

  await app.close();
  await database.close();
  await bouncer.stop();
  await proxy.close();
  await direct.drop();
});
