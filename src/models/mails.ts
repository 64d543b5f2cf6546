/** The queue of mails (the outbox). The worker composes and sends them: see mail/worker.ts. */
import type { Knex } from "knex";
import type { Database } from "../db/connection.ts";

type Nothing = Record<string, never>;

/** By which request something happened: the User-Agent at most 400 characters, the time in ISO 8601. */
interface Origin {
  userAgent: string;
  address: string;
  at: string;
}

/**
 * What each kind of mail has to be told. A mail with a link has no token here: the worker makes one when it
 * sends it. Whether there is an account of the address is looked up then too, so that asking takes equally
 * long.
 */
interface MailParams {
  /** A link for a new password, where the address has an account; otherwise nothing is sent. */
  reset: Partial<Omit<Origin, "at">>;
  /** A link that verifies the address of the account; nothing is sent if it has another one by then. */
  verify: Nothing;
  /**
   * A link that makes the account, or word that the address has one. The parameters are all that the account
   * will have; they become those of the token.
   */
  "sign-up": { name: string };
  /** To the new address: a link that makes it the address of the account. */
  "email-change": Nothing;
  /** To the old address, after the change to the other: a link that takes it back. */
  "email-changed": { to: string };
  /** by: the link of a mail, the settings (where nothing is said), or the host. */
  "password-changed": Partial<Origin> & { by?: "reset" | "change" | "host" };
  "new-sign-in": Origin;
  /** off: by the person; host: by the host's command. */
  "second-factor-changed": Partial<Origin> & { change: "on" | "off" | "codes" | "host" };
  /** days: how long it lasts; null: it has no end. */
  "token-made": Partial<Origin> & { name: string; access: "read" | "write"; days?: number | null };
  /** The provider's name, as the host has set it. */
  "provider-linked": Partial<Origin> & { provider: string };
  /** at: when everything is deleted. Nothing is sent if the person has changed their mind by then. */
  "deletion-requested": { at: string; isReminder: boolean };
  /** A link to sign up with; nothing is sent where the address has an account. */
  invite: Nothing;
}

export type MailKind = keyof MailParams;

/** Those that are sent to an address: whose account it is, if anyone's, is looked up. */
type AddressKind = "reset" | "sign-up" | "invite";

type ParamsOf<K extends MailKind> = Nothing extends MailParams[K]
  ? { params?: MailParams[K] }
  : { params: MailParams[K] };

/** userId: whose it is, so that it goes with the account. */
export type NewMail = {
  [K in MailKind]: {
    kind: K;
    recipient: string;
    userId: K extends AddressKind ? null : string;
  } & ParamsOf<K>;
}[MailKind];

/** A mail of the queue, as the worker gets it. */
export type QueuedMail<K extends MailKind = MailKind> = {
  [Kind in K]: {
    id: string;
    kind: Kind;
    recipient: string;
    userId: string | null;
    params: MailParams[Kind];
    createdAt: Date;
    /** How often sending it has begun, with this time. */
    attempts: number;
  };
}[K];

/** A mail that is not tried any more. */
export interface FailedMail {
  id: string;
  kind: MailKind;
  recipient: string;
  createdAt: Date;
  failedAt: Date;
  attempts: number;
  /** What the mail server answered, or why there was no answer. */
  failure: string | null;
}

/** In milliseconds: how long one that has failed is kept. */
const FAILED_KEPT = 30 * 86_400_000;

const listeners = new Set<() => void>();

/**
 * Calls the listener when this process has queued a mail, as soon as it is committed.
 * @returns a function that ends that.
 */
export function onMailQueued(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
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
  const committed = "executionPromise" in knex ? knex.executionPromise : Promise.resolve();
  committed.then(
    () => {
      for (const listener of listeners) listener();
    },
    // Taken back: the mail is gone.
    () => undefined,
  );
}

/** For the host: the mails that are not tried any more, the newest first. */
export async function listFailedMails({ knex }: Database): Promise<FailedMail[]> {
  return await knex("mails")
    .whereNotNull("failed_at")
    .orderBy([{ column: "failed_at", order: "desc" }, { column: "id" }])
    .select("id", "kind", "recipient", "attempts", "failure")
    .select("created_at as createdAt", "failed_at as failedAt");
}

/**
 * For the host: has a failed mail sent again, as if it were new, by whichever process sends mail.
 * @param id as `listFailedMails` gives it; any other text is no mail's.
 * @returns whether there is such a mail.
 */
export async function retryMail({ knex }: Database, id: string, now: Date): Promise<boolean> {
  const count = await knex("mails")
    .whereRaw("id::text = ?", [id])
    .whereNotNull("failed_at")
    .update({ due_at: now, failed_at: null, failure: null, attempts: 0 });
  return count > 0;
}

/** Deletes the mails that failed a month ago. */
export async function deleteOldFailedMails({ knex }: Database, now: Date): Promise<void> {
  await knex("mails")
    .where("failed_at", "<", new Date(now.getTime() - FAILED_KEPT))
    .delete();
}
