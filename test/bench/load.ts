/** Load from a separate process: by wrk where it is installed, since it uses less CPU, or autocannon. */
import { execFile, spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { promisify } from "node:util";

export type Generator = "wrk" | "autocannon";

/** A request that is repeated. */
export interface Target {
  url: string;
  headers: Record<string, string>;
}

export interface Throughput {
  requests: number;
  perSecond: number;
}

export const CONNECTIONS = 32;
/** In requests. */
const WARM_UP = 6_000;

const run = promisify(execFile);
const require = createRequire(import.meta.url);

export function chooseGenerator(): Generator {
  return spawnSync("wrk", ["--version"]).error === undefined ? "wrk" : "autocannon";
}

/** Sends as many requests as possible over 32 connections. @throws when a response is an error. */
export async function loadFor(
  generator: Generator,
  target: Target,
  seconds: number,
): Promise<Throughput> {
  return generator === "wrk"
    ? runWrk(target, seconds)
    : runAutocannon(target, ["-d", String(seconds)]);
}

/** Sends this many requests over 32 connections, by autocannon since wrk has no such option. */
export function loadAmount(target: Target, requests: number): Promise<Throughput> {
  return runAutocannon(target, ["-a", String(requests)]);
}

/** Runs until the hot code is compiled: a number of requests, since a busy machine takes longer. */
export async function warmUp(generator: Generator, target: Target): Promise<void> {
  for (let requests = 0; requests < WARM_UP; ) {
    requests += (await loadFor(generator, target, 2)).requests;
  }
}

async function runWrk({ url, headers }: Target, seconds: number): Promise<Throughput> {
  const { stdout } = await run("wrk", [
    ...["-t", "1", "-c", String(CONNECTIONS), "-d", `${seconds}s`],
    ...headerArguments(headers, ": "),
    url,
  ]);
  if (/Non-2xx|Socket errors/.test(stdout)) throw new Error(`${url}: ${stdout}`);
  return {
    requests: Number(/(\d+) requests in/.exec(stdout)?.[1]),
    perSecond: Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]),
  };
}

async function runAutocannon({ url, headers }: Target, limit: string[]): Promise<Throughput> {
  const { stdout } = await run(process.execPath, [
    require.resolve("autocannon"),
    ...["--json", "-c", String(CONNECTIONS), ...limit],
    ...headerArguments(headers, "="),
    url,
  ]);
  const result: { "2xx": number; non2xx: number; errors: number; duration: number } =
    JSON.parse(stdout);
  if (result.non2xx > 0 || result.errors > 0) throw new Error(`${url}: ${stdout}`);
  return { requests: result["2xx"], perSecond: result["2xx"] / result.duration };
}

function headerArguments(headers: Record<string, string>, separator: string): string[] {
  return Object.entries(headers).flatMap(([name, value]) => ["-H", `${name}${separator}${value}`]);
}
