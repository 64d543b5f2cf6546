/** Random queries on an account of 10,000 tasks: none may fail, or take long. */
import fc from "fast-check";
import { Database } from "../../src/db/connection.ts";
import { UserScope } from "../../src/db/scope.ts";
import { readQuery } from "../../src/models/search_query.ts";
import { listSummaries } from "../../src/models/task_queries.ts";
import { anyHostileQuery } from "../search/hostile_queries.ts";
import type { BenchDatabase } from "./database.ts";
import { plantHistory, SIZES } from "./history.ts";
import { goal, section, table } from "./report.ts";
import { percentile } from "./statistics.ts";

/** In milliseconds, for each. */
const MOST = 250;
const PART = 1_000;

export async function fuzzSearch(bench: BenchDatabase, count: number): Promise<string> {
  const { large } = await plantHistory(bench, { isAlone: true });
  const database = new Database(bench.connection, { poolMax: 4 });
  try {
    return await fuzz(new UserScope(database, large, { clock: () => new Date() }), count);
  } finally {
    await database.close();
  }
}

/** @param seed of the random queries. */
export async function fuzz(scope: UserScope, count: number, seed = 20261127): Promise<string> {
  const times: number[] = [];
  const failed: string[] = [];
  const slow: [time: number, query: string][] = [];
  for (let from = 0; from < count; from += PART) {
    const numRuns = Math.min(PART, count - from);
    for (const query of fc.sample(anyHostileQuery, { seed: seed + from, numRuns })) {
      const time = await timeOf(scope, query).catch((error: unknown) => {
        failed.push(`${shown(query)}: ${String(error)}`);
        return 0;
      });
      times.push(time);
      if (time > MOST) slow.push([time, query]);
    }
    process.stderr.write(
      `${from + numRuns} queries, ${failed.length} failed, ${slow.length} slow\n`,
    );
  }
  const ms = (value: number) => value.toFixed(0);
  return section(
    "Random queries",
    `${count.toLocaleString("en")} of them on an account of ${SIZES.large.toLocaleString("en")} tasks, with reading, explaining and the page of results.`,
    table(
      ["ms", "p50", "p95", "p99", "most"],
      [["a query", ...[50, 95, 99, 100].map((one) => ms(percentile(times, one)))]],
    ),
    [
      goal("none fails", String(failed.length), failed.length === 0),
      goal(`none takes over ${MOST} ms`, String(slow.length), slow.length === 0),
    ].join("\n"),
    [
      ...failed.slice(0, 10),
      ...slow.slice(0, 10).map(([time, query]) => `${ms(time)} ms: ${shown(query)}`),
    ]
      .map((line) => `- ${line}`)
      .join("\n"),
  );
}

async function timeOf(scope: UserScope, query: string): Promise<number> {
  const started = performance.now();
  const { where, sort } = await readQuery(scope, query);
  const filter = { source: { kind: "search" }, status: "all", where } as const;
  await listSummaries(scope, { ...filter, sort: sort ?? "rank", limit: 50, cursor: null });
  return performance.now() - started;
}

function shown(query: string): string {
  return JSON.stringify(query.length > 300 ? `${query.slice(0, 300)}…` : query);
}
