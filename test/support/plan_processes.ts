/** Which test files share a process, and in which order the processes start. */
import { globSync } from "node:fs";

/** Files that need their own process: they start programs or change the state of the process. */
const SEPARATE = /^test[\\/](browser|commands|db|server|config)/;

/** About how long files take that take long, in seconds. Those that start last must be short. */
const SECONDS: Record<string, number> = {
  "test/browser/plans.test.ts": 45,
  "test/browser/pages.test.ts": 40,
  "test/browser/chromium.test.ts": 40,
  "test/server/log_lost.test.ts": 20,
  "test/server/stop_embedded.test.ts": 20,
  "test/server/migrations.test.ts": 18,
  "test/commands/upgrade.test.ts": 18,
  "test/commands/dump_commands.test.ts": 16,
  "test/server/database_lost.test.ts": 14,
  "test/db/read_connections.test.ts": 14,
  "test/requests/event_loop.test.ts": 14,
  "test/server/start.test.ts": 10,
  "test/server/many_writers.test.ts": 10,
  "test/server/repeated_requests.test.ts": 10,
  "test/server/transaction_lost.test.ts": 10,
  "test/browser/text_browsers.test.ts": 10,
  "test/models/bulk.test.ts": 8,
  "test/models/bulk_copies.test.ts": 8,
  "test/models/bulk_memory.test.ts": 8,
  "test/models/plans.test.ts": 8,
  "test/models/series.test.ts": 8,
  "test/db/embedded/recovery.test.ts": 8,
  "test/db/epoch.test.ts": 8,
  "test/server/stop.test.ts": 6,
  "test/db/embedded/start.test.ts": 5,
  "test/db/embedded/data_folder.test.ts": 5,
  "test/fuzz/api_plans.test.ts": 5,
  "test/isolation/pages.test.ts": 5,
};
/** Of all others. */
const USUAL = 1;

interface Process {
  files: string[];
  seconds: number;
}

/**
 * @param places how many processes run at the same time.
 * @returns the test files of each process, the longest processes first.
 * @throws Error if one of the files above does not exist.
 */
export function planProcesses(places: number): string[][] {
  const files = globSync("test/**/*.test.ts").map((file) => file.replaceAll("\\", "/"));
  const gone = Object.keys(SECONDS).filter((file) => !files.includes(file));
  if (gone.length > 0) throw new Error(`No such test files: ${gone}`);
  const separate: Process[] = [];
  const shared = Array.from({ length: places }, (): Process => ({ files: [], seconds: 0 }));
  for (const file of longestFirst(files.sort(), (file) => SECONDS[file] ?? USUAL)) {
    const process = SEPARATE.test(file) ? { files: [], seconds: 0 } : shortest(shared);
    if (SEPARATE.test(file)) separate.push(process);
    process.files.push(file);
    process.seconds += SECONDS[file] ?? USUAL;
  }
  return longestFirst([...separate, ...shared], ({ seconds }) => seconds).map(({ files }) => files);
}

function shortest(processes: readonly Process[]): Process {
  return processes.reduce((one, other) => (other.seconds < one.seconds ? other : one));
}

function longestFirst<T>(all: readonly T[], seconds: (one: T) => number): T[] {
  return all.toSorted((one, other) => seconds(other) - seconds(one));
}
