/** Signing up and signing in by email address and password, for pages and the API. */
import type { Database } from "../db/connection.ts";
import type { SigninInput } from "../forms/signin.ts";
import type { SignupInput } from "../forms/signup.ts";
import { createUser, findUserByEmail, type User, upgradePassword } from "../models/users.ts";
import type { Passwords } from "./passwords.ts";
import type { Throttling } from "./throttling.ts";

interface CredentialParts {
  database: Database;
  passwords: Passwords;
  throttling: Throttling;
  clock: () => Date;
}

/**
 * @param requestKey identifies the form: posted twice, it returns the account that it created.
 * @returns the account, or null when the email address is taken.
 * @throws TooManyRequests, Unavailable
 */
export async function registerAccount(
  parts: CredentialParts,
  input: SignupInput,
  requestKey: string | null,
  address: string,
): Promise<User | null> {
  const { database, passwords, throttling, clock } = parts;
  await throttling.countSignUp(address);
  const { email, name, timeZone = null } = input;
  const password = await passwords.hash(input.password);
  const account = { email, name, password, timeZone, requestKey };
  const user = await createUser(database, account, clock());
  if (user !== null || requestKey === null) return user;
  const made = await findUserByEmail(database, email);
  if (made === null || made.requestKey !== requestKey) return null;
  return (await passwords.verify(input.password, made.password)) ? made.user : null;
}

/**
 * @returns the account, or null: an unknown address and a wrong password take the same time.
 * @throws TooManyRequests, Unavailable
 */
export async function checkCredentials(
  parts: CredentialParts,
  { email, password }: SigninInput,
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
