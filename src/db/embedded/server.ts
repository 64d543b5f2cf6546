/** One PostgreSQL server process: its settings, start, log, readiness and end. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { Socket } from "node:net";
import { totalmem } from "node:os";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import type { Logger } from "pino";
import { ENVIRONMENT } from "./binaries.ts";
import { APPLICATION, type Cluster } from "./cluster.ts";
import { EmbeddedDatabaseError, hasCode, reason } from "./errors.ts";

/** Where the server listens, and the application's credentials. */
export interface Connection {
  host: string;
  port: number;
  user: string;
  password: string;
  database: string;
}

interface Server {
  child: ChildProcess;
  /** The last complaints in its log. */
  complaints: string[];
  /** Why it ended, once it has. */
  failure: string | undefined;
}

export type Log = Pick<Logger, "info" | "warn" | "error" | "debug">;

// Recovery after a crash takes as long as it takes, but a hung server must end somewhere.
const START_MS = 300_000;
/** In milliseconds: how long stopping takes at most, unless it is told otherwise. */
const STOP_MOST = 10_000;
/** In milliseconds: how long after the fast shutdown the immediate one may take, and then a kill. */
const QUIT_MOST = 1_000;
const KILL_MOST = 500;
/**
 * For data that may be lost: nothing waits for the disk, and no worker of the server's own is connected
 * to a database that is to be dropped.
 */
const THROWAWAY = {
  fsync: "off",
  synchronous_commit: "off",
  full_page_writes: "off",
  autovacuum: "off",
};

/** How the application connects to a server that listens on `host`, an address or a folder. */
export function describeConnection(host: string, port: number, password: string): Connection {
  return { host, port, user: APPLICATION, password, database: APPLICATION };
}

/** Starts the process; see `untilReady`. */
export function spawnServer(cluster: Cluster, connection: Connection, log: Log): Server {
  const { directory, binaries, account } = cluster;
  const settings = Object.entries(serverSettings(cluster, connection));
  const options = settings.flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const child = spawn(binaries.postgres, ["-D", directory, ...options], {
    ...account,
    cwd: "/",
    // Ctrl-C signals the whole process group. In a group of its own the server keeps running for the
    // application's last requests.
    detached: true,
    env: ENVIRONMENT,
    stdio: ["ignore", "ignore", "pipe"],
  });
  // The server alone must not keep the application alive.
  child.unref();
  if (child.stderr instanceof Socket) child.stderr.unref();
  const server: Server = { child, complaints: [], failure: undefined };
  forwardLog(server, log);
  child.on("error", (error) => {
    server.failure ??= error.message;
  });
  child.once("close", (code, signal) => {
    server.failure ??= server.complaints.join(" ") || `it ended with ${signal ?? code}`;
  });
  return server;
}

/**
 * In MB: an eighth of the memory that the process may have. A search reads all tasks of a person: the
 * pages of 50,000 take about 90 MB, and are read anew each time where they do not fit.
 */
function sharedBuffers(): number {
  const memory = Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);
  return Math.min(Math.max(Math.floor(memory / 8 / 2 ** 20), 48), 256);
}

function serverSettings({ directory, durable }: Cluster, { host, port }: Connection) {
  const local = host.startsWith("/");
  return {
    listen_addresses: local ? "" : host,
    // A list, in which a name may be quoted.
    unix_socket_directories: local ? `"${directory.replaceAll('"', '""')}"` : "",
    unix_socket_permissions: "0700",
    port,
    max_connections: durable ? 60 : 200,
    shared_buffers: `${sharedBuffers()}MB`,
    effective_cache_size: "256MB",
    max_wal_size: "256MB",
    // One machine, no replicas, few cores: fewer processes and less to write.
    wal_level: "minimal",
    max_wal_senders: 0,
    max_logical_replication_workers: 0,
    max_parallel_workers_per_gather: 0,
    io_method: "sync",
    jit: "off",
    random_page_cost: 1.1,
    timezone: "UTC",
    // The log must not show what users wrote: neither the values in messages nor statements.
    log_error_verbosity: "terse",
    log_min_error_statement: "panic",
    log_line_prefix: "",
    log_checkpoints: "off",
    lc_messages: "C",
    ...(durable ? {} : THROWAWAY),
  };
}

/** The application reports errors of its statements itself, so they are logged as details here. */
function forwardLog({ child, complaints }: Server, log: Log): void {
  if (child.stderr === null) return;
  createInterface({ input: child.stderr }).on("line", (line) => {
    // An ERROR is that of a statement, and quotes what people wrote, in more lines with a tab if need be.
    if (!/^(LOG|WARNING|FATAL|PANIC):/.test(line)) return;
    const bad = /^(WARNING|FATAL|PANIC):/.test(line) && !line.includes("the database system is ");
    log[bad ? "warn" : "debug"]({ postgres: line }, "PostgreSQL's log");
    if (bad) {
      complaints.push(line);
      complaints.splice(0, complaints.length - 3);
    }
  });
}

/**
 * Resolves when the application's role can sign in.
 *
 * @throws EmbeddedDatabaseError when the server exits or does not answer, or `stopping` is aborted.
 */
export async function untilReady(
  server: Server,
  { directory, passwordFile }: Cluster,
  connection: Connection,
  stopping: AbortSignal,
): Promise<void> {
  const deadline = performance.now() + START_MS;
  for (;;) {
    const refusal = await probe(connection);
    if (refusal === undefined && isRunning(server.child)) return;
    if (server.failure !== undefined) {
      throw new EmbeddedDatabaseError(
        `The embedded PostgreSQL with its data in ${directory} does not start: ${server.failure}`,
      );
    }
    const wrongPassword = hasCode(refusal, "28P01");
    if (wrongPassword || performance.now() > deadline || stopping.aborted) {
      await end(server.child);
      throw new EmbeddedDatabaseError(
        `The embedded PostgreSQL with its data in ${directory} runs, but does not let the ` +
          `application in: ${reason(refusal)}.` +
          (wrongPassword ? ` Remove ${passwordFile}: the next start sets a new password.` : ""),
      );
    }
    await sleep(20);
  }
}

/** Tries to sign in. @returns why that failed; undefined when it did not. */
export async function probe(connection: Connection): Promise<unknown> {
  const client = new pg.Client({ ...connection, ssl: false, connectionTimeoutMillis: 5_000 });
  client.on("error", () => undefined);
  try {
    await client.connect();
    return undefined;
  } catch (error) {
    return error;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/**
 * Stops the process: by PostgreSQL's fast shutdown, its immediate one, then a kill.
 * @param patience in milliseconds: how long all of them may take.
 */
export async function end(child: ChildProcess, patience = STOP_MOST): Promise<void> {
  child.ref();
  const fast = Math.max(Math.round(patience) - QUIT_MOST - KILL_MOST, KILL_MOST);
  for (const [signal, most] of [
    ["SIGINT", fast],
    ["SIGQUIT", QUIT_MOST],
    ["SIGKILL", KILL_MOST],
  ] as const) {
    if (!isRunning(child)) return;
    child.kill(signal);
    await once(child, "exit", { signal: AbortSignal.timeout(most) }).catch(() => undefined);
  }
}

function isRunning(child: ChildProcess): boolean {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}
