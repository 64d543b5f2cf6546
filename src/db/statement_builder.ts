/** Collects the parts, the parameters and the images of the statement of a change. */
import { DERIVED_COLUMNS, filterTables, type OwnedTable } from "./owned_tables.ts";
import { AddedBytes } from "./stored_bytes.ts";

export interface Statement {
  text: string;
  values: unknown[];
}

/** $1 is the user. */
export class StatementBuilder {
  readonly values: unknown[];
  readonly added: AddedBytes;
  readonly #parts: string[] = [];
  readonly #images: string[] = [];

  /** @param params of the entry, as JSON. */
  constructor(userId: string, params: string) {
    this.values = [userId];
    this.added = new AddedBytes(params);
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

/** A row of a table, as images have it: without what PostgreSQL makes of it. */
export function wholeRow(table: OwnedTable): string {
  const left = ["user_id", ...DERIVED_COLUMNS].map((column) => `'${column}'`).join(", ");
  return `to_jsonb("${table}".*) - array[${left}]`;
}

/** An image, as a column of a query. @param before is SQL, as `after`; "null": there is no such row. */
export function image(table: OwnedTable, before: string, after: string): string {
  return `jsonb_build_object('table', '${table}', 'before', ${before}, 'after', ${after}) as image`;
}

export function quoted(columns: readonly string[]): string {
  return columns.map((column) => `"${column}"`).join(", ");
}
