/** Notices that open connections lead to a server that only reads: after a switchover, the old primary. */
export class Switchover {
  /** As of `performance.now()`. */
  #refusedAt = Number.NEGATIVE_INFINITY;
  #isPending = false;
  readonly #onWritable: () => void;

  /** @param onWritable is called when something is written for the first time since it was refused. */
  constructor(onWritable: () => void) {
    this.#onWritable = onWritable;
  }

  /** A server has refused to write: all connections that are open now may lead to it. */
  refused(): void {
    this.#refusedAt = performance.now();
    this.#isPending = true;
  }

  written(): void {
    if (!this.#isPending) return;
    this.#isPending = false;
    this.#onWritable();
  }

  /** @param openedAt when a connection began to be opened, as of `performance.now()`. */
  isOutdated(openedAt: number): boolean {
    return openedAt <= this.#refusedAt;
  }
}
