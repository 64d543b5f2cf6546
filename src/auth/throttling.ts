/** Counts attempts of every kind against its limits, before anything else is done for them. */
import type { Database } from "../db/connection.ts";
import { countAttempt, forgiveAttempt, type Stage } from "../models/throttles.ts";
import { ConcurrencyLimit, type QueueLimits } from "./concurrency_limit.ts";
import { derivedKeys, type KeyRing, sign } from "./keys.ts";
import { type Kind, LIMITS, type Rule } from "./limits.ts";
import { networksOf } from "./networks.ts";
import { tooMany } from "./too_many.ts";

/** Who makes an attempt. */
export interface Attempt {
  /** The network address of the client. */
  address: string;
  /** The account, whether or not there is one; in lower case. Needed for kinds with limits of accounts. */
  email?: string;
  /**
   * The network or the browser has signed in to this account before. Such attempts have a limit of their own
   * in place of the account's, which so locks out neither its owner nor is used up by them.
   */
  isKnown?: boolean;
}

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
  async count(kind: Kind, attempt: Attempt): Promise<void> {
    const seconds = await this.#wait(kind, attempt);
    if (seconds !== null) throw tooMany("attempts", seconds);
  }

  /** Counts it too. @returns whether it is within the limits. @throws Unavailable */
  async allows(kind: Kind, attempt: Attempt): Promise<boolean> {
    return (await this.#wait(kind, attempt)) === null;
  }

  /** Takes an attempt back that was not looked at, or was not a guess. */
  async uncount(kind: Kind, attempt: Attempt): Promise<void> {
    await forgiveAttempt(this.#database, this.#stages(kind, attempt));
  }

  /**
   * Takes an attempt back that was not a guess, and what the same account has got wrong from the same
   * network before it. Call it only when the sign-in is complete: with a correct password alone, codes of
   * the second factor could be guessed without end.
   */
  async forgive(kind: Kind, attempt: Attempt): Promise<void> {
    const stages = this.#stages(kind, attempt);
    const pairs = this.#stages(kind, attempt, ({ per }) => per === "pair");
    await forgiveAttempt(this.#database, stages, pairs);
  }

  /** Starts the counters of an account anew, also those of this network for it. */
  async clear(kind: Kind, attempt: Attempt): Promise<void> {
    const ofAccount = ({ per }: Rule) => per !== "network";
    const stages = [false, true].flatMap((isKnown) =>
      this.#stages(kind, { ...attempt, isKnown }, ofAccount),
    );
    await forgiveAttempt(this.#database, stages, stages);
  }

  countSignIn(address: string, email: string, { isKnown = false } = {}): Promise<void> {
    return this.count("signIn", { address, email, isKnown });
  }

  forgiveSignIn(address: string, email: string, { isKnown = false } = {}): Promise<void> {
    return this.forgive("signIn", { address, email, isKnown });
  }

  countSignUp(address: string): Promise<void> {
    return this.count("signUp", { address });
  }

  /** @returns the seconds after which to try again; null: it is allowed. */
  #wait(kind: Kind, attempt: Attempt): Promise<number | null> {
    const stages = this.#stages(kind, attempt);
    // As for the hashes: a flood of sign-ups must not make sign-ins wait.
    const isLast = kind !== "signIn" && kind !== "code";
    const count = () => countAttempt(this.#database, stages, this.#clock());
    return this.#concurrency.run(count, { isLast });
  }

  #stages(kind: Kind, attempt: Attempt, isWanted = (_: Rule) => true): Stage[] {
    const rules: readonly Rule[] = LIMITS[kind];
    return rules.filter(isWanted).flatMap((rule) => this.#stagesOf(rule, attempt));
  }

  #stagesOf({ counter, per, most, window }: Rule, attempt: Attempt): Stage[] {
    const { address, email = null, isKnown = false } = attempt;
    if (per !== "network" && email === null) throw new Error(`${counter} counts by account`);
    if (per === "account") {
      const name = isKnown ? `${counter}-known` : counter;
      const max = typeof most === "number" ? most : most[0];
      return [[{ key: this.#key(name, email ?? ""), max, window }]];
    }
    return networksOf(address).map(({ level, name }) => {
      const subject = per === "pair" ? `${name} ${email}` : name;
      const max = typeof most === "number" ? most : most[level];
      return [{ key: this.#key(`${counter}${LEVELS[level]}`, subject), max, window }];
    });
  }

  /** Signed, so that the table reveals neither people nor addresses. */
  #key(counter: string, subject: string): string {
    return `${counter}:${sign(this.#keys, subject)}`;
  }
}

/** Of the counters of wider networks. */
const LEVELS = ["", "-wide", "-widest"] as const;
