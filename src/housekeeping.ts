/** Clears away what has run out, hourly, on whichever process gets there. */
import type { Context } from "./context.ts";
import { deleteEndedAuthSessions } from "./models/auth_sessions.ts";
import { deleteOldParkedForms } from "./models/browser_sessions.ts";
import { deleteOldThrottles } from "./models/throttles.ts";

const HOUR = 60 * 60_000;

/** @returns what stops it. */
export function startHousekeeping(context: Context): () => void {
  const timer = setInterval(() => {
    keepHouse(context).catch((error: unknown) =>
      context.logger.warn({ err: error }, "housekeeping failed; it is tried again in an hour"),
    );
  }, HOUR);
  timer.unref();
  return () => clearInterval(timer);
}

/** One round; several processes may do it at once. */
export async function keepHouse({ database, clock }: Context): Promise<void> {
  const now = clock();
  await deleteEndedAuthSessions(database, now);
  await deleteOldThrottles(database, now);
  await deleteOldParkedForms(database, now);
}
