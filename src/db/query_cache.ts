/** Query results in memory, under keys that change with the data they were read from. */
import { LRUCache } from "lru-cache";
import type { Row } from "./connection.ts";

/** In bytes: roughly what a value in a row takes. */
const VALUE_SIZE = 40;
/**
 * In milliseconds. Changes by the application are seen at once, changes by hand in the database after
 * this long at the latest.
 */
const LONGEST = 30_000;

export class QueryCache {
  readonly #results: LRUCache<string, readonly Row[]> | null;

  /** @param limit roughly, in bytes; 0 caches nothing. */
  constructor(limit: number) {
    this.#results =
      limit === 0
        ? null
        : new LRUCache({
            maxSize: limit,
            maxEntrySize: limit / 8,
            ttl: LONGEST,
            ttlResolution: 1_000,
            sizeCalculation,
          });
  }

  /** The rows cached under this key, or else those that `read` returns. They are shared, and frozen. */
  async get<R extends Row>(key: string, read: () => Promise<R[]>): Promise<R[]> {
    const known = this.#results?.get(key);
    if (known !== undefined) return known as R[];
    const rows = await read();
    this.#results?.set(key, rows.map(Object.freeze) as R[]);
    return rows;
  }
}

function sizeCalculation(rows: readonly Row[], key: string): number {
  const sizes = rows.flatMap(Object.values).map((value) => VALUE_SIZE + lengthOf(value));
  return sizes.reduce((sum, size) => sum + size, key.length + VALUE_SIZE);
}

function lengthOf(value: unknown): number {
  if (typeof value === "string") return value.length;
  return value instanceof Object && !(value instanceof Date) ? JSON.stringify(value).length : 0;
}
