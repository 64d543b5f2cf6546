/**
 * `npm run bench`: measures the figures of the README. Arguments select benchmarks (presses, pages, burst,
 * lists, memory, accounts, search); `--rounds`, `--seconds` and `--requests` set their length, `--load` the
 * generator, and `search --fuzz 100000` tries so many random queries instead.
 */
import { availableParallelism, cpus } from "node:os";
import { parseArgs } from "node:util";
import { measureAccounts } from "./accounts.ts";
import { measureBurst } from "./burst.ts";
import { type BenchDatabase, openBenchDatabase } from "./database.ts";
import { compareLists } from "./lists.ts";
import { chooseGenerator, type Generator } from "./load.ts";
import { measureMemory } from "./memory.ts";
import { comparePages } from "./pages.ts";
import { comparePresses } from "./presses.ts";
import { measureSearch } from "./search.ts";
import { fuzzSearch } from "./search_fuzz.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    load: { type: "string" },
    rounds: { type: "string" },
    seconds: { type: "string" },
    requests: { type: "string", default: "100000" },
    fuzz: { type: "string" },
  },
});
const generator = (values.load ?? chooseGenerator()) as Generator;
const seconds = (fallback: number) => Number(values.seconds ?? fallback);
const rounds = (fallback: number) => Number(values.rounds ?? fallback);

const BENCHMARKS: Record<string, (database: BenchDatabase) => Promise<string>> = {
  presses: (database) => comparePresses(database, { seconds: seconds(2), rounds: rounds(9) }),
  pages: (database) =>
    comparePages(database, { generator, seconds: seconds(1), rounds: rounds(11) }),
  burst: (database) => measureBurst(database, rounds(5)),
  lists: (database) =>
    compareLists(database, { generator, seconds: seconds(1), rounds: rounds(5) }),
  memory: (database) => measureMemory(database, Number(values.requests)),
  accounts: (database) => measureAccounts(database, rounds(100)),
  search: (database) =>
    values.fuzz === undefined
      ? measureSearch(database, rounds(100))
      : fuzzSearch(database, Number(values.fuzz)),
};

const chosen = positionals.length > 0 ? positionals : Object.keys(BENCHMARKS);
const database = await openBenchDatabase();
try {
  const processor = cpus()[0]?.model.trim() ?? "unknown processor";
  process.stdout.write(
    `Node ${process.version}, ${database.description}, ${availableParallelism()} cores (${processor})\n\n`,
  );
  for (const name of chosen) {
    const benchmark = BENCHMARKS[name];
    if (benchmark === undefined) {
      throw new Error(`Unknown benchmark: ${name}. Choose from ${Object.keys(BENCHMARKS)}`);
    }
    process.stdout.write(`${await benchmark(database)}\n\n`);
  }
} finally {
  await database.close();
}
