/** The lock file that keeps a second application off a data folder. */
import { randomUUID } from "node:crypto";
import { link, open, readFile, rm, stat, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import { DataDirInUseError, hasCode, reason } from "./errors.ts";
import { pidScope, processStart } from "./processes.ts";

/** Who holds a data folder; `started` and `scope` are as in processes.ts, `since` is ISO 8601. */
export interface Holder {
  id: string;
  pid: number;
  started: string | undefined;
  scope: string;
  host: string;
  program: string;
  since: string;
}

export interface DataDirLock {
  release(): Promise<void>;
}

// Where pids cannot be compared (another machine or container on a shared volume) the file's time
// tells: the holder touches it at every beat, and one that missed four is gone.
const BEAT_MS = 5_000;
const SILENCE_MS = 20_000;

/**
 * Takes the lock of a data folder; a lock left by a process that no longer runs is replaced.
 *
 * @throws DataDirInUseError naming the holder.
 */
export async function lockDataDir(
  dataDir: string,
  logger: Pick<Logger, "info" | "error">,
): Promise<DataDirLock> {
  const file = lockFile(dataDir);
  const own: Holder = {
    id: randomUUID(),
    pid: process.pid,
    started: processStart(process.pid),
    scope: pidScope(),
    host: hostname(),
    program: basename(process.argv[1] ?? process.title),
    since: new Date().toISOString(),
  };
  await acquire(file, own, dataDir, logger);
  const beat = setInterval(async () => {
    try {
      if (!(await isOwn(file, own))) {
        throw new Error("the lock file is gone or another's");
      }
      await touch(file);
    } catch (error) {
      logger.error({ file, reason: reason(error) }, "The lock of the data folder is lost");
    }
  }, BEAT_MS);
  beat.unref();
  return {
    async release() {
      clearInterval(beat);
      if (await isOwn(file, own)) {
        await rm(file, { force: true });
      }
    },
  };
}

/** The running application on this machine that holds a data folder, if there is one. */
export async function holderOf(dataDir: string): Promise<Holder | undefined> {
  const holder = await readLock(lockFile(dataDir));
  return typeof holder === "object" && holder.scope === pidScope() && isRunning(holder)
    ? holder
    : undefined;
}

function lockFile(dataDir: string): string {
  return join(dataDir, "plainlist.lock");
}

/**
 * Creates `file` with `own` in it; a stale one is removed first. Removing is done under a lock of
 * its own, got in the same way, because of two processes that both saw the stale file the slower
 * one would remove what the faster one has put in its place: only the holder of `file.takeover`
 * removes a stale `file`.
 */
async function acquire(
  file: string,
  own: Holder,
  dataDir: string,
  logger: Pick<Logger, "info">,
): Promise<void> {
  const draft = `${file}.${own.id}`;
  await writeFile(draft, `${JSON.stringify(own)}\n`, { mode: 0o600, flag: "wx" });
  try {
    while (!(await linked(draft, file))) {
      if (!(await isStale(file, draft, dataDir, logger))) {
        continue;
      }
      const takeover = `${file}.takeover`;
      await acquire(takeover, own, dataDir, logger);
      try {
        if (await isStale(file, draft, dataDir, logger)) {
          await rm(file);
        }
      } finally {
        await rm(takeover, { force: true });
      }
    }
  } finally {
    await rm(draft, { force: true });
  }
}

/** A hard link is made only where there is no file yet, and appears with its content complete. */
async function linked(draft: string, file: string): Promise<boolean> {
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if (hasCode(error, "EEXIST")) {
      return false;
    }
    throw error;
  }
}

/** False when there is no lock any more; a lock that is held is an error. */
async function isStale(
  file: string,
  draft: string,
  dataDir: string,
  logger: Pick<Logger, "info">,
): Promise<boolean> {
  const holder = await readLock(file);
  if (holder === undefined || holder === "unreadable") {
    return holder === "unreadable";
  }
  const held =
    holder.scope === pidScope() ? isRunning(holder) : await isBeating(file, draft, holder, logger);
  if (held) {
    throw new DataDirInUseError(
      `The data folder ${dataDir} is in use by process ${holder.pid} (${holder.program}) on ` +
        `${holder.host}, since ${holder.since}. Stop that process first, or give this one a ` +
        "folder of its own with DATA_DIR.",
    );
  }
  return true;
}

function isRunning(holder: Holder): boolean {
  return holder.started !== undefined && processStart(holder.pid) === holder.started;
}

/** Ages are taken by the clock of the file system, which wrote `draft` just now. */
async function isBeating(
  file: string,
  draft: string,
  holder: Holder,
  logger: Pick<Logger, "info">,
): Promise<boolean> {
  const first = await modified(file);
  const age = (await modified(draft)) - first;
  const end = performance.now() + Math.min(SILENCE_MS, SILENCE_MS - age);
  if (performance.now() < end) {
    logger.info(
      { host: holder.host, pid: holder.pid, since: holder.since },
      "The data folder has a lock from another machine or container; waiting to see if it lives",
    );
  }
  while (performance.now() < end) {
    await sleep(250);
    if ((await modified(file)) !== first) {
      return true;
    }
  }
  return false;
}

async function modified(file: string): Promise<number> {
  try {
    return (await stat(file)).mtimeMs;
  } catch (error) {
    if (hasCode(error, "ENOENT")) {
      return 0;
    }
    throw error;
  }
}

/** Undefined when there is none; a power failure may have left it empty. */
async function readLock(file: string): Promise<Holder | "unreadable" | undefined> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as Holder;
  } catch (error) {
    if (error instanceof SyntaxError) {
      return "unreadable";
    }
    if (hasCode(error, "ENOENT")) {
      return undefined;
    }
    throw error;
  }
}

async function isOwn(file: string, own: Holder): Promise<boolean> {
  const holder = await readLock(file);
  return typeof holder === "object" && holder.id === own.id;
}

/** Writes the first character again: that sets the time by the file system's own clock. */
async function touch(file: string): Promise<void> {
  const handle = await open(file, "r+");
  try {
    await handle.write("{", 0);
  } finally {
    await handle.close();
  }
}
