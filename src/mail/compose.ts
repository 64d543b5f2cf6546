/** Composes the mails of the queue. */
import type { Logger } from "pino";
import type { Throttling } from "../auth/throttling.ts";
import { clockTime } from "../dates/clock_time.ts";
import { type ClockSettings, DEFAULT_DATE_SETTINGS } from "../dates/date_settings.ts";
import { longDay } from "../dates/format.ts";
import { localMoment } from "../dates/local_time.ts";
import type { Database } from "../db/connection.ts";
import { createAccountToken } from "../models/account_tokens.ts";
import { findMailAccount } from "../models/mail_accounts.ts";
import type { MailKind, QueuedMail } from "../models/mails.ts";
import { addSecurityEvent } from "../models/security_events.ts";
import type { createMailRenderer } from "../views/engine.ts";
import type { MailView } from "../views/models/mail.ts";
import { emailChange, emailChanged, invite, reset, signUp, verify } from "./links.ts";
import type { Compose, Message, MessageContext } from "./message.ts";
import {
  deletionRequested,
  newSignIn,
  passwordChanged,
  providerLinked,
  secondFactorChanged,
  tokenMade,
} from "./notices.ts";
import { oneLine, wrap } from "./plain_text.ts";

const MESSAGES: { [K in MailKind]: Compose<K> } = {
  reset,
  verify,
  "sign-up": signUp,
  "email-change": emailChange,
  "email-changed": emailChanged,
  "password-changed": passwordChanged,
  "new-sign-in": newSignIn,
  "second-factor-changed": secondFactorChanged,
  "token-made": tokenMade,
  "provider-linked": providerLinked,
  "deletion-requested": deletionRequested,
  invite,
};

/**
 * Those that an account's user can cause as often as they like, to an address that may not be theirs: the
 * link of `email-changed` is not among them, since it is sent once for each address.
 */
const NOTICES: readonly MailKind[] = [
  "new-sign-in",
  "password-changed",
  "second-factor-changed",
  "token-made",
  "provider-linked",
  "deletion-requested",
];

/** A mail as it is sent. */
export interface ComposedMail {
  /** The same however often it is sent, so that mail servers and programs recognise it. */
  id: string;
  recipient: string;
  subject: string;
  html: string;
  text: string;
  /** The address of its button; null: it has none. */
  link: string | null;
}

interface Composing {
  database: Database;
  logger: Logger;
  throttling: Throttling;
  appUrl: string;
  render: ReturnType<typeof createMailRenderer>;
}

/** @returns null: there is nothing to send, such as for the reset of an account that there is not. */
export async function composeMail(
  mail: QueuedMail,
  now: Date,
  { database, logger, throttling, appUrl, render }: Composing,
): Promise<ComposedMail | null> {
  const { recipient, userId } = mail;
  const account = await findMailAccount(
    database,
    userId === null ? { email: recipient.toLowerCase() } : { id: userId },
  );
  if (account?.isDisabled) return null;
  const isProved = account?.isVerified === true && account.email === recipient;
  const { host } = new URL(appUrl);
  const message = await compose(mail, {
    account,
    isProved,
    now,
    host,
    address: (path) => `${appUrl}${path}`,
    createToken: (token) => createAccountToken(database.knex, token, now),
    record: async (event, at) => {
      const { kind, userId, client } = event;
      logger.info({ event: kind, userId, address: client.address }, "security event");
      await addSecurityEvent(database.knex, event, at);
    },
    inWords: (moment) => inWords(moment, account ?? DEFAULT_DATE_SETTINGS),
  });
  if (message === null || !(await isAllowed(mail, throttling))) return null;
  const { subject, action = null } = message;
  const name = account !== null && isProved ? oneLine(account.name) : null;
  const { html, text } = render(view(message, { name, recipient, host }));
  return {
    id: `${mail.id}.${mail.createdAt.getTime()}`,
    ...{ recipient, subject, html },
    text: wrap(text),
    link: action?.href ?? null,
  };
}

/** Counted where it is tried for the first time. */
async function isAllowed(
  { kind, recipient, attempts }: QueuedMail,
  throttling: Throttling,
): Promise<boolean> {
  if (!NOTICES.includes(kind) || attempts > 1) return true;
  return await throttling.allows("notice", { address: "", email: `${kind} ${recipient}` });
}

function compose(mail: QueuedMail, context: MessageContext): ReturnType<Compose<MailKind>> {
  // One of its kind, which the type cannot say.
  return (MESSAGES[mail.kind] as Compose<MailKind>)(mail, context);
}

function view(message: Message, own: Pick<MailView, "name" | "recipient" | "host">): MailView {
  return { facts: [], between: [], action: null, after: [], note: null, ...message, ...own };
}

/** "Thursday 26 November, 22:39"; with " UTC" where there is no time zone. */
function inWords(moment: Date, { timeZone, timeFormat }: ClockSettings): string {
  const { date, time } = localMoment(moment, timeZone);
  // Plain text has no use for a space that does not break.
  const clock = clockTime(time, timeFormat).replace("\u00a0", " ");
  return `${longDay(date)}, ${clock}${timeZone === null ? " UTC" : ""}`;
}
