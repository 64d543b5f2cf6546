/** Limits how much expensive work runs at once: sign-ins come in bursts, and pages need a core too. */
import { availableParallelism } from "node:os";
import { Unavailable } from "../errors.ts";

/** Work that would wait longer, or behind more, fails with Unavailable. */
export interface QueueLimits {
  /** How many may wait at once. */
  most?: number;
  /** In milliseconds. */
  time?: number;
}

/** Runs at most cores − 1 tasks at once (but at least one); the others wait for their turn. */
export class ConcurrencyLimit {
  readonly #limit = Math.max(1, availableParallelism() - 1);
  readonly #queue: QueueLimits;
  readonly #waiting = new Set<() => void>();
  #running = 0;

  constructor(queue: QueueLimits) {
    this.#queue = queue;
  }

  /** @throws Unavailable when its turn does not come in time, and anything that `work` throws. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running < this.#limit) this.#running += 1;
    else await this.#turn();
    try {
      return await work();
    } finally {
      // The place is handed over directly, so that newer work cannot take it.
      const [next] = this.#waiting;
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }

  async #turn(): Promise<void> {
    const { most = Number.POSITIVE_INFINITY, time } = this.#queue;
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
