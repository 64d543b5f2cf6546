/** What a host does with accounts by command. Nothing here reads what anybody has written. */
import type { Database, Row } from "../db/connection.ts";
import { createAccountToken } from "./account_tokens.ts";
import { revokeAllSessions } from "./auth_sessions.ts";
import { distrustBrowsers } from "./browsers.ts";
import { queueMail } from "./mails.ts";
import { removeSecondFactor } from "./second_factors.ts";
import { addSecurityEvent, type SecurityEventKind } from "./security_events.ts";

export interface AccountSummary {
  id: string;
  email: string;
  name: string;
  createdAt: Date;
  /** null: never since their sign-ins were deleted, a month after they had expired. */
  lastSeenAt: Date | null;
  isVerified: boolean;
  isDisabled: boolean;
  hasSecondFactor: boolean;
  deletionAt: Date | null;
  /** Sign-ins and tokens that are live. */
  sessions: number;
}

/** By the host: neither a browser nor a network address. */
const HOST = { userAgent: "", address: "" };

/** @param email of one account; null: all, the oldest first. */
export async function listAccounts(
  database: Database,
  { email, now }: { email: string | null; now: Date },
): Promise<AccountSummary[]> {
  return await database.read<AccountSummary & Row>(
    `select u.id, u.email, u.name, u.created_at as "createdAt",
       (select max(s.last_seen_at) from auth_sessions s where s.user_id = u.id) as "lastSeenAt",
       u.email_verified_at is not null as "isVerified", u.disabled_at is not null as "isDisabled",
       exists (select from second_factors f
               where f.user_id = u.id) as "hasSecondFactor",
       u.deletion_at as "deletionAt",
       (select count(*)::integer from auth_sessions s
        where s.user_id = u.id and s.revoked_at is null and s.idle_expires_at > $2) as sessions
     from users u where $1::text is null or u.email = $1
     order by u.created_at, u.id`,
    [email, now],
  );
}

/** Ends every sign-in and the trust in every browser, and lets nobody sign in until the account is enabled. */
export async function disableAccount(database: Database, userId: string, now: Date): Promise<void> {
  await database.transaction(async (trx) => {
    await trx("users").where({ id: userId, disabled_at: null }).update({ disabled_at: now });
    await revokeAllSessions(trx, userId, { now });
    await distrustBrowsers(trx, userId);
    await addSecurityEvent(trx, event(userId, "disabled"), now);
  });
}

export async function enableAccount(database: Database, userId: string, now: Date): Promise<void> {
  await database.transaction(async (trx) => {
    await trx("users").where({ id: userId }).update({ disabled_at: null });
    await addSecurityEvent(trx, event(userId, "enabled"), now);
  });
}

/** @returns the token of a link for a new password. */
export async function createResetToken(
  database: Database,
  { id: userId, email }: AccountSummary,
  now: Date,
): Promise<string> {
  return await database.transaction(async (trx) => {
    await addSecurityEvent(trx, event(userId, "reset-requested"), now);
    return await createAccountToken(trx, { kind: "reset", userId, email }, now);
  });
}

/** Turns the second factor off, and asks for no code until a new one is set up. @returns whether it was on. */
export async function resetSecondFactor(
  database: Database,
  { id: userId, email }: AccountSummary,
  now: Date,
): Promise<boolean> {
  return await database.transaction(async (trx) => {
    if (!(await removeSecondFactor(trx, userId))) return false;
    await addSecurityEvent(trx, event(userId, "second-factor-off"), now);
    const mail = { kind: "second-factor-changed", recipient: email, userId } as const;
    await queueMail(trx, { ...mail, params: { change: "host" } }, now);
    return true;
  });
}

/** Takes the address for verified, on the host's word. */
export async function verifyAddress(database: Database, userId: string, now: Date): Promise<void> {
  await database.transaction(async (trx) => {
    await trx("users")
      .where({ id: userId, email_verified_at: null })
      .update({ email_verified_at: now });
    await addSecurityEvent(trx, event(userId, "email-verified"), now);
  });
}

/** No browser is trusted any more, either. @param userId null: of everybody. @returns how many have ended that were live. */
export async function endSessions(
  database: Database,
  { userId, now }: { userId: string | null; now: Date },
): Promise<number> {
  return await database.transaction(async (trx) => {
    if (userId !== null) {
      const count = await revokeAllSessions(trx, userId, { now });
      await distrustBrowsers(trx, userId);
      await addSecurityEvent(trx, event(userId, "sessions-ended", { count }), now);
      return count;
    }
    await trx("browsers").whereNotNull("trusted_until").update({ trusted_until: null });
    return await trx("auth_sessions")
      .where({ revoked_at: null })
      .where("idle_expires_at", ">", now)
      .update({ revoked_at: now });
  });
}

function event(userId: string, kind: SecurityEventKind, params: Record<string, number> = {}) {
  return { userId, kind, params: { ...params, by: "host" }, client: HOST };
}
