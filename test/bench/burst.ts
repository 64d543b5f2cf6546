/** Response times of pages while many users sign in at once: hashing passwords must not starve them. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import { openSignin, signedIn } from "./browser.ts";
import type { BenchDatabase } from "./database.ts";
import type { Target } from "./load.ts";
import { goal, section, table } from "./report.ts";
import { type ServerProcess, startPlainlist } from "./server_process.ts";
import { median, percentile } from "./statistics.ts";

/** Pages per second. */
const RATE = 100;
const USERS = 16;
/** In milliseconds: how long to measure before each burst. */
const IDLE_TIME = 5_000;

interface Measurement {
  /** The 99th percentile before the burst, in milliseconds. */
  idle: number;
  /** The 99th percentile during the burst, in milliseconds. */
  burst: number;
  /** The duration of the burst in seconds. */
  duration: number;
}

export async function measureBurst(database: BenchDatabase, rounds: number): Promise<string> {
  const reader = await database.addUser("Page Example", 20);
  const emails: string[] = [];
  for (let number = 1; number <= USERS; number += 1) {
    emails.push((await database.addUser(`Burst ${number}`, 0)).email);
  }
  const server = await startPlainlist(database.url);
  try {
    const target = await signedIn(server, reader.email, "/tasks", { encoding: "gzip" });
    await pagesDuring(target, () => wait(IDLE_TIME));
    const measurements: Measurement[] = [];
    for (let round = 0; round < rounds; round += 1)
      measurements.push(await measure(server, target, emails));
    return report(measurements);
  } finally {
    await server.stop();
  }
}

async function measure(
  server: ServerProcess,
  target: Target,
  emails: string[],
): Promise<Measurement> {
  const idle = await pagesDuring(target, () => wait(IDLE_TIME));
  // Each from its own address, since sign-ins are throttled by address.
  const forms = await Promise.all(
    emails.map((email, number) => openSignin(server, email, `198.51.100.${number + 10}`)),
  );
  let duration = 0;
  const burst = await pagesDuring(target, async () => {
    const started = performance.now();
    const responses = await Promise.all(forms.map((form) => form.submit()));
    duration = (performance.now() - started) / 1000;
    const failed = responses.filter(({ status }) => status !== 303).length;
    if (failed > 0) throw new Error(`${failed} sign-ins failed`);
  });
  return { idle: percentile(idle, 99), burst: percentile(burst, 99), duration };
}

/** The response times of pages during `work` in milliseconds, requested by a separate process. */
async function pagesDuring(target: Target, work: () => Promise<unknown>): Promise<number[]> {
  const client = fork(new URL("constant_rate_client.ts", import.meta.url), [
    JSON.stringify({ ...target, rate: RATE }),
  ]);
  await once(client, "message");
  await work();
  client.send("stop");
  const [times] = (await once(client, "message")) as [number[]];
  return times;
}

function report(measurements: Measurement[]): string {
  const idle = median(measurements.map((round) => round.idle));
  const burst = median(measurements.map((round) => round.burst));
  const duration = median(measurements.map((round) => round.duration));
  const limit = Math.max(3 * idle, 20);
  return section(
    "Sign-in burst",
    `${RATE} gzipped pages per second are requested at fixed times and timed from when each was due; then ${USERS} users sign in at once, which takes ${duration.toFixed(1)} s. Medians of ${measurements.length} rounds.`,
    table(
      ["pages", "p99 in ms"],
      [
        ["before the burst", idle.toFixed(1)],
        ["during the burst", burst.toFixed(1)],
      ],
    ),
    goal(
      `p99 in the burst under ${limit.toFixed(0)} ms (3 times the value before it, or 20 ms)`,
      `${burst.toFixed(1)} ms`,
      burst < limit,
    ),
  );
}
