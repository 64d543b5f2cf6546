/** Query results in memory, under keys that change with the data they were read from. */
import { LRUCache } from "lru-cache";
import type { Row } from "./connection.ts";

/** In bytes: roughly the size of a value in a row. */
const VALUE_SIZE = 40;
/**
 * In milliseconds. Changes by the application are visible at once, and changes made in the database
 * directly after this time.
 */
const LIFETIME = 30_000;

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
            ttl: LIFETIME,
            ttlResolution: 1_000,
            sizeCalculation,
          });
  }

  /** The rows cached under this key, or those that `read` returns; shared between callers, and frozen. */
  async get<R extends Row>(key: string, read: () => Promise<R[]>): Promise<R[]> {
    const cached = this.#results?.get(key);
    if (cached !== undefined) return cached as R[];
    const rows = await read();
    this.#results?.set(key, rows.map(Object.freeze) as R[]);
    return rows;
  }
}

function sizeCalculation(rows: readonly Row[], key: string): number {
  let size = key.length + VALUE_SIZE;
  for (const row of rows) {
    for (const column in row) size += VALUE_SIZE + lengthOf(row[column]);
  }
  return size;
}

function lengthOf(value: unknown): number {
  if (typeof value === "string") return value.length;
  if (typeof value !== "object" || value === null || value instanceof Date) return 0;
  return JSON.stringify(value).length;
}
