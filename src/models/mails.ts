/** The queue of mails (the outbox). The worker composes and sends them: see mail/worker.ts. */
import type { Knex } from "knex";

/**
 * What a mail is about. A mail with a link has no token here: the worker makes one when it sends it.
 * Whether there is an account of the address is looked up then too, so that asking takes equally long.
 */
export type MailKind =
  /** To whom an account may belong: a link for a new password. */
  | "reset"
  /** To a new address: press the link to verify it. */
  | "verify"
  /** A sign-up that waits for its address to be verified; or word that there is an account already. */
  | "sign-up"
  /** To the new address of an account. */
  | "email-change"
  /** To the old one, with a way back. */
  | "email-changed"
  | "password-changed"
  | "new-sign-in"
  | "second-factor-changed"
  | "token-made"
  | "provider-linked"
  | "deletion-requested"
  | "deleted"
  | "invite";

export type MailParams = Record<string, string | number | boolean | null>;

export interface NewMail {
  kind: MailKind;
  recipient: string;
  /** Whose it is, so that it goes with the account; null where that is not known. */
  userId: string | null;
  params?: MailParams;
}

/**
 * Queues a mail, in the transaction of the change that causes it.
 * @param due when it is sent, by default at once.
 */
export async function queueMail(
  knex: Knex | Knex.Transaction,
  { kind, recipient, userId, params = {} }: NewMail,
  now: Date,
  due = now,
): Promise<void> {
  await knex("mails").insert({
    kind,
    recipient,
    user_id: userId,
    params: JSON.stringify(params),
    created_at: now,
    due_at: due,
  });
}
