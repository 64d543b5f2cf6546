/**
 * Sends the mails of the queue. Any number of processes can do that at once: each claims a mail for the time
 * that sending it may take, so that one which ends meanwhile leaves it to be sent by another.
 */
import { setTimeout as wait } from "node:timers/promises";
import type { Logger } from "pino";
import type { Database } from "../db/connection.ts";
import { asUnavailable } from "../db/database_errors.ts";
import { claimMail, deleteMail, giveUpMail, postponeMail } from "../models/mail_queue.ts";
import { onMailQueued, type QueuedMail } from "../models/mails.ts";
import type { ComposedMail } from "./compose.ts";
import { type MailTransport, SendError } from "./transport.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** In milliseconds: how often the queue is looked at, for what is due again and what others have queued. */
const INTERVAL = 5 * SECOND;
/** In milliseconds: longer than sending one mail may take (see transport.ts). */
const LEASE = 5 * MINUTE;
/** In milliseconds: how long after each attempt that failed the next one is made. */
const BACKOFF = [MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 6 * HOUR, 12 * HOUR];
/** In UTF-16 units, of what a mail server answers. */
const FAILURE_MAX = 500;

/** In milliseconds: how long the mail that is being sent may hold up the end of the process. */
export const MAIL_STOP_MOST = 6 * SECOND;

/** off: what is queued is taken off the queue unsent. */
export type MailState = "smtp" | "log" | "off";

interface Options {
  database: Database;
  logger: Logger;
  clock: () => Date;
  /** @returns null: there is nothing to send. */
  compose: (mail: QueuedMail, now: Date) => Promise<ComposedMail | null>;
  /** null: mail is off. */
  transport: MailTransport | null;
  state: MailState;
}

export class MailWorker {
  /** Whether mail is sent, written to the log, or off. */
  readonly state: MailState;
  readonly #options: Options;
  #isStopping = false;
  #running: Promise<void> = Promise.resolve();
  /** Resolved when the queue is to be looked at again. */
  #woken = Promise.withResolvers<void>();

  constructor(options: Options) {
    this.#options = options;
    this.state = options.state;
  }

  /** Sends what is due, from now on until `stop`. */
  start(): void {
    const unsubscribe = onMailQueued(() => this.#woken.resolve());
    this.#running = this.#run().finally(unsubscribe);
  }

  /**
   * Resolves when the mail that is being sent is sent, or has failed.
   * @param limit in milliseconds: after that it is left to be sent again.
   */
  async stop(limit: number): Promise<void> {
    this.#isStopping = true;
    this.#woken.resolve();
    await Promise.race([this.#running, wait(limit, undefined, { ref: false })]);
  }

  /** Sends everything that is due, until the mail server cannot be used. */
  async sendDue(): Promise<void> {
    const { database, clock, transport } = this.#options;
    try {
      while (!this.#isStopping) {
        const mail = await claimMail(database, clock(), LEASE);
        if (mail === null) return;
        if (!(await this.#deliver(mail))) return;
      }
    } finally {
      transport?.rest();
    }
  }

  async #run(): Promise<void> {
    const { logger } = this.#options;
    while (!this.#isStopping) {
      this.#woken = Promise.withResolvers();
      await this.sendDue().catch((err: unknown) =>
        asUnavailable(err) === null
          ? logger.error({ err }, "sending mail failed")
          : logger.warn({ err }, "mail waits for the database"),
      );
      const timer = setTimeout(this.#woken.resolve, INTERVAL);
      await this.#woken.promise;
      clearTimeout(timer);
    }
  }

  /** @returns false: the mail server cannot be used, for this or any other mail. */
  async #deliver(mail: QueuedMail): Promise<boolean> {
    const { logger, compose, clock, transport } = this.#options;
    const { id, kind, attempts } = mail;
    // Claimed once more than it can be tried: each time the process ended before it was sent.
    if (attempts > BACKOFF.length + 1) {
      await this.#failed(mail, new SendError("refused", "ended", "The process ended each time"));
      return true;
    }
    let composed: ComposedMail | null = null;
    try {
      composed = transport && (await compose(mail, clock()));
      if (composed !== null) await transport?.send(composed);
    } catch (error) {
      // The codes of a network that fails are the same for both servers.
      if (!(error instanceof SendError) && asUnavailable(error) !== null) throw error;
      return await this.#failed(mail, error, composed);
    }
    await this.#remove(mail);
    logger.info({ mail: id, kind, attempts }, composed === null ? "mail not sent" : "mail sent");
    return true;
  }

  /** Until it is off the queue, or would be sent again: the database may be away for a moment. */
  async #remove(mail: QueuedMail): Promise<void> {
    const { database } = this.#options;
    const end = performance.now() + MINUTE;
    for (;;) {
      try {
        await deleteMail(database, mail);
        return;
      } catch (error) {
        const isOver = performance.now() > end || this.#isStopping;
        if (isOver || asUnavailable(error) === null) throw error;
        await wait(SECOND);
      }
    }
  }

  /** @returns false: the mail server cannot be used, for this or any other mail. */
  async #failed(
    mail: QueuedMail,
    error: unknown,
    composed: ComposedMail | null = null,
  ): Promise<boolean> {
    const { database, logger, clock } = this.#options;
    const { id, kind, attempts, recipient } = mail;
    const isOurs = !(error instanceof SendError);
    if (isOurs) logger.error({ err: error, mail: id, kind }, "a mail could not be composed");
    const code = isOurs ? "unknown" : error.code;
    const failure = describe(error, composed);
    const delay = BACKOFF[attempts - 1];
    const isFinal = delay === undefined || (!isOurs && error.kind === "refused");
    const now = clock();
    if (isFinal) await giveUpMail(database, mail, { now, failure });
    else await postponeMail(database, mail, { due: new Date(now.getTime() + delay), failure });
    // Of the recipient only the domain: what goes wrong there goes wrong for all of it.
    const line = { mail: id, kind, domain: recipient.replace(/^.*@/, ""), attempts, code };
    logger.warn(line, isFinal ? "mail failed" : "mail postponed");
    return isOurs || error.kind !== "unusable";
  }
}

/** What the mail server answered, without the link, if it quotes that. */
function describe(error: unknown, composed: ComposedMail | null): string {
  const text = error instanceof Error ? error.message : String(error);
  const withoutLink = composed?.link == null ? text : text.replaceAll(composed.link, "…");
  return withoutLink.replace(/[\p{Cc}\s]+/gu, " ").slice(0, FAILURE_MAX);
}
