/** Lets the writers of one user wait for each other before they take a connection. */
import { Unavailable } from "../errors.ts";
import { UNAVAILABLE_MESSAGE } from "./database_errors.ts";

/** In milliseconds: how long a writer waits for its turn before it fails with a 503. */
const WAIT_MOST = 10_000;
/** More writers of one user than this are not kept waiting. */
const LENGTH_MOST = 100;

/** Of one user; exists while there are writers. */
interface Queue {
  length: number;
  /** Settles when the last writer is done. */
  end: Promise<void>;
}

/**
 * One writer of a user at a time: many at once would only wait for the user's lock in PostgreSQL, each
 * with a connection that other users then lack. Writers of other processes do wait for that lock.
 */
export class WriterQueue {
  readonly #queues = new Map<string, Queue>();
  readonly #waitMost: number;

  /** @param waitMost in milliseconds. */
  constructor(waitMost = WAIT_MOST) {
    this.#waitMost = waitMost;
  }

  /** The number of users with writers. */
  get users(): number {
    return this.#queues.size;
  }

  /** @throws Unavailable if the turn does not come in time. */
  async run<T>(userId: string, work: () => Promise<T>): Promise<T> {
    const queue = this.#queues.get(userId) ?? { length: 0, end: Promise.resolve() };
    if (queue.length >= LENGTH_MOST) throw new Unavailable(UNAVAILABLE_MESSAGE, 2);
    queue.length += 1;
    this.#queues.set(userId, queue);
    const previous = queue.end;
    const own = Promise.withResolvers<void>();
    queue.end = Promise.all([previous, own.promise]).then(() => undefined);
    try {
      await this.#turn(previous);
      return await work();
    } finally {
      own.resolve();
      queue.length -= 1;
      if (queue.length === 0) this.#queues.delete(userId);
    }
  }

  async #turn(previous: Promise<void>): Promise<void> {
    const limit = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      limit.reject(new Unavailable(UNAVAILABLE_MESSAGE, 2));
    }, this.#waitMost);
    try {
      await Promise.race([previous, limit.promise]);
    } finally {
      clearTimeout(timer);
    }
  }
}
