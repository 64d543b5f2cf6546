/** Runs a command on the configured database. */
import type pg from "pg";
import { type Config, ConfigError, loadConfig } from "../config.ts";
import { DatabaseUrlError, openDatabaseTarget } from "../db/connection_options.ts";
import { describeRefusal } from "../db/database_errors.ts";
import { DumpError } from "../db/dump.ts";
import { EmbeddedDatabaseError } from "../db/embedded.ts";
import { MigrationError } from "../db/migrations.ts";
import { errorText } from "../error_log.ts";
import { createLogger } from "../logger.ts";

/** Their messages say what to do. */
const FOR_OPERATOR = [
  ConfigError,
  DatabaseUrlError,
  DumpError,
  EmbeddedDatabaseError,
  MigrationError,
];

/**
 * Opens the database, also that of an application that runs on the same data folder, and always
 * closes it. Errors that the operator can fix are printed as a sentence, others with their stack;
 * both set the exit code to 1. A signal ends the command at once.
 */
export async function withDatabase(
  work: (connection: pg.ClientConfig, config: Config) => Promise<void>,
): Promise<void> {
  process.on("uncaughtException", (error) => {
    console.error(textOf(error));
    process.exit(1);
  });
  try {
    const config = loadConfig();
    const logger = createLogger("warn", process.stderr);
    const target = await openDatabaseTarget(config, logger, { share: true });
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      process.once(signal, () => void target.close().finally(() => process.exit(130)));
    }
    try {
      await work(target.connection, config);
    } finally {
      await target.close();
    }
  } catch (error) {
    console.error(textOf(error));
    process.exitCode = 1;
  }
}

/** Without what people wrote, which a failed statement quotes. */
function textOf(error: unknown): string {
  const isExpected = FOR_OPERATOR.some((kind) => error instanceof kind);
  return isExpected ? (error as Error).message : (describeRefusal(error) ?? errorText(error));
}
