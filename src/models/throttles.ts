/** Counters of attempts, in PostgreSQL, so that every process counts the same ones. */
import type { Database } from "../db/connection.ts";

export interface Limit {
  /** What is counted; holds no personal data. */
  key: string;
  /** How many are allowed within the window. */
  max: number;
  /** In milliseconds, from the first attempt. */
  window: number;
}

/**
 * Counts one attempt under every limit, in one atomic statement.
 * @returns null when all allow it, else in how many seconds to try again.
 */
export async function countAttempt(
  database: Database,
  limits: readonly Limit[],
  now: Date,
): Promise<number | null> {
  // In one order always: two processes that lock the same rows cannot wait for each other.
  const ordered = [...limits].sort((a, b) => (a.key < b.key ? -1 : 1));
  const { rows } = await database.knex.raw<{
    rows: { key: string; hits: number; resets_at: Date }[];
  }>(
    `insert into throttles as t (key, hits, resets_at)
     values ${ordered.map(() => "(?, 1, ?)").join(", ")}
     on conflict (key) do update set
       hits = case when t.resets_at <= ? then 1 else t.hits + 1 end,
       resets_at = case when t.resets_at <= ? then excluded.resets_at else t.resets_at end
     returning key, hits, resets_at`,
    [
      ...ordered.flatMap(({ key, window }) => [key, new Date(now.getTime() + window)]),
      ...[now, now],
    ],
  );
  const waits = rows
    .filter(({ key, hits }) => hits > (ordered.find((limit) => limit.key === key)?.max ?? 0))
    .map(({ resets_at }) => Math.ceil((resets_at.getTime() - now.getTime()) / 1000));
  return waits.length === 0 ? null : Math.max(1, ...waits);
}

/** Takes an attempt back that was no guess: a right password, say. */
export async function forgiveAttempt(database: Database, limits: readonly Limit[]): Promise<void> {
  const { knex } = database;
  const keys = limits.map(({ key }) => key);
  // Locked in the order of countAttempt: sign-ins of one account at once would deadlock otherwise.
  const locked = knex("throttles").whereIn("key", keys).orderByRaw(`key collate "C"`).forUpdate();
  await knex
    .with("locked", locked.select("key"))
    .from("throttles")
    .whereIn("key", knex("locked").select("key"))
    .where("hits", ">", 0)
    .decrement("hits", 1);
}

/** Sets counters back to nothing. */
export async function clearAttempts(database: Database, keys: readonly string[]): Promise<void> {
  await database.knex("throttles").whereIn("key", keys).delete();
}

/** Forgets the counters whose window is over. */
export async function deleteOldThrottles(database: Database, now: Date): Promise<void> {
  const { knex } = database;
  // Whatever is in use just now is left for the next time, rather than waited for in another order.
  const old = knex("throttles").where("resets_at", "<", now).forUpdate().skipLocked();
  await knex("throttles").whereIn("key", old.select("key")).delete();
}
