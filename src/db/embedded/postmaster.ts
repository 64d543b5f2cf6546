/** Keeps the PostgreSQL server running: ends a stray one, starts it, revives it when it dies. */
import type { ChildProcess } from "node:child_process";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Cluster } from "./cluster.ts";
import { reason } from "./errors.ts";
import { isPostmasterOf, isTaken } from "./processes.ts";
import { answering, type Connection, end, type Log, STOP, spawnServer } from "./server.ts";

export interface Postmaster {
  /** Ends all connections and the server; resolves when it is gone, within ten seconds. */
  stop(): Promise<void>;
}

const BACKOFF_MS = { first: 100, most: 10_000, forgottenAfter: 60_000 };

/**
 * Starts the server, after ending one that a killed application left behind, and keeps it up.
 *
 * @throws EmbeddedDatabaseError when the server ends or does not answer.
 */
export async function startPostmaster(
  cluster: Cluster,
  connection: Connection,
  log: Log,
): Promise<Postmaster> {
  const stopping = new AbortController();
  let child: ChildProcess | undefined;
  let reviving: Promise<void> | undefined;
  let delay = BACKOFF_MS.first;

  const launch = async () => {
    await endOrphan(cluster.directory, log);
    let upSince: number | undefined;
    const server = spawnServer(cluster, connection, log);
    child = server.child;
    child.once("exit", (code, signal) => {
      if (upSince === undefined || stopping.signal.aborted) {
        return;
      }
      log.error({ code, signal }, "The embedded PostgreSQL died; starting it again");
      if (performance.now() - upSince > BACKOFF_MS.forgottenAfter) {
        delay = BACKOFF_MS.first;
      }
      reviving = revive();
    });
    await answering(server, cluster, connection, stopping.signal);
    upSince = performance.now();
  };
  const revive = async () => {
    while (!stopping.signal.aborted) {
      await sleep(delay, undefined, { signal: stopping.signal, ref: false }).catch(() => undefined);
      delay = Math.min(delay * 2, BACKOFF_MS.most);
      try {
        if (!stopping.signal.aborted) {
          await launch();
          log.info("The embedded PostgreSQL is back");
        }
        return;
      } catch (error) {
        log.warn({ reason: reason(error) }, "The embedded PostgreSQL does not start yet");
      }
    }
  };
  // An application that ends without stop() still takes the server along.
  const atExit = () => child?.kill("SIGINT");

  await launchPatiently(launch, log);
  process.once("exit", atExit);
  return {
    async stop() {
      stopping.abort();
      process.removeListener("exit", atExit);
      await reviving;
      if (child !== undefined) {
        await end(child);
      }
    },
  };
}

/**
 * Ends the server of this data folder that an application killed without warning left running.
 * The new one could not read its log, nor be its parent, so it is not taken over.
 */
async function endOrphan(directory: string, log: Log): Promise<void> {
  const pid = await pidIn(join(directory, "postmaster.pid"));
  if (isPostmasterOf(directory, pid)) {
    log.warn({ pid }, "Ending the PostgreSQL that an earlier application left running");
    await kill(directory, pid);
  }
  // PostgreSQL takes these for a running server's as long as any process, a stranger or a zombie,
  // has the pid in them. It finds those that truly use the folder by their shared memory as well.
  for (const name of ["postmaster.pid", ".s.PGSQL.5432.lock"]) {
    if (isTaken(await pidIn(join(directory, name)))) {
      await rm(join(directory, name), { force: true });
    }
  }
}

/** The pid in the first line; 0 without one. */
async function pidIn(file: string): Promise<number> {
  const text = await readFile(file, "utf8").catch(() => "");
  return Number(/^\d+/.exec(text)?.[0] ?? 0);
}

async function kill(directory: string, pid: number): Promise<void> {
  for (const [signal, patience] of STOP) {
    try {
      process.kill(pid, signal);
    } catch {
      return;
    }
    for (const end = performance.now() + patience; performance.now() < end; await sleep(10)) {
      if (!isPostmasterOf(directory, pid)) {
        return;
      }
    }
  }
}

/** Waits for the last processes of a server that was killed itself to let go of its memory. */
async function launchPatiently(launch: () => Promise<void>, log: Log): Promise<void> {
  for (const end = performance.now() + 10_000; ; await sleep(100)) {
    try {
      await launch();
      return;
    } catch (error) {
      if (performance.now() > end || !/shared memory block/.test(reason(error))) {
        throw error;
      }
      log.debug("Waiting for the processes of an earlier PostgreSQL to end");
    }
  }
}
