/** `npm run worker`: sends the mails of the queue, apart from the web process. */
import type { Config } from "../config.ts";
import { createMailWorker } from "../mail/mail.ts";
import { MAIL_STOP_MOST } from "../mail/worker.ts";
import { type Ready, runProcess, StartError } from "../process.ts";
import { readArguments } from "./usage.ts";

const USAGE = `Usage: npm run worker
Sends mail until it is stopped. The web process does so too, unless MAIL_WORKER=off is set for it.`;

if (readArguments({ usage: USAGE, count: [0, 0] }) !== null) await runProcess(start, check);

async function start({ config, logger, database }: Ready): Promise<() => Promise<void>> {
  const mail = createMailWorker({ config, database, logger });
  mail.start();
  logger.info({ mail: mail.state }, "sending mail");
  return () => mail.stop(MAIL_STOP_MOST);
}

function check({ database }: Config): void {
  if (database.kind !== "embedded") return;
  throw new StartError(
    "The embedded database belongs to the web process, which sends the mail itself. Set DATABASE_URL to a PostgreSQL server, or do not start this command.",
  );
}
