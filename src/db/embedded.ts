/**
 * The PostgreSQL that the application brings along: made, started and stopped with it, its data
 * in `DATA_DIR/postgres`.
 */
import { randomBytes } from "node:crypto";
import { chmod, mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import type { Logger } from "pino";
import { databaseAccount, requireEntry } from "./embedded/account.ts";
import { binariesPackage, mendBinaries } from "./embedded/binaries.ts";
import {
  APPLICATION,
  type Cluster,
  clusterExists,
  createCluster,
  resetPassword,
} from "./embedded/cluster.ts";
import { DataDirInUseError, EmbeddedDatabaseError, hasCode, reason } from "./embedded/errors.ts";
import { holderOf, lockDataDir } from "./embedded/lock.ts";
import { startPostmaster } from "./embedded/postmaster.ts";
import type { Connection } from "./embedded/server.ts";

export { DataDirInUseError, EmbeddedDatabaseError };

export interface EmbeddedDatabase {
  /** What pg and knex connect with, as the plain application role; `host` may be a folder. */
  connection: Connection;
  /** Ends the server, in ten seconds at most, and lets go of the data folder. */
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  /** `DATA_DIR`; created when it is missing. */
  dataDir: string;
  logger: Pick<Logger, "info" | "warn" | "error" | "debug">;
  /** False for tests only: quicker, more connections, and a crash of the system loses the data. */
  durable?: boolean;
  /** For tests: a new cluster's role may create databases. */
  createdb?: boolean;
}

/**
 * Starts the embedded database, creating it the first time. A server that an earlier application
 * left running, because it was killed, is ended first; one that dies later is started again.
 *
 * @throws EmbeddedDatabaseError with a message for the person who starts the application.
 * @throws DataDirInUseError, one of those, when another application runs on the same folder.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const { logger, durable = true, createdb = false } = options;
  const dataDir = resolve(options.dataDir);
  try {
    requireSystem();
    await makeDataDir(dataDir);
    const lock = await lockDataDir(dataDir, logger);
    try {
      const cluster = await describeCluster(dataDir, durable);
      const connection = await makeReady(cluster, createdb, logger);
      const postmaster = await startPostmaster(cluster, connection, logger);
      logger.info({ host: connection.host, port: connection.port }, "Embedded PostgreSQL is ready");
      return {
        connection,
        async stop() {
          await postmaster.stop();
          await lock.release();
        },
      };
    } catch (error) {
      await lock.release();
      throw error;
    }
  } catch (error) {
    if (error instanceof EmbeddedDatabaseError) {
      throw error;
    }
    throw new EmbeddedDatabaseError(
      `The embedded PostgreSQL in ${dataDir} cannot be started: ${reason(error)}.`,
      { cause: error },
    );
  }
}

/**
 * The way to the embedded database of an application that is running on this machine, or
 * undefined when none holds the folder.
 */
export async function findRunningEmbedded(dataDir: string): Promise<Connection | undefined> {
  const folder = resolve(dataDir);
  if ((await holderOf(folder)) === undefined) {
    return undefined;
  }
  const { directory, passwordFile } = locations(folder);
  const password = await readIfThere(passwordFile);
  // By line: pid, folder, start, port, socket's folder, address (see PostgreSQL's pidfile.h).
  const status = (await readIfThere(join(directory, "postmaster.pid")))?.split("\n");
  if (password === undefined || status?.[3] === undefined) {
    return undefined;
  }
  const host = status[5] === "" || status[5] === undefined ? directory : status[5];
  return describeConnection(host, Number(status[3]), password.trim());
}

function requireSystem(): void {
  if (process.platform === "win32") {
    throw new EmbeddedDatabaseError(
      "The embedded PostgreSQL runs on Linux and macOS only. Set DATABASE_URL to a PostgreSQL " +
        "server.",
    );
  }
}

/** Root's folder must let PostgreSQL's own user through; nobody needs to list it. */
async function makeDataDir(dataDir: string): Promise<void> {
  const isRoot = process.getuid?.() === 0;
  await mkdir(dataDir, { recursive: true, mode: isRoot ? 0o711 : 0o700 });
  const { mode } = await stat(dataDir);
  if (isRoot && (mode & 0o001) === 0) {
    await chmod(dataDir, mode | 0o011);
  }
}

async function describeCluster(dataDir: string, durable: boolean): Promise<Cluster> {
  const { directory, passwordFile } = locations(dataDir);
  const packageDir = binariesPackage();
  const binaries = await mendBinaries(packageDir);
  const account = await databaseAccount(directory);
  await requireEntry(dataDir, account);
  await requireEntry(join(packageDir, "native/bin"), account);
  return { directory, passwordFile, binaries, account, durable };
}

async function makeReady(
  cluster: Cluster,
  createdb: boolean,
  logger: Pick<Logger, "info" | "warn">,
): Promise<Connection> {
  const { directory, passwordFile } = cluster;
  const exists = await clusterExists(cluster);
  const kept = (await readIfThere(passwordFile))?.trim();
  const password = kept || randomBytes(24).toString("base64url");
  if (!kept) {
    await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  }
  if (!exists) {
    logger.info({ directory }, "Creating the embedded PostgreSQL database");
    await createCluster(cluster, password, createdb);
  } else if (!kept) {
    logger.warn({ passwordFile }, "The database's password was lost; setting a new one");
    await resetPassword(cluster, password);
  }
  return fitsSocket(directory)
    ? describeConnection(directory, 5432, password)
    : describeConnection("127.0.0.1", await freePort(), password);
}

function locations(dataDir: string) {
  return {
    directory: join(dataDir, "postgres"),
    passwordFile: join(dataDir, "postgres.password"),
  };
}

function describeConnection(host: string, port: number, password: string): Connection {
  return { host, port, user: APPLICATION, password, database: APPLICATION };
}

/** The system's structure for a socket's address holds 108 bytes, a closing zero among them. */
function fitsSocket(directory: string): boolean {
  const most = process.platform === "darwin" ? 103 : 107;
  return Buffer.byteLength(join(directory, ".s.PGSQL.5432")) <= most;
}

function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const server = createServer();
    server.on("error", failed);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      server.close(() => done(port));
    });
  });
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (hasCode(error, "ENOENT")) {
      return undefined;
    }
    throw error;
  }
}
