/** Deletes what has expired, hourly, on whichever process gets there. */

import type { Database } from "./db/connection.ts";
import { UserScope } from "./db/scope.ts";
import { deleteEndedAuthSessions } from "./models/auth_sessions.ts";
import { deleteOldSavedForms } from "./models/browser_sessions.ts";
import { deleteOldReplies } from "./models/kept_replies.ts";
import { deleteOldThrottles } from "./models/throttles.ts";
import { nextSweepOf, sweep } from "./models/trash.ts";
import { claimSweeps, lastChangeOf, setNextSweep } from "./models/users.ts";
import type { Services } from "./services.ts";

const HOUR = 60 * 60_000;
/** Users at a time whose trash is swept, and at most how many times in a round. */
const AT_A_TIME = 20;
const TIMES = 25;

/** @returns what stops it. */
export function startMaintenance(context: Services): () => void {
  const timer = setInterval(() => {
    runMaintenance(context).catch((error: unknown) =>
      context.logger.warn({ err: error }, "housekeeping failed; it is tried again in an hour"),
    );
  }, HOUR);
  timer.unref();
  return () => clearInterval(timer);
}

type MaintenanceServices = Pick<Services, "database" | "clock" | "logger">;

/** One round; several processes may do it at once. */
export async function runMaintenance(context: MaintenanceServices): Promise<void> {
  const { database, clock } = context;
  const now = clock();
  await deleteEndedAuthSessions(database, now);
  await deleteOldThrottles(database, now);
  await deleteOldSavedForms(database, now);
  await deleteOldReplies(database, now);
  await sweepTrash(context, now);
}

/** Empties the trash and the history of those whose time has come; what fails comes up again. */
async function sweepTrash({ database, logger }: MaintenanceServices, now: Date): Promise<void> {
  for (let time = 0; time < TIMES; time += 1) {
    const users = await claimSweeps(database, now, { limit: AT_A_TIME, lease: HOUR });
    for (const userId of users) {
      try {
        await sweepUser(database, userId, now);
      } catch (error) {
        logger.warn(
          { err: error, userId },
          "a trash was not emptied; it is tried again in an hour",
        );
      }
    }
    if (users.length < AT_A_TIME) return;
  }
}

async function sweepUser(database: Database, userId: string, now: Date): Promise<void> {
  const owner = { id: userId, timeZone: null, weekStart: 1 };
  const scope = new UserScope(database, owner, { clock: () => now });
  await sweep(scope);
  const lastChange = await lastChangeOf(database, userId);
  const next = await nextSweepOf(scope);
  // What is still referred to could not go yet.
  const earliest = new Date(now.getTime() + HOUR);
  await setNextSweep(database, userId, next && next < earliest ? earliest : next, lastChange);
}
