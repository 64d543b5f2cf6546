/** Puts together what sends mail, by the configuration. */
import { fileURLToPath } from "node:url";
import type { Logger } from "pino";
import { Throttling } from "../auth/throttling.ts";
import { type Config, sendsMail } from "../config.ts";
import type { Database } from "../db/connection.ts";
import { createMailRenderer } from "../views/engine.ts";
import { composeMail } from "./compose.ts";
import { LogTransport, type MailTransport, SmtpTransport } from "./transport.ts";
import { MailWorker } from "./worker.ts";

interface MailOptions {
  config: Config;
  database: Database;
  logger: Logger;
  clock?: () => Date;
  /** Whether to reload changed templates. */
  watch?: boolean;
}

const TEMPLATES = fileURLToPath(new URL("../../views", import.meta.url));

/** @returns a worker that does not run yet. */
export function createMailWorker(options: MailOptions): MailWorker {
  const { config, database, logger, clock = () => new Date(), watch = false } = options;
  const { appUrl, sessionSecrets } = config;
  const throttling = new Throttling(database, sessionSecrets, clock);
  const render = createMailRenderer({ dir: TEMPLATES, watch });
  return new MailWorker({
    ...{ database, logger, clock },
    compose: (mail, now) =>
      composeMail(mail, now, { database, logger, throttling, appUrl, render }),
    ...transportOf(config, logger),
  });
}

function transportOf(
  config: Config,
  logger: Logger,
): { state: MailWorker["state"]; transport: MailTransport | null } {
  const { mail, appUrl } = config;
  if (!sendsMail(config)) return { state: "off", transport: null };
  if (mail === null) return { state: "log", transport: new LogTransport(logger) };
  return { state: "smtp", transport: new SmtpTransport(mail, new URL(appUrl).hostname) };
}
