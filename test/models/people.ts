/** The people whose rows the models' tests look at: Ann, Bob, a database of their own. */
import assert from "node:assert/strict";
import type { Done, Saved } from "../../src/db/saved.ts";
import { UserScope } from "../../src/db/scope.ts";
import type { NewTask } from "../../src/models/task_mutations.ts";
import type { Task } from "../../src/models/task_records.ts";
import { createTask } from "../../src/models/tasks.ts";
import { createUser, type User } from "../../src/models/users.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";

export const NOW = new Date("2026-11-21T10:00:00.123Z");
export const MINUTE = 60_000;
export const DAY = 86_400_000;

/** A moment so many milliseconds after NOW. */
export function later(milliseconds: number): Date {
  return new Date(NOW.getTime() + milliseconds);
}

/** Of a test file's own, with room for several statements at once. */
export async function peopleDatabase(): Promise<TestDatabase> {
  return createTestDatabase({ poolMax: 6 });
}

/** Empties the database of everybody and everything. */
export async function clear(database: TestDatabase): Promise<void> {
  await database.sql("truncate users, throttles cascade");
}

export async function person(
  { database }: TestDatabase,
  name: string,
): Promise<{ user: User; scope: UserScope }> {
  const email = `${name.toLowerCase()}@example.org`;
  const password = { hash: "none", scheme: 2 };
  const user = await createUser(database, { email, name, password }, NOW);
  assert.ok(user);
  return { user, scope: new UserScope(database, user, { clock: () => NOW }) };
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

/** Every row of a table that belongs to a user, as the database has it. */
export function rowsOf(
  database: TestDatabase,
  userId: string,
  table = "tasks",
): Promise<Record<string, unknown>[]> {
  const column = table === "users" ? "id" : "user_id";
  return database.sql(`select * from ${table} where ${column} = $1 order by id`, [userId]);
}
