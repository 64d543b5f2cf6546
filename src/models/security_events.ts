/** The security log of an account: what happened to its keys, for its owner. */
import type { Knex } from "knex";
import { deleteInBatches } from "../db/batches.ts";
import type { Database, Row } from "../db/connection.ts";
import type { Client } from "./auth_sessions.ts";

/** What happened. The params of each are what its text needs, without secrets. */
export type SecurityEventKind =
  | "sign-up"
  | "sign-in"
  | "sign-in-failed"
  | "code-failed"
  | "sign-out"
  | "confirmed"
  | "confirm-failed"
  | "name-changed"
  | "password-changed"
  | "password-reset"
  | "reset-requested"
  | "email-verified"
  | "email-change-requested"
  | "email-changed"
  | "email-change-undone"
  | "second-factor-on"
  | "second-factor-off"
  | "recovery-codes-made"
  | "recovery-code-used"
  | "browser-trusted"
  | "browser-distrusted"
  | "token-made"
  | "token-ended"
  | "session-ended"
  | "sessions-ended"
  | "provider-linked"
  | "provider-unlinked"
  | "deletion-requested"
  | "deletion-cancelled"
  | "disabled"
  | "enabled";

export type SecurityEventParams = Record<string, string | number | boolean | null>;

export interface NewSecurityEvent {
  userId: string;
  kind: SecurityEventKind;
  params?: SecurityEventParams;
  /** Where it came from; the host's commands have neither browser nor address. */
  client: Client;
}

/** In milliseconds. */
const KEPT = 365 * 86_400_000;

export async function addSecurityEvent(
  knex: Knex | Knex.Transaction,
  { userId, kind, params = {}, client }: NewSecurityEvent,
  now: Date,
): Promise<void> {
  await knex("security_events").insert({
    user_id: userId,
    kind,
    params: JSON.stringify(params),
    created_at: now,
    user_agent: client.userAgent.slice(0, 400),
    address: client.address,
  });
}

/** One that is listed. */
export interface SecurityEvent extends Client {
  /** A large integer, in digits. */
  id: string;
  kind: SecurityEventKind;
  params: SecurityEventParams;
  createdAt: Date;
}

interface SecurityEventPage {
  /** The latest first. */
  events: SecurityEvent[];
  /** The event after them, where it is known: what they led to. */
  newer: SecurityEvent | null;
  /** Continues the list; null: there are no earlier ones. */
  next: string | null;
}

/**
 * What happened to the account in the last year.
 * @param options.cursor `next` of the page before; null: from the latest on.
 */
export async function listSecurityEvents(
  database: Database,
  userId: string,
  { cursor, limit, now }: { cursor: string | null; limit: number; now: Date },
): Promise<SecurityEventPage> {
  // The one at the cursor was shown already.
  const rows = await database.read<SecurityEvent & Row>(
    `select id::text as id, kind, params, created_at as "createdAt", user_agent as "userAgent", address
     from security_events
     where user_id = $1 and id <= coalesce($2::bigint, 9223372036854775807) and created_at >= $3
     order by security_events.id desc limit $4`,
    [userId, cursor, new Date(now.getTime() - KEPT), limit + 2],
  );
  const newer = cursor !== null && rows[0]?.id === cursor ? (rows.shift() ?? null) : null;
  const events = rows.slice(0, limit);
  return { events, newer, next: rows.length > limit ? (events.at(-1)?.id ?? null) : null };
}

/** Deletes the events of a year ago. */
export async function deleteOldSecurityEvents(knex: Knex, now: Date): Promise<void> {
  const before = new Date(now.getTime() - KEPT);
  await deleteInBatches(
    knex,
    "security_events",
    (rows) => void rows.where("created_at", "<", before),
  );
}
