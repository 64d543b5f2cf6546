/** Creates accounts and checks passwords, for pages and the API. */
import type { DateFormat } from "../dates/date_format.ts";
import type { Database } from "../db/connection.ts";
import { createUser, findUserByEmail, type User, upgradePassword } from "../models/users.ts";
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
 * @returns the account; null: the address is taken.
 * @throws TooManyRequests, Unavailable
 */
export async function registerAccount(
  parts: CredentialParts,
  input: NewAccount,
  { requestKey, address }: { requestKey: string | null; address: string },
): Promise<User | null> {
  const { database, passwords, throttling, clock } = parts;
  await throttling.countSignUp(address);
  const { email, name, timeZone = null, dateFormat = null } = input;
  const password = await passwords.hash(input.password);
  const account = { email, name, password, timeZone, dateFormat, requestKey };
  const user = await createUser(database, account, clock());
  if (user !== null || requestKey === null) return user;
  const created = await findUserByEmail(database, email);
  if (created === null || created.requestKey !== requestKey) return null;
  return (await passwords.verify(input.password, created.password)) ? created.user : null;
}

/**
 * @returns the account, or null. An unknown address and a wrong password take the same time.
 * @throws TooManyRequests, Unavailable
 */
export async function checkCredentials(
  parts: CredentialParts,
  { email, password }: Credentials,
  address: string,
): Promise<User | null> {
  const { database, passwords, throttling } = parts;
  await throttling.countSignIn(address, email);
  const account = await findUserByEmail(database, email);
  const matches = await passwords.verify(password, account?.password ?? null);
  if (!matches || account === null) return null;
  await throttling.forgiveSignIn(address, email);
  if (passwords.isOutdated(account.password)) {
    const { id } = account.user;
    await upgradePassword(database, id, account.password, await passwords.hash(password));
  }
  return account.user;
}
