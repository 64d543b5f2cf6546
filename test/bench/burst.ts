/** Pages while many people sign in at once: password hashing must not starve them. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import { openSignin, signedIn } from "./browser.ts";
import type { BenchDatabase } from "./database.ts";
import type { Target } from "./load.ts";
import { goal, section, table } from "./report.ts";
import { type ServerProcess, startOurs } from "./server_process.ts";
import { median, percentile } from "./statistics.ts";

/** Pages a second. */
const RATE = 100;
const PEOPLE = 16;
/** In milliseconds: how long the quiet before each burst is watched. */
const QUIET = 5_000;

interface Watched {
  quiet: number;
  burst: number;
  /** Seconds from the first sign-in sent to the last one answered. */
  length: number;
}

export async function watchBurst(database: BenchDatabase, rounds: number): Promise<string> {
  const reader = await database.addPerson("Page Example", 20);
  const people: string[] = [];
  for (let number = 1; number <= PEOPLE; number += 1) {
    people.push((await database.addPerson(`Burst ${number}`, 0)).email);
  }
  const server = await startOurs(database.url);
  try {
    const target = await signedIn(server, reader.email, "/tasks", "gzip");
    await pagesDuring(target, () => wait(QUIET));
    const watched: Watched[] = [];
    for (let round = 0; round < rounds; round += 1)
      watched.push(await watch(server, target, people));
    return report(watched);
  } finally {
    await server.stop();
  }
}

async function watch(server: ServerProcess, target: Target, people: string[]): Promise<Watched> {
  const quiet = await pagesDuring(target, () => wait(QUIET));
  // Each from an address of its own: sign-ins are throttled by it.
  const forms = await Promise.all(
    people.map((email, number) => openSignin(server, email, `198.51.100.${number + 10}`)),
  );
  let length = 0;
  const burst = await pagesDuring(target, async () => {
    const started = performance.now();
    const answers = await Promise.all(forms.map((form) => form.send()));
    length = (performance.now() - started) / 1000;
    const refused = answers.filter(({ status }) => status !== 303).length;
    if (refused > 0) throw new Error(`${refused} sign-ins were refused`);
  });
  return { quiet: percentile(quiet, 99), burst: percentile(burst, 99), length };
}

/** How long pages take, in milliseconds, while `work` goes on: asked for by a process of its own. */
async function pagesDuring(target: Target, work: () => Promise<unknown>): Promise<number[]> {
  const reader = fork(new URL("steady_reader.ts", import.meta.url), [
    JSON.stringify({ ...target, rate: RATE }),
  ]);
  await once(reader, "message");
  await work();
  reader.send("stop");
  const [times] = (await once(reader, "message")) as [number[]];
  return times;
}

function report(watched: Watched[]): string {
  const quiet = median(watched.map((round) => round.quiet));
  const burst = median(watched.map((round) => round.burst));
  const length = median(watched.map((round) => round.length));
  const limit = Math.max(3 * quiet, 20);
  return section(
    "Sign-in burst",
    `${RATE} pages a second are asked for at fixed times, gzipped, and timed from when they were due; then ${PEOPLE} people sign in at once, which takes ${length.toFixed(1)} s. Medians of ${watched.length} rounds.`,
    table(
      ["pages", "p99 in ms"],
      [
        ["quiet", quiet.toFixed(1)],
        ["during the burst", burst.toFixed(1)],
      ],
    ),
    goal(
      `p99 in the burst under ${limit.toFixed(0)} ms (3 times the quiet, or 20 ms)`,
      `${burst.toFixed(1)} ms`,
      burst < limit,
    ),
  );
}
