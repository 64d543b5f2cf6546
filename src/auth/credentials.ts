/** Creates accounts and checks passwords, for pages and the API. */
import type { DateFormat } from "../dates/date_format.ts";
import type { Database } from "../db/connection.ts";
import { hasSecondFactor } from "../models/second_factors.ts";
import {
  createUser,
  findUserByEmail,
  findUserById,
  isClosed,
  type User,
  upgradePassword,
} from "../models/users.ts";
import { isKnownClient } from "./known_clients.ts";
import type { Passwords } from "./passwords.ts";
import type { Attempt, Throttling } from "./throttling.ts";

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
  const password = await passwords.hash(input.password, { address, isLast: true });
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
  /** @param hasSecondFactor whether a code is asked for as well. */
  | { ok: true; user: User; hasSecondFactor: boolean }
  /** The account whose password it was not; null: there is none of this address. */
  | { ok: false; userId: string | null };

/**
 * Checks an address and a password. An unknown address, a disabled account and a wrong password take the
 * same time.
 * @param browser the value of the cookie by which a browser is recognised.
 * @throws TooManyRequests, Unavailable
 */
export async function checkCredentials(
  parts: CredentialParts,
  { email, password }: Credentials,
  address: string,
  browser?: string,
): Promise<CheckedCredentials> {
  const { database, passwords, throttling, clock } = parts;
  const isKnown = await isKnownClient(database, email, { address, browser });
  await throttling.countSignIn(address, email, { isKnown });
  const account = await findUserByEmail(database, email);
  const stored = account?.password ?? null;
  const matches = await passwords.verify(password, stored, { address }).catch(async (error) => {
    // It was not looked at.
    await throttling.uncount("signIn", { address, email, isKnown });
    throw error;
  });
  if (!matches || account === null || stored === null || isClosed(account, clock())) {
    return { ok: false, userId: account?.user.id ?? null };
  }
  const attempt = { address, email, isKnown };
  const isHalf = await forgive(parts, account.user, attempt);
  if (passwords.isOutdated(stored)) {
    await upgradePassword(database, account.user.id, stored, await passwords.hash(password));
  }
  return { ok: true, user: account.user, hasSecondFactor: isHalf };
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
  // Nobody but who has signed in to the account before can try.
  const isKnown = { isKnown: true };
  await throttling.countSignIn(address, user.email, isKnown);
  const account = await findUserById(database, user.id);
  const matches = await passwords.verify(password, account?.password ?? null, { address });
  if (matches) await forgive(parts, user, { address, email: user.email, isKnown: true });
  return matches;
}

/** After a correct password. @returns whether a code is asked for as well, which clears the counter then. */
async function forgive(
  { database, throttling }: CredentialParts,
  user: User,
  attempt: Attempt,
): Promise<boolean> {
  const isHalf = await hasSecondFactor(database, user.id);
  // It was not a guess, but what was guessed before still counts: otherwise right passwords would clear the
  // counter of wrong codes.
  if (isHalf) await throttling.uncount("signIn", attempt);
  else await throttling.forgive("signIn", attempt);
  return isHalf;
}
