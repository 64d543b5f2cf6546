/** Signing up and signing in by address and password, for pages and the API alike. */
import type { Database } from "../db/connection.ts";
import type { SigninInput } from "../forms/signin.ts";
import type { SignupInput } from "../forms/signup.ts";
import { createUser, findUserByEmail, type User, upgradePassword } from "../models/users.ts";
import type { Passwords } from "./passwords.ts";
import type { Throttling } from "./throttling.ts";

export interface CredentialParts {
  database: Database;
  passwords: Passwords;
  throttling: Throttling;
  clock: () => Date;
}

/**
 * @returns the new account, or null when its address is taken.
 * @throws TooManyRequests, Unavailable
 */
export async function registerAccount(
  parts: CredentialParts,
  input: SignupInput,
  address: string,
): Promise<User | null> {
  await parts.throttling.countSignUp(address);
  const password = await parts.passwords.hash(input.password);
  return createUser(
    parts.database,
    { email: input.email, name: input.name, password },
    parts.clock(),
  );
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
