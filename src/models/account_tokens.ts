/**
 * One-use links: of mails, and of the host's commands. A token is bound to its kind, its user and the
 * exact address that it was made for; the database has only its hash.
 */
import { createHash, randomBytes, randomUUID } from "node:crypto";
import type { Knex } from "knex";

export type AccountTokenKind =
  | "reset"
  | "verify"
  | "email-change"
  | "email-undo"
  | "sign-up"
  | "invite";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** In milliseconds. */
export const TOKEN_LIFETIMES: Record<AccountTokenKind, number> = {
  reset: 30 * MINUTE,
  verify: DAY,
  "email-change": DAY,
  "email-undo": 7 * DAY,
  "sign-up": DAY,
  invite: 7 * DAY,
};

export interface AccountToken {
  id: string;
  kind: AccountTokenKind;
  /** null: there is no account yet. */
  userId: string | null;
  /** null: an invitation for anyone. */
  email: string | null;
  /** Of a sign-up that waits. */
  params: Record<string, unknown> | null;
  expiresAt: Date;
}

type NewAccountToken = Pick<AccountToken, "kind" | "userId" | "email"> &
  Partial<Pick<AccountToken, "params">>;

/** The connection, or the transaction of the change that a token belongs to. */
type Connection = Knex | Knex.Transaction;

const COLUMNS = {
  id: "id",
  kind: "kind",
  userId: "user_id",
  email: "email",
  params: "params",
  expiresAt: "expires_at",
};

/** @returns the token, 256 random bits in base64url, for its link; it can never be read again. */
export async function createAccountToken(
  knex: Connection,
  { kind, userId, email, params = null }: NewAccountToken,
  now: Date,
): Promise<string> {
  const token = randomBytes(32).toString("base64url");
  await knex("account_tokens").insert({
    id: randomUUID(),
    kind,
    token_hash: hashOf(token),
    user_id: userId,
    email,
    params: params === null ? null : JSON.stringify(params),
    created_at: now,
    expires_at: new Date(now.getTime() + TOKEN_LIFETIMES[kind]),
  });
  return token;
}

/** What a link is for, or was while it worked; null: it never was a link, or that is long ago. */
export async function findLinkKind(
  knex: Connection,
  token: string,
): Promise<AccountTokenKind | null> {
  const row = await knex("account_tokens")
    .where({ token_hash: hashOf(token) })
    .first<Pick<AccountToken, "kind"> | undefined>("kind");
  return row?.kind ?? null;
}

/** A token that can still be used; null: it was used, has expired, or never was one of these kinds. */
export async function findAccountToken(
  knex: Connection,
  kinds: readonly AccountTokenKind[],
  { token, now }: { token: string; now: Date },
): Promise<AccountToken | null> {
  const row = await usable(knex, kinds, { token, now }).first<AccountToken | undefined>(COLUMNS);
  return row ?? null;
}

/**
 * Uses a token up, once, whatever comes at the same time. Do it in the transaction of what it allows.
 * @returns null: it can no longer be used.
 */
export async function useAccountToken(
  knex: Connection,
  kinds: readonly AccountTokenKind[],
  { token, now }: { token: string; now: Date },
): Promise<AccountToken | null> {
  const [row] = await usable(knex, kinds, { token, now })
    .update({ used_at: now })
    .returning<AccountToken[]>(
      Object.entries(COLUMNS).map(([name, column]) => knex.ref(column).as(name)) as never,
    );
  return row ?? null;
}

/** Makes the other tokens of these kinds useless, such as earlier links after a new password. */
export async function voidAccountTokens(
  knex: Connection,
  userId: string,
  { kinds, now }: { kinds: readonly AccountTokenKind[]; now: Date },
): Promise<void> {
  await knex("account_tokens")
    .where({ user_id: userId, used_at: null })
    .whereIn("kind", kinds)
    .update({ used_at: now });
}

/** Deletes the tokens that expired a day ago. */
export async function deleteOldAccountTokens(knex: Connection, now: Date): Promise<void> {
  await knex("account_tokens")
    .where("expires_at", "<", new Date(now.getTime() - DAY))
    .delete();
}

function usable(
  knex: Connection,
  kinds: readonly AccountTokenKind[],
  { token, now }: { token: string; now: Date },
): Knex.QueryBuilder {
  return knex("account_tokens")
    .where({ token_hash: hashOf(token), used_at: null })
    .whereIn("kind", kinds)
    .where("expires_at", ">", now);
}

function hashOf(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}
