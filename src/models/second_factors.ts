/** The second factor of an account: an authenticator app's key, and recovery codes. */
import type { Knex } from "knex";
import type { Database } from "../db/connection.ts";
import { distrustBrowsers } from "./browsers.ts";

export interface SecondFactor {
  /** The app's key, encrypted: see auth/second_factors.ts. */
  sealedKey: Buffer;
  onSince: Date;
  /** bcrypt's, under which all recovery codes of the account are hashed. */
  codesSalt: string;
  codesMadeAt: Date;
  codesLeft: number;
  /** null: none was used yet. */
  codeUsedAt: Date | null;
}

/** The recovery codes of an account, hashed. */
export interface HashedCodes {
  salt: string;
  hashes: readonly string[];
}

/** Whether a code is asked for at sign-in. */
export async function hasSecondFactor(database: Database, userId: string): Promise<boolean> {
  const rows = await database.read("select 1 from second_factors where user_id = $1", [userId]);
  return rows.length > 0;
}

/** null: it is off. */
export async function findSecondFactor(
  database: Database,
  userId: string,
): Promise<SecondFactor | null> {
  const [row] = await database.read<SecondFactor & Record<string, unknown>>(
    `select sealed_key as "sealedKey", on_since as "onSince", codes_salt as "codesSalt",
       codes_made_at as "codesMadeAt", codes."codesLeft", codes."codeUsedAt"
     from second_factors,
       lateral (select (count(*) filter (where used_at is null))::int as "codesLeft",
           max(used_at) as "codeUsedAt"
         from recovery_codes where user_id = second_factors.user_id) as codes
     where user_id = $1`,
    [userId],
  );
  return row ?? null;
}

/**
 * Turns the second factor on, in a transaction.
 * @param step of the code that proved that the app has the key: it is not accepted again.
 * @returns false: it is on already.
 */
export async function addSecondFactor(
  trx: Knex.Transaction,
  userId: string,
  {
    sealedKey,
    step,
    codes,
    now,
  }: { sealedKey: Buffer; step: number; codes: HashedCodes; now: Date },
): Promise<boolean> {
  const added = await trx("second_factors")
    .insert({
      user_id: userId,
      sealed_key: sealedKey,
      on_since: now,
      last_step: step,
      codes_salt: codes.salt,
      codes_made_at: now,
    })
    .onConflict("user_id")
    .ignore()
    .returning("user_id");
  if (added.length === 0) return false;
  await insertCodes(trx, userId, codes);
  return true;
}

/**
 * Replaces the recovery codes, used or not, in a transaction.
 * @param madeAt when the ones were made that are replaced; null: whichever there are.
 * @returns false: the second factor is off, or has other codes by now.
 */
export async function replaceRecoveryCodes(
  trx: Knex.Transaction,
  userId: string,
  { madeAt, codes, now }: { madeAt: Date | null; codes: HashedCodes; now: Date },
): Promise<boolean> {
  const updated = await trx("second_factors")
    .where({ user_id: userId, ...(madeAt !== null && { codes_made_at: madeAt }) })
    .update({ codes_salt: codes.salt, codes_made_at: now });
  if (updated === 0) return false;
  await trx("recovery_codes").where({ user_id: userId }).delete();
  await insertCodes(trx, userId, codes);
  return true;
}

/**
 * Turns it off, in a transaction. No browser stays trusted: that would go on when it is turned on again.
 * @returns whether it was on.
 */
export async function removeSecondFactor(trx: Knex.Transaction, userId: string): Promise<boolean> {
  const removed = await trx("second_factors").where({ user_id: userId }).delete();
  await distrustBrowsers(trx, userId);
  return removed > 0;
}

/**
 * Uses up the code of a step, and so those of all steps before it: once, whatever comes at the same time.
 * @param onSince of the second factor whose key the code is of.
 * @returns false: it was used already.
 */
export async function useStep(
  database: Database,
  userId: string,
  { step, onSince }: { step: number; onSince: Date },
): Promise<boolean> {
  const rows = await database.write(
    `update second_factors set last_step = $2
     where user_id = $1 and last_step < $2 and on_since = $3 returning user_id`,
    [userId, step, onSince],
  );
  return rows.length > 0;
}

/**
 * Uses up a recovery code, once, whatever comes at the same time.
 * @returns how many are left; null: it is none of the account's, or was used already.
 */
export async function useRecoveryCode(
  database: Database,
  userId: string,
  { hash, now }: { hash: string; now: Date },
): Promise<number | null> {
  const [row] = await database.write<{ left: number }>(
    `with used as (
       update recovery_codes set used_at = $3
       where user_id = $1 and code_hash = $2 and used_at is null returning code_hash)
     select (select count(*) from recovery_codes as other
         where other.user_id = $1 and other.used_at is null and other.code_hash <> $2)::int as left
     from used`,
    [userId, hash, now],
  );
  return row?.left ?? null;
}

/**
 * Sealed keys by user, at most `limit` after one of them, that an older secret has sealed.
 * @param keyId of the current key, the first bytes of what it has sealed.
 */
export async function findOldSealedKeys(
  database: Database,
  keyId: string,
  { after, limit }: { after: string | null; limit: number },
): Promise<{ userId: string; sealedKey: Buffer }[]> {
  return await database.read(
    `select user_id as "userId", sealed_key as "sealedKey" from second_factors
     where substring(sealed_key from 1 for octet_length($1::bytea)) <> $1::bytea
       and ($2::uuid is null or user_id > $2) order by user_id limit $3`,
    [Buffer.from(keyId, "latin1"), after, limit],
  );
}

/** Replaces a sealed key by the same one sealed anew, unless it has changed meanwhile. */
export async function replaceSealedKey(
  database: Database,
  userId: string,
  { old, sealedKey }: { old: Buffer; sealedKey: Buffer },
): Promise<void> {
  await database
    .knex("second_factors")
    .where({ user_id: userId, sealed_key: old })
    .update({ sealed_key: sealedKey });
}

async function insertCodes(
  trx: Knex.Transaction,
  userId: string,
  { hashes }: HashedCodes,
): Promise<void> {
  const rows = hashes.map((hash) => ({ user_id: userId, code_hash: hash }));
  await trx("recovery_codes").insert(rows);
}
