/** Resident memory over many requests. */
import { signedIn } from "./browser.ts";
import type { BenchDatabase } from "./database.ts";
import { loadAmount } from "./load.ts";
import { goal, section, table } from "./report.ts";
import { startOurs } from "./server_process.ts";

const STEPS = 5;

export async function watchMemory(database: BenchDatabase, requests: number): Promise<string> {
  const { email } = await database.addPerson("Mem Example", 20);
  const server = await startOurs(database.url);
  try {
    const target = await signedIn(server, email, "/tasks", "gzip");
    const measured = [server.memory()];
    for (let step = 0; step < STEPS; step += 1) {
      await loadAmount(target, requests / STEPS);
      measured.push(server.memory());
    }
    return report(measured, requests);
  } finally {
    await server.stop();
  }
}

function report(measured: number[], requests: number): string {
  const head = measured.map((_, step) => ((requests / STEPS) * step).toLocaleString("en"));
  const [last = Number.NaN] = measured.slice(-1);
  // The first step fills the heap: what matters is whether it goes on growing.
  const growth = last - (measured[2] ?? Number.NaN);
  return section(
    "Memory",
    "Resident memory of the server's process while the list of 20 tasks is asked for, gzipped, over 32 connections.",
    table(["requests", ...head], [["MB", ...measured.map((size) => size.toFixed(0))]]),
    [
      goal("under 200 MB", `${last.toFixed(0)} MB`, last < 200),
      goal(
        "flat: no more than a tenth from two fifths on",
        `${growth.toFixed(0)} MB`,
        growth < last / 10,
      ),
    ].join("\n"),
  );
}
