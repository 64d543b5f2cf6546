/** Processes of hosts that allow less, and what is refused there. */
import assert from "node:assert/strict";
import { afterEach } from "node:test";
import { Database } from "../../src/db/connection.ts";
import type { Quotas } from "../../src/db/quotas.ts";
import type { Saved } from "../../src/db/saved.ts";
import type { UserScope } from "../../src/db/scope.ts";
import { ann, contentsOf, database, refused } from "./people.ts";

export const MB = 2 ** 20;
const opened: Database[] = [];

/** Closes the processes of each test; after `usePeople`. */
export function useQuotas(): void {
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((one) => one.close()));
  });
}

/** A process of a host with these settings. */
export function processWith(quotas: Partial<Quotas>): Database {
  const all = { tasks: 50_000, bytes: 100 * MB, ...quotas };
  const own = new Database(database.connection, { poolMax: 4, queryCacheSize: MB, quotas: all });
  opened.push(own);
  return own;
}

export const DAILY = {
  dueOn: "2026-11-21",
  repeat: { rule: { unit: "day", every: 1, ends: { kind: "never" } }, mode: "rule" },
} as const;

export async function countOf(table: string, scope = ann): Promise<number> {
  const [row] = await database.sql<{ count: number }>(
    `select count(*)::int as count from ${table} where user_id = $1`,
    [scope.userId],
  );
  return row?.count ?? 0;
}

/** Refused as full, without a trace. @returns what there is too much of. */
export async function fullOf(scope: UserScope, work: () => Promise<Saved<unknown>>) {
  const [rows, entries] = [await contentsOf(scope), await countOf("changes")];
  const outcome = await work();
  assert.deepEqual(refused(outcome), ["row full"]);
  assert.deepEqual([await contentsOf(scope), await countOf("changes")], [rows, entries]);
  return outcome.ok ? undefined : outcome.problems[0].quota;
}
