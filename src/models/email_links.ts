/**
 * The links about the address of an account: to verify it, to change it, to put it back. A link works for
 * one user and one address, and only as long as it is still about that address.
 */
import type { Knex } from "knex";
import type { Database } from "../db/connection.ts";
import { violates } from "../db/database_errors.ts";
import { keepAccount } from "./account_deletion.ts";
import {
  type AccountToken,
  findAccountToken,
  useAccountToken,
  voidAccountTokens,
} from "./account_tokens.ts";
import { pendingSince } from "./accounts.ts";
import { type Client, revokeAllSessions } from "./auth_sessions.ts";
import { distrustBrowsers } from "./browsers.ts";
import {
  addEmailChange,
  EmailTaken,
  findEmailChange,
  requireUnreserved,
  undoEmailChanges,
} from "./email_changes.ts";
import { queueMail } from "./mails.ts";
import { addSecurityEvent } from "./security_events.ts";

export type EmailLinkKind = "verify" | "email-change" | "email-undo";

/** A link that works. */
export interface EmailLink {
  userId: string;
  /** The address that it is about. */
  email: string;
}

interface LinkedAccount {
  email: string;
  pendingEmail: string | null;
  isDisabled: boolean;
}

/** What a link would do now; null: nothing. */
export async function findEmailLink(
  database: Database,
  kind: EmailLinkKind,
  { token, now }: { token: string; now: Date },
): Promise<EmailLink | null> {
  const { knex } = database;
  const link = asEmailLink(await findAccountToken(knex, [kind], { token, now }));
  if (link === null) return null;
  const account = await readAccount(knex, link.userId, now);
  return (await isCurrent(knex, { kind, link, account })) ? link : null;
}

/** The button of a link was pressed. */
interface Pressed {
  token: string;
  client: Client;
  now: Date;
}

/** "taken": the address is another account's, and the link was not used. null: the link does nothing. */
export type UsedEmailLink = EmailLink | "taken" | null;

/** Records that the address of the account is its user's. */
export async function verifyEmail(database: Database, pressed: Pressed): Promise<UsedEmailLink> {
  const { client, now } = pressed;
  return await useLink(database, "verify", pressed, async (trx, { userId }) => {
    await trx("users").where({ id: userId }).update({ email_verified_at: now });
    await voidAccountTokens(trx, userId, { kinds: ["verify"], now });
    await addSecurityEvent(trx, { userId, kind: "email-verified", client }, now);
  });
}

/** Gives the account the address that has waited, and has its old one told, with a way back. */
export async function changeEmail(database: Database, pressed: Pressed): Promise<UsedEmailLink> {
  const { client, now } = pressed;
  return await useLink(database, "email-change", pressed, async (trx, { userId, email }, old) => {
    await setEmail(trx, { userId, email }, now);
    await addEmailChange(trx, { userId, oldEmail: old }, now);
    const params = { from: old, to: email };
    const mail = { kind: "email-changed", recipient: old, userId, params: { to: email } } as const;
    await queueMail(trx, mail, now);
    await addSecurityEvent(trx, { userId, kind: "email-changed", params, client }, now);
  });
}

/**
 * Puts an address back, whatever the address was changed to since, and ends every sign-in: somebody else may
 * have changed it, and then had the account deleted, which is taken back too. The second factor stays: an old mailbox must not be a way around it.
 */
export async function undoEmailChange(
  database: Database,
  pressed: Pressed,
): Promise<UsedEmailLink> {
  const { client, now } = pressed;
  return await useLink(database, "email-undo", pressed, async (trx, { userId, email }, old) => {
    const from = await findEmailChange(trx, { userId, oldEmail: email });
    if (from === null) throw new Error("The change was taken back under its lock");
    await setEmail(trx, { userId, email }, now);
    await undoEmailChanges(trx, { userId, from }, now);
    await revokeAllSessions(trx, userId, { now });
    await distrustBrowsers(trx, userId);
    const params = { from: old, to: email };
    await addSecurityEvent(trx, { userId, kind: "email-change-undone", params, client }, now);
    if (await keepAccount(trx, userId, now)) {
      await addSecurityEvent(trx, { userId, kind: "deletion-cancelled", client }, now);
    }
  });
}

/** Whoever presses the link of an address has its mails: it is verified. */
async function setEmail(
  trx: Knex.Transaction,
  { userId, email }: EmailLink,
  now: Date,
): Promise<void> {
  await trx("users")
    .where({ id: userId })
    .update({
      email,
      email_verified_at: now,
      ...{ pending_email: null, pending_email_at: null },
      updated_at: now,
    });
  await requireUnreserved(trx, { userId, email }, now);
  await voidAccountTokens(trx, userId, { kinds: ["reset", "verify", "email-change"], now });
}

/** Locks the account before its link, as every other change does, and uses the link up with the change. */
async function useLink(
  database: Database,
  kind: EmailLinkKind,
  { token, now }: Pressed,
  apply: (trx: Knex.Transaction, link: EmailLink, oldEmail: string) => Promise<void>,
): Promise<UsedEmailLink> {
  try {
    return await database.transaction(async (trx) => {
      const link = asEmailLink(await findAccountToken(trx, [kind], { token, now }));
      if (link === null) return null;
      const account = await lockAccount(trx, link.userId, now);
      if (account === undefined || !(await isCurrent(trx, { kind, link, account }))) return null;
      if ((await useAccountToken(trx, [kind], { token, now })) === null) return null;
      await apply(trx, link, account.email);
      return link;
    });
  } catch (error) {
    if (error instanceof EmailTaken || violates(error, "users_email_key")) return "taken";
    throw error;
  }
}

async function isCurrent(
  knex: Knex | Knex.Transaction,
  {
    kind,
    link,
    account,
  }: { kind: EmailLinkKind; link: EmailLink; account?: LinkedAccount | undefined },
): Promise<boolean> {
  if (account === undefined || account.isDisabled) return false;
  if (kind === "verify") return account.email === link.email;
  if (kind === "email-change") return account.pendingEmail === link.email;
  return (await findEmailChange(knex, { userId: link.userId, oldEmail: link.email })) !== null;
}

/** The account, with a pending address only as long as it waits. undefined: it is gone. */
async function readAccount(
  knex: Knex | Knex.Transaction,
  userId: string,
  now: Date,
): Promise<LinkedAccount | undefined> {
  return await accountQuery(knex, userId, now).first<LinkedAccount | undefined>();
}

/** The same, locked until the end of the transaction. */
async function lockAccount(
  trx: Knex.Transaction,
  userId: string,
  now: Date,
): Promise<LinkedAccount | undefined> {
  return await accountQuery(trx, userId, now).forUpdate().first<LinkedAccount | undefined>();
}

function accountQuery(knex: Knex | Knex.Transaction, userId: string, now: Date): Knex.QueryBuilder {
  return knex("users")
    .where({ id: userId })
    .select("email", knex.raw(`disabled_at is not null as "isDisabled"`))
    .select(
      knex.raw(`case when pending_email_at > ? then pending_email end as "pendingEmail"`, [
        pendingSince(now),
      ]),
    );
}

function asEmailLink(token: AccountToken | null): EmailLink | null {
  if (token === null || token.userId === null || token.email === null) return null;
  return { userId: token.userId, email: token.email };
}
