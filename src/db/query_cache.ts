/** Query results in memory, under keys that change with the data they were read from. */
import { LRUCache } from "lru-cache";

/** In bytes: roughly the size of a value, without the characters of a text. */
const VALUE_SIZE = 40;
/**
 * In milliseconds. Changes by the application are visible at once, and changes made in the database
 * directly after this time.
 */
const LIFETIME = 30_000;

export class QueryCache {
  readonly #results: LRUCache<string, object> | null;

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

  /** The result cached under this key, or the one that `read` returns; shared between callers. */
  async get<T extends object>(key: string, read: () => Promise<T>): Promise<T> {
    const cached = this.#results?.get(key);
    if (cached !== undefined) return cached as T;
    const result = await read();
    this.#results?.set(key, result);
    return result;
  }
}

function sizeCalculation(result: object, key: string): number {
  return key.length + sizeOf(result);
}

function sizeOf(value: unknown): number {
  if (typeof value === "string") return VALUE_SIZE + value.length;
  let size = VALUE_SIZE;
  if (typeof value === "object" && value !== null) {
    for (const part of Object.values(value)) size += sizeOf(part);
  }
  return size;
}
