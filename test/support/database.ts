/** Databases for test files, cloned from the migrated template. */
import { randomBytes } from "node:crypto";
import pg from "pg";
import { Database, type DatabaseOptions } from "../../src/db/connection.ts";

/** The environment variable in which the global setup passes the server to the test files. */
export const ENVIRONMENT = "PLAINLIST_TEST_SERVER";

export interface TestServer {
  /** It was started for this test run, and is removed afterwards. */
  isThrowaway: boolean;
  /** With a role that may create databases. */
  connection: pg.ClientConfig;
  template: string;
}

export interface TestDatabase {
  connection: pg.ClientConfig;
  database: Database;
  /** Runs a statement of the test itself, which the audit ignores. */
  sql<R extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<R[]>;
  drop(): Promise<void>;
}

function testServer(): TestServer {
  const text = process.env[ENVIRONMENT];
  if (!text) throw new Error("Run the tests with: npm test -- test/some/file.test.ts");
  return JSON.parse(text);
}

/** In milliseconds. Longer than the application's own, which a busy machine would exceed. */
export const WAITS = { connection: 30_000, query: 60_000 };

export async function createTestDatabase(
  options: Partial<DatabaseOptions> & { empty?: boolean } = {},
): Promise<TestDatabase> {
  const { connection: server, template, isThrowaway } = testServer();
  const name = `plainlist_${randomBytes(6).toString("hex")}`;
  const source = options.empty ? "template0" : template;
  // Copying files takes half the time, but forces a checkpoint, which only a throwaway server can afford.
  const strategy = isThrowaway ? "strategy file_copy" : "";
  await asAdmin(server, `create database ${name} template ${source} ${strategy}`);
  const connection = { ...server, database: name };
  const database = new Database(connection, {
    ...{ poolMax: 3, queryCacheSize: 2 ** 20, waits: WAITS },
    ...options,
  });
  const own = new pg.Client({ ...connection, application_name: "test" });
  let connected: Promise<unknown> | undefined;
  return {
    connection,
    database,
    async sql(text, values = []) {
      connected ??= own.connect();
      await connected;
      return (await own.query(`${text} /* test */`, values)).rows;
    },
    async drop() {
      await connected?.catch(() => undefined);
      await own.end();
      await database.close();
      await asAdmin(server, `drop database if exists ${name} with (force)`);
    },
  };
}

/** Runs a statement outside of the test databases, such as one that creates them. */
export async function asAdmin(connection: pg.ClientConfig, statement: string): Promise<void> {
  const admin = new pg.Client(connection);
  await admin.connect();
  try {
    await admin.query(statement);
  } finally {
    await admin.end();
  }
}
