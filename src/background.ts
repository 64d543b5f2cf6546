/** Work that goes on after its request has been answered. */
import type { Logger } from "pino";

/** Knows what runs, so that the process does not end, nor a test, before it is done. */
export class BackgroundWork {
  readonly #logger: Logger;
  readonly #running = new Set<Promise<void>>();

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** A failure is logged: nobody waits for the result. */
  run(work: () => Promise<unknown>): void {
    const running = work()
      .then(
        () => undefined,
        (error: unknown) => this.#logger.error({ err: error }, "background work failed"),
      )
      .finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  /** Resolves when nothing runs. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }
}
