/** Accounts. Not owned rows: they are what rows are owned by. */
import { randomUUID } from "node:crypto";
import type { PasswordHash } from "../auth/passwords.ts";
import type { Database } from "../db/connection.ts";
import { violates } from "../db/failures.ts";

export interface User {
  id: string;
  email: string;
  name: string;
}

export interface NewUser {
  email: string;
  name: string;
  password: PasswordHash;
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
  password_hash: string;
  password_scheme: number;
  request_key: string | null;
}

/** @returns the account, or null when the address is taken: nobody looks first and then inserts. */
export async function createUser(
  database: Database,
  { email, name, password, requestKey = null }: NewUser,
  now: Date,
): Promise<User | null> {
  const user = { id: randomUUID(), email, name };
  try {
    await database.knex("users").insert({
      ...user,
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
    user: { id: row.id, email: row.email, name: row.name },
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

/** Deletes an account and, by the foreign keys, everything that hangs on it. */
export async function deleteUser(database: Database, userId: string): Promise<void> {
  await database.knex("users").where({ id: userId }).delete();
}
