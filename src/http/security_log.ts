/** The security log: for the owner of an account in the database, for the host as lines of the log. */
import {
  addSecurityEvent,
  type SecurityEventKind,
  type SecurityEventParams,
} from "../models/security_events.ts";
import type { RequestContext } from "./request_context.ts";

interface Happened {
  kind: SecurityEventKind;
  userId: string;
  params?: SecurityEventParams;
}

/** What could not be done, such as a wrong password. */
const FAILURES: readonly SecurityEventKind[] = ["sign-in-failed", "code-failed", "confirm-failed"];

/** Records what has happened to an account, before the request is answered. */
export async function recordEvent(c: RequestContext, happened: Happened): Promise<void> {
  logEvent(c, happened.kind, happened);
  const { client } = c.browser;
  await addSecurityEvent(c.services.database.knex, { ...happened, client }, c.now);
}

/**
 * Records an attempt that failed, after the request has been answered: where there is no account there is
 * nothing to record, and the answer must take equally long.
 * @param userId null: there is no such account.
 */
export function recordFailure(
  c: RequestContext,
  { kind, userId, params }: Omit<Happened, "userId"> & { userId: string | null },
): void {
  logEvent(c, kind, { userId, ...(params && { params }) });
  if (userId === null) return;
  const { client } = c.browser;
  const { now } = c;
  c.services.background.run(() =>
    addSecurityEvent(
      c.services.database.knex,
      { kind, userId, client, ...(params && { params }) },
      now,
    ),
  );
}

/** A line of the log for the host: the account and the network address, and no name or email. */
export function logEvent(
  c: RequestContext,
  event: SecurityEventKind | "throttled",
  { userId = null, params }: { userId?: string | null; params?: SecurityEventParams } = {},
): void {
  const { address } = c.browser.client;
  const line = { event, userId, address, ...(params && { params: loggable(params) }) };
  const isFailure = event === "throttled" || FAILURES.includes(event);
  c.log[isFailure ? "warn" : "info"](line, "security event");
}

/** Texts that are ours. The others are users', such as the name of a token, or their browsers'. */
const OWN_TEXTS = ["by", "of", "access"];

function loggable(params: SecurityEventParams): SecurityEventParams {
  const own = ([name, value]: [string, unknown]) =>
    typeof value !== "string" || OWN_TEXTS.includes(name);
  return Object.fromEntries(Object.entries(params).filter(own));
}
