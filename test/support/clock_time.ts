/** Limits on the time by the clock, for what waits more than it works. */
import assert from "node:assert/strict";

/** A busy machine makes some runs slow, a fault all of them. */
const ATTEMPTS = 5;

/**
 * Repeats `run` until it is done in less than `most` milliseconds.
 * @param run may give the time of a part of it, in milliseconds.
 * @throws AssertionError if it never is.
 */
export async function assertWithin(
  most: number,
  run: () => Promise<number | undefined>,
): Promise<void> {
  const times: number[] = [];
  while (times.length < ATTEMPTS) {
    const begun = performance.now();
    const part = await run();
    const time = part ?? performance.now() - begun;
    if (time < most) return;
    times.push(Math.round(time));
  }
  assert.fail(`${times} ms: not within ${most}`);
}
