/** Accounts. Not owned rows: they are what rows are owned by. */
import { randomUUID } from "node:crypto";
import type { Database } from "../db/connection.ts";
import { violates } from "../db/database_errors.ts";

/** A stored hash and the scheme it was made with. */
export interface PasswordHash {
  hash: string;
  scheme: number;
}

export interface User {
  id: string;
  email: string;
  name: string;
  /** IANA; null as long as it was not said: days are UTC's then. */
  timeZone: string | null;
  /** 1 Monday to 7 Sunday. */
  weekStart: number;
}

export interface NewUser {
  email: string;
  name: string;
  password: PasswordHash;
  timeZone?: string | null;
  /** Names the form it came from, so that posting it twice is told from a second sign-up. */
  requestKey?: string | null;
}

/** An account with what only signing in and up look at. */
export interface Account {
  user: User;
  password: PasswordHash;
  requestKey: string | null;
}

interface UserRow {
  id: string;
  email: string;
  name: string;
  time_zone: string | null;
  week_start: number;
  password_hash: string;
  password_scheme: number;
  request_key: string | null;
}

/** @returns the account, or null when the address is taken: nobody looks first and then inserts. */
export async function createUser(
  database: Database,
  { email, name, password, timeZone = null, requestKey = null }: NewUser,
  now: Date,
): Promise<User | null> {
  const user: User = { id: randomUUID(), email, name, timeZone, weekStart: 1 };
  try {
    await database.knex("users").insert({
      id: user.id,
      email,
      name,
      time_zone: timeZone,
      password_hash: password.hash,
      password_scheme: password.scheme,
      request_key: requestKey,
      created_at: now,
      updated_at: now,
    });
    return user;
  } catch (error) {
    if (violates(error, "users_email_key")) return null;
    throw error;
  }
}

/** @param email in lower case, as it is stored. */
export async function findUserByEmail(database: Database, email: string): Promise<Account | null> {
  const row = await database.knex<UserRow>("users").where({ email }).first();
  if (row === undefined) return null;
  return {
    user: toUser(row),
    password: { hash: row.password_hash, scheme: row.password_scheme },
    requestKey: row.request_key,
  };
}

/** Puts a newer hash of the same password in place of `old`, unless it has changed meanwhile. */
export async function upgradePassword(
  database: Database,
  userId: string,
  old: PasswordHash,
  password: PasswordHash,
): Promise<void> {
  await database
    .knex("users")
    .where({ id: userId, password_hash: old.hash })
    .update({ password_hash: password.hash, password_scheme: password.scheme });
}

/** Changes what the person's days are reckoned by. */
export async function updatePreferences(
  database: Database,
  userId: string,
  { timeZone, weekStart }: Pick<User, "timeZone" | "weekStart">,
  now: Date,
): Promise<void> {
  await database
    .knex("users")
    .where({ id: userId })
    .update({ time_zone: timeZone, week_start: weekStart, updated_at: now });
}

/**
 * Claims the users whose trash and history are to be swept, at most `limit`: of several processes one
 * gets each. Whoever is not swept after all comes up again after `lease` (in milliseconds).
 */
export async function claimSweeps(
  database: Database,
  now: Date,
  { limit, lease }: { limit: number; lease: number },
): Promise<string[]> {
  const due = database
    .knex("users")
    .where("sweep_at", "<=", now)
    .orderBy("sweep_at")
    .limit(limit)
    .forUpdate()
    .skipLocked()
    .select("id");
  const rows: { id: string }[] = await database
    .knex("users")
    .whereIn("id", due)
    .update({ sweep_at: new Date(now.getTime() + lease) })
    .returning("id");
  return rows.map(({ id }) => id);
}

/** The number of the user's last change, to see by whether there was another since. */
export async function lastChangeOf(database: Database, userId: string): Promise<number | null> {
  const row = await database.knex("users").where({ id: userId }).first("last_change_id");
  return row?.last_change_id ?? null;
}

/** Says when to sweep next (null: there is nothing), unless the user changed something after `lastChange`. */
export async function setNextSweep(
  database: Database,
  userId: string,
  at: Date | null,
  lastChange: number | null,
): Promise<void> {
  await database
    .knex("users")
    .where({ id: userId, last_change_id: lastChange })
    .update({ sweep_at: at });
}

/** Deletes an account and, by the foreign keys, everything that hangs on it. */
export async function deleteUser(database: Database, userId: string): Promise<void> {
  await database.knex("users").where({ id: userId }).delete();
}

function toUser(row: UserRow): User {
  const { id, email, name, time_zone: timeZone, week_start: weekStart } = row;
  return { id, email, name, timeZone, weekStart };
}
