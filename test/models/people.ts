/** The database of the test file that runs, and its users Ann and Bob. */
import assert from "node:assert/strict";
import { after, before, beforeEach } from "node:test";
import type { Database } from "../../src/db/connection.ts";
import { OWNED_TABLES } from "../../src/db/owned_tables.ts";
import type { Done, Saved } from "../../src/db/saved.ts";
import { UserScope } from "../../src/db/scope.ts";
import { undoChange } from "../../src/models/changes.ts";
import type { NewTask } from "../../src/models/task_mutations.ts";
import type { Task } from "../../src/models/task_records.ts";
import { createTask } from "../../src/models/tasks.ts";
import { createUser, type User } from "../../src/models/users.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";

export const NOW = new Date("2026-11-21T10:00:00.123Z");
export const MINUTE = 60_000;
export const DAY = 86_400_000;

// Set by the hooks below. Test files in one process run one after another, so each sees its own.
export let database: TestDatabase;
export let ann: UserScope;
export let bob: UserScope;

/**
 * Gives the test file a database.
 * @param reset runs before each test, and empties the database.
 */
export function useDatabase(reset = clear): void {
  before(async () => {
    // For several statements at once.
    database = await createTestDatabase({ poolMax: 6 });
  });
  after(() => database.drop());
  beforeEach(reset);
}

/** Gives the test file a database, and each test Ann and Bob in it, with nothing of their own. */
export function usePeople(): void {
  useDatabase(resetPeople);
}

/** As many tasks are deleted in less time than it takes to create the files of all tables anew. */
const FEW = 500;

async function clear(): Promise<void> {
  const [{ isLarge } = { isLarge: true }] = await database.sql<{ isLarge: boolean }>(
    `select count(*) > ${FEW} as "isLarge" from (select from tasks limit ${FEW + 1}) as tasks`,
  );
  await database.sql(
    isLarge
      ? "truncate users, throttles cascade"
      : "with others as (delete from throttles) delete from users",
  );
}

/** Empties the database, and creates Ann and Bob. */
export async function resetPeople(): Promise<void> {
  await clear();
  ann = await person("Ann");
  bob = await person("Bob");
}

const accounts = new WeakMap<UserScope, User>();

/** Creates an account. */
export async function person(name: string): Promise<UserScope> {
  const email = `${name.toLowerCase()}@example.org`;
  const password = { hash: "none", scheme: 2 };
  const user = await createUser(database.database, { email, name, password }, NOW);
  assert.ok(user);
  const scope = new UserScope(database.database, user, { clock: () => NOW });
  accounts.set(scope, user);
  return scope;
}

/** The account of Ann, Bob or another `person`. */
export function accountOf(scope: UserScope): User {
  const account = accounts.get(scope);
  assert.ok(account);
  return account;
}

/** Another scope of the same user, like that of another request or process. */
export function elsewhere(scope: UserScope, at: Database = database.database): UserScope {
  return new UserScope(at, accountOf(scope), { clock: () => NOW });
}

/** A moment so many milliseconds after NOW. */
export function later(milliseconds: number): Date {
  return new Date(NOW.getTime() + milliseconds);
}

/** Adds a task that is new. */
export async function add(
  scope: UserScope,
  title: string,
  more: Partial<NewTask> = {},
  now = NOW,
): Promise<Task> {
  return saved(await createTask(scope.at(now), { ...more, title })).value;
}

/** What was saved. */
export function saved<T>(outcome: Saved<T>): Done<T> {
  assert.ok(outcome.ok, JSON.stringify(outcome));
  return outcome;
}

/** The fields at fault in a change that was refused, each with what is wrong: "list_id missing". */
export function refused(outcome: Saved<unknown>): string[] {
  assert.ok(!outcome.ok, "it was saved");
  return outcome.problems.map(({ field, code }) => `${field ?? "row"} ${code}`);
}

/** Undoes a change, which must be possible. @returns the change that does it. */
export async function undone(
  scope: UserScope,
  id: number | null,
  { force = false } = {},
): Promise<number> {
  assert.ok(id, "there is a change to undo");
  const { value, changeId } = saved(await undoChange(scope, id, { force }));
  assert.equal(value.already, null);
  assert.ok(changeId);
  return changeId;
}

/** Every row of a table that belongs to a user, as the database has it. */
export function rowsOf({ userId }: UserScope, table = "tasks"): Promise<Record<string, unknown>[]> {
  const column = table === "users" ? "id" : "user_id";
  return database.sql(`select * from ${table} where ${column} = $1 order by id`, [userId]);
}

/** All rows of a user, without the journal and without the columns that an undo does not put back. */
export async function contentsOf({ userId }: UserScope): Promise<string[]> {
  const tables = Object.keys(OWNED_TABLES).filter((table) => table !== "changes");
  const parts = tables.map(
    (table) =>
      `select '${table} ' || (to_jsonb(t) - 'version' - 'updated_at')::text as row
       from ${table} t where user_id = $1`,
  );
  const rows = await database.sql<{ row: string }>(`${parts.join(" union all ")} order by row`, [
    userId,
  ]);
  return rows.map(({ row }) => row);
}
