/** New passwords by the link of a mail, or of the host. */
import type { Knex } from "knex";
import type { Database } from "../db/connection.ts";
import { findAccountToken, useAccountToken, voidAccountTokens } from "./account_tokens.ts";
import { setPassword } from "./accounts.ts";
import { type Client, revokeAllSessions } from "./auth_sessions.ts";
import { distrustBrowsers } from "./browsers.ts";
import { queueMail } from "./mails.ts";
import { addSecurityEvent } from "./security_events.ts";
import { findUserById, isClosed, type PasswordHash, type User } from "./users.ts";

interface Link {
  token: string;
  now: Date;
}

/**
 * Whose password a link can set.
 * @returns null: it was used, has expired, or never was one; or the account has another address now, or is
 *   closed.
 */
export async function findReset(database: Database, link: Link): Promise<User | null> {
  const token = await findAccountToken(database.knex, ["reset"], link);
  const account = token?.userId == null ? null : await findUserById(database, token.userId);
  if (account === null || isClosed(account, link.now)) return null;
  return account.user.email === token?.email ? account.user : null;
}

interface NewPassword extends Link {
  user: User;
  password: PasswordHash;
  client: Client;
}

/**
 * Uses a link up and sets the password of its account. Whoever was signed in is signed out, on every browser
 * and program, and no browser is trusted any longer. The second factor stays. The mail has proved the address.
 * @param change.user of `findReset`.
 * @returns false: the link can no longer be used, and nothing has changed.
 */
export async function resetPassword(database: Database, change: NewPassword): Promise<boolean> {
  const { token, user, password, client, now } = change;
  return await database.transaction(async (trx) => {
    // Locked first, as by every other change of an account: in another order two would wait for each other.
    if (!(await isUnchanged(trx, user))) return false;
    if ((await useAccountToken(trx, ["reset"], { token, now })) === null) return false;
    await setPassword(trx, { userId: user.id, password }, now);
    const verified = trx.raw("coalesce(email_verified_at, ?)", [now]);
    await trx("users").where({ id: user.id }).update({ email_verified_at: verified });
    await voidAccountTokens(trx, user.id, { kinds: ["verify"], now });
    await revokeAllSessions(trx, user.id, { now });
    await distrustBrowsers(trx, user.id);
    await addSecurityEvent(trx, { userId: user.id, kind: "password-reset", client }, now);
    const notice = { recipient: user.email, userId: user.id, params: { by: "reset" } } as const;
    await queueMail(trx, { kind: "password-changed", ...notice }, now);
    return true;
  });
}

/** Locks the account. @returns false: it has another address meanwhile, or is disabled. */
async function isUnchanged(trx: Knex.Transaction, { id, email }: User): Promise<boolean> {
  const row = await trx("users")
    .where({ id, email, disabled_at: null })
    .forNoKeyUpdate()
    .first("id");
  return row !== undefined;
}
