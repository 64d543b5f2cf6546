/** Limits how much expensive work runs at once: sign-ins come in bursts, and pages need a core too. */
import { availableParallelism } from "node:os";
import { type TooManyRequests, Unavailable } from "../errors.ts";
import type { Network } from "./networks.ts";
import { tooMany } from "./too_many.ts";

/** Work that would wait longer, or behind more, fails. */
export interface QueueLimits {
  /** How many may wait at once. */
  most?: number;
  /** In milliseconds. */
  time?: number;
}

/** For whom work waits. */
export interface Turn {
  /** It comes after everything else. */
  isLast?: boolean;
  /** Where it comes from, with how many from there may wait at once: by the level of each network. */
  networks?: readonly Network[];
  mostPerNetwork?: readonly [number, number, number];
}

interface Waiting extends Turn {
  come: () => void;
}

/** In seconds. */
const RETRY_AFTER = 5;

/** Runs at most cores − 1 tasks at once (but at least one); the others wait for their turn. */
export class ConcurrencyLimit {
  readonly #limit = Math.max(1, availableParallelism() - 1);
  readonly #queue: QueueLimits;
  readonly #waiting = new Set<Waiting>();
  #running = 0;

  constructor(queue: QueueLimits) {
    this.#queue = queue;
  }

  /**
   * @throws Unavailable when too many are waiting, or its turn does not come in time; TooManyRequests when
   *   too many from its networks are; and anything that `work` throws.
   */
  async run<T>(work: () => Promise<T>, turn: Turn = {}): Promise<T> {
    if (this.#running < this.#limit) this.#running += 1;
    else await this.#turn(turn);
    try {
      return await work();
    } finally {
      // The place is handed over directly, so that newer work cannot take it.
      const next = this.#next();
      if (next === null) this.#running -= 1;
      else next.come();
    }
  }

  #next(): Waiting | null {
    for (const one of this.#waiting) if (one.isLast !== true) return one;
    const [first = null] = this.#waiting;
    return first;
  }

  async #turn(turn: Turn): Promise<void> {
    const { most = Number.POSITIVE_INFINITY, time } = this.#queue;
    const refusal = this.#refusalOf(turn);
    if (refusal !== null) throw refusal;
    if (this.#waiting.size >= most) throw tooBusy();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const end = (settle: () => void) => () => {
      clearTimeout(timer);
      this.#waiting.delete(waiting);
      settle();
    };
    const giveUp = end(() => reject(tooBusy()));
    const waiting: Waiting = { ...turn, come: end(resolve) };
    const timer = time === undefined ? undefined : setTimeout(giveUp, time);
    this.#waiting.add(waiting);
    await promise;
  }

  /** Work that comes last counts apart, so that it keeps none of the others from waiting. */
  #refusalOf({ isLast = false, networks = [], mostPerNetwork }: Turn): TooManyRequests | null {
    if (mostPerNetwork === undefined) return null;
    const alike = [...this.#waiting].filter((other) => (other.isLast ?? false) === isLast);
    const isFull = networks.some(({ level, name }) => {
      const from = alike.filter((other) => other.networks?.some((one) => one.name === name));
      return from.length >= mostPerNetwork[level];
    });
    return isFull ? tooMany("attempts at once", RETRY_AFTER) : null;
  }
}

function tooBusy(): Unavailable {
  return new Unavailable("Too many people at once, please try again", RETRY_AFTER);
}
