/** The security log of an account: what happened to its keys, for its owner. */
import type { Knex } from "knex";
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

/** Deletes the events of a year ago. */
export async function deleteOldSecurityEvents(knex: Knex, now: Date): Promise<void> {
  await knex("security_events")
    .where("created_at", "<", new Date(now.getTime() - KEPT))
    .delete();
}
