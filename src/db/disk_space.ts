/** Remembers that something could not be written because the disk of the database was full. */
import { isDiskFull } from "./database_errors.ts";

/**
 * In milliseconds: as long as a failure counts if nothing is written afterwards. A process that is not ready
 * gets no requests, and would never notice that there is space again.
 */
const NOTED_FOR = 30_000;

export class DiskSpace {
  /** As of `performance.now()`. */
  #fullAt = Number.NEGATIVE_INFINITY;
  readonly #notedFor: number;

  /** @param notedFor in milliseconds. */
  constructor(notedFor = NOTED_FOR) {
    this.#notedFor = notedFor;
  }

  /** @param error what a statement failed with, of any kind. */
  failed(error: unknown): void {
    if (isDiskFull(error)) this.#fullAt = performance.now();
  }

  written(): void {
    this.#fullAt = Number.NEGATIVE_INFINITY;
  }

  get isFull(): boolean {
    return performance.now() - this.#fullAt < this.#notedFor;
  }
}
