/** Starts the application, and stops it gracefully. */
import { createServer, type Server } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { type Logger, pino } from "pino";
import { createApp } from "./app.ts";
import { type Config, ConfigError, loadConfig } from "./config.ts";
import { type Context, createContext } from "./context.ts";
import { Database } from "./db/connection.ts";
import { EmbeddedDatabaseError } from "./db/embedded.ts";
import { asUnavailable } from "./db/failures.ts";
import { migrate, pendingMigrations } from "./db/migrations.ts";
import { type DatabaseTarget, DatabaseUrlError, openDatabaseTarget } from "./db/target.ts";
import type { Lifecycle } from "./health.ts";
import { startHousekeeping } from "./housekeeping.ts";

/** In milliseconds. The platform's router keeps its connections for 90 s: it must be the one to close. */
const KEEP_ALIVE = 95_000;
/** In milliseconds: how long requests that run may take to finish when told to stop. */
const GRACE = 6_000;
/** In milliseconds: how long to wait for a database that is still starting. */
const DATABASE_START = 15_000;

/** A reason not to start, in words for the person who starts it. */
class StartError extends Error {}

await main();

async function main(): Promise<void> {
  try {
    const config = loadConfig();
    const logger = pino({ level: config.logLevel });
    const target = await openDatabaseTarget(config, logger);
    const running = await start(config, logger, target).catch(async (error) => {
      await target.close();
      throw error;
    });
    stopOnSignal(running, target);
  } catch (error) {
    fail(error);
  }
}

interface Running {
  server: Server;
  context: Context;
  lifecycle: Lifecycle;
  stopHousekeeping: () => void;
}

async function start(config: Config, logger: Logger, target: DatabaseTarget): Promise<Running> {
  const { databasePoolMax: poolMax, databasePrepare: prepare } = config;
  // Nobody else looks after the embedded database.
  if (config.database.kind === "embedded") await migrate(target.connection);
  const database = new Database(target.connection, { poolMax, prepare });
  try {
    await requireCurrentSchema(database, logger);
    const context = createContext({ config, database, logger });
    await context.passwords.warmUp();
    const lifecycle: Lifecycle = { stopping: false };
    const server = createServer(createApp(context, lifecycle));
    server.keepAliveTimeout = KEEP_ALIVE;
    // Ahead of the application: while stopping, each answer is the last on its connection.
    server.prependListener("request", (_req, res) => {
      if (lifecycle.stopping) res.shouldKeepAlive = false;
    });
    await listen(server, config);
    const stopHousekeeping = startHousekeeping(context);
    announce(config, logger, server);
    return { server, context, lifecycle, stopHousekeeping };
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function requireCurrentSchema(database: Database, logger: Logger): Promise<void> {
  const pending = await whenReachable(() => pendingMigrations(database.knex), logger);
  if (pending.length === 0) return;
  throw new StartError(
    `The database is behind by ${pending.length} migration(s), from ${pending[0]} on. Run: npm run migrate`,
  );
}

async function whenReachable<T>(work: () => Promise<T>, logger: Logger): Promise<T> {
  const deadline = Date.now() + DATABASE_START;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (asUnavailable(error) === null) {
        throw new StartError(`The database refuses: ${(error as Error).message}`, { cause: error });
      }
      if (Date.now() > deadline) {
        throw new StartError(
          `The database of DATABASE_URL cannot be reached: ${(error as Error).message}`,
          { cause: error },
        );
      }
      logger.warn({ err: error }, "waiting for the database");
      await wait(500);
    }
  }
}

function listen(server: Server, { port, host }: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const isTaken = error.code === "EADDRINUSE";
      const reason = isTaken ? "another program listens there; set PORT" : error.message;
      reject(new StartError(`Cannot listen on port ${port}: ${reason}`, { cause: error }));
    });
    server.listen({ port, host }, resolve);
  });
}

function announce(config: Config, logger: Logger, server: Server): void {
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : config.port;
  const { database, appUrl, mail } = config;
  logger.info({ port, appUrl, database: database.kind, mail: mail !== null }, "listening");
  if (!config.production) process.stdout.write(`\n  Plainlist: http://localhost:${port}\n\n`);
}

function stopOnSignal(
  { server, context, lifecycle, stopHousekeeping }: Running,
  target: DatabaseTarget,
) {
  const { logger, bridge, database } = context;
  const stop = async (signal: NodeJS.Signals) => {
    if (lifecycle.stopping) return;
    lifecycle.stopping = true;
    logger.info({ signal }, "stopping");
    stopHousekeeping();
    await closeServer(server);
    await bridge.close();
    await database.close();
    await target.close();
    logger.info("stopped");
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, () => {
      stop(signal).then(() => process.exit(0), fail);
    });
  }
}

/** Stops accepting, lets what runs finish, and ends what has not after the grace time. */
async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // Again and again: a connection is idle only once its last answer is out, and one sweep at the
  // start would leave those for the keep-alive time.
  const sweep = setInterval(() => server.closeIdleConnections(), 50);
  const end = setTimeout(() => server.closeAllConnections(), GRACE);
  await closed;
  clearInterval(sweep);
  clearTimeout(end);
}

function fail(error: unknown): never {
  const isForThePerson =
    error instanceof ConfigError ||
    error instanceof StartError ||
    error instanceof EmbeddedDatabaseError ||
    error instanceof DatabaseUrlError;
  process.stderr.write(`${isForThePerson ? error.message : ((error as Error).stack ?? error)}\n`);
  process.exit(1);
}
