/** Runs a command on the configured database. */
import type pg from "pg";
import { pino } from "pino";
import { ConfigError, loadConfig } from "../config.ts";
import { DatabaseUrlError, openDatabaseTarget } from "../db/connection_options.ts";
import { DumpError } from "../db/dump.ts";
import { EmbeddedDatabaseError } from "../db/embedded.ts";

/**
 * Opens the database, also that of an application that runs on the same data folder, and always
 * closes it. Errors that the operator can fix are printed as a sentence, others with their stack;
 * both set the exit code to 1. A signal ends the command at once.
 */
export async function withDatabase(
  work: (connection: pg.ClientConfig) => Promise<void>,
): Promise<void> {
  try {
    const config = loadConfig();
    const logger = pino({ level: "warn" }, pino.destination(2));
    const target = await openDatabaseTarget(config, logger, { share: true });
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.once(signal, () => void target.close().finally(() => process.exit(130)));
    }
    try {
      await work(target.connection);
    } finally {
      await target.close();
    }
  } catch (error) {
    const isExpected = [ConfigError, DatabaseUrlError, DumpError, EmbeddedDatabaseError].some(
      (kind) => error instanceof kind,
    );
    console.error(isExpected ? (error as Error).message : error);
    process.exitCode = 1;
  }
}
