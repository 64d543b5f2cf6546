/** Asks for a mail with a link about the address of an account; what the link does is in email_links.ts. */
import type { Knex } from "knex";
import type { Database } from "../db/connection.ts";
import { voidAccountTokens } from "./account_tokens.ts";
import { type Asked, onceFor } from "./accounts.ts";
import { queueMail } from "./mails.ts";
import { addSecurityEvent } from "./security_events.ts";

/** Asks for the mail with the link to verify the address of the account. */
export async function requestVerification(database: Database, asked: Asked): Promise<void> {
  const { userId, now } = asked;
  await onceFor(database, asked, async (trx) => {
    const row = await trx("users").where({ id: userId }).first<{ email: string }>("email");
    await queueMail(trx, { kind: "verify", recipient: row.email, userId }, now);
  });
}

/**
 * Asks for a new address, which waits until its link is pressed. Whether another account has it decides the
 * unique index then, and nothing here depends on it.
 * @param email in lower case.
 */
export async function requestEmailChange(
  database: Database,
  email: string,
  asked: Asked,
): Promise<void> {
  const { userId, client, now } = asked;
  await onceFor(database, asked, async (trx) => {
    await setPending(trx, userId, { email, now });
    await queueMail(trx, { kind: "email-change", recipient: email, userId }, now);
    const event = {
      userId,
      kind: "email-change-requested",
      params: { to: email },
      client,
    } as const;
    await addSecurityEvent(trx, event, now);
  });
}

/** The new address no longer waits: its links do nothing. */
export async function cancelEmailChange(
  database: Database,
  { userId, now }: { userId: string; now: Date },
): Promise<void> {
  await database.transaction((trx) => setPending(trx, userId, { email: null, now }));
}

async function setPending(
  trx: Knex.Transaction,
  userId: string,
  { email, now }: { email: string | null; now: Date },
): Promise<void> {
  const at = email === null ? null : now;
  await trx("users").where({ id: userId }).update({ pending_email: email, pending_email_at: at });
  await voidAccountTokens(trx, userId, { kinds: ["email-change"], now });
}
