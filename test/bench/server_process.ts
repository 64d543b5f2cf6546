/** Runs the measured servers, each as a separate process. */
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { freePort } from "../support/free_port.ts";
import { cpuTimeOf, processFile } from "../support/process_files.ts";

export interface ServerProcess {
  origin: string;
  pid: number;
  /** Resident memory in MB. */
  memory(): number;
  /** Milliseconds of CPU time so far. */
  cpuTime(): number;
  stop(): Promise<void>;
}

/** Servers that are stopped together. */
export class ServerGroup {
  readonly #servers: ServerProcess[] = [];

  async add(starting: Promise<ServerProcess>): Promise<ServerProcess> {
    const server = await starting;
    this.#servers.push(server);
    return server;
  }

  async stop(): Promise<void> {
    await Promise.all(this.#servers.map((server) => server.stop()));
  }
}

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** In milliseconds. */
const START_TIMEOUT = 20_000;

/** Starts the application as a host runs it, with its log in a file. */
export function startPlainlist(
  databaseUrl: string,
  environment: Record<string, string> = {},
  flags: string[] = [],
): Promise<ServerProcess> {
  return startServer(
    [...flags, "src/server.ts"],
    {
      NODE_ENV: "production",
      DATABASE_URL: databaseUrl,
      APP_URL: "https://plainlist.example.org",
      SESSION_SECRET: randomBytes(36).toString("base64url"),
      JWT_SECRET: randomBytes(36).toString("base64url"),
      TRUST_PROXY: "1",
      LOG_LEVEL: "info",
      ...environment,
    },
    // A host's router terminates TLS and adds this.
    { "X-Forwarded-Proto": "https" },
  );
}

export async function startServer(
  command: string[],
  environment: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<ServerProcess> {
  const folder = mkdtempSync(path.join(tmpdir(), "plainlist-bench-log-"));
  const log = openSync(path.join(folder, "log"), "w");
  const port = await freePort();
  const child = spawn(process.execPath, command, {
    cwd: ROOT,
    env: { PATH: process.env.PATH, PORT: String(port), HOST: "127.0.0.1", ...environment },
    stdio: ["ignore", log, log],
  });
  const origin = `http://127.0.0.1:${port}`;
  const { pid } = child;
  if (pid === undefined) throw new Error(`${command.join(" ")} cannot be started`);
  try {
    await waitUntilReady(child, `${origin}/health`, headers);
  } catch (error) {
    process.stderr.write(readFileSync(path.join(folder, "log"), "utf8"));
    throw error;
  }
  return {
    origin,
    pid,
    memory: () => Number(/VmRSS:\s+(\d+)/.exec(processFile(pid, "status"))?.[1]) / 1024,
    cpuTime: () => cpuTimeOf(pid),
    async stop() {
      child.kill("SIGTERM");
      if (child.exitCode === null) await once(child, "exit");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function waitUntilReady(
  child: ChildProcess,
  url: string,
  headers: Record<string, string>,
): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT;
  for (;;) {
    const response = await fetch(url, { headers }).catch(() => null);
    if (response?.ok) return;
    if (child.exitCode !== null || Date.now() > deadline) throw new Error(`${url} did not respond`);
    await wait(50);
  }
}
