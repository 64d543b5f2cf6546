/**
 * The embedded PostgreSQL: created, started and stopped by the application, with its data in
 * `DATA_DIR/postgres`.
 */
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { chmod, mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { join, resolve } from "node:path";
import { databaseAccount, requireEntry } from "./embedded/account.ts";
import { binariesPackage, completeBinaries } from "./embedded/binaries.ts";
import { type Cluster, clusterExists, createCluster, resetPassword } from "./embedded/cluster.ts";
import { DataDirInUseError, EmbeddedDatabaseError, ifMissing, reason } from "./embedded/errors.ts";
import { isLocked, lockDataDir } from "./embedded/lock.ts";
import { describeServer, startPostmaster } from "./embedded/postmaster.ts";
import { type Connection, describeConnection, type Log } from "./embedded/server.ts";

export { DataDirInUseError, EmbeddedDatabaseError };

export interface EmbeddedDatabase {
  /** How pg and knex connect, as the application's role; `host` may be a folder (a Unix socket). */
  connection: Connection;
  /**
   * Stops the server and releases the data folder.
   * @param patience in milliseconds: how long that takes at most; default ten seconds.
   */
  stop(patience?: number): Promise<void>;
}

interface EmbeddedOptions {
  /** `DATA_DIR`; created when it is missing. */
  dataDir: string;
  logger: Log;
  /** False for tests only: faster, more connections, but a system crash loses the data. */
  durable?: boolean;
  /** For tests: the role of a new cluster may create databases. */
  createdb?: boolean;
}

/**
 * Starts the embedded database, creating it the first time. An orphan, left running by an
 * application that was killed, is stopped first; a server that dies later is started again.
 *
 * @throws EmbeddedDatabaseError with a message for the operator; DataDirInUseError, a subclass,
 *   when another application runs on the same folder.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const { logger, durable = true, createdb = false } = options;
  const dataDir = resolve(options.dataDir);
  let lock: ReturnType<typeof lockDataDir> | undefined;
  try {
    requireSystem();
    await makeDataDir(dataDir);
    lock = lockDataDir(dataDir);
    const { release } = lock;
    const cluster = await describeCluster(dataDir, durable);
    const connection = await makeReady(cluster, createdb, logger);
    const stop = await startPostmaster(cluster, connection, logger);
    logger.info({ host: connection.host, port: connection.port }, "Embedded PostgreSQL is ready");
    return { connection, stop: (patience) => stop(patience).then(release) };
  } catch (error) {
    lock?.release();
    if (error instanceof EmbeddedDatabaseError) throw error;
    throw new EmbeddedDatabaseError(
      `The embedded PostgreSQL in ${dataDir} cannot be started: ${reason(error)}.`,
      { cause: error },
    );
  }
}

/**
 * How to connect to the embedded database of an application that is running on this machine;
 * undefined when none holds the folder.
 */
export async function findRunningEmbedded(dataDir: string): Promise<Connection | undefined> {
  const folder = resolve(dataDir);
  return isLocked(folder) ? (await describeServer(locations(folder)))?.connection : undefined;
}

function requireSystem(): void {
  if (process.platform !== "win32") return;
  throw new EmbeddedDatabaseError(
    "The embedded PostgreSQL runs on Linux and macOS only. Set DATABASE_URL to a PostgreSQL server.",
  );
}

/** When root runs the application, PostgreSQL's own user must be able to pass through the folder. */
async function makeDataDir(dataDir: string): Promise<void> {
  const isRoot = process.getuid?.() === 0;
  await mkdir(dataDir, { recursive: true, mode: isRoot ? 0o711 : 0o700 });
  const { mode } = await stat(dataDir);
  if (isRoot && (mode & 0o001) === 0) await chmod(dataDir, mode | 0o011);
}

async function describeCluster(dataDir: string, durable: boolean): Promise<Cluster> {
  const { directory, passwordFile } = locations(dataDir);
  const packageDir = binariesPackage();
  const binaries = await completeBinaries(packageDir);
  const account = await databaseAccount(directory);
  await requireEntry(dataDir, account);
  await requireEntry(join(packageDir, "native/bin"), account);
  return { directory, passwordFile, binaries, account, durable };
}

async function makeReady(cluster: Cluster, createdb: boolean, logger: Log): Promise<Connection> {
  const { directory, passwordFile } = cluster;
  const exists = await clusterExists(cluster);
  const kept = (await readFile(passwordFile, "utf8").catch(ifMissing))?.trim();
  const password = kept || randomBytes(24).toString("base64url");
  if (!kept) await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
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

/** A socket's address (sun_path) holds 108 bytes on Linux, 104 on macOS, with a closing zero. */
function fitsSocket(directory: string): boolean {
  const most = process.platform === "darwin" ? 103 : 107;
  return Buffer.byteLength(join(directory, ".s.PGSQL.5432")) <= most;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}
