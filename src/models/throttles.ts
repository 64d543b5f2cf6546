/** Counts attempts in PostgreSQL, so that all processes share the counters. */
import { deleteInBatches } from "../db/batches.ts";
import type { Database } from "../db/connection.ts";

export interface Limit {
  /** What is counted; without personal data. */
  key: string;
  /** The most attempts within the window. */
  max: number;
  /** In milliseconds since the first attempt. */
  window: number;
}

/** Limits that count together. */
export type Stage = readonly [Limit, ...Limit[]];

/** A counter whose window is over starts again at one. */
const ON_CONFLICT = `on conflict (key) do update set
  hits = case when t.resets_at <= $1 then 1 else t.hits + 1 end,
  resets_at = case when t.resets_at <= $1 then excluded.resets_at else t.resets_at end
  returning key, hits, resets_at`;

/** @param number counted from 1. */
function stageStatement(number: number): string {
  const before = `stage_${number - 1}`;
  const isAllowed = `exists (select from ${before}) and not exists (
    select from ${before} join attempt using (key) where hits > most)`;
  // In the order of the keys: processes that lock the same rows would deadlock otherwise.
  return `stage_${number} as (
    insert into throttles as t (key, hits, resets_at)
    select key, 1, ends from attempt
    where stage = ${number} and ${number === 1 ? "true" : isAllowed}
    order by key collate "C" ${ON_CONFLICT})`;
}

/** By the number of stages. */
const STATEMENTS = new Map<number, string>();

function countStatement(stages: number): string {
  const numbers = Array.from({ length: stages }, (_, index) => index + 1);
  return `with attempt as (
      select * from unnest($2::text[], $3::timestamptz[], $4::integer[], $5::integer[])
        as own (key, ends, most, stage)),
    ${numbers.map(stageStatement).join(", ")}
    ${numbers.map((number) => `select * from stage_${number}`).join(" union all ")}`;
}

/**
 * Counts one attempt under the limits of the first stage, and under those of each further stage only if
 * all before it allow the attempt; in one atomic statement.
 * @param stages for the same key always in the same place of them.
 * @returns null: all limits allow it; else the seconds after which to try again.
 */
export async function countAttempt(
  database: Database,
  stages: readonly Stage[],
  now: Date,
): Promise<number | null> {
  const limits = stages.flatMap((stage, index) => stage.map((limit) => ({ ...limit, index })));
  const statement = STATEMENTS.get(stages.length) ?? countStatement(stages.length);
  STATEMENTS.set(stages.length, statement);
  const rows = await database.write<{ key: string; hits: number; resets_at: Date }>(statement, [
    now,
    limits.map(({ key }) => key),
    limits.map(({ window }) => new Date(now.getTime() + window)),
    limits.map(({ max }) => max),
    limits.map(({ index }) => index + 1),
  ]);
  const most = new Map(limits.map(({ key, max }) => [key, max]));
  const waits = rows
    .filter(({ key, hits }) => hits > (most.get(key) ?? 0))
    .map(({ resets_at }) => Math.ceil((resets_at.getTime() - now.getTime()) / 1000));
  return waits.length === 0 ? null : Math.max(1, ...waits);
}

/**
 * Takes back an attempt that was not a guess, such as a correct password.
 * @param stages as it was counted.
 * @param cleared those of them whose counters start anew.
 */
export async function forgiveAttempt(
  database: Database,
  stages: readonly Stage[],
  cleared: readonly Stage[] = [],
): Promise<void> {
  const keys = stages.flatMap((stage, index) => stage.map(({ key }) => ({ key, index })));
  // Locked in the order of countAttempt: simultaneous sign-ins of one account would deadlock otherwise.
  await database.write(
    `with locked as (
       select t.key from throttles t
       join unnest($1::text[], $2::integer[]) as own (key, stage) on own.key = t.key
       order by stage, t.key collate "C" for update of t),
     cleared as (
       delete from throttles where key in (select key from locked) and key = any ($3::text[]))
     update throttles set hits = hits - 1
     where key in (select key from locked) and hits > 0 and key <> all ($3::text[])`,
    [
      keys.map(({ key }) => key),
      keys.map(({ index }) => index),
      cleared.flatMap((stage) => stage.map(({ key }) => key)),
    ],
  );
}

/** Deletes the counters whose window is over. */
export async function deleteOldThrottles({ knex }: Database, now: Date): Promise<void> {
  await deleteInBatches(knex, "throttles", (rows) => void rows.where("resets_at", "<", now));
}
