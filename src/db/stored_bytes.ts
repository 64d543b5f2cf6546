/**
 * What an account stores, in bytes: its texts, and its history. Each entry of the journal has the total
 * after it (`total_bytes`), which the next change starts from, so that no change adds it all up. It is added
 * up where texts and entries are deleted for good (`users.measured_bytes`), and once after a change of the
 * previous version, which leaves no total.
 */
import { filterTables, type OwnedTable } from "./owned_tables.ts";
import type { UpdatedRow } from "./row_changes.ts";

/** The columns whose length counts; a row that is added or removed counts with all of them. */
const TEXTS: Readonly<Record<OwnedTable, readonly string[]>> = {
  tasks: ["title", "description", "repeat_rule", "ended_repeat"],
  lists: ["name"],
  sections: ["name"],
  tags: ["name"],
  task_tags: [],
  searches: ["name", "query"],
  changes: [],
};

/** About what the image of a whole row takes in the journal besides its texts; its id in `task_ids` too. */
const WHOLE_IMAGE: Readonly<Record<OwnedTable, number>> = {
  tasks: 900,
  lists: 300,
  sections: 300,
  tags: 250,
  task_tags: 100,
  searches: 300,
  changes: 0,
};
/** And that of a row with other values in some columns. */
const CHANGED_IMAGE = 300;

/** An expression for the length of a row's texts. @param row its alias. @param columns by default all. */
export function textBytes(table: OwnedTable, row: string, columns = TEXTS[table]): string {
  const lengths = columns.map((column) => `coalesce(octet_length(${row}."${column}"), 0)`);
  return lengths.length === 0 ? "0" : `(${lengths.join(" + ")})`;
}

/** An expression for what an entry of the journal takes that was not measured. @param row its alias. */
export function entryBytes(row: string, images = `${row}.images`): string {
  return `(pg_column_size(${images}) + octet_length(${row}.params::text))`;
}

/** Adds up what an account stores, with `{table}` for the user's rows. */
export const SELECT_TOTAL_BYTES = `(${[
  ...(Object.keys(TEXTS) as OwnedTable[])
    .filter((table) => TEXTS[table].length > 0)
    .map((table) => `(select coalesce(sum(${textBytes(table, `"${table}"`)}), 0) from {${table}})`),
  `(select coalesce(sum(coalesce(bytes, ${entryBytes("changes")})), 0) from {changes})`,
].join(" + ")})`;

/** Adds it up after something was deleted for good. $1 is the user. */
export const MEASURE = filterTables(
  `update users set measured_at = last_change_id, measured_bytes = ${SELECT_TOTAL_BYTES} where id = $1`,
);

/**
 * An expression over the row of the user, for what the account has at a `last_change_id`; null: it is not
 * known. Before the first change there is nothing.
 * @param revision SQL, as an integer.
 */
export function bytesAt(revision: string): string {
  return `case when ${revision} = 0 then 0 when measured_at = ${revision} then measured_bytes
    else (select total_bytes from {changes} where id = ${revision}) end`;
}

type Values = Readonly<Record<string, unknown>>;

/** What a change adds: told from its rows, or by SQL from the parts of its statement. */
export class AddedBytes {
  #texts = 0;
  #entry: number;
  readonly #textTerms: string[] = [];
  readonly #entryTerms: string[] = [];
  #mayGrow = false;

  /** @param params of the entry, as JSON. */
  constructor(params: string) {
    this.#entry = Buffer.byteLength(params);
  }

  inserted(table: OwnedTable, rows: readonly Values[]): void {
    const texts = rows.reduce((sum, row) => sum + lengthOf(row, TEXTS[table]), 0);
    this.#texts += texts;
    this.#entry += texts + rows.length * WHOLE_IMAGE[table];
  }

  /** @param part inserts rows and returns the `size` of each. */
  insertedBy(table: OwnedTable, part: string): void {
    this.#textTerms.push(sizeOf(part));
    this.#entryTerms.push(imagesOf(table, part));
    this.#mayGrow = true;
  }

  /** @param part removes rows and returns the `size` of each. */
  removedBy(table: OwnedTable, part: string): void {
    this.#textTerms.push(`-${sizeOf(part)}`);
    this.#entryTerms.push(imagesOf(table, part));
  }

  /** @param ids SQL, for the rows whose texts were not read. */
  updated(table: OwnedTable, rows: readonly UpdatedRow[], ids: string): void {
    this.#entry += rows.length * CHANGED_IMAGE;
    const columns = TEXTS[table].filter((column) => column in (rows[0]?.columns ?? {}));
    if (columns.length === 0) return;
    const after = rows.reduce((sum, { columns: values }) => sum + lengthOf(values, columns), 0);
    this.#texts += after;
    this.#entry += after;
    if (rows.every(({ row }) => columns.every((column) => column in row))) {
      const before = rows.reduce((sum, { row }) => sum + lengthOf(row, columns), 0);
      this.#texts -= before;
      this.#entry += before;
      return;
    }
    const before = `(select coalesce(sum(${textBytes(table, `"${table}"`, columns)}), 0)
      from {${table}} where "${table}"."id" = any (${ids}))`;
    this.#textTerms.push(`-${before}`);
    this.#entryTerms.push(before);
    this.#mayGrow = true;
  }

  /** Whether there may be more text afterwards. */
  get isGrowing(): boolean {
    return this.#texts > 0 || this.#mayGrow;
  }

  /** Expressions for what its texts and its entry add. @param put returns the placeholder of a value. */
  toSql(put: (value: number) => string): { texts: string; entry: string } {
    return {
      texts: sumOf(`${put(this.#texts)}::bigint`, this.#textTerms),
      entry: sumOf(`${put(this.#entry)}::integer`, this.#entryTerms),
    };
  }
}

function lengthOf(values: Values, columns: readonly string[]): number {
  return columns.reduce((sum, column) => sum + Buffer.byteLength(String(values[column] ?? "")), 0);
}

function sizeOf(part: string): string {
  return `(select coalesce(sum(size), 0) from ${part})`;
}

function imagesOf(table: OwnedTable, part: string): string {
  return `(select coalesce(sum(size + ${WHOLE_IMAGE[table]}), 0) from ${part})`;
}

function sumOf(known: string, terms: readonly string[]): string {
  return terms.length === 0 ? known : `(${[known, ...terms].join(" + ")})`;
}
