/** Starts embedded databases in temporary folders, in this and in other processes. */
import assert from "node:assert/strict";
import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { chmod, mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after } from "node:test";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { startEmbedded } from "../../../src/db/embedded.ts";

/** The files in a data folder while no application uses it. */
export const DATA_FILES = ["plainlist.lock", "postgres", "postgres.password"];
export const isRoot = process.getuid?.() === 0;

const APPLICATION = fileURLToPath(new URL("application.ts", import.meta.url));
const children = new Set<ChildProcess>();

/** A folder that is removed after the tests of the file, when all processes have been killed. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "pl-"));
  await chmod(folder, 0o755);
  after(async () => {
    for (const child of children) child.kill("SIGKILL");
    await rm(folder, { recursive: true, force: true });
  });
  return folder;
}

/** Spawns a process that does not outlive the tests of the file. */
export function spawnChild(command: string, args: string[], options: SpawnOptions = {}) {
  const child = spawn(command, args, options);
  children.add(child);
  child.once("exit", () => children.delete(child));
  return child;
}

export async function kill(child: ChildProcess): Promise<void> {
  child.kill("SIGKILL");
  await once(child, "exit");
}

/** A logger that collects its messages with their level, and emits them as events. */
export function captureLogs() {
  const messages = new EventEmitter();
  const logged: string[] = [];
  const level = (name: string) => (details: unknown, text?: string) => {
    logged.push(`${name} ${text ?? details}`);
    messages.emit(text ?? String(details));
  };
  const logger = {
    info: level("info"),
    warn: level("warn"),
    error: level("error"),
    debug: level("debug"),
  };
  return { messages, logged, logger };
}

/** Starts it as the application does, so that committed data survives a crash. */
export function start(dataDir: string, logger = captureLogs().logger) {
  return startEmbedded({ dataDir, logger });
}

export async function query(
  connection: pg.ClientConfig,
  text: string,
): Promise<pg.QueryResult["rows"]> {
  const client = new pg.Client({ ...connection, ssl: false });
  client.on("error", () => undefined);
  try {
    await client.connect();
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

/** Starts an application in a new process group, as a terminal does, and waits until it is ready. */
export async function startApplication(dataDir: string) {
  const child = spawnChild(process.execPath, [APPLICATION, dataDir], {
    detached: true,
    stdio: ["ignore", "pipe", "inherit"],
  });
  assert.ok(child.stdout && child.pid);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  assert.equal((await lines.next()).value, "ready");
  return { child, pid: child.pid, nextLine: async () => (await lines.next()).value };
}

export async function postmasterPid(dataDir: string): Promise<number> {
  const text = await readFile(join(dataDir, "postgres/postmaster.pid"), "utf8");
  return Number(text.split("\n", 1)[0]);
}

/** Whether a process runs. A zombie, which has ended but is not reaped yet, does not. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const stat = `/proc/${pid}/stat`;
  return !(existsSync(stat) && /\) Z /.test(readFileSync(stat, "utf8")));
}

export async function modeOf(path: string): Promise<number> {
  return (await stat(path)).mode & 0o777;
}
