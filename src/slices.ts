/** Long work in slices, between which other requests are served. */
import { setImmediate as nextTurn } from "node:timers/promises";

/** In milliseconds: a slice ends after the item that exceeds this. */
const SLICE = 10;

/** `items.map(work)`, with a turn of the event loop for others after each slice. */
export async function mapInSlices<T, R>(items: readonly T[], work: (item: T) => R): Promise<R[]> {
  const results: R[] = [];
  let started = performance.now();
  for (const item of items) {
    if (performance.now() - started > SLICE) {
      await nextTurn();
      started = performance.now();
    }
    results.push(work(item));
  }
  return results;
}
