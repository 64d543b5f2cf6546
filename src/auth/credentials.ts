/** Creates accounts and checks passwords, for pages and the API. */
import type { DateFormat } from "../dates/date_format.ts";
import type { Database } from "../db/connection.ts";
import {
  createUser,
  findUserByEmail,
  findUserById,
  isClosed,
  type User,
  upgradePassword,
} from "../models/users.ts";
import type { Passwords } from "./passwords.ts";
import type { Throttling } from "./throttling.ts";

export interface Credentials {
  /** In lower case. */
  email: string;
  /** As typed: nothing is trimmed or cut. */
  password: string;
}

export interface NewAccount extends Credentials {
  name: string;
  /** IANA; null: not set. */
  timeZone?: string | null;
  dateFormat?: DateFormat | null;
}

interface CredentialParts {
  database: Database;
  passwords: Passwords;
  throttling: Throttling;
  clock: () => Date;
}

/**
 * @param from.requestKey identifies the form: a repeated post returns the account that it created.
 * @param from.verifies whether a mail asks to verify the address.
 * @returns the account; null: the address is taken.
 * @throws TooManyRequests, Unavailable
 */
export async function registerAccount(
  parts: CredentialParts,
  input: NewAccount,
  from: { requestKey: string | null; address: string; verifies?: boolean },
): Promise<User | null> {
  const { database, passwords, throttling, clock } = parts;
  const { requestKey, address, verifies = false } = from;
  await throttling.countSignUp(address);
  const { email, name, timeZone = null, dateFormat = null } = input;
  const password = await passwords.hash(input.password);
  const account = { email, name, password, timeZone, dateFormat, requestKey, verifies };
  const user = await createUser(database, account, clock());
  return user ?? (await repeatedSignUp(parts, input, { requestKey, address }));
}

/**
 * The account that the same form has created before.
 * @returns null: it has not, or the password is another one.
 * @throws TooManyRequests, Unavailable
 */
export async function repeatedSignUp(
  parts: CredentialParts,
  input: Credentials,
  { requestKey, address }: { requestKey: string | null; address: string },
): Promise<User | null> {
  if (requestKey === null) return null;
  const created = await findUserByEmail(parts.database, input.email);
  if (created?.requestKey !== requestKey) return null;
  // It says whether a password is right, so it is an attempt to sign in.
  const checked = await checkCredentials(parts, input, address);
  return checked.ok ? checked.user : null;
}

export type CheckedCredentials =
  | { ok: true; user: User }
  /** The account whose password it was not; null: there is none of this address. */
  | { ok: false; userId: string | null };

/**
 * Checks an address and a password. An unknown address, a disabled account and a wrong password take the
 * same time.
 * @throws TooManyRequests, Unavailable
 */
export async function checkCredentials(
  parts: CredentialParts,
  { email, password }: Credentials,
  address: string,
): Promise<CheckedCredentials> {
  const { database, passwords, throttling, clock } = parts;
  await throttling.countSignIn(address, email);
  const account = await findUserByEmail(database, email);
  const stored = account?.password ?? null;
  const matches = await passwords.verify(password, stored);
  if (!matches || account === null || stored === null || isClosed(account, clock())) {
    return { ok: false, userId: account?.user.id ?? null };
  }
  await throttling.forgiveSignIn(address, email);
  if (passwords.isOutdated(stored)) {
    await upgradePassword(database, account.user.id, stored, await passwords.hash(password));
  }
  return { ok: true, user: account.user };
}

/**
 * Whether it is the password of a user who is signed in. It counts as an attempt to sign in.
 * @throws TooManyRequests, Unavailable
 */
export async function isOwnPassword(
  parts: CredentialParts,
  { user, password }: { user: User; password: string },
  address: string,
): Promise<boolean> {
  const { database, passwords, throttling } = parts;
  await throttling.countSignIn(address, user.email);
  const account = await findUserById(database, user.id);
  const matches = await passwords.verify(password, account?.password ?? null);
  if (matches) await throttling.forgiveSignIn(address, user.email);
  return matches;
}
