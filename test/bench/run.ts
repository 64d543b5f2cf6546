/**
 * `npm run bench`: the figures of the README. Names pick parts (pages, burst, lists, memory);
 * `--rounds`, `--seconds` and `--requests` make it shorter or longer, `--load` names the generator.
 */
import { availableParallelism, cpus } from "node:os";
import { parseArgs } from "node:util";
import { watchBurst } from "./burst.ts";
import { type BenchDatabase, openBenchDatabase } from "./database.ts";
import { compareLists } from "./lists.ts";
import { chooseGenerator, type Generator } from "./load.ts";
import { watchMemory } from "./memory.ts";
import { comparePages } from "./pages.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    load: { type: "string" },
    rounds: { type: "string" },
    seconds: { type: "string", default: "1" },
    requests: { type: "string", default: "100000" },
  },
});
const generator = (values.load ?? chooseGenerator()) as Generator;
const seconds = Number(values.seconds);
const rounds = (usual: number) => Number(values.rounds ?? usual);

const PARTS: Record<string, (database: BenchDatabase) => Promise<string>> = {
  pages: (database) => comparePages(database, { generator, seconds, rounds: rounds(11) }),
  burst: (database) => watchBurst(database, rounds(5)),
  lists: (database) => compareLists(database, { generator, seconds, rounds: rounds(7) }),
  memory: (database) => watchMemory(database, Number(values.requests)),
};

const chosen = positionals.length > 0 ? positionals : Object.keys(PARTS);
const database = await openBenchDatabase();
try {
  const processor = cpus()[0]?.model.trim() ?? "unknown processor";
  process.stdout.write(
    `Node ${process.version}, ${database.description}, ${availableParallelism()} cores (${processor})\n\n`,
  );
  for (const name of chosen) {
    const part = PARTS[name];
    if (part === undefined) throw new Error(`No such part: ${name}. ${Object.keys(PARTS)}`);
    process.stdout.write(`${await part(database)}\n\n`);
  }
} finally {
  await database.close();
}
