/** What the user of an account changes about the account itself: the name and the password. */
import type { Knex } from "knex";
import type { Database } from "../db/connection.ts";
import type { Requested } from "../db/journal.ts";
import { claimKey } from "../db/kept_replies.ts";
import { TOKEN_LIFETIMES, voidAccountTokens } from "./account_tokens.ts";
import { type Client, revokeAllSessions, revokeAuthSession } from "./auth_sessions.ts";
import { distrustBrowsers } from "./browsers.ts";
import { queueMail } from "./mails.ts";
import { addSecurityEvent } from "./security_events.ts";
import type { PasswordHash } from "./users.ts";

/** In milliseconds: how long a new address waits for its link, which is made when its mail is sent. */
const PENDING_LIFETIME = 2 * TOKEN_LIFETIMES["email-change"];

/** What the settings of an account show beside the user. */
export interface AccountDetails {
  createdAt: Date;
  /** null: the address has not been verified. */
  emailVerifiedAt: Date | null;
  /** When the last link to verify it was made; null: none is kept, since it is old or none was. */
  linkSentAt: Date | null;
  /** The new address that waits for its link. */
  pendingEmail: string | null;
  hasPassword: boolean;
}

export async function findAccountDetails(
  database: Database,
  userId: string,
  now: Date,
): Promise<AccountDetails> {
  const [row] = await database.read<AccountDetails & Record<string, unknown>>(
    `select created_at as "createdAt", email_verified_at as "emailVerifiedAt",
       password_hash is not null as "hasPassword",
       case when pending_email_at > $2 then pending_email end as "pendingEmail",
       (select max(t.created_at) from account_tokens t
        where t.user_id = u.id and t.kind = 'verify' and t.email = u.email) as "linkSentAt"
     from users u where id = $1`,
    [userId, pendingSince(now)],
  );
  if (row === undefined) throw new Error("There is no such user");
  return row;
}

/** A new address that was asked for before this no longer waits. */
export function pendingSince(now: Date): Date {
  return new Date(now.getTime() - PENDING_LIFETIME);
}

/** Who asks for a change, from where, by which form. */
export interface Asked extends Requested {
  userId: string;
  client: Client;
  now: Date;
}

/**
 * A request that was made before under its key changes nothing, as long as replies are kept.
 * @returns whether the name was another one.
 */
export async function changeName(database: Database, name: string, asked: Asked): Promise<boolean> {
  const { userId, client, now } = asked;
  const isChanged = await onceFor(database, asked, async (trx) => {
    const changed = await trx("users")
      .where({ id: userId })
      .whereNot({ name })
      .update({ name, updated_at: now });
    if (changed > 0) await addSecurityEvent(trx, { userId, kind: "name-changed", client }, now);
    return changed > 0;
  });
  return isChanged ?? false;
}

/**
 * Does the work in a transaction, once for each request key.
 * @returns what `work` returns; null: it was done before.
 */
export async function onceFor<T>(
  database: Database,
  { userId, requestKey = null, now }: Asked,
  work: (trx: Knex.Transaction) => Promise<T>,
): Promise<T | null> {
  return await database.transaction(async (trx) => {
    if (requestKey !== null) {
      const key = `account ${requestKey.key}`;
      if (!(await claimKey(trx, userId, { key, now }))) return null;
    }
    return await work(trx);
  });
}

interface PasswordChange {
  userId: string;
  /** The hash that the current password was compared with; null: there is none. */
  old: PasswordHash | null;
  password: PasswordHash;
  /** The id of the sign-in that asks. */
  sessionId: string;
  keepsOthers: boolean;
  client: Client;
}

/**
 * Changes the password. Unless they are kept, all sign-ins and tokens end: also the one that asks, which is
 * replaced by a new one.
 * @returns false: the password has been changed meanwhile, and nothing was done.
 */
export async function changePassword(
  database: Database,
  { userId, old, password, sessionId, keepsOthers, client }: PasswordChange,
  now: Date,
): Promise<boolean> {
  return await database.transaction(async (trx) => {
    const email = await setPassword(trx, { userId, old, password }, now);
    if (email === null) return false;
    await distrustBrowsers(trx, userId, { except: sessionId });
    if (keepsOthers) await revokeAuthSession({ knex: trx }, sessionId, now);
    else await revokeAllSessions(trx, userId, { now });
    const params = { keptOthers: keepsOthers };
    await addSecurityEvent(trx, { userId, kind: "password-changed", params, client }, now);
    await queueMail(
      trx,
      {
        kind: "password-changed",
        recipient: email,
        userId,
        params: {
          userAgent: client.userAgent.slice(0, 400),
          address: client.address,
          at: now.toISOString(),
        },
      },
      now,
    );
    return true;
  });
}

/**
 * Writes a new password. The links to a new password and to a new address, which somebody else may have
 * asked for, no longer work.
 * @param old unless this is the password, nothing is written; undefined: whatever it is.
 * @returns the address of the account; null: nothing was written.
 */
export async function setPassword(
  trx: Knex.Transaction,
  { userId, old, password }: { userId: string; old?: PasswordHash | null; password: PasswordHash },
  now: Date,
): Promise<string | null> {
  const matching = old === undefined ? {} : { password_hash: old?.hash ?? null };
  const [row]: { email: string }[] = await trx("users")
    .where({ id: userId, ...matching })
    .update({
      password_hash: password.hash,
      password_scheme: password.scheme,
      password_changed_at: now,
      ...{ pending_email: null, pending_email_at: null },
      updated_at: now,
    })
    .returning("email");
  if (row === undefined) return null;
  await voidAccountTokens(trx, userId, { kinds: ["reset", "email-change"], now });
  return row.email;
}
