/** Accounts: the users that own all other rows. */
import { randomUUID } from "node:crypto";
import type { Knex } from "knex";
import type { Database } from "../db/connection.ts";
import { violates } from "../db/database_errors.ts";
import { EmailTaken, requireUnreserved } from "./email_changes.ts";
import { queueMail } from "./mails.ts";
import {
  DEFAULT_PREFERENCES,
  type Preferences,
  preferenceColumns,
  preferenceRow,
} from "./preferences.ts";

/** A password hash, and how it was made (see auth/passwords.ts). */
export interface PasswordHash {
  hash: string;
  scheme: number;
}

export interface User extends Preferences {
  id: string;
  email: string;
  name: string;
  /** When the account is deleted, as its user has asked for; until then they can change their mind. */
  deletionAt: Date | null;
  /** null: it is the first one, or there is none. */
  passwordChangedAt: Date | null;
}

export interface NewUser extends Partial<Pick<Preferences, "timeZone" | "dateFormat">> {
  email: string;
  name: string;
  /** null: they sign in by a provider. */
  password: PasswordHash | null;
  /** Identifies the sign-up form, so that a repeated post is not mistaken for a second sign-up. */
  requestKey?: string | null;
  /** When the address was proved to be theirs; null: not yet. */
  emailVerifiedAt?: Date | null;
  /** Whether a mail asks them to verify the address. */
  verifies?: boolean;
}

/** An account with the values that only sign-in and sign-up need. */
export interface Account {
  user: User;
  /** null: they sign in by a provider. */
  password: PasswordHash | null;
  requestKey: string | null;
  /** By the host. */
  isDisabled: boolean;
}

/** Whether nobody can sign in to it: the host has disabled it, or it is being deleted. */
export function isClosed({ user, isDisabled }: Account, now: Date): boolean {
  return isDisabled || (user.deletionAt !== null && user.deletionAt <= now);
}

type AccountRow = User & { [Column in keyof PasswordHash]: PasswordHash[Column] | null } & Omit<
    Account,
    "user" | "password"
  >;

/** @returns null: the address is taken, which the unique index decides. */
export async function createUser(
  database: Database,
  input: NewUser,
  now: Date,
): Promise<User | null> {
  try {
    return await database.transaction((trx) => insertUser(trx, input, now));
  } catch (error) {
    if (isEmailTaken(error)) return null;
    throw error;
  }
}

/** @throws for which `isEmailTaken` is true. */
export async function insertUser(
  trx: Knex.Transaction,
  { email, name, password, timeZone = null, dateFormat = null, ...others }: NewUser,
  now: Date,
): Promise<User> {
  const preferences = { ...DEFAULT_PREFERENCES, timeZone, dateFormat };
  const own = { id: randomUUID(), email, name, ...preferences };
  const user: User = { ...own, deletionAt: null, passwordChangedAt: null };
  await trx("users").insert({
    id: user.id,
    email,
    name,
    ...preferenceRow(preferences),
    password_hash: password?.hash ?? null,
    password_scheme: password?.scheme ?? null,
    request_key: others.requestKey ?? null,
    email_verified_at: others.emailVerifiedAt ?? null,
    created_at: now,
    updated_at: now,
  });
  await requireUnreserved(trx, { userId: user.id, email }, now);
  if (others.verifies === true) {
    await queueMail(trx, { kind: "verify", recipient: email, userId: user.id }, now);
  }
  return user;
}

export function isEmailTaken(error: unknown): boolean {
  return error instanceof EmailTaken || violates(error, "users_email_key");
}

/** @param email in lower case. */
export async function findUserByEmail(database: Database, email: string): Promise<Account | null> {
  return await findAccount(database, { email });
}

export async function findUserById(database: Database, id: string): Promise<Account | null> {
  return await findAccount(database, { id });
}

async function findAccount(
  { knex }: Database,
  where: { email: string } | { id: string },
): Promise<Account | null> {
  const row = await knex("users")
    .where(where)
    .select("id", "email", "name", knex.raw(preferenceColumns("users")))
    .select("deletion_at as deletionAt", "password_changed_at as passwordChangedAt")
    .select("password_hash as hash", "password_scheme as scheme", "request_key as requestKey")
    .select(knex.raw(`disabled_at is not null as "isDisabled"`))
    .first<AccountRow | undefined>();
  if (row === undefined) return null;
  const { hash, scheme, requestKey, isDisabled, ...user } = row;
  const password = hash === null || scheme === null ? null : { hash, scheme };
  return { user, password, requestKey, isDisabled };
}

/** Replaces a password hash by a newer one, unless it has changed meanwhile. */
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

/**
 * Claims at most `limit` users whose trash and history are due to be swept; each is claimed by one
 * process only. A user that is not swept after all is due again after `lease` (in milliseconds).
 * @returns their ids.
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

/** The id of the user's last change, to detect another one since. */
export async function lastChangeOf(database: Database, userId: string): Promise<number | null> {
  const row = await database.knex("users").where({ id: userId }).first("last_change_id");
  return row?.last_change_id ?? null;
}

/** Schedules the next sweep (null: none), unless the user has made a change after `lastChange`. */
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
