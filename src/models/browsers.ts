/**
 * The browsers that an account has signed in from, recognised by a cookie. Programs have none: all those of
 * one network are one of these.
 */
import { createHash, randomUUID } from "node:crypto";
import type { Knex } from "knex";
import type { Database } from "../db/connection.ts";
import { type Client, clientColumns } from "./auth_sessions.ts";

/** In milliseconds: how long a browser that is not used is recognised. */
const KEPT = 400 * 86_400_000;

export interface KnownBrowser {
  id: string;
  /** Until then it is not asked for a second factor. */
  trustedUntil: Date | null;
}

export interface TrustedBrowser {
  id: string;
  userAgent: string;
  trustedUntil: Date;
}

/** A browser of an account, as it was just seen. */
export interface SeenBrowser {
  id: string;
  /** It has not signed in to this account before, and another one has. */
  isNew: boolean;
  /** Nor has any from its network. */
  isNewNetwork: boolean;
}

interface Sighting {
  userId: string;
  /** The value of its cookie; null: it is a program. */
  secret: string | null;
  client: Client;
  network: string;
  now: Date;
}

/** The browser of a cookie, if it has signed in to the account before. */
export async function findBrowser(
  database: Database,
  { userId, secret }: { userId: string; secret: string | undefined },
): Promise<KnownBrowser | null> {
  if (secret === undefined) return null;
  const [row] = await database.read<KnownBrowser & Record<string, unknown>>(
    `select id, trusted_until as "trustedUntil" from browsers where user_id = $1 and secret_hash = $2`,
    [userId, hashOf(secret)],
  );
  return row ?? null;
}

/** Whether a browser has signed in to the account of this address before; the same work for any address. */
export async function isKnownBrowser(
  database: Database,
  email: string,
  secret: string | undefined,
): Promise<boolean> {
  const rows = await database.read(
    `select 1 from browsers join users on users.id = browsers.user_id
     where users.email = $1 and browsers.secret_hash = $2`,
    [email, secret === undefined ? null : hashOf(secret)],
  );
  return rows.length > 0;
}

/** Records that the browser has signed in to the account, for the first time or again. */
export async function rememberBrowser(
  knex: Knex | Knex.Transaction,
  { userId, secret, client, network, now }: Sighting,
): Promise<SeenBrowser> {
  const known = await knex("browsers")
    .where({ user_id: userId })
    .select<{ isSameNetwork: boolean }[]>(knex.raw(`network = ? as "isSameNetwork"`, [network]))
    .groupBy("isSameNetwork");
  // No cookie has this form.
  const secretHash = hashOf(secret ?? `program ${network}`);
  const seen = { last_seen_at: now, network, ...clientColumns(client) };
  const [row] = await knex("browsers")
    .insert({
      id: randomUUID(),
      user_id: userId,
      secret_hash: secretHash,
      created_at: now,
      ...seen,
    })
    .onConflict(["user_id", "secret_hash"])
    .merge(Object.keys(seen))
    // A row that was updated has the transaction that did it there.
    .returning(["id", knex.raw(`xmax = 0 as "isInserted"`)]);
  const isNew = row.isInserted && known.length > 0;
  const isNewNetwork = isNew && !known.some(({ isSameNetwork }) => isSameNetwork);
  return { id: row.id, isNew, isNewNetwork };
}

/**
 * Forgets a browser: its next sign-in is that of a new one. What it has signed in to is not ended by that.
 * @param trx the transaction that ends it.
 */
export async function forgetBrowser(
  trx: Knex.Transaction,
  { userId, id }: { userId: string; id: string },
): Promise<void> {
  await trx("auth_sessions")
    .where({ user_id: userId, browser_id: id })
    .update({ browser_id: null });
  await trx("browsers").where({ user_id: userId, id }).delete();
}

/**
 * Has every browser of an account asked for the second factor again, in the transaction of the change that
 * is the reason.
 * @param except the id of a sign-in, whose browser stays trusted.
 */
export async function distrustBrowsers(
  knex: Knex | Knex.Transaction,
  userId: string,
  { except = null }: { except?: string | null } = {},
): Promise<void> {
  await knex("browsers")
    .where({ user_id: userId })
    .whereNotNull("trusted_until")
    .whereRaw("id is distinct from (select browser_id from auth_sessions where id = ?::uuid)", [
      except,
    ])
    .update({ trusted_until: null });
}

/**
 * Has a browser of an account not asked for the second factor until then.
 * @param to the new value of its cookie, unknown to anyone before: what it was until now may have been
 *   planted. The browser's other accounts know it by the new one too.
 */
export async function trustBrowser(
  trx: Knex.Transaction,
  { userId, browserId }: { userId: string; browserId: string },
  { from, to, until }: { from: string; to: string; until: Date },
): Promise<void> {
  await trx.raw(
    `update browsers set secret_hash = :to,
       trusted_until = case when user_id = :userId and id = :browserId then :until else trusted_until end
     where secret_hash = :from or (user_id = :userId and id = :browserId)`,
    { userId, browserId, from: hashOf(from), to: hashOf(to), until },
  );
}

/** Has a browser of an account asked for the second factor again. */
export async function endTrust(
  database: Database,
  userId: string,
  browserId: string,
): Promise<void> {
  const browser = { user_id: userId, id: browserId };
  await database.knex("browsers").where(browser).update({ trusted_until: null });
}

/** The browsers of an account that are not asked for the second factor, the latest first. */
export async function trustedBrowsers(
  database: Database,
  userId: string,
  now: Date,
): Promise<TrustedBrowser[]> {
  return await database.read<TrustedBrowser & Record<string, unknown>>(
    `select id, user_agent as "userAgent", trusted_until as "trustedUntil" from browsers
     where user_id = $1 and trusted_until > $2 order by trusted_until desc, id`,
    [userId, now],
  );
}

/** Deletes the browsers that have not been seen for over a year. */
export async function deleteOldBrowsers(database: Database, now: Date): Promise<void> {
  await database
    .knex("browsers")
    .where("last_seen_at", "<", new Date(now.getTime() - KEPT))
    .delete();
}

function hashOf(secret: string): Buffer {
  return createHash("sha256").update(secret).digest();
}
