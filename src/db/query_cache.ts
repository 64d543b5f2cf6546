/** Results of reads, kept in memory as long as what they were read from is known not to have changed. */
import { LRUCache } from "lru-cache";
import type { Row } from "./connection.ts";

/** In bytes: what a value in a row takes, roughly. */
const VALUE_SIZE = 40;
/**
 * In milliseconds. Every change of the application's own is seen at once; one that somebody makes by
 * hand in the database is seen after this long.
 */
const LONGEST = 30_000;

export class QueryCache {
  readonly #results: LRUCache<string, readonly Row[]> | null;

  /** @param limit in bytes, roughly; 0 remembers nothing. */
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

  /** What was read under this key, or what `read` reads now. Rows are shared: nobody may change one. */
  async get<R extends Row>(key: string, read: () => Promise<R[]>): Promise<R[]> {
    const known = this.#results?.get(key);
    if (known !== undefined) return known as R[];
    const rows = await read();
    this.#results?.set(key, rows.map(Object.freeze) as R[]);
    return rows;
  }
}

function sizeCalculation(rows: readonly Row[], key: string): number {
  const [first] = rows;
  const texts = rows.reduce((sum, row) => sum + lengthOf(row), 0);
  const columns = first === undefined ? 0 : Object.keys(first).length;
  return key.length + rows.length * columns * VALUE_SIZE + texts + VALUE_SIZE;
}

function lengthOf(row: Row): number {
  let length = 0;
  for (const value of Object.values(row)) {
    if (typeof value === "string") length += value.length;
    else if (typeof value === "object" && value !== null && !(value instanceof Date)) {
      length += JSON.stringify(value).length;
    }
  }
  return length;
}
