/** The system user that PostgreSQL runs as, since it refuses to run as root. */
import { execFile } from "node:child_process";
import { chmod, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { promisify } from "node:util";
import { EmbeddedDatabaseError, ifMissing, reason } from "./errors.ts";

const run = promisify(execFile);
const USER = "postgres";

/** For `spawn`; empty when PostgreSQL runs as the user of the application itself. */
export type Account = { uid: number; gid: number } | Record<string, never>;

/**
 * The application's own user; for root the owner of the existing database, or without a database
 * the system user `postgres`, which is created if necessary.
 *
 * @throws EmbeddedDatabaseError when the user cannot be created, or when the database belongs to
 *   another user and the application is not root.
 */
export async function databaseAccount(directory: string): Promise<Account> {
  const uid = process.getuid?.();
  const owner = await stat(directory).catch(ifMissing);
  if (uid !== 0) {
    if (owner !== undefined && owner.uid !== uid) {
      throw new EmbeddedDatabaseError(
        `The database folder ${directory} belongs to another user (uid ${owner.uid}). Start the ` +
          `application as that user or as root, or give it to this one with "chown -R".`,
      );
    }
    return {};
  }
  return owner !== undefined && owner.uid !== 0
    ? { uid: owner.uid, gid: owner.gid }
    : { uid: await idOf("-u"), gid: await idOf("-g") };
}

/**
 * Gives PostgreSQL's data folder the owner and the mode that PostgreSQL requires: a copy or a
 * restored backup may have others.
 */
export async function handOver(directory: string, account: Account): Promise<void> {
  const { uid, mode } = await stat(directory);
  if (account.uid !== undefined && uid !== account.uid) {
    await run("chown", ["-hR", `${account.uid}:${account.gid}`, `${directory}/.`]);
  }
  if ((mode & 0o777) !== 0o700) await chmod(directory, 0o700);
}

/**
 * Checks that PostgreSQL's user can enter a folder, by trying it.
 *
 * @throws EmbeddedDatabaseError naming the folder that it cannot enter.
 */
export async function requireEntry(directory: string, account: Account): Promise<void> {
  if (account.uid === undefined) return;
  const path: string[] = [];
  for (let folder = directory; !path.includes(folder); folder = dirname(folder)) {
    path.unshift(folder);
  }
  const script = 'for d; do cd "$d" 2>/dev/null || { printf %s "$d"; exit; }; done';
  const { stdout: closed } = await run("/bin/sh", ["-c", script, "sh", ...path], {
    ...account,
    cwd: "/",
  });
  if (closed === "") return;
  throw new EmbeddedDatabaseError(
    `PostgreSQL refuses to run as root and runs as the system user with uid ${account.uid} ` +
      `instead, which cannot enter the folder ${closed}. Allow it with "chmod o+x ${closed}", or ` +
      "start the application as an ordinary user, or keep it and DATA_DIR in other folders.",
  );
}

async function idOf(flag: "-u" | "-g"): Promise<number> {
  const { stdout } = await run("id", [flag, USER]).catch(async () => {
    await createUser();
    return await run("id", [flag, USER]);
  });
  return Number(stdout);
}

/** With the tools of most Linux systems, or with BusyBox's. */
async function createUser(): Promise<void> {
  try {
    await run("useradd", ["--system", "--user-group", "--no-create-home", USER]).catch(() =>
      run("adduser", ["-S", "-D", "-H", USER]),
    );
  } catch (error) {
    throw new EmbeddedDatabaseError(
      `PostgreSQL refuses to run as root, and the system user "${USER}" that it would run as ` +
        `cannot be created (${reason(error)}). Create that user, or start the application as an ` +
        "ordinary user.",
      { cause: error },
    );
  }
}
