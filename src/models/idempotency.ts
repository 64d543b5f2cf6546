/** The keys by which a program asks again for what it may have got already, and the answers kept for it. */
import type { Database } from "../db/connection.ts";
import { violates } from "../db/database_errors.ts";
import type { IdempotencyKeyRow } from "../db/idempotency_keys.ts";
import { UserScope } from "../db/scope.ts";

/** In milliseconds: how long an answer is kept. */
export const ANSWERS_KEPT = 24 * 60 * 60_000;

/** In milliseconds: whoever has not answered by then never will. */
const GIVEN_UP = 2 * 60_000;

/** At most so many users a round. */
const ROUND = 500;

export interface KeptAnswer {
  status: number;
  headers: Record<string, string>;
  /** JSON. */
  body: string;
}

export type Claim =
  /** The key is this request's: it is to be answered, and then kept or released. */
  | { claim: "taken" }
  | { claim: "answered"; answer: KeptAnswer }
  /** It was used for something else. */
  | { claim: "used" }
  /** The same request is being answered just now. */
  | { claim: "busy" };

/** Takes a key for a request; of two at once one gets it. */
export async function claimKey(
  scope: UserScope,
  { key, fingerprint }: { key: string; fingerprint: string },
  now: Date,
): Promise<Claim> {
  if (await takeKey(scope, key, fingerprint, now)) return { claim: "taken" };
  const row = await scope.idempotencyKeys.find(key);
  if (row === null || isOver(row, now)) {
    if (row !== null) await dropOver(scope, row);
    return (await takeKey(scope, key, fingerprint, now)) ? { claim: "taken" } : { claim: "busy" };
  }
  if (row.fingerprint !== fingerprint) return { claim: "used" };
  const { status, headers, body } = row;
  if (status === null || headers === null || body === null) return { claim: "busy" };
  return { claim: "answered", answer: { status, headers, body } };
}

export async function keepAnswer(scope: UserScope, key: string, answer: KeptAnswer): Promise<void> {
  await scope.idempotencyKeys.update(key, answer);
}

/** Gives a key back whose request was not answered: it may be asked again. */
export async function releaseKey(scope: UserScope, key: string): Promise<void> {
  await scope.idempotencyKeys.remove((rows) => void rows.where({ key }).whereNull("status"));
}

/** One round of clearing away, for everybody whose time has come. */
export async function deleteOldIdempotencyKeys(database: Database, now: Date): Promise<void> {
  const { knex } = database;
  const due = knex("users").where("keys_sweep_at", "<=", now).limit(ROUND).forUpdate().skipLocked();
  const users = await knex("users")
    .whereIn("id", due.select("id"))
    .update({ keys_sweep_at: null })
    .returning<{ id: string }[]>("id");
  const before = new Date(now.getTime() - ANSWERS_KEPT);
  for (const { id } of users) {
    const keys = new UserScope(database, id).idempotencyKeys;
    await keys.remove((rows) => void rows.where("created_at", "<=", before));
    if (await keys.isEmpty()) continue;
    await knex("users")
      .where({ id })
      .update({ keys_sweep_at: sweepAfter(now) });
  }
}

async function takeKey(
  scope: UserScope,
  key: string,
  fingerprint: string,
  now: Date,
): Promise<boolean> {
  try {
    await scope.idempotencyKeys.insert({ key, fingerprint, created_at: now }, sweepAfter(now));
    return true;
  } catch (error) {
    if (violates(error, "idempotency_keys_pkey")) return false;
    throw error;
  }
}

function isOver({ status, created_at: createdAt }: IdempotencyKeyRow, now: Date): boolean {
  const age = now.getTime() - createdAt.getTime();
  return age >= (status === null ? GIVEN_UP : ANSWERS_KEPT);
}

/** Just the row that was seen: not the one that another request may have put in its place. */
async function dropOver(scope: UserScope, row: IdempotencyKeyRow): Promise<void> {
  const { key, created_at } = row;
  await scope.idempotencyKeys.remove((rows) => void rows.where({ key, created_at }));
}

function sweepAfter(now: Date): Date {
  return new Date(now.getTime() + ANSWERS_KEPT);
}
