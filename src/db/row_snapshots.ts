/** Records the rows of one change, each as it was before and as it is after. */
import type { Row } from "./connection.ts";
import { OWNED_TABLES, type OwnedTable } from "./owned_tables.ts";

/** A row before and after a change; null: there was no such row. */
export interface RowSnapshot<Image> {
  table: OwnedTable;
  before: Image | null;
  after: Image | null;
}

/** A row with its own JSON. */
export type RowWithImage = Row & { image: string };

export class RowSnapshots {
  /** In PostgreSQL's own JSON, kept as text so that no number loses a digit. */
  readonly #changed = new Map<string, RowSnapshot<string>>();
  readonly #images = new WeakMap<Row, string>();

  /** Notes the image of a row that was just read. @returns the row without it. */
  take<R extends Row>({ image, ...row }: RowWithImage): R {
    this.#images.set(row, image);
    return row as R;
  }

  inserted<R extends Row>(table: OwnedTable, rows: readonly RowWithImage[]): R[] {
    return rows.map((row) => {
      this.#record(table, row, { before: null, after: row.image });
      return this.take<R>(row);
    });
  }

  /**
   * @param before rows that `take` returned; also older states, if this change itself has changed them.
   * @returns the rows as they are now.
   */
  updated<R extends Row>(
    table: OwnedTable,
    before: readonly Row[],
    rows: readonly RowWithImage[],
  ): R[] {
    const images = new Map(before.map((row) => [rowName(table, row), this.#imageOf(row)]));
    return rows.map((row) => {
      const image = images.get(rowName(table, row)) ?? null;
      this.#record(table, row, { before: image, after: row.image });
      return this.take<R>(row);
    });
  }

  removed(table: OwnedTable, rows: readonly Row[]): void {
    for (const row of rows) {
      this.#record(table, row, { before: this.#imageOf(row), after: null });
    }
  }

  /**
   * The changed rows as JSON, for the journal. null: nothing changed.
   * @param options.isUndo an undo has an entry even if it had nothing to change.
   */
  toJson({ isUndo }: { isUndo: boolean }): string | null {
    const changed = [...this.#changed.values()].filter(({ before, after }) => before !== after);
    if (changed.length === 0 && !isUndo) return null;
    const parts = changed.map(
      ({ table, before, after }) =>
        `{"table":"${table}","before":${before ?? "null"},"after":${after ?? "null"}}`,
    );
    return `[${parts.join(",")}]`;
  }

  #imageOf(row: Row): string {
    const image = this.#images.get(row);
    if (image === undefined) throw new Error("A row must be loaded before it is changed");
    return image;
  }

  /** Keeps the first `before` and the last `after` of each row. */
  #record(
    table: OwnedTable,
    row: Row,
    { before, after }: Omit<RowSnapshot<string>, "table">,
  ): void {
    const name = rowName(table, row);
    const earlier = this.#changed.get(name);
    this.#changed.set(name, { table, before: earlier ? earlier.before : before, after });
  }
}

/** Identifies a row among those of all tables. @param key may be the whole row. */
export function rowName(table: OwnedTable, key: Row): string {
  return [table, ...OWNED_TABLES[table].key.map((column) => String(key[column]))].join(" ");
}
