/** Limits how much processor time one account uses for what is expensive, in this process. */
import { LRUCache } from "lru-cache";
import { tooMany } from "./too_many.ts";

/** Runs work that waits for nothing, at the cost of an account. @throws TooManyRequests, also between two. */
export type Metered = <T>(work: () => T) => T;

interface BudgetOptions {
  /** In milliseconds of the processor, within the window. */
  most: number;
  /** In milliseconds, from the first work on. */
  window: number;
  /** What there was too much of, in the message. */
  what: string;
  clock: () => Date;
}

interface Spent {
  /** In milliseconds of the processor. */
  time: number;
  /** In milliseconds since 1970. */
  resetsAt: number;
}

export class ProcessorBudget {
  readonly #options: BudgetOptions;
  /** By account. */
  readonly #spent = new LRUCache<string, Spent>({ max: 10_000 });

  constructor(options: BudgetOptions) {
    this.#options = options;
  }

  of(userId: string): Metered {
    const { most, window, what, clock } = this.#options;
    return (work) => {
      const now = clock().getTime();
      const known = this.#spent.get(userId);
      const spent =
        known === undefined || known.resetsAt <= now ? { time: 0, resetsAt: now + window } : known;
      if (spent.time >= most) throw tooMany(what, Math.ceil((spent.resetsAt - now) / 1000));
      this.#spent.set(userId, spent);
      // Not the time on a clock, which others who use the machine make longer.
      const begun = process.threadCpuUsage();
      try {
        return work();
      } finally {
        const { user, system } = process.threadCpuUsage(begun);
        spent.time += (user + system) / 1000;
      }
    };
  }
}
