/** Keeps the PostgreSQL server running: stops an orphan, starts it, starts it again when it dies. */
import type { ChildProcess } from "node:child_process";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { run } from "./binaries.ts";
import type { Cluster } from "./cluster.ts";
import { hasCode, ifMissing, reason } from "./errors.ts";
import {
  type Connection,
  describeConnection,
  end,
  type Log,
  probe,
  spawnServer,
  untilReady,
} from "./server.ts";

const BACKOFF_MS = { first: 100, most: 10_000, forgottenAfter: 60_000 };

/**
 * Starts the server, after stopping one that a killed application left behind, and keeps it up.
 * The data folder's lock must be held.
 *
 * @returns what closes all connections and stops the server, within a time in milliseconds.
 * @throws EmbeddedDatabaseError when the server exits or does not answer.
 */
export async function startPostmaster(
  cluster: Cluster,
  connection: Connection,
  log: Log,
): Promise<(patience?: number) => Promise<void>> {
  const stopping = new AbortController();
  let child: ChildProcess | undefined;
  let reviving: Promise<void> | undefined;
  let delay = BACKOFF_MS.first;

  const launch = async () => {
    await stopOrphan(cluster, log);
    const server = spawnServer(cluster, connection, log);
    child = server.child;
    await untilReady(server, cluster, connection, stopping.signal);
    const readySince = performance.now();
    child.once("exit", (code, signal) => {
      if (stopping.signal.aborted) return;
      log.error({ code, signal }, "The embedded PostgreSQL died; starting it again");
      const wasUp = performance.now() - readySince > BACKOFF_MS.forgottenAfter;
      if (wasUp) delay = BACKOFF_MS.first;
      reviving = revive();
    });
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
  // An application that exits without stop() must not leave an orphan.
  const atExit = () => child?.kill("SIGINT");

  process.once("exit", atExit);
  await launchPatiently(launch, log).catch((error) => {
    process.removeListener("exit", atExit);
    throw error;
  });
  return async (patience) => {
    stopping.abort();
    process.removeListener("exit", atExit);
    await reviving;
    if (child !== undefined) await end(child, patience);
  };
}

/**
 * The server of a data folder according to its `postmaster.pid`, whether or not it still runs;
 * undefined without that file or without the password's.
 */
export async function describeServer(files: Pick<Cluster, "directory" | "passwordFile">) {
  const { directory, passwordFile } = files;
  const password = await readFile(passwordFile, "utf8").catch(ifMissing);
  const status = await readFile(join(directory, "postmaster.pid"), "utf8").catch(ifMissing);
  // By line: pid, folder, start, port, socket's folder, address (see PostgreSQL's pidfile.h).
  const [pid, , , port, , address] = status?.split("\n") ?? [];
  if (password === undefined || pid === undefined || port === undefined) return undefined;
  const connection = describeConnection(address || directory, Number(port), password.trim());
  return { pid, connection };
}

/**
 * Stops the server that a killed application left running on this data folder. It is not taken over:
 * its log and its exit only reach the process that started it.
 */
async function stopOrphan(cluster: Cluster, log: Log): Promise<void> {
  const { directory, binaries, account } = cluster;
  const orphan = await describeServer(cluster);
  // Its pid may belong to an unrelated process by now. What listens at its address is the server.
  if (orphan && !hasCode(await probe(orphan.connection), "ENOENT", "ECONNREFUSED")) {
    const { pid } = orphan;
    log.warn({ pid }, "Stopping the PostgreSQL that an earlier application left running");
    const stop = (mode: string, seconds: string) =>
      run(binaries.pgCtl, ["stop", "-D", directory, "-m", mode, "-t", seconds], { account });
    await stop("fast", "6")
      .catch(() => stop("immediate", "2"))
      .catch(() => run(binaries.pgCtl, ["kill", "KILL", pid], { account }));
  }
  // PostgreSQL takes these for a running server's as long as any process, even an unrelated one or a
  // zombie, has the pid in them. Processes that really use the folder it also finds by their shared
  // memory.
  for (const name of ["postmaster.pid", ".s.PGSQL.5432.lock"]) {
    await rm(join(directory, name), { force: true });
  }
}

/** Waits until the last processes of a killed server have released its shared memory. */
async function launchPatiently(launch: () => Promise<void>, log: Log): Promise<void> {
  for (const deadline = performance.now() + 10_000; ; await sleep(100)) {
    try {
      return await launch();
    } catch (error) {
      if (performance.now() > deadline || !/shared memory block/.test(reason(error))) throw error;
      log.debug("Waiting for the processes of an earlier PostgreSQL to end");
    }
  }
}
