/** What the messages are made of: one for each kind of mail. */
import type { createAccountToken } from "../models/account_tokens.ts";
import type { MailAccount } from "../models/mail_accounts.ts";
import type { MailKind, QueuedMail } from "../models/mails.ts";
import type { NewSecurityEvent } from "../models/security_events.ts";
import type { MailView } from "../views/models/mail.ts";

/** The parts that have a message of their own. */
export type Message = Pick<MailView, "subject" | "preview" | "heading" | "before"> &
  Partial<Pick<MailView, "facts" | "between" | "action" | "after" | "note">>;

export interface MessageContext {
  /** Whose the mail is, or who has its address; never one that the host has disabled. */
  account: MailAccount | null;
  /**
   * Whether the recipient has proved that the mailbox is theirs: anyone can sign up with any address, so
   * nothing that they have typed is sent to it before.
   */
  isProved: boolean;
  now: Date;
  /** The name of the server. */
  host: string;
  /** The whole address of a path. */
  address(path: string): string;
  /** A new one-use token, for a link. */
  createToken(token: Parameters<typeof createAccountToken>[1]): Promise<string>;
  /** Records what the mail is about, where the request could not know whose account it is. */
  record(event: NewSecurityEvent, at: Date): Promise<void>;
  /** "Thursday 26 November, 22:39", in the account's time zone. */
  inWords(moment: Date): string;
}

/** @returns null: there is nothing to send. */
export type Compose<K extends MailKind> = (
  mail: QueuedMail<K>,
  context: MessageContext,
) => Message | null | Promise<Message | null>;
