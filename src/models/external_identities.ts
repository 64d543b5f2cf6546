/** Who a user is to the providers that they sign in with. */
import { createHash } from "node:crypto";
import type { Database } from "../db/connection.ts";
import { violates } from "../db/database_errors.ts";
import { queueMail } from "./mails.ts";
import { type Account, findUserById, insertUser, isEmailTaken, type NewUser } from "./users.ts";

export interface ExternalIdentity {
  issuer: string;
  subject: string;
  /** As the provider says; null: it does not. */
  email: string | null;
}

export interface LinkedIdentity extends ExternalIdentity {
  /** Names it in a form. */
  id: string;
  createdAt: Date;
  lastUsedAt: Date;
}

/** The account that an identity is connected to, which is noted as used. */
export async function findLinkedAccount(
  database: Database,
  { issuer, subject }: ExternalIdentity,
  now: Date,
): Promise<Account | null> {
  const [row] = await database.write<{ user_id: string }>(
    `update external_identities set last_used_at = $3 where issuer = $1 and subject = $2
     returning user_id`,
    [issuer, subject, now],
  );
  return row === undefined ? null : await findUserById(database, row.user_id);
}

/** Of one user, in the order in which they were connected. */
export async function listIdentities(
  database: Database,
  userId: string,
): Promise<LinkedIdentity[]> {
  const rows: Omit<LinkedIdentity, "id">[] = await database
    .knex("external_identities")
    .where({ user_id: userId })
    .orderBy(["created_at", "issuer", "subject"])
    .select("issuer", "subject", "email")
    .select("created_at as createdAt", "last_used_at as lastUsedAt");
  return rows.map((row) => ({ ...row, id: idOf(row) }));
}

interface Link {
  identity: ExternalIdentity;
  /** As the mail names it. */
  provider: string;
  now: Date;
}

/**
 * Connects an identity to an account whose owner has proved to be the one, and tells them by mail.
 * @returns own: it was connected to this account before; other: to another one, which is not changed.
 */
export async function linkIdentity(
  database: Database,
  user: { id: string; email: string },
  { identity: { issuer, subject, email }, provider, now }: Link,
): Promise<"linked" | "own" | "other"> {
  return await database.transaction(async (trx) => {
    const row = { issuer, subject, email, user_id: user.id, created_at: now, last_used_at: now };
    const added = await trx("external_identities")
      .insert(row)
      .onConflict(["issuer", "subject"])
      .ignore()
      .returning("user_id");
    if (added.length === 0) {
      const taken = await trx("external_identities").where({ issuer, subject }).first("user_id");
      return taken?.user_id === user.id ? "own" : "other";
    }
    const mail = { kind: "provider-linked", recipient: user.email, userId: user.id } as const;
    await queueMail(trx, { ...mail, params: { provider } }, now);
    return "linked";
  });
}

/**
 * Disconnects an identity, unless nothing else opens the account.
 * @param isOffered whether one can sign in with an identity: the host may have removed its provider.
 */
export async function unlinkIdentity(
  database: Database,
  { userId, id }: { userId: string; id: string },
  isOffered: (identity: ExternalIdentity) => boolean,
): Promise<"unlinked" | "none" | "only"> {
  return await database.transaction(async (trx) => {
    // Of two at the same time, the second sees what the first has left.
    const owner = await trx("users").where({ id: userId }).forUpdate().first("password_hash");
    const rows: ExternalIdentity[] = await trx("external_identities")
      .where({ user_id: userId })
      .select("issuer", "subject", "email");
    const gone = rows.find((row) => idOf(row) === id);
    if (gone === undefined) return "none";
    const isLeft = rows.some((row) => row !== gone && isOffered(row));
    if (!isLeft && owner?.password_hash == null) return "only";
    const { issuer, subject } = gone;
    await trx("external_identities").where({ issuer, subject, user_id: userId }).delete();
    return "unlinked";
  });
}

/**
 * Creates an account for an identity, connected to it, in one transaction.
 * @returns null: the address, or the identity, has an account.
 */
export async function createLinkedAccount(
  database: Database,
  { identity, account }: { identity: ExternalIdentity; account: NewUser },
  now: Date,
) {
  const { issuer, subject, email } = identity;
  try {
    return await database.transaction(async (trx) => {
      const user = await insertUser(trx, account, now);
      const times = { created_at: now, last_used_at: now };
      await trx("external_identities").insert({
        ...times,
        issuer,
        subject,
        email,
        user_id: user.id,
      });
      return user;
    });
  } catch (error) {
    if (isEmailTaken(error) || violates(error, "external_identities_pkey")) return null;
    throw error;
  }
}

function idOf({ issuer, subject }: Pick<ExternalIdentity, "issuer" | "subject">): string {
  return createHash("sha256")
    .update(JSON.stringify([issuer, subject]))
    .digest("base64url");
}
