/** Makes the embedded database's data folder, and refuses one that this PostgreSQL cannot use. */
import { spawn } from "node:child_process";
import { mkdir, open, readdir, readFile, rename, rm, rmdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Account } from "./account.ts";
import { handOver } from "./account.ts";
import type { Binaries } from "./binaries.ts";
import { EmbeddedDatabaseError, hasCode, reason } from "./errors.ts";

/** The application's role, and the database that it owns. */
export const APPLICATION = "plainlist";

export interface Cluster {
  /** PostgreSQL's data folder, absolute. */
  directory: string;
  /** The application's password, readable for nobody else. */
  passwordFile: string;
  binaries: Binaries;
  account: Account;
  durable: boolean;
}

/**
 * Whether the data folder is there, and of the version of these programs.
 *
 * @throws EmbeddedDatabaseError when the programs do not run, when the folder was made by another
 *   major version, or when it holds something else; it is left as it is.
 */
export async function clusterExists({ directory, binaries, account }: Cluster): Promise<boolean> {
  const version = await run(binaries.postgres, ["--version"], account, "").catch((error) => {
    throw new EmbeddedDatabaseError(
      `The embedded PostgreSQL does not run on this system (${reason(error)}). Set DATABASE_URL ` +
        "to a PostgreSQL server instead.",
      { cause: error },
    );
  });
  const own = /\d+/.exec(version)?.[0];
  const found = await contentOf(join(directory, "PG_VERSION"));
  if (found === undefined && (await isEmpty(directory))) {
    return false;
  }
  if (found === undefined) {
    throw new EmbeddedDatabaseError(
      `The folder ${directory} is not empty and holds no PostgreSQL database. Move it away, or ` +
        "set DATA_DIR to another folder.",
    );
  }
  if (found.trim() !== own) {
    throw new EmbeddedDatabaseError(
      `The database in ${directory} was made by PostgreSQL ${found.trim()}, and this version of ` +
        `the application brings PostgreSQL ${own}. Nothing was changed. Go back to the version ` +
        'of the application that made it, save the data with "npm run db:dump -- file", move ' +
        'the folder away, come back to this version and run "npm run db:restore -- file".',
    );
  }
  await handOver(directory, account);
  return true;
}

/**
 * Makes the data folder with the application's role and its empty database. It is made beside its
 * place and then renamed, so that a folder in the place is always a finished one, and what is
 * found half made never held any data.
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
    // The superuser gets no password and no way in; the application is only ever `plainlist`.
    "--auth=reject",
    "--encoding=UTF8",
    // Part of PostgreSQL itself, so that text sorts the same on every system, for ever.
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--locale=C",
    ...(durable ? [] : ["--no-sync"]),
  ];
  try {
    await run(binaries.initdb, options, account, "");
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
  await syncFolder(dirname(directory));
}

/** Sets another password, for when the file with the old one is lost. The server must not run. */
export async function resetPassword(cluster: Cluster, password: string): Promise<void> {
  await runAsSuperuser(cluster, [`ALTER ROLE ${APPLICATION} PASSWORD '${password}'`]);
}

/** In PostgreSQL's single-user mode, which needs no login; a statement a line. */
async function runAsSuperuser(cluster: Cluster, statements: string[]): Promise<void> {
  const { directory, binaries, account, durable } = cluster;
  const options = ["--single", "-D", directory, "-c", "exit_on_error=on"];
  await run(
    binaries.postgres,
    [...options, "-c", `fsync=${durable ? "on" : "off"}`, "postgres"],
    account,
    `${statements.join("\n")}\n`,
  );
}

/** The environment is left out: PG* variables would get in the way, and secrets stay here. */
function run(program: string, args: string[], account: Account, input: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      ...account,
      cwd: "/",
      env: { LC_ALL: "C", TZ: "UTC" },
      stdio: ["pipe", "pipe", "pipe"],
    });
    let output = "";
    let errors = "";
    child.stdout.on("data", (chunk) => {
      output += chunk;
    });
    child.stderr.on("data", (chunk) => {
      errors += chunk;
    });
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
    child.on("error", reject);
    child.on("close", (code, signal) => {
      if (code === 0) {
        resolve(output);
      } else {
        reject(new Error(errors.trim() || `${program} ended with ${signal ?? code}`));
      }
    });
  });
}

async function contentOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (hasCode(error, "ENOENT")) {
      return undefined;
    }
    throw error;
  }
}

async function isEmpty(directory: string): Promise<boolean> {
  try {
    return (await readdir(directory)).length === 0;
  } catch (error) {
    if (hasCode(error, "ENOENT")) {
      return true;
    }
    throw error;
  }
}

async function syncFolder(directory: string): Promise<void> {
  const handle = await open(directory);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
