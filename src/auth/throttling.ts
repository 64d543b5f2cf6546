/** Limits sign-in and sign-up attempts, which are counted before a password is hashed. */
import { isIPv6 } from "node:net";
import type { Database } from "../db/connection.ts";
import { TooManyRequests } from "../errors.ts";
import { clearAttempts, countAttempt, forgiveAttempt, type Limit } from "../models/throttles.ts";
import { ConcurrencyLimit, type QueueLimits } from "./concurrency_limit.ts";
import { derivedKeys, type KeyRing, sign } from "./keys.ts";

const QUARTER = 15 * 60_000;
const HOUR = 60 * 60_000;

/**
 * Wrong passwords: for one account from one address; from one address, which a household or a school
 * shares; for one account from all addresses, high enough that others cannot easily lock its owner out.
 */
const SIGN_IN = { pair: 10, address: 100, account: 100 };
const SIGN_UP = 200;
/** Requests for a link to a new password, from one address. */
const RESET = 30;
/**
 * Mails that visitors can have sent to one address, of each kind, within the time that the link of a reset works:
 * so others cannot keep its owner from one, but only from a fourth.
 */
const MAILS = { most: 3, window: HOUR / 2 };
/** Links that do not work, opened from one address. */
const LINKS = 60;
/** Mails with a link that one account has sent, and that are sent to one address, whoever asks. */
const LINK_MAILS = { account: 10, recipient: 20 };
/** Forms that are saved until their user has signed in again, from one address. */
const SAVED_FORMS = 60;
/** In milliseconds, as for a database connection; the number keeps a flood out of memory. */
const QUEUE_LIMITS = { time: 2_000, most: 1_000 };

export class Throttling {
  readonly #database: Database;
  readonly #keys: KeyRing;
  readonly #clock: () => Date;
  readonly #concurrency: ConcurrencyLimit;

  /** @param queueLimits Tests use shorter ones. */
  constructor(
    database: Database,
    secrets: readonly string[],
    clock: () => Date,
    queueLimits: QueueLimits = QUEUE_LIMITS,
  ) {
    this.#database = database;
    this.#keys = derivedKeys(secrets, "plainlist/throttle");
    this.#clock = clock;
    this.#concurrency = new ConcurrencyLimit(queueLimits);
  }

  /** @throws TooManyRequests with the seconds to wait, Unavailable */
  async countSignIn(address: string, email: string): Promise<void> {
    await this.#count(this.#signInLimits(address, email));
  }

  /** Call it after a correct password: the attempt was not a guess. */
  async forgiveSignIn(address: string, email: string): Promise<void> {
    const [pair, ...others] = this.#signInLimits(address, email);
    await clearAttempts(this.#database, [pair.key]);
    await forgiveAttempt(this.#database, others);
  }

  /** Call it after a new password, which only the owner of the account can have set. */
  async clearSignIns(address: string, email: string): Promise<void> {
    const [pair, , account] = this.#signInLimits(address, email);
    await clearAttempts(this.#database, [pair.key, account.key]);
  }

  /** @throws TooManyRequests with the seconds to wait, Unavailable */
  async countSignUp(address: string): Promise<void> {
    const key = this.#key("sign-up", network(address));
    await this.#count([{ key, max: SIGN_UP, window: HOUR }]);
  }

  /** @throws TooManyRequests with the seconds to wait, Unavailable */
  async countReset(address: string): Promise<void> {
    await this.#count([{ key: this.#key("reset", network(address)), max: RESET, window: HOUR }]);
  }

  /**
   * Whether one more mail may be sent to an address that a visitor has typed. The visitor must not learn of
   * it.
   */
  async allowsMail(kind: "reset" | "sign-up", email: string): Promise<boolean> {
    const key = this.#key(`${kind}-mail`, email);
    return (await this.#wait([{ key, max: MAILS.most, window: MAILS.window }])) === null;
  }

  /** Counts a link that does not work, which may be a guess. @throws TooManyRequests, Unavailable */
  async countWrongLink(address: string): Promise<void> {
    const key = this.#key("verification", network(address));
    await this.#count([{ key, max: LINKS, window: HOUR }]);
  }

  /** @throws TooManyRequests with the seconds to wait, Unavailable */
  async countLinkMail(userId: string, recipient: string): Promise<void> {
    await this.#count([
      { key: this.#key("link-mail", userId), max: LINK_MAILS.account, window: HOUR },
      { key: this.#key("link-mail-to", recipient), max: LINK_MAILS.recipient, window: HOUR },
    ]);
  }

  /** Whether one more form may be saved for a client that is not signed in. */
  async allowsSavedForm(address: string): Promise<boolean> {
    const key = this.#key("saved-form", network(address));
    return (await this.#wait([{ key, max: SAVED_FORMS, window: HOUR }])) === null;
  }

  /** The pair first: if it refuses, the others do not count, or one address could lock an owner out. */
  #signInLimits(address: string, email: string): [Limit, Limit, Limit] {
    const from = network(address);
    return [
      { key: this.#key("pair", `${from} ${email}`), max: SIGN_IN.pair, window: QUARTER },
      { key: this.#key("address", from), max: SIGN_IN.address, window: QUARTER },
      { key: this.#key("account", email), max: SIGN_IN.account, window: QUARTER },
    ];
  }

  async #count(limits: [Limit, ...Limit[]]): Promise<void> {
    const seconds = await this.#wait(limits);
    if (seconds === null) return;
    const message = `Too many attempts. Please try again in ${inWords(seconds)}.`;
    throw new TooManyRequests(message, seconds);
  }

  /** Counts an attempt. @returns the seconds after which to try again; null: it is allowed. */
  #wait(limits: [Limit, ...Limit[]]): Promise<number | null> {
    return this.#concurrency.run(() => countAttempt(this.#database, limits, this.#clock()));
  }

  /** Signed, so that the table reveals neither people nor addresses. */
  #key(kind: string, subject: string): string {
    return `${kind}:${sign(this.#keys, subject)}`;
  }
}

/** The /64 of an IPv6 address: a household has many addresses in one. */
function network(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped?.[1] !== undefined) return mapped[1];
  if (!isIPv6(address)) return address;
  const [head = "", tail] = (address.split("%")[0] ?? "").toLowerCase().split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? [] : Array(8 - left.length - right.length).fill("0");
  return [...left, ...zeros, ...right]
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":");
}

function inWords(seconds: number): string {
  if (seconds < 60) return seconds === 1 ? "1 second" : `${seconds} seconds`;
  const minutes = Math.ceil(seconds / 60);
  return minutes === 1 ? "1 minute" : `${minutes} minutes`;
}
