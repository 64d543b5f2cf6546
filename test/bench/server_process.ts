/** Servers under measurement: each a process of its own. */
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";

export interface ServerProcess {
  origin: string;
  pid: number;
  /** Resident memory in MB. */
  memory(): number;
  /** Milliseconds of processor time so far. */
  processorTime(): number;
  stop(): Promise<void>;
}

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** In milliseconds. */
const START = 20_000;
/** Linux counts processor time in hundredths of a second. */
const TICK = 10;

/** The application as a host runs it, its log written to a file. */
export function startOurs(
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
    // As the router in front does, which has taken off the TLS.
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
    await whenReady(child, `${origin}/health`, headers);
  } catch (error) {
    process.stderr.write(readFileSync(path.join(folder, "log"), "utf8"));
    throw error;
  }
  return {
    origin,
    pid,
    memory: () => Number(/VmRSS:\s+(\d+)/.exec(ofProcess(pid, "status"))?.[1]) / 1024,
    processorTime() {
      // Behind the name in brackets: the state, then by number; user time 14th, system time 15th.
      const fields = ofProcess(pid, "stat")
        .replace(/^.*\) /s, "")
        .split(" ");
      return (Number(fields[11]) + Number(fields[12])) * TICK;
    },
    async stop() {
      child.kill("SIGTERM");
      if (child.exitCode === null) await once(child, "exit");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Linux only: elsewhere the columns that need it stay empty. */
function ofProcess(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return "";
  }
}

async function whenReady(
  child: ChildProcess,
  url: string,
  headers: Record<string, string>,
): Promise<void> {
  const deadline = Date.now() + START;
  for (;;) {
    const answer = await fetch(url, { headers }).catch(() => null);
    if (answer?.ok) return;
    if (child.exitCode !== null || Date.now() > deadline) throw new Error(`${url} never answered`);
    await wait(50);
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (typeof address !== "object" || address === null) throw new Error("no free port");
  return address.port;
}
