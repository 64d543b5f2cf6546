/** How long searches take among a million tasks: to add what else is measured there, add to MEASURED. */
import pg from "pg";
import { Database } from "../../src/db/connection.ts";
import { UserScope } from "../../src/db/scope.ts";
import { countEach } from "../../src/models/query_counts.ts";
import { queryFilter, readNames } from "../../src/models/search_query.ts";
import { listSummaries } from "../../src/models/task_queries.ts";
import { COUNTED_MOST } from "../../src/models/view_counts.ts";
import { paths } from "../../src/paths.ts";
import { calendarMonthPage } from "../../src/presenters/calendar_month.ts";
import { listTargetAt } from "../../src/presenters/list_views.ts";
import { reviewPage } from "../../src/presenters/review.ts";
import { findPage } from "../../src/presenters/task_list.ts";
import { DatabaseCpu } from "../support/database_cpu.ts";
import type { BenchDatabase } from "./database.ts";
import { type History, plantHistory, RARE, SIZES, type Size, TASKS } from "./history.ts";
import { goal, section, table } from "./report.ts";
import { compareWrites } from "./search_writes.ts";
import { percentile } from "./statistics.ts";

/** Something that a page reads. */
interface Measured {
  name: string;
  /** It is all that a page reads, in several statements: it has no plan of its own, and no goal. */
  isPage?: boolean;
  /** Reads all that it needs; what it returns is measured. */
  prepare(scope: UserScope): Promise<() => Promise<unknown>>;
}

interface Result {
  name: string;
  size: Size;
  /** In milliseconds. */
  times: number[];
  /** Of the processor, for each. */
  cpu: number;
  /** null: of a page. */
  plan: string | null;
}

/** The most for the 95th percentile, in milliseconds. */
const GOALS: Record<Size, number> = { large: 25, largest: 80 };
const WARM_UP = 5;
const WRITE_ROUNDS = 10;

const MEASURED: readonly Measured[] = [
  search("a rare word", RARE),
  search("two common words", "house garden"),
  search("a common prefix", "th"),
  search("an infix", "rinte"),
  search("one letter", "n"),
  search("Chinese", "发票"),
  search("accents", "zurich cafe"),
  search("a phrase", '"house garden"'),
  search("words, list, day, tag", `garden is:open list:"List 4" due<+30d #tag5`),
  search("either of two, not a third", "printer or passport -invoice"),
  search("without words", "is:open due<+30d"),
  search("everything, by due day", "sort:due"),
  search("a word, by due day", "garden sort:due"),
  search("a common word, page 2", "garden", 2),
  page("the counts of five saved searches", countSaved),
  page("a month of the calendar", (scope) => calendarMonthPage(scope, paths.calendar)),
  page("the review of this year", (scope) => reviewPage(scope, Number(scope.today.slice(0, 4)))),
  page("Today", (scope) => findPage(scope, paths.dashboard)),
];

function page(name: string, read: (scope: UserScope) => Promise<unknown>): Measured {
  return { name, isPage: true, prepare: async (scope) => () => read(scope) };
}

const SAVED = [
  "is:overdue",
  "is:open priority>=medium",
  "is:open #tag5",
  "garden is:open",
  "house garden",
];

async function countSaved(scope: UserScope): Promise<number[]> {
  const names = await readNames(scope);
  const filters = SAVED.map((q) => {
    const where = queryFilter(names, scope, q);
    return { source: { kind: "search" }, status: "all", where } as const;
  });
  return countEach(scope, filters, COUNTED_MOST + 1);
}

/** A page of /search. */
function search(name: string, q: string, page: 1 | 2 = 1): Measured {
  return {
    name: `${name}: \`${q}\``,
    async prepare(scope) {
      const { query } = await listTargetAt(scope, `${paths.search}?q=${encodeURIComponent(q)}`);
      const first = { ...query, limit: 50, cursor: null };
      if (page === 1) return () => listSummaries(scope, first);
      const { next: cursor } = await listSummaries(scope, first);
      return () => listSummaries(scope, { ...first, cursor });
    },
  };
}

export async function measureSearch(bench: BenchDatabase, requests: number): Promise<string> {
  return measureIn(bench.connection, await plantHistory(bench), requests);
}

export async function measureIn(
  connection: pg.ClientConfig,
  history: History,
  requests: number,
): Promise<string> {
  const database = new Database(connection, { poolMax: 4 });
  const cpu = await DatabaseCpu.open(connection);
  try {
    const results: Result[] = [];
    for (const size of Object.keys(SIZES) as Size[]) {
      const scope = new UserScope(database, history[size], { clock: () => new Date() });
      for (const measured of MEASURED) {
        results.push({ size, ...(await measure(measured, { scope, cpu, connection, requests })) });
      }
    }
    const writes = await compareWrites(connection, history.large, WRITE_ROUNDS);
    return [report(results, requests), ...writes, ...plansOf(results)].join("\n\n");
  } finally {
    await cpu.close();
    await database.close();
  }
}

interface Means {
  scope: UserScope;
  cpu: DatabaseCpu;
  connection: pg.ClientConfig;
  requests: number;
}

async function measure(
  { name, isPage = false, prepare }: Measured,
  { scope, cpu, connection, requests }: Means,
): Promise<Omit<Result, "size">> {
  const run = await prepare(scope);
  const [statement] = await sentBy(run);
  if (statement === undefined) throw new Error(`${name} sends no statement`);
  for (let count = 0; count < WARM_UP; count += 1) await run();
  const times: number[] = [];
  const { milliseconds } = await cpu.during(async () => {
    for (let count = 0; count < requests; count += 1) {
      const started = performance.now();
      await run();
      times.push(performance.now() - started);
    }
  });
  return {
    name,
    times,
    cpu: milliseconds / requests,
    plan: isPage ? null : await planOf(connection, statement),
  };
}

interface Statement {
  text: string;
  values?: unknown[];
}

async function sentBy(work: () => Promise<unknown>): Promise<Statement[]> {
  const sent: Statement[] = [];
  const original = pg.Client.prototype.query as (...args: unknown[]) => unknown;
  pg.Client.prototype.query = function recorded(this: pg.Client, ...args: unknown[]) {
    const [query, values] = args;
    sent.push(
      typeof query === "string"
        ? { text: query, values: values as unknown[] }
        : (query as Statement),
    );
    return original.apply(this, args);
  } as typeof pg.Client.prototype.query;
  try {
    await work();
  } finally {
    pg.Client.prototype.query = original as typeof pg.Client.prototype.query;
  }
  return sent;
}

async function planOf(
  connection: pg.ClientConfig,
  { text, values = [] }: Statement,
): Promise<string> {
  const client = new pg.Client(connection);
  await client.connect();
  try {
    const { rows } = await client.query(`explain (analyze, buffers, costs off) ${text}`, values);
    return rows.map((row) => row["QUERY PLAN"]).join("\n");
  } finally {
    await client.end();
  }
}

function report(results: readonly Result[], requests: number): string {
  const ms = (value: number) => value.toFixed(1);
  const at = (times: readonly number[]) => [50, 95, 99].map((one) => ms(percentile(times, one)));
  const number = (value: number) => value.toLocaleString("en");
  const parts = (Object.keys(SIZES) as Size[]).map((size) => {
    const own = results.filter((result) => result.size === size);
    return [
      `An account of ${number(SIZES[size])} tasks:`,
      table(
        ["ms", "p50", "p95", "p99", "processor"],
        own.map(({ name, times, cpu }) => [name, ...at(times), ms(cpu)]),
      ),
      own
        .filter(({ plan }) => plan !== null)
        .map(({ name, times }) => {
          const p95 = percentile(times, 95);
          return goal(`${name}: p95 under ${GOALS[size]} ms`, ms(p95), p95 < GOALS[size]);
        })
        .join("\n"),
    ];
  });
  return section(
    "Search",
    `Each ${requests} times, among ${number(TASKS)} tasks; the time of the statement, nothing being remembered.`,
    ...parts.flat(),
  );
}

function plansOf(results: readonly Result[]): string[] {
  const planned = results.filter(({ plan }) => plan !== null);
  return planned.map(({ name, size, plan }) => `${name}, ${size}:\n\n\`\`\`\n${plan}\n\`\`\``);
}
