/** Resident memory over many requests. */
import { totalmem } from "node:os";
import { signedIn } from "./browser.ts";
import type { BenchDatabase } from "./database.ts";
import { loadAmount } from "./load.ts";
import { goal, section, table } from "./report.ts";
import { startPlainlist } from "./server_process.ts";

const STEPS = 5;
/**
 * V8's own limits on a machine with 512 MB, as the smallest of hosting platforms have: V8 derives them
 * from the machine's memory.
 */
const SMALL_MACHINE = ["--max-old-space-size=256", "--max-semi-space-size=1"];

export async function measureMemory(database: BenchDatabase, requests: number): Promise<string> {
  const { email } = await database.addUser("Mem Example", 20);
  const small = await measure(database, email, requests, SMALL_MACHINE);
  const here = await measure(database, email, requests, []);
  return report(small, here, requests);
}

async function measure(
  database: BenchDatabase,
  email: string,
  requests: number,
  flags: string[],
): Promise<number[]> {
  const server = await startPlainlist(database.url, {}, flags);
  try {
    const target = await signedIn(server, email, "/tasks", { encoding: "gzip" });
    const measured = [server.memory()];
    for (let step = 0; step < STEPS; step += 1) {
      await loadAmount(target, requests / STEPS);
      measured.push(server.memory());
    }
    return measured;
  } finally {
    await server.stop();
  }
}

function report(small: number[], here: number[], requests: number): string {
  const head = small.map((_, step) => ((requests / STEPS) * step).toLocaleString("en"));
  const row = (name: string, sizes: number[]) => [name, ...sizes.map((size) => size.toFixed(0))];
  const gigabytes = (totalmem() / 2 ** 30).toFixed(0);
  const [last = Number.NaN] = small.slice(-1);
  // The first steps fill the heap; the goal is that it does not keep growing.
  const growth = last - (small[2] ?? Number.NaN);
  return section(
    "Memory",
    "Resident memory of the server's process in MB while the gzipped list of 20 tasks is requested over 32 connections.",
    table(
      ["requests", ...head],
      [
        row("with V8's limits for 512 MB", small),
        row(`with V8's limits for this machine's ${gigabytes} GB`, here),
      ],
    ),
    [
      goal("with 512 MB: under 200 MB", `${last.toFixed(0)} MB`, last < 200),
      goal(
        "flat: grows by less than a tenth after two fifths of the requests",
        `${growth.toFixed(0)} MB`,
        growth < last / 10,
      ),
    ].join("\n"),
  );
}
