/**
 * Accounts that are made by a link: a sign-up that waits until the link of a mail has proved its address, and
 * an invitation. Before that there is no row of the account.
 */
import type { DateFormat } from "../dates/date_format.ts";
import type { Database } from "../db/connection.ts";
import {
  type AccountToken,
  createAccountToken,
  findAccountToken,
  useAccountToken,
} from "./account_tokens.ts";
import { queueMail } from "./mails.ts";
import { insertUser, isEmailTaken, type NewUser, type PasswordHash, type User } from "./users.ts";

interface Link {
  token: string;
  now: Date;
}

/** An account; or why there is none: the link can no longer be used, or the address has an account. */
export type CreatedByLink = { ok: true; user: User } | { ok: false; reason: "used" | "taken" };

/** What a sign-up is kept as, in its mail and then in its token. */
type WaitingSignUp = {
  name: string;
  email: string;
  password_hash: string;
  password_scheme: number;
  time_zone: string | null;
  date_format: DateFormat | null;
};

/** Whether the address has an account is not looked up: the worker does, when it sends the mail. */
export async function queueSignUp(
  database: Database,
  input: NewUser & { password: PasswordHash },
  now: Date,
): Promise<void> {
  const { name, email, password, timeZone = null, dateFormat = null } = input;
  const params: WaitingSignUp = {
    name,
    email,
    password_hash: password.hash,
    password_scheme: password.scheme,
    time_zone: timeZone,
    date_format: dateFormat,
  };
  await queueMail(database.knex, { kind: "sign-up", recipient: email, userId: null, params }, now);
}

/** Uses the link of a sign-up up, and creates its account. */
export async function confirmSignUp(database: Database, link: Link): Promise<CreatedByLink> {
  return await createByLink(database, { kind: "sign-up", ...link }, ({ params }) => {
    const waiting = params as WaitingSignUp;
    const { name, email, time_zone: timeZone, date_format: dateFormat } = waiting;
    const password = { hash: waiting.password_hash, scheme: waiting.password_scheme };
    return { name, email, password, timeZone, dateFormat, emailVerifiedAt: link.now };
  });
}

/**
 * An invitation for one account, whoever can sign up otherwise.
 * @param invitation.email the only address that it is for; null: any.
 * @returns the token of its link, which can never be read again.
 */
export async function createInvitation(
  { knex }: Database,
  { email, now }: { email: string | null; now: Date },
): Promise<string> {
  return await createAccountToken(knex, { kind: "invite", userId: null, email }, now);
}

/** @returns null: it can no longer be used. */
export async function findInvitation(
  { knex }: Database,
  link: Link,
): Promise<Pick<AccountToken, "email" | "expiresAt"> | null> {
  return await findAccountToken(knex, ["invite"], link);
}

/** Uses an invitation up, and creates the account; an address that it was made for is proved. */
export async function acceptInvitation(
  database: Database,
  link: Link,
  account: NewUser,
): Promise<CreatedByLink> {
  return await createByLink(database, { kind: "invite", ...link }, ({ email }) =>
    email === null ? account : { ...account, email, emailVerifiedAt: link.now },
  );
}

/** The unique index decides who gets an address; where it is taken, the link can still be used. */
async function createByLink(
  database: Database,
  { kind, token, now }: Link & { kind: "sign-up" | "invite" },
  accountOf: (token: AccountToken) => NewUser,
): Promise<CreatedByLink> {
  try {
    return await database.transaction(async (trx) => {
      const used = await useAccountToken(trx, [kind], { token, now });
      if (used === null) return { ok: false, reason: "used" } as const;
      return { ok: true, user: await insertUser(trx, accountOf(used), now) } as const;
    });
  } catch (error) {
    if (isEmailTaken(error)) return { ok: false, reason: "taken" };
    throw error;
  }
}
