/** Creates the embedded database's data folder, and refuses one that this PostgreSQL cannot use. */
import { mkdir, open, readdir, readFile, rename, rm, rmdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type Account, handOver } from "./account.ts";
import { type Binaries, run } from "./binaries.ts";
import { EmbeddedDatabaseError, ifMissing, reason } from "./errors.ts";

/** The application's role, and the database that it owns. */
export const APPLICATION = "plainlist";

export interface Cluster {
  /** PostgreSQL's data folder, absolute. */
  directory: string;
  /** The file with the application's password, readable by its owner only. */
  passwordFile: string;
  binaries: Binaries;
  account: Account;
  durable: boolean;
}

/**
 * Whether the data folder exists; if so, it has the major version of these programs.
 *
 * @throws EmbeddedDatabaseError when the folder was created by another major version, or when it
 *   holds something else; it is left as it is.
 */
export async function clusterExists({ directory, binaries, account }: Cluster): Promise<boolean> {
  const version = await readFile(join(directory, "PG_VERSION"), "utf8").catch(ifMissing);
  if (version === undefined) {
    const entries = await readdir(directory).catch(ifMissing);
    if (entries === undefined || entries.length === 0) return false;
    throw new EmbeddedDatabaseError(
      `The folder ${directory} is not empty and holds no PostgreSQL database. Move it away, or ` +
        "set DATA_DIR to another folder.",
    );
  }
  if (version.trim() !== binaries.major) {
    throw new EmbeddedDatabaseError(
      `The database in ${directory} was made by PostgreSQL ${version.trim()}, and this version of ` +
        `the application brings PostgreSQL ${binaries.major}. Nothing was changed. Go back to the ` +
        'version of the application that made it, save the data with "npm run db:dump -- file", ' +
        'move the folder away, come back to this version and run "npm run db:restore -- file".',
    );
  }
  await handOver(directory, account);
  return true;
}

/**
 * Creates the data folder with the application's role and its empty database. It is created under
 * another name and then renamed, so that a folder with the final name is always complete, and an
 * incomplete one has never held any data.
 */
export async function createCluster(
  cluster: Cluster,
  password: string,
  createdb: boolean,
): Promise<void> {
  const { directory, binaries, account, durable } = cluster;
  const draft = `${directory}.new`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { mode: 0o700 });
  await handOver(draft, account);
  const options = [
    `--pgdata=${draft}`,
    "--username=postgres",
    // The superuser has no password and cannot sign in; the application only uses its own role.
    "--auth=reject",
    "--encoding=UTF8",
    // Part of PostgreSQL itself, so that text always sorts the same, on every system.
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--locale=C",
    ...(durable ? [] : ["--no-sync"]),
  ];
  try {
    await run(binaries.initdb, options, { account });
    await writeFile(
      join(draft, "pg_hba.conf"),
      "# Written by the application.\n" +
        `local all ${APPLICATION} scram-sha-256\n` +
        `host all ${APPLICATION} 127.0.0.1/32 scram-sha-256\n`,
    );
    await runAsSuperuser({ ...cluster, directory: draft }, [
      `CREATE ROLE ${APPLICATION} LOGIN ${createdb ? "CREATEDB" : ""} PASSWORD '${password}'`,
      `CREATE DATABASE ${APPLICATION} OWNER ${APPLICATION}`,
    ]);
  } catch (error) {
    throw new EmbeddedDatabaseError(
      `The embedded database cannot be created in ${directory}: ${reason(error)}. Look at the ` +
        "free space and the permissions of that folder.",
      { cause: error },
    );
  }
  await rmdir(directory).catch(() => undefined);
  await rename(draft, directory);
  // The new name must outlast a system crash.
  await using parent = await open(dirname(directory));
  await parent.sync();
}

/** Sets another password when the file with the old one was lost. The server must not be running. */
export async function resetPassword(cluster: Cluster, password: string): Promise<void> {
  await runAsSuperuser(cluster, [`ALTER ROLE ${APPLICATION} PASSWORD '${password}'`]);
}

/** In PostgreSQL's single-user mode, which needs no login; it takes one statement a line. */
async function runAsSuperuser(cluster: Cluster, statements: string[]): Promise<void> {
  const { directory, binaries, account, durable } = cluster;
  // Of a statement that fails only the error is printed, not the password in it.
  const quiet = ["-c", "log_min_error_statement=panic"];
  const settings = [...quiet, "-c", "exit_on_error=on", "-c", `fsync=${durable ? "on" : "off"}`];
  await run(binaries.postgres, ["--single", "-D", directory, ...settings, "postgres"], {
    account,
    input: `${statements.join("\n")}\n`,
  });
}
