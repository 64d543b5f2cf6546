/** Counts attempts in PostgreSQL, so that all processes share the counters. */
import type { Database } from "../db/connection.ts";

export interface Limit {
  /** What is counted; without personal data. */
  key: string;
  /** The most attempts within the window. */
  max: number;
  /** In milliseconds since the first attempt. */
  window: number;
}

/** Counts one attempt for each key; a counter whose window is over starts again at one. */
function counting(rows: string): string {
  return `insert into throttles as t (key, hits, resets_at) ${rows}
    on conflict (key) do update set
      hits = case when t.resets_at <= $1 then 1 else t.hits + 1 end,
      resets_at = case when t.resets_at <= $1 then excluded.resets_at else t.resets_at end
    returning key, hits, resets_at`;
}

// The others always in the same order: processes that lock the same rows would deadlock otherwise.
const COUNT_ATTEMPT = `
  with first as (${counting("values ($2, 1, $3)")}),
  others as (${counting(`
    select own.key, 1, own.resets_at from unnest($5::text[], $6::timestamptz[]) as own (key, resets_at)
    where exists (select from first where hits <= $4) order by own.key collate "C"`)})
  select * from first union all select * from others`;

/**
 * Counts one attempt under the first limit and, only if that one allows it, under the others; in one
 * atomic statement.
 * @returns null: all limits allow it; else the seconds after which to try again.
 */
export async function countAttempt(
  database: Database,
  [first, ...others]: readonly [Limit, ...Limit[]],
  now: Date,
): Promise<number | null> {
  const end = ({ window }: Limit) => new Date(now.getTime() + window);
  const rows = await database.write<{ key: string; hits: number; resets_at: Date }>(COUNT_ATTEMPT, [
    now,
    first.key,
    end(first),
    first.max,
    others.map(({ key }) => key),
    others.map(end),
  ]);
  const most = new Map([first, ...others].map(({ key, max }) => [key, max]));
  const waits = rows
    .filter(({ key, hits }) => hits > (most.get(key) ?? 0))
    .map(({ resets_at }) => Math.ceil((resets_at.getTime() - now.getTime()) / 1000));
  return waits.length === 0 ? null : Math.max(1, ...waits);
}

/** Uncounts an attempt that was not a guess, such as a correct password. */
export async function forgiveAttempt(database: Database, limits: readonly Limit[]): Promise<void> {
  const { knex } = database;
  const keys = limits.map(({ key }) => key);
  // Locked in the order of countAttempt: simultaneous sign-ins of one account would deadlock otherwise.
  const locked = knex("throttles").whereIn("key", keys).orderByRaw(`key collate "C"`).forUpdate();
  await knex
    .with("locked", locked.select("key"))
    .from("throttles")
    .whereIn("key", knex("locked").select("key"))
    .where("hits", ">", 0)
    .decrement("hits", 1);
}

/** Resets counters. */
export async function clearAttempts(database: Database, keys: readonly string[]): Promise<void> {
  await database.knex("throttles").whereIn("key", keys).delete();
}

/** Deletes the counters whose window is over. */
export async function deleteOldThrottles(database: Database, now: Date): Promise<void> {
  const { knex } = database;
  // Locked rows are left for the next time: waiting for them in another order could deadlock.
  const old = knex("throttles").where("resets_at", "<", now).forUpdate().skipLocked();
  await knex("throttles").whereIn("key", old.select("key")).delete();
}
