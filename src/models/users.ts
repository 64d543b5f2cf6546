/** Accounts: the users that own all other rows. */
import { randomUUID } from "node:crypto";
import type { DateFormat } from "../dates/date_format.ts";
import type { Database } from "../db/connection.ts";
import { violates } from "../db/database_errors.ts";
import type { Requested } from "../db/journal.ts";
import { REPLY_LIFETIME } from "../db/kept_replies.ts";

/** A password hash, and how it was made (see auth/passwords.ts). */
export interface PasswordHash {
  hash: string;
  scheme: number;
}

export interface User {
  id: string;
  email: string;
  name: string;
  /** IANA; null: not set, days follow UTC. */
  timeZone: string | null;
  /** 1 Monday to 7 Sunday. */
  weekStart: number;
  /** How they write "3/12"; null: not known, and it is text. */
  dateFormat: DateFormat | null;
  /** When the account is deleted, as its user has asked for; until then they can change their mind. */
  deletionAt: Date | null;
}

export interface NewUser {
  email: string;
  name: string;
  /** null: they sign in by a provider. */
  password: PasswordHash | null;
  timeZone?: string | null;
  dateFormat?: DateFormat | null;
  /** Identifies the sign-up form, so that a repeated post is not mistaken for a second sign-up. */
  requestKey?: string | null;
}

/** The settings that dates depend on. */
export type Preferences = Pick<User, "timeZone" | "weekStart" | "dateFormat">;

/** An account with the values that only sign-in and sign-up need. */
export interface Account {
  user: User;
  /** null: they sign in by a provider. */
  password: PasswordHash | null;
  requestKey: string | null;
  /** By the host. */
  isDisabled: boolean;
}

type AccountRow = User & { [Column in keyof PasswordHash]: PasswordHash[Column] | null } & Omit<
    Account,
    "user" | "password"
  >;

/** @returns null: the address is taken, which the unique index decides. */
export async function createUser(
  database: Database,
  { email, name, password, timeZone = null, dateFormat = null, requestKey = null }: NewUser,
  now: Date,
): Promise<User | null> {
  const own = { id: randomUUID(), email, name, timeZone, dateFormat };
  const user: User = { ...own, weekStart: 1, deletionAt: null };
  try {
    await database.knex("users").insert({
      id: user.id,
      email,
      name,
      time_zone: timeZone,
      date_format: dateFormat,
      password_hash: password?.hash ?? null,
      password_scheme: password?.scheme ?? null,
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
    .select("id", "email", "name", "time_zone as timeZone", "week_start as weekStart")
    .select("date_format as dateFormat", "deletion_at as deletionAt")
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
 * Updates the settings that dates depend on.
 * @param requestKey a request that was made under it before changes nothing, as long as replies are kept.
 */
export async function updatePreferences(
  database: Database,
  userId: string,
  { timeZone, weekStart, dateFormat }: Preferences,
  { now, requestKey = null }: { now: Date } & Requested,
): Promise<void> {
  const values = [timeZone, weekStart, dateFormat, now];
  const update = "update users set time_zone = ?, week_start = ?, date_format = ?, updated_at = ?";
  if (requestKey === null) {
    await database.knex.raw(`${update} where id = ?`, [...values, userId]);
    return;
  }
  // Not in the journal, which would have the key.
  await database.knex.raw(
    `with claimed as (
       insert into idempotency_keys (user_id, key, fingerprint, created_at) values (?, ?, '', ?)
       on conflict do nothing returning key
     )
     ${update}, keys_sweep_at = coalesce(keys_sweep_at, ?)
     where id = ? and exists (select from claimed)`,
    [
      ...[userId, `settings ${requestKey.key}`, now],
      ...[...values, new Date(now.getTime() + REPLY_LIFETIME), userId],
    ],
  );
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
