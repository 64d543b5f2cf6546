/** Load from a process of its own: wrk where it is installed (it costs least), else autocannon. */
import { execFile, spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { promisify } from "node:util";

export type Generator = "wrk" | "autocannon";

/** A request that is sent over and over. */
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
const WARM = 6_000;

const run = promisify(execFile);
const require = createRequire(import.meta.url);

export function chooseGenerator(): Generator {
  return spawnSync("wrk", ["--version"]).error === undefined ? "wrk" : "autocannon";
}

/** As many requests as 32 connections get through. @throws when any answer is not a page. */
export async function loadFor(
  generator: Generator,
  target: Target,
  seconds: number,
): Promise<Throughput> {
  return generator === "wrk"
    ? runWrk(target, seconds)
    : runAutocannon(target, ["-d", String(seconds)]);
}

/** That many requests over 32 connections; by autocannon, since wrk knows no number. */
export function loadAmount(target: Target, requests: number): Promise<Throughput> {
  return runAutocannon(target, ["-a", String(requests)]);
}

/** Until the hot code is compiled; a busy machine takes longer for that, so it is no matter of time. */
export async function warmUp(generator: Generator, target: Target): Promise<void> {
  for (let requests = 0; requests < WARM; ) {
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

async function runAutocannon({ url, headers }: Target, much: string[]): Promise<Throughput> {
  const { stdout } = await run(process.execPath, [
    require.resolve("autocannon"),
    ...["--json", "-c", String(CONNECTIONS), ...much],
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
