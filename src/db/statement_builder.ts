/** Collects the parts, the parameters and the images of the statement of a change. */
import { filterTables } from "./owned_tables.ts";

export interface Statement {
  text: string;
  values: unknown[];
}

/** $1 is the user. */
export class StatementBuilder {
  readonly values: unknown[];
  readonly #parts: string[] = [];
  readonly #images: string[] = [];

  constructor(userId: string) {
    this.values = [userId];
  }

  /** @returns the placeholder of a value. */
  put(value: unknown): string {
    return `$${this.values.push(value)}`;
  }

  /** @returns the name of the part. */
  with(name: string, text: string): string {
    const unique = name === "counter" ? name : `${name}_${this.#parts.length}`;
    this.#parts.push(`${unique} as (${text})`);
    return unique;
  }

  /** Adds a query of the images of changed rows. */
  image(text: string): void {
    this.#images.push(text);
  }

  images(): string {
    if (this.#images.length === 0) return "'[]'::jsonb";
    const all = this.#images.join("\n union all ");
    return `(select coalesce(jsonb_agg(image), '[]') from (${all}) as images)`;
  }

  finish(last: string): Statement {
    return { text: filterTables(`with ${this.#parts.join(",\n")}\n${last}`), values: this.values };
  }
}
