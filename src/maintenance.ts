/** Deletes expired rows and seals keys anew, hourly; several processes share the work. */
import { CODES_LIFETIME } from "./auth/second_factors.ts";
import { DEFAULT_DATE_SETTINGS } from "./dates/date_settings.ts";
import type { Database } from "./db/connection.ts";
import { UserScope } from "./db/scope.ts";
import { PROVIDER_LIFETIME } from "./http/provider_attempts.ts";
import { deleteAccount, findDueDeletions } from "./models/account_deletion.ts";
import { deleteOldAccountTokens } from "./models/account_tokens.ts";
import { deleteEndedAuthSessions } from "./models/auth_sessions.ts";
import {
  deleteOldSavedForms,
  deletePendingIdentities,
  deleteShownCodes,
} from "./models/browser_sessions.ts";
import { deleteOldBrowsers } from "./models/browsers.ts";
import { deleteOldEmailChanges } from "./models/email_changes.ts";
import { deleteOldReplies } from "./models/kept_replies.ts";
import { deleteOldFailedMails } from "./models/mails.ts";
import { deleteOldSecurityEvents } from "./models/security_events.ts";
import { deleteOldThrottles } from "./models/throttles.ts";
import { nextSweepOf, sweep } from "./models/trash.ts";
import { claimSweeps, lastChangeOf, setNextSweep } from "./models/users.ts";
import type { Services } from "./services.ts";

const HOUR = 60 * 60_000;
/** How many users' trash is swept at a time, and how often at most in a round. */
const BATCH_SIZE = 20;
const BATCHES_MAX = 25;

/** @returns a function that stops it. */
export function startMaintenance(services: Services): () => void {
  const timer = setInterval(() => {
    runMaintenance(services).catch((error: unknown) =>
      services.logger.warn({ err: error }, "maintenance failed; trying again in an hour"),
    );
  }, HOUR);
  timer.unref();
  return () => clearInterval(timer);
}

type MaintenanceServices = Pick<Services, "database" | "clock" | "logger" | "secondFactors">;

/**
 * One round. Several processes can run it at the same time.
 * @throws AggregateError of what has failed, after everything else is done: what cannot be deleted must not
 *   keep the rest, such as the accounts of those who have left.
 */
export async function runMaintenance(services: MaintenanceServices): Promise<void> {
  const { database, clock, secondFactors } = services;
  const { knex } = database;
  const now = clock();
  const steps = [
    () => deleteEndedAuthSessions(database, now),
    () => deleteOldThrottles(database, now),
    () => deleteOldSavedForms(database, now),
    () => deleteOldReplies(database, now),
    () => deleteOldAccountTokens(knex, now),
    () => deleteOldEmailChanges(knex, now),
    () => deleteOldSecurityEvents(knex, now),
    () => deleteOldFailedMails(database, now),
    () => deleteOldBrowsers(database, now),
    () => deleteShownCodes(database, new Date(now.getTime() - CODES_LIFETIME)),
    () => deletePendingIdentities(database, new Date(now.getTime() - PROVIDER_LIFETIME)),
    () => secondFactors.renewSealedKeys(),
    () => sweepTrash(services, now),
    () => deleteAccounts(services, now),
  ];
  const errors: unknown[] = [];
  for (const step of steps) await step().catch((error: unknown) => void errors.push(error));
  if (errors.length > 0) throw new AggregateError(errors, "Parts of the maintenance failed");
}

/** Deletes the accounts whose users have left; one that fails is tried again in an hour. */
async function deleteAccounts({ database, logger }: MaintenanceServices, now: Date): Promise<void> {
  for (const userId of await findDueDeletions(database, now, BATCH_SIZE)) {
    try {
      await deleteAccount(database, userId, now);
      logger.info({ event: "deleted", userId }, "account deleted");
    } catch (error) {
      logger.warn({ err: error, userId }, "deleting an account failed; trying again in an hour");
    }
  }
}

/** Deletes the expired trash and history of the users that are due; a failed one is due again later. */
async function sweepTrash({ database, logger }: MaintenanceServices, now: Date): Promise<void> {
  for (let batch = 0; batch < BATCHES_MAX; batch += 1) {
    const users = await claimSweeps(database, now, { limit: BATCH_SIZE, lease: HOUR });
    for (const userId of users) {
      try {
        await sweepUser(database, userId, now);
      } catch (error) {
        logger.warn(
          { err: error, userId },
          "sweeping a user's trash failed; trying again in an hour",
        );
      }
    }
    if (users.length < BATCH_SIZE) return;
  }
}

async function sweepUser(database: Database, userId: string, now: Date): Promise<void> {
  const owner = { id: userId, ...DEFAULT_DATE_SETTINGS };
  const scope = new UserScope(database, owner, { clock: () => now });
  await sweep(scope);
  const lastChange = await lastChangeOf(database, userId);
  const next = await nextSweepOf(scope);
  // Not at once again: rows that others still refer to cannot be deleted yet.
  const earliest = new Date(now.getTime() + HOUR);
  await setNextSweep(database, userId, next && next < earliest ? earliest : next, lastChange);
}
