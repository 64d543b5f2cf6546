/** The rows of one change as they were before it and as they are after it. */
import type { Row } from "./connection.ts";
import { OWNED_TABLES, type OwnedTable } from "./owned_tables.ts";

/** A row before and after: PostgreSQL's own JSON, kept as text so that no number loses a digit. */
interface RowSnapshot {
  table: OwnedTable;
  before: string | null;
  after: string | null;
}

/** A row as it was read, together with itself as JSON. */
export type RowWithImage = Row & { image: string };

export class RowSnapshots {
  readonly #changed = new Map<string, RowSnapshot>();
  readonly #images = new WeakMap<Row, string>();

  /** Takes a row as it is now, before anything is done to it. @returns it without its image. */
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

  /** @param before the rows as they were taken. @returns them as they are now. */
  updated<R extends Row>(
    table: OwnedTable,
    before: readonly Row[],
    rows: readonly RowWithImage[],
  ): R[] {
    const images = new Map(before.map((row) => [keyText(table, row), this.#imageOf(row)]));
    return rows.map((row) => {
      this.#record(table, row, {
        before: images.get(keyText(table, row)) ?? null,
        after: row.image,
      });
      return this.take<R>(row);
    });
  }

  removed(table: OwnedTable, rows: readonly Row[]): void {
    for (const row of rows) {
      this.#record(table, row, { before: this.#imageOf(row), after: null });
    }
  }

  /**
   * What was changed, as the JSON text that the journal keeps; null when nothing was.
   * @param isUndo an entry also when everything was as before already.
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

  /** The first `before` and the last `after` of each row count. */
  #record(
    table: OwnedTable,
    row: Row,
    { before, after }: Pick<RowSnapshot, "before" | "after">,
  ): void {
    const name = `${table} ${keyText(table, row)}`;
    const earlier = this.#changed.get(name);
    this.#changed.set(name, { table, before: earlier ? earlier.before : before, after });
  }
}

/** The primary key of a row, without its user. */
export function keyText(table: OwnedTable, row: Row): string {
  return OWNED_TABLES[table].key.map((column) => String(row[column])).join(" ");
}
