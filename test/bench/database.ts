/** The PostgreSQL database for the benchmarks, and its users. */
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type pg from "pg";
import { pino } from "pino";
import { Passwords } from "../../src/auth/passwords.ts";
import { Database } from "../../src/db/connection.ts";
import { parseDatabaseUrl } from "../../src/db/connection_options.ts";
import { type EmbeddedDatabase, startEmbedded } from "../../src/db/embedded.ts";
import { migrate } from "../../src/db/migrations.ts";
import { UserScope } from "../../src/db/scope.ts";
import { updateTask } from "../../src/models/tasks.ts";
import { createUser, type User } from "../../src/models/users.ts";
import { asAdmin } from "../support/database.ts";

export const PASSWORD = "violet harbour kettle";
/** Task ids are above this, so that they can be found in the HTML of pages. */
const FIRST_ID = 7_000;
/** The beginning of each title, followed by a number. */
export const TITLE = "Ring the dentist about the children, no. ";

export interface BenchDatabase {
  connection: pg.ClientConfig;
  /** The connection as a `DATABASE_URL`. */
  url: string;
  /** Such as "PostgreSQL 18.1, embedded". */
  description: string;
  /** Adds a user with pending tasks in the Inbox, without dates. */
  addUser(name: string, tasks: number): Promise<User>;
  /**
   * Adds a user with at least a hundred tasks, some in every view: ten overdue, ten due today, the
   * others due later or without a date, in a list or the Inbox, some with a tag, every tenth completed.
   */
  addUserWithPlans(name: string, tasks: number): Promise<User>;
  /** The id of a session of this user. */
  sessionOf(userId: string): Promise<string>;
  /** How often the tasks of these users were changed. */
  changesOf(userIds: readonly string[]): Promise<number>;
  close(): Promise<void>;
}

/** On `TEST_DATABASE_URL`, or on the embedded PostgreSQL in a temporary folder. */
export async function openBenchDatabase(): Promise<BenchDatabase> {
  const server = await openServer();
  const name = `plainlist_bench_${randomBytes(6).toString("hex")}`;
  await asAdmin(server.connection, `create database ${name}`);
  const connection = { ...server.connection, database: name };
  await migrate(connection);
  // Vacuum marks only pages as visible to all whose commits are in the log on disk, as those of any
  // database in use are; counts by an index alone depend on it.
  const flushed = { ...connection, options: "-c synchronous_commit=on" };
  const database = new Database(flushed, { poolMax: 1 });
  const passwords = new Passwords({ cost: 12, queueLimit: 1 });
  const password = await passwords.hash(PASSWORD);
  const version = await database.read<{ version: string }>(
    "select current_setting('server_version') as version",
    [],
  );
  async function createAccount(name: string): Promise<User> {
    const email = `${name.toLowerCase().replaceAll(" ", "-")}@example.org`;
    const user = await createUser(database, { name, email, password }, new Date());
    if (user === null) throw new Error(`${email} is taken`);
    return user;
  }
  return {
    connection,
    url: toUrl(connection),
    description: `PostgreSQL ${version[0]?.version.split(" ")[0]}, ${server.kind}`,
    async addUser(name, tasks) {
      const user = await createAccount(name);
      if (tasks > 0) {
        await addTasks(database, user.id, tasks);
        await changeOnce(database, user);
      }
      return user;
    },
    async addUserWithPlans(name, tasks) {
      const user = await createAccount(name);
      await addTasks(database, user.id, tasks);
      await planTasks(database, user.id);
      await changeOnce(database, user);
      return user;
    },
    async sessionOf(userId) {
      const rows = await database.read<{ id: string }>(
        "select id from auth_sessions where user_id = $1 limit 1",
        [userId],
      );
      return rows[0]?.id ?? "";
    },
    async changesOf(userIds) {
      const rows = await database.read<{ count: number }>(
        "select sum(version - 1)::int as count from tasks where user_id = any ($1)",
        [userIds],
      );
      return rows[0]?.count ?? 0;
    },
    async close() {
      await database.close();
      await asAdmin(server.connection, `drop database if exists ${name} with (force)`);
      await server.close();
    },
  };
}

async function addTasks(database: Database, userId: string, count: number): Promise<void> {
  await database.write(
    `insert into tasks (user_id, id, title, position, created_at, updated_at)
     select $1, $2 + n, $4 || n, $2 + n, now(), now()
     from generate_series(1, $3::int) as n`,
    [userId, FIRST_ID, count, TITLE],
  );
  await database.write("update users set last_task_id = $2 where id = $1", [
    userId,
    FIRST_ID + count,
  ]);
  await database.write("vacuum analyze tasks", []);
}

/** After a change the user's row has the number of tasks, as that of every account in use. */
async function changeOnce(database: Database, user: User): Promise<void> {
  const scope = new UserScope(database, user, { clock: () => new Date() });
  const { ok } = await updateTask(scope, FIRST_ID + 1, { description: "Ask for the evening." });
  if (!ok) throw new Error("The first task was not changed");
  // For `changesOf` it was not.
  await database.write("update tasks set version = 1 where user_id = $1", [user.id]);
}

/** Tasks 1 to 10 are overdue, 11 to 20 are due today, and the others depend on their ids. */
async function planTasks(database: Database, userId: string): Promise<void> {
  const run = (statement: string) => database.write(statement, [userId]);
  await run(`insert into lists (user_id, id, name, colour, position, created_at, updated_at)
    values ($1, 1, 'Home', 'moss', 1, now(), now())`);
  await run(`insert into tags (user_id, id, name, created_at, updated_at)
    values ($1, 1, 'errand', now(), now())`);
  await run(`update tasks set
      due_on = case
        when id <= ${FIRST_ID + 10} then current_date - 1
        when id <= ${FIRST_ID + 20} then current_date
        when id % 2 = 0 then current_date + 1 + id % 300 end,
      list_id = case when id % 3 = 0 then 1 end,
      priority = id % 4,
      completed_at = case when id > ${FIRST_ID + 20} and id % 10 = 0 then now() - interval '2 days' end
    where user_id = $1`);
  // A quarter of them, with and without dates.
  await run(`insert into task_tags (user_id, task_id, tag_id)
    select user_id, id, 1 from tasks where user_id = $1 and id / 2 % 4 = 1`);
  await run("update users set last_list_id = 1, last_tag_id = 1 where id = $1");
  await database.write("vacuum analyze", []);
}

interface Server {
  /** With a role that may create databases. */
  connection: pg.ClientConfig;
  kind: string;
  close(): Promise<void>;
}

async function openServer(): Promise<Server> {
  const url = process.env.TEST_DATABASE_URL;
  if (url) {
    const connection = await parseDatabaseUrl(url);
    return { connection, kind: "from TEST_DATABASE_URL", close: async () => undefined };
  }
  const folder = await mkdtemp(path.join(tmpdir(), "plainlist-bench-"));
  const logger = pino({ level: "error" }, pino.destination(2));
  const options = { dataDir: folder, logger, durable: false, createdb: true };
  const embedded: EmbeddedDatabase = await startEmbedded(options);
  return {
    connection: { ...embedded.connection, ssl: false },
    kind: "embedded, without fsync",
    async close() {
      await embedded.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function toUrl({ host = "localhost", port, user = "", password, database }: pg.ClientConfig) {
  const url = new URL(`postgres://localhost:${port}/${database}`);
  url.username = user;
  url.password = typeof password === "string" ? password : "";
  url.searchParams.set("host", host);
  return url.href;
}
