/** The migrate command: concurrent runs, rolling back, and an interrupted run. */
import assert from "node:assert/strict";
import { after, afterEach, beforeEach, describe, test } from "node:test";
import pg from "pg";
import { migrate, pendingMigrations } from "../../src/db/migrations.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { freePort } from "../support/free_port.ts";
import { databaseUrl, endProcesses, runCommand } from "../support/server_process.ts";

let database: TestDatabase;

beforeEach(async () => {
  database = await createTestDatabase({ empty: true });
});

afterEach(async () => database.drop());

after(endProcesses);

const run = (...args: string[]) =>
  runCommand("src/commands/migrate.ts", args, { DATABASE_URL: databaseUrl(database.connection) });

async function tables(): Promise<string[]> {
  const rows = await database.sql<{ name: string }>(
    "select tablename as name from pg_tables where schemaname = 'public' order by 1",
  );
  return rows.map(({ name }) => name);
}

const APP_TABLES = ["auth_sessions", "session", "tasks", "throttles", "users"];
const KNEX_TABLES = ["knex_migrations", "knex_migrations_lock"];

describe("npm run migrate", { timeout: 120_000 }, () => {
  test("applies each migration once when three processes run it on an empty database", async () => {
    const results = await Promise.all([run(), run(), run()]);
    for (const { code, errors } of results) assert.equal(code, 0, errors);
    const outputs = results.map(({ output }) => output.trim()).sort();
    assert.match(outputs[0] ?? "", /^Applied: 2.*create_users.*\.ts/);
    assert.deepEqual(outputs.slice(1), ["The schema is up to date.", "The schema is up to date."]);
    for (const table of [...APP_TABLES, ...KNEX_TABLES])
      assert.ok((await tables()).includes(table), table);
    assert.deepEqual(await pendingMigrations(database.database.knex), []);
  });

  test("rolls back one migration at a time to an empty schema, and applies all of them again", async () => {
    const names = await migrate(database.connection);
    const schema = await describeSchema();
    const { code, output } = await run("down");
    assert.deepEqual([code, output.trim()], [0, `Rolled back: ${names.at(-1)}`]);
    for (const name of names.toReversed().slice(1)) {
      assert.deepEqual(await migrate(database.connection, "down"), [name]);
    }
    assert.deepEqual(await tables(), KNEX_TABLES);
    assert.deepEqual(await migrate(database.connection, "down"), []);
    assert.deepEqual(await migrate(database.connection), names);
    assert.deepEqual(await describeSchema(), schema);
  });

  test("sets timeouts and plans for the role, and keeps what is already set", async () => {
    const settings = async () => {
      const client = new pg.Client(database.connection);
      await client.connect();
      const { rows } = await client.query(
        `select current_setting('statement_timeout') as statement,
                current_setting('lock_timeout') as lock,
                current_setting('idle_in_transaction_session_timeout') as idle,
                current_setting('plan_cache_mode') as plans /* test */`,
      );
      await client.end();
      return rows[0];
    };
    await migrate(database.connection);
    const ours = { statement: "10s", lock: "5s", idle: "15s", plans: "force_generic_plan" };
    assert.deepEqual(await settings(), ours);
    const { user = "", database: name = "" } = database.connection;
    const set = `alter role ${user} in database ${name} set`;
    await database.sql(`${set} statement_timeout = '7s'`);
    await database.sql(`${set} plan_cache_mode = force_custom_plan`);
    await migrate(database.connection);
    assert.deepEqual(await settings(), { ...ours, statement: "7s", plans: "force_custom_plan" });
  });

  test("leaves neither tables nor locks behind when it is killed", async () => {
    // Blocks the migration that creates the table of this name.
    const blocker = new pg.Client(database.connection);
    await blocker.connect();
    await blocker.query("begin");
    await blocker.query("create table throttles (id int)");
    const blocked = run();
    await until(async () => {
      const rows = await database.sql(
        `select 1 from pg_stat_activity where datname = current_database()
         and wait_event_type = 'Lock' and query like '%throttles%'`,
      );
      return rows.length > 0;
    });
    // Terminates its connection, like a crash.
    await database.sql(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()
       and wait_event_type = 'Lock'`,
    );
    assert.notEqual((await blocked).code, 0);
    await blocker.query("rollback");
    await blocker.end();
    for (const table of APP_TABLES) assert.ok(!(await tables()).includes(table), table);
    const { code, errors } = await run();
    assert.equal(code, 0, errors);
    assert.deepEqual(await pendingMigrations(database.database.knex), []);
  });

  test("waits for another migrator, whatever limits the role has", async () => {
    const { user = "", database: name = "" } = database.connection;
    for (const limit of ["statement_timeout", "lock_timeout"]) {
      await database.sql(`alter role ${user} in database ${name} set ${limit} = '300ms'`);
    }
    const other = new pg.Client(database.connection);
    await other.connect();
    // The number must not change: earlier versions wait on it as well.
    await other.query("select pg_advisory_lock(7309453820614932)");
    const waiting = run();
    await until(async () => {
      const rows = await database.sql(
        "select 1 from pg_stat_activity where datname = current_database() and wait_event = 'advisory'",
      );
      return rows.length > 0;
    });
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    await other.end();
    const { code, errors } = await waiting;
    assert.equal(code, 0, errors);
    const [set] = await database.sql(
      `select setconfig from pg_db_role_setting
       where setdatabase = (select oid from pg_database where datname = current_database())`,
    );
    assert.ok(String(set?.setconfig).includes("lock_timeout=300ms"), String(set?.setconfig));
  });

  test("rolls nothing back on the schema of a newer version", async () => {
    await migrate(database.connection);
    const newer = "20991231000000_add_more.ts";
    await database.sql(
      "insert into knex_migrations (name, batch, migration_time) values ($1, 99, now())",
      [newer],
    );
    const before = await describeSchema();
    const { code, errors } = await run("down");
    assert.equal(code, 1);
    assert.match(errors, /^The schema is newer than this version .*20991231000000_add_more\.ts/);
    assert.doesNotMatch(errors, /\n {4}at /);
    assert.deepEqual(await describeSchema(), before);
  });

  test("says in a sentence that the database cannot be reached, or refuses", async () => {
    const { connection } = database;
    for (const [target, sentence] of [
      [
        { host: "127.0.0.1", port: await freePort() },
        /^The database of DATABASE_URL cannot be reached: .+/,
      ],
      [{ database: "plainlist_no_such" }, /^The database refuses: .*plainlist_no_such/],
      [{ password: "wrong-secret" }, /^The database refuses: .+/],
    ] as const) {
      const url = databaseUrl({ ...connection, ...target });
      for (const args of [[], ["down"]]) {
        const { code, errors } = await runCommand("src/commands/migrate.ts", args, {
          DATABASE_URL: url,
        });
        assert.equal(code, 1);
        assert.match(errors, sentence);
        assert.equal(errors.trim().split("\n").length, 1, errors);
        assert.doesNotMatch(errors, /wrong-secret/);
      }
    }
  });

  test("prints its usage for unknown arguments", async () => {
    const { code, errors } = await run("sideways");
    assert.equal(code, 2);
    assert.match(errors, /^Usage: npm run migrate/);
  });
});

/** The definitions of all columns, constraints and indexes. */
async function describeSchema(): Promise<unknown[]> {
  return database.sql(
    `select table_name as t, column_name as name, data_type || is_nullable || coalesce(column_default, '') as what
       from information_schema.columns where table_schema = 'public' and table_name not like 'knex%'
     union all
     select conrelid::regclass::text, conname, pg_get_constraintdef(oid) from pg_constraint
       where connamespace = 'public'::regnamespace and conrelid::regclass::text not like 'knex%'
     union all
     select tablename, indexname, indexdef from pg_indexes
       where schemaname = 'public' and tablename not like 'knex%'
     order by 1, 2, 3`,
  );
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setImmediate(resolve));
}
