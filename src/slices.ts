/** Long work in slices, between which other requests are served. */
import { setImmediate as nextTurn } from "node:timers/promises";

/** In milliseconds: a slice ends with the item that exceeds this. */
const SLICE = 5;

/** Settled once the slice that was begun last may run. */
let lastTurn: Promise<unknown> = Promise.resolve();

/**
 * A turn of the event loop in which no other slice begins, since those of many requests would add up; the
 * turn before it is left to others.
 */
function ownTurn(): Promise<unknown> {
  lastTurn = lastTurn.then(() => nextTurn()).then(() => nextTurn());
  return lastTurn;
}

/** `items.map(work)`, with a turn of the event loop for others before each slice. */
export async function mapInSlices<T, R>(items: readonly T[], work: (item: T) => R): Promise<R[]> {
  const results: R[] = [];
  let end = Number.NEGATIVE_INFINITY;
  for (const item of items) {
    if (performance.now() > end) {
      await ownTurn();
      end = performance.now() + SLICE;
    }
    results.push(work(item));
  }
  return results;
}
