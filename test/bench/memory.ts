/** Resident memory over many requests. */
import { totalmem } from "node:os";
import { signedIn } from "./browser.ts";
import type { BenchDatabase } from "./database.ts";
import { loadAmount } from "./load.ts";
import { goal, section, table } from "./report.ts";
import { startOurs } from "./server_process.ts";

const STEPS = 5;
/**
 * What V8 allows itself where there are 512 MB, as on the smallest machines of a platform: it goes by
 * the machine's memory, and takes more where there is more.
 */
const SMALL_MACHINE = ["--max-old-space-size=256", "--max-semi-space-size=1"];

export async function watchMemory(database: BenchDatabase, requests: number): Promise<string> {
  const { email } = await database.addPerson("Mem Example", 20);
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
  const server = await startOurs(database.url, {}, flags);
  try {
    const target = await signedIn(server, email, "/tasks", "gzip");
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
  // The first step fills the heap: what matters is whether it goes on growing.
  const growth = last - (small[2] ?? Number.NaN);
  return section(
    "Memory",
    "Resident memory of the server's process in MB while the list of 20 tasks is asked for, gzipped, over 32 connections.",
    table(
      ["requests", ...head],
      [
        row("with V8's limits for 512 MB", small),
        row(`with its limits for this machine's ${gigabytes} GB`, here),
      ],
    ),
    [
      goal("with 512 MB: under 200 MB", `${last.toFixed(0)} MB`, last < 200),
      goal(
        "flat: no more than a tenth from two fifths on",
        `${growth.toFixed(0)} MB`,
        growth < last / 10,
      ),
    ].join("\n"),
  );
}
