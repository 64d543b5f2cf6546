/** The counters of a user: the last ids of their rows. */
import { OWNED_TABLES, type OwnedTable } from "./owned_tables.ts";
import type { StoredCounts } from "./task_counts.ts";

export type CounterName = Exclude<(typeof OWNED_TABLES)[OwnedTable]["counter"], null>;

/** The last ids of the user's rows, and how many tasks there are; stored in the user's own row. */
export type Counters = Record<CounterName, number> & {
  task_counts: StoredCounts | null;
  /** As `EPOCH`: counters of another epoch say nothing about the rows of this one. */
  epoch: string;
};

export const COUNTERS = Object.values(OWNED_TABLES).flatMap(({ counter }) => counter ?? []);

/**
 * A text that is another one after everything that can take the counters back: a restored backup and
 * point-in-time recovery (PostgreSQL was started anew), a failover (another server), a restored dump
 * (the table was created or emptied).
 */
export const EPOCH = `concat_ws(' ', extract(epoch from pg_postmaster_start_time()),
  'users'::regclass::oid, pg_relation_filenode('users'))`;
