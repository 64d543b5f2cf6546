/** Signing in comes in bursts: what it costs is done a few at a time, so that pages keep a core. */
import { availableParallelism } from "node:os";
import { Unavailable } from "../errors.ts";

/** What waits longer, or behind more, is told to come back. */
export interface QueueLimits {
  /** How many may wait at once. */
  most?: number;
  /** In milliseconds. */
  time?: number;
}

/** Runs at most cores − 1 pieces of work at once (at least one); the others wait for their turn. */
export class ConcurrencyLimit {
  readonly #limit = Math.max(1, availableParallelism() - 1);
  readonly #patience: QueueLimits;
  readonly #waiting = new Set<() => void>();
  #running = 0;

  constructor(patience: QueueLimits) {
    this.#patience = patience;
  }

  /** @throws Unavailable when the turn does not come; and whatever `work` throws. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running < this.#limit) this.#running += 1;
    else await this.#turn();
    try {
      return await work();
    } finally {
      // The place is handed over, so that nobody slips in between.
      const [next] = this.#waiting;
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }

  async #turn(): Promise<void> {
    const { most = Number.POSITIVE_INFINITY, time } = this.#patience;
    if (this.#waiting.size >= most) throw tooMany();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const end = (settle: () => void) => () => {
      clearTimeout(timer);
      this.#waiting.delete(come);
      settle();
    };
    const come = end(resolve);
    const giveUp = end(() => reject(tooMany()));
    const timer = time === undefined ? undefined : setTimeout(giveUp, time);
    this.#waiting.add(come);
    await promise;
  }
}

function tooMany(): Unavailable {
  return new Unavailable("Too many people at once, please try again", 5);
}
