/** A process that runs until it is told to stop: its log, its database, and the signals. */
import { setTimeout as wait } from "node:timers/promises";
import type { Logger } from "pino";
import { type Config, ConfigError, loadConfig } from "./config.ts";
import { Database } from "./db/connection.ts";
import { DatabaseUrlError, openDatabaseTarget } from "./db/connection_options.ts";
import { asUnavailable, describeRefusal } from "./db/database_errors.ts";
import { EmbeddedDatabaseError } from "./db/embedded.ts";
import { migrate, pendingMigrations } from "./db/migrations.ts";
import { describeError, errorText } from "./error_log.ts";
import type { Lifecycle } from "./http/health.ts";
import { LogStream } from "./log_stream.ts";
import { createLogger } from "./logger.ts";

/**
 * In milliseconds. A write per request takes a twentieth of its time under load: in production, lines are
 * written together.
 */
const LOG_DELAY = 250;
/** In milliseconds: how long the last lines of the log may hold up the end of the process. */
const LOG_MOST = 250;
/** In milliseconds: how long to wait for a database that is still starting. */
const DATABASE_START_TIMEOUT = 15_000;

const NAMES_REFUSED =
  "The connection pooler does not keep named statements: PostgreSQL plans each statement anew. Set max_prepared_statements of PgBouncer (1.21 or later), or DATABASE_PREPARE=off to silence this";

/** In milliseconds: how long stopping takes at most, from the signal on. */
const STOP_MOST = 10_000;
/** In milliseconds: what is kept of that for the end of the process. */
const STOP_RESERVE = 500;
/** In milliseconds: how long connections in use may keep the database from being closed. */
const DATABASE_CLOSE_MOST = 1_000;

/** Why the application cannot start, or stop; the message is for the operator. */
export class StartError extends Error {}

/** What a process is started with. */
export interface Ready {
  config: Config;
  logger: Logger;
  log: LogStream;
  database: Database;
  /** `stopping` is set by the first signal. */
  lifecycle: Lifecycle;
}

/**
 * Reads the configuration, opens the database, and runs until a signal; then it stops, and ends the process.
 * What the operator can fix is printed as a sentence, anything else with its stack (exit code 1).
 * @param start returns a function that stops what it has started; the database is closed after it.
 * @param check throws StartError for a configuration that this process cannot run with.
 */
export async function runProcess(
  start: (ready: Ready) => Promise<() => Promise<void>>,
  check: (config: Config) => void = () => undefined,
): Promise<void> {
  // Node itself would print the error with all that it quotes.
  process.on("uncaughtException", fail);
  try {
    const config = loadConfig();
    check(config);
    const log = new LogStream(config.production ? LOG_DELAY : 0);
    process.once("exit", () => log.end());
    const logger = createLogger(config.logLevel, log);
    // First of all: a signal during the start must not leave an embedded PostgreSQL behind.
    const { lifecycle, requested } = stopOnSignal(logger);
    const opened = await whenReachable(() => openDatabase(config, logger), { logger, lifecycle });
    if (opened !== null) {
      const stop = await start({ config, logger, log, database: opened.database, lifecycle }).catch(
        async (error) => {
          await opened.close();
          throw error;
        },
      );
      const since = await requested;
      await stop();
      await opened.close(since + STOP_MOST - STOP_RESERVE);
    }
    logger.info("stopped");
    await log.settled(LOG_MOST);
    process.exit(0);
  } catch (error) {
    fail(error);
  }
}

/** Resolves the target at each try: whether the server offers TLS is only known once it is reachable. */
async function openDatabase(config: Config, logger: Logger) {
  const { databasePoolMax: poolMax, databasePrepare: prepare, queryCache: queryCacheSize } = config;
  const target = await openDatabaseTarget(config, logger);
  const onNamesRefused = (err: unknown) => logger.warn({ err }, NAMES_REFUSED);
  const { quotas } = config;
  const options = { poolMax, prepare, onNamesRefused, queryCacheSize, quotas };
  const database = new Database(target.connection, options);
  const close = async (deadline = performance.now() + STOP_MOST) => {
    // The server ends connections that are still in use.
    await Promise.race([database.close(), wait(DATABASE_CLOSE_MOST)]);
    await target.close(deadline - performance.now());
  };
  try {
    // A database server is migrated by its operator, before the release.
    if (config.database.kind === "embedded") await migrate(target.connection);
    await requireCurrentSchema(database);
    return { database, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function requireCurrentSchema(database: Database): Promise<void> {
  const pending = await pendingMigrations(database.knex);
  if (pending.length === 0) return;
  throw new StartError(
    `The database is behind by ${pending.length} migration(s), from ${pending[0]} on. Run: npm run migrate`,
  );
}

/** @returns null if it has to stop before that. */
async function whenReachable<T>(
  work: () => Promise<T>,
  { logger, lifecycle }: { logger: Logger; lifecycle: Lifecycle },
): Promise<T | null> {
  const deadline = Date.now() + DATABASE_START_TIMEOUT;
  while (!lifecycle.stopping) {
    try {
      return await work();
    } catch (error) {
      if (isForOperator(error)) throw error;
      if (asUnavailable(error) === null) {
        const reason = `The database refuses: ${describeError(error).message}`;
        throw new StartError(describeRefusal(error) ?? reason, { cause: error });
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
  return null;
}

/** The first signal counts, from now on; later ones change nothing. `requested` is when it came. */
function stopOnSignal(logger: Logger): { lifecycle: Lifecycle; requested: Promise<number> } {
  const lifecycle = { stopping: false };
  const { promise: requested, resolve } = Promise.withResolvers<number>();
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) {
    process.on(signal, () => {
      if (lifecycle.stopping) return;
      lifecycle.stopping = true;
      logger.info({ signal }, "stopping");
      setTimeout(() => fail(new StartError("It could not be stopped in time")), STOP_MOST);
      resolve(performance.now());
    });
  }
  return { lifecycle, requested };
}

function fail(error: unknown): never {
  process.stderr.write(`${isForOperator(error) ? error.message : errorText(error)}\n`);
  process.exit(1);
}

function isForOperator(error: unknown): error is Error {
  return [ConfigError, StartError, EmbeddedDatabaseError, DatabaseUrlError].some(
    (kind) => error instanceof kind,
  );
}
