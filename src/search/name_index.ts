/** The names of rows by their keys: a person may have thousands of them, and a query name dozens. */
import { nameKey } from "../text.ts";
import { nearest } from "./faults.ts";
import { folded, searchKey } from "./key.ts";

interface Named {
  id: number;
  name: string;
}

/** A name is found by itself, or else by what is the same without accents. */
export const NAME_KEYS: readonly ((name: string) => string)[] = [nameKey, folded];

const indexes = new WeakMap<readonly Named[], NameIndex<Named>>();

/** The index of these rows, which must not change: it is made once. */
export function nameIndex<T extends Named>(rows: readonly T[]): NameIndex<T> {
  const index = (indexes.get(rows) as NameIndex<T> | undefined) ?? new NameIndex(rows);
  indexes.set(rows, index);
  return index;
}

class NameIndex<T extends Named> {
  readonly #rows: readonly T[];
  readonly #byKeys: (Map<string, T[]> | undefined)[] = [];
  /** By its key without spaces around it. */
  #names: Map<string, string> | null = null;
  #searchKeys: string[] | null = null;

  constructor(rows: readonly T[]) {
    this.#rows = rows;
  }

  /** The rows of a name: several sections can have the same. */
  find(name: string): readonly T[] {
    for (const number of NAME_KEYS.keys()) {
      const found = this.findBy(number, name.trim());
      if (found.length > 0) return found;
    }
    return [];
  }

  /** @param number which of NAME_KEYS to compare by. */
  findBy(number: number, name: string): readonly T[] {
    const key = NAME_KEYS[number] ?? nameKey;
    this.#byKeys[number] ??= Map.groupBy(this.#rows, (row) => key(row.name));
    return this.#byKeys[number].get(key(name)) ?? [];
  }

  /** The ids of the rows whose names have a text. @param needle see `searchNeedle`. */
  idsWith(needle: string): number[] {
    this.#searchKeys ??= this.#rows.map(({ name }) => searchKey(name));
    const keys = this.#searchKeys;
    return this.#rows.filter((_, index) => keys[index]?.includes(needle)).map(({ id }) => id);
  }

  /** The name that differs in the fewest letters, or the only one that begins with what was typed. */
  nearest(name: string): string | null {
    this.#names ??= new Map(this.#rows.map((row) => [searchKey(row.name).trim(), row.name]));
    const names = this.#names;
    const key = searchKey(name).trim();
    if (key === "") return null;
    const similar = nearest(key, names.keys());
    if (similar !== null) return names.get(similar) ?? null;
    const beginning = [...names.keys()].filter((one) => one.startsWith(key));
    return beginning.length === 1 ? (names.get(beginning[0] ?? "") ?? null) : null;
  }
}
