/**
 * The lock that keeps a second application off a data folder.
 *
 * PostgreSQL's `postmaster.pid` is not enough: it protects only while a server runs, it does not
 * show whether that server's application is alive, and in another container, with pids and shared
 * memory of its own, PostgreSQL 18 starts a second server on the same data. A lock of the operating
 * system holds there too and ends with its process, however that ends. Node has no API for one, but
 * its SQLite takes one.
 */
import { chmodSync, rmSync, statSync } from "node:fs";
import { hostname } from "node:os";
import { basename, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { DataDirInUseError } from "./errors.ts";

const SQLITE_BUSY = 5;
const SQLITE_NOTADB = 26;
/** In milliseconds: the version before wrote to a lock file of its own kind more often than that. */
const OLD_LOCK_SILENCE = 20_000;

/**
 * Takes the lock of a data folder; its file stays when the lock is released.
 *
 * @throws DataDirInUseError naming the holder.
 */
export function lockDataDir(dataDir: string): { release(): void } {
  const file = join(dataDir, "plainlist.lock");
  const lock = new DatabaseSync(file);
  try {
    // Not through a file handle: closing one drops every POSIX lock that the process has on the file.
    chmodSync(file, 0o600);
    lock.exec("BEGIN IMMEDIATE");
    // Processes that read the holder's description lock the file for a moment only.
    lock.exec("PRAGMA busy_timeout = 1000; CREATE TABLE IF NOT EXISTS holder (description TEXT)");
    const program = basename(process.argv[1] ?? process.title);
    lock
      .prepare("INSERT OR REPLACE INTO holder (rowid, description) VALUES (1, ?)")
      .run(
        `process ${process.pid} (${program}) on ${hostname()}, since ${new Date().toISOString()}`,
      );
    // The second transaction is the lock: others can read what the first one wrote, but not write.
    lock.exec("COMMIT; BEGIN IMMEDIATE");
    return { release: () => lock.close() };
  } catch (error) {
    const { errcode } = error as { errcode?: unknown };
    const held = errcode === SQLITE_BUSY || errcode === SQLITE_NOTADB;
    const holder = held && describeHolder(lock);
    lock.close();
    // While the version before runs, it writes to its lock file. One that was killed left it behind.
    const isOver =
      errcode === SQLITE_NOTADB && statSync(file).mtimeMs < Date.now() - OLD_LOCK_SILENCE;
    if (isOver) {
      rmSync(file);
      return lockDataDir(dataDir);
    }
    if (!held) throw error;
    throw new DataDirInUseError(
      `The data folder ${dataDir} is in use by ${holder}. Stop that process first, or give this ` +
        "one a folder of its own with DATA_DIR.",
      { cause: error },
    );
  }
}

/** Whether an application, this one included, holds the lock of an existing data folder. */
export function isLocked(dataDir: string): boolean {
  try {
    lockDataDir(dataDir).release();
    return false;
  } catch (error) {
    if (error instanceof DataDirInUseError) return true;
    throw error;
  }
}

function describeHolder(lock: DatabaseSync): unknown {
  try {
    lock.exec("PRAGMA busy_timeout = 1000");
    return lock.prepare("SELECT description FROM holder").get()?.description;
  } catch {
    // The holder has not committed its description yet.
    return "another process";
  }
}
