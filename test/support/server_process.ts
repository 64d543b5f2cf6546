/** Runs the application and its commands as separate processes, as a host does. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type pg from "pg";
import type { Environment } from "../../src/config.ts";
import { TEST_ENVIRONMENT } from "./app.ts";
import { freePort } from "./free_port.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const running = new Set<ChildProcess>();

export interface LaunchedProcess {
  /** The logged lines, parsed. */
  log: Record<string, unknown>[];
  /** Waits for the first line with this message. @throws with the error output when it ends first. */
  logged(message: string): Promise<Record<string, unknown>>;
  /** The exit code, or null when it was ended by a signal. */
  exited: Promise<number | null>;
  signal(name: NodeJS.Signals): void;
}

export interface ServerProcess extends LaunchedProcess {
  /** Such as "http://127.0.0.1:40123". */
  url: string;
  port: number;
}

/** Starts the server on a free port. @throws with the error output when it does not start. */
export async function startServer(environment: Environment): Promise<ServerProcess> {
  const server = launchServer(environment);
  const port = Number((await server.logged("listening")).port);
  return { ...server, port, url: `http://127.0.0.1:${port}` };
}

/** Starts the server, or another process of the application, without waiting until it listens. */
export function launchServer(environment: Environment, script = "src/server.ts"): LaunchedProcess {
  const child = launch(script, [], { HOST: "127.0.0.1", PORT: "0", ...environment });
  const log: Record<string, unknown>[] = [];
  const waiting = new Map<unknown, (line: Record<string, unknown>) => void>();
  createInterface({ input: child.stdout as NodeJS.ReadableStream }).on("line", (text) => {
    if (!text.startsWith("{")) return;
    const line: Record<string, unknown> = JSON.parse(text);
    log.push(line);
    waiting.get(line.msg)?.(line);
  });
  const errors = collect(child.stderr);
  const exited = once(child, "close").then(([code]) => code as number | null);
  return {
    log,
    exited,
    signal: (name: NodeJS.Signals) => void child.kill(name),
    logged(message: string): Promise<Record<string, unknown>> {
      const seen = log.find((line) => line.msg === message);
      if (seen !== undefined) return Promise.resolve(seen);
      return new Promise((resolve, reject) => {
        waiting.set(message, resolve);
        exited.then((code) => reject(new Error(`Exited with ${code}: ${errors()}`)), reject);
      });
    },
  };
}

/**
 * Starts the server with a standard output that the test does not read.
 * @param output a descriptor; "closed": a pipe that nobody reads from.
 * @returns `failed` rejects when it ends, with the error output.
 */
export async function startUnread(
  environment: Environment,
  output: number | "closed",
): Promise<Pick<ServerProcess, "url" | "exited" | "signal"> & { failed: Promise<never> }> {
  const port = await freePort();
  const own = { HOST: "127.0.0.1", PORT: String(port), ...environment };
  const child = launch("src/server.ts", [], own, output === "closed" ? "pipe" : output);
  child.stdout?.destroy();
  const url = `http://127.0.0.1:${port}`;
  const errors = collect(child.stderr);
  const exited = once(child, "close").then(([code]) => code as number | null);
  const failed = exited.then((code) => {
    throw new Error(`Exited with ${code}: ${errors()}`);
  });
  failed.catch(() => undefined);
  while ((await fetch(`${url}/health`).catch(() => null)) === null) {
    await Promise.race([wait(50), failed]);
  }
  return { url, exited, failed, signal: (name: NodeJS.Signals) => void child.kill(name) };
}

/** Runs a script of the application until it exits. */
export async function runCommand(
  script: string,
  args: readonly string[],
  environment: Environment,
): Promise<{ code: number | null; output: string; errors: string }> {
  const child = launch(script, args, environment);
  const output = collect(child.stdout);
  const errors = collect(child.stderr);
  const [code] = await once(child, "close");
  return { code: code as number | null, output: output(), errors: errors() };
}

/** Kills all processes that still run. For `after`, in case a test has failed. */
export async function endProcesses(): Promise<void> {
  await Promise.all(
    [...running].map(async (child) => {
      child.kill("SIGKILL");
      await once(child, "close");
    }),
  );
}

/** A `DATABASE_URL` for a connection of the tests, whose host may be a socket's folder. */
export function databaseUrl(connection: pg.ClientConfig): string {
  const { user = "", password, database = "", host = "", port = 5432 } = connection;
  assert.equal(typeof password, "string", "the tests' role has a password");
  const credentials = `${encodeURIComponent(user)}:${encodeURIComponent(String(password))}`;
  const parameters = new URLSearchParams({ host, port: String(port) });
  return `postgres://${credentials}@localhost/${encodeURIComponent(database)}?${parameters}`;
}

function launch(
  script: string,
  args: readonly string[],
  environment: Environment,
  output: number | "pipe" = "pipe",
): ChildProcess {
  // Loading the application from the cache takes half the time.
  const { PATH, HOME, NODE_COMPILE_CACHE } = process.env;
  const child = spawn(process.execPath, [script, ...args], {
    cwd: ROOT,
    env: { PATH, HOME, NODE_COMPILE_CACHE, ...TEST_ENVIRONMENT, ...environment },
    stdio: ["ignore", output, "pipe"],
  });
  running.add(child);
  child.once("close", () => running.delete(child));
  return child;
}

function collect(stream: NodeJS.ReadableStream | null): () => string {
  let text = "";
  stream?.setEncoding("utf8").on("data", (part: string) => {
    text += part;
  });
  return () => text;
}
