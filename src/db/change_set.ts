/** One press and everything it changes in a user's rows, written down so that it can be undone whole. */
import type { Knex } from "knex";
import type pg from "pg";
import type { Row } from "./connection.ts";
import {
  type Columns,
  checkColumns,
  checkTable,
  filteredRows,
  filterTables,
  OWNED_TABLES,
  type OwnedTable,
} from "./owned_tables.ts";

/** A row before and after: PostgreSQL's own JSON, kept as text so that no number loses a digit. */
interface RowSnapshot {
  table: OwnedTable;
  before: string | null;
  after: string | null;
}

/** How the history tells a change: "Completed", and what. */
export interface ChangeLabel {
  label: string;
  subject?: string | null;
  /** The entry that this one takes back. */
  undoes?: number;
  /** The entry that is in force again by it. */
  redoes?: number;
}

/** A row's values, each as PostgreSQL's text: nothing is lost on the way through JavaScript. */
export type TextRow = Record<string, string | null>;

/** Rows of one statement that puts in: PostgreSQL takes 65,535 values at the most. */
const AT_ONCE = 1_000;

/** Narrows the rows that a change touches; the user's filter is around it already. */
export type Narrow = (rows: Knex.QueryBuilder) => void;

/**
 * The writing side of a UserScope: what it inserts, updates or removes is recorded with the rows as
 * they were and as they became. Lives as long as its transaction.
 */
export class ChangeSet {
  readonly #trx: Knex.Transaction;
  readonly #userId: string;
  readonly #images = new Map<string, RowSnapshot>();
  #told: ChangeLabel | null = null;
  /** When it happens: goes into every row's `created_at` and `updated_at`. */
  readonly now: Date;

  constructor(trx: Knex.Transaction, userId: string, now: Date) {
    this.#trx = trx;
    this.#userId = userId;
    this.now = now;
  }

  /** Says what is done, for the history. */
  tell(label: string, subject: string | null, more: Omit<ChangeLabel, "label" | "subject"> = {}) {
    this.#told = { label, subject, ...more };
  }

  /** What was said; every change says something. */
  get told(): ChangeLabel {
    if (this.#told === null)
      throw new Error("A change that tells nothing cannot be undone by name");
    return this.#told;
  }

  /** A builder over this user's rows of a table, inside the transaction. */
  rows(table: OwnedTable): Knex.QueryBuilder {
    return filteredRows(this.#trx, this.#userId, table);
  }

  /** A read in PostgreSQL's own form, as UserScope.read has it. */
  async raw<R extends Row>(text: string, values: unknown[]): Promise<{ rows: R[] }> {
    const native = filterTables(text);
    const client = this.#trx.client as { acquireConnection(): Promise<pg.Client> };
    const connection = await client.acquireConnection();
    return connection.query<R>(native, [this.#userId, ...values]);
  }

  /** Rows as they are now, locked in the order of their keys, every value as text. */
  async lockRows(table: OwnedTable, keys: readonly TextRow[]): Promise<TextRow[]> {
    const rows = await this.rows(table)
      .modify(withKeys(table, keys))
      .orderBy([...OWNED_TABLES[table].key])
      .forUpdate()
      .select<{ texts: TextRow }[]>(
        this.#trx.raw(
          "(select jsonb_object_agg(key, value) from jsonb_each_text(to_jsonb(??.*))) as texts",
          [table],
        ),
      );
    return rows.map(({ texts }) => texts);
  }

  /** Inserts a row under the user's next id. @returns the row as stored. */
  async insert<R extends Row>(table: OwnedTable, row: Columns): Promise<R> {
    const [put] = await this.insertAll<R>(table, [row]);
    return put as R;
  }

  /** Inserts rows under the user's next ids, all with the same columns. @returns them, in their order. */
  async insertAll<R extends Row>(table: OwnedTable, rows: readonly Columns[]): Promise<R[]> {
    checkTable(table);
    if (rows.length === 0) return [];
    const { counter, isOrdered } = OWNED_TABLES[table];
    const first = counter === null ? null : await this.#takeIds(counter, rows.length);
    const stored = rows.map((row, index): Columns => {
      const id = first === null ? null : first + index;
      return {
        ...(id === null ? {} : { id, created_at: this.now, updated_at: this.now }),
        // The end of every order, until it is moved.
        ...(isOrdered ? { position: id } : {}),
        ...row,
      };
    });
    return this.putBack<R>(table, stored);
  }

  /** Puts in rows under keys of their own, all with the same columns: links, and what was there before. */
  async putBack<R extends Row>(table: OwnedTable, rows: readonly Columns[]): Promise<R[]> {
    const put: R[] = [];
    for (let start = 0; start < rows.length; start += AT_ONCE) {
      put.push(...(await this.#put<R>(table, rows.slice(start, start + AT_ONCE))));
    }
    return put;
  }

  /**
   * Updates the rows that `narrow` leaves, and counts their versions up; rows are locked first, so
   * that what is recorded is what was there.
   * @returns the rows as they are now.
   */
  async update<R extends Row>(table: OwnedTable, narrow: Narrow, changes: Columns): Promise<R[]> {
    checkColumns(changes);
    const before = await this.#lock(table, narrow);
    if (before.length === 0) return [];
    const rows: unknown = await this.#trx(table)
      .where({ user_id: this.#userId })
      .andWhere(withKeys(table, before))
      .update({ ...changes, updated_at: this.now, version: this.#trx.raw("version + 1") })
      .returning(["*", this.#asJson(table)]);
    const updated = rows as (R & { image: string })[];
    const images = new Map(before.map((row) => [row.id, row.image]));
    for (const row of updated) this.#record(table, row, images.get(row.id) ?? null, row.image);
    return updated;
  }

  /**
   * Updates each row to values of its own, in one statement.
   * @param columns those that change in any of them.
   * @param values by the row's id, as PostgreSQL's texts: a column that is not named stays.
   */
  async updateEach(
    table: OwnedTable,
    columns: readonly string[],
    values: ReadonlyMap<number, TextRow>,
  ): Promise<void> {
    if (columns.length === 0 || values.size === 0) return;
    checkTable(table);
    checkColumns(Object.fromEntries(columns.map((column) => [column, null])));
    const ids = (rows: Knex.QueryBuilder) =>
      void rows.whereRaw("id = any (?)", [[...values.keys()]]);
    const before = await this.#lock(table, ids);
    const names = columns.map(() => "??").join(", ");
    const { rows } = await this.#trx.raw<{ rows: (Row & { image: string })[] }>(
      `update ?? set (${names}, "updated_at", "version") = (
         select ${columns.map(() => "own.??").join(", ")}, ?::timestamptz, ??."version" + 1
         from jsonb_populate_record(??.*, ?::jsonb -> (??."id"::text)) as own
       )
       where "user_id" = ? and ("id" = any (?))
       returning *, to_jsonb(??.*)::text as image`,
      [
        ...[table, ...columns, ...columns, this.now, table, table],
        ...[JSON.stringify(Object.fromEntries(values)), table],
        ...[this.#userId, before.map(({ id }) => id), table],
      ] as Knex.RawBinding[],
    );
    const images = new Map(before.map((row) => [row.id, row.image]));
    for (const row of rows) this.#record(table, row, images.get(row.id) ?? null, row.image);
  }

  /** Takes away the rows with these keys, as `remove` does. */
  removeAll(table: OwnedTable, keys: readonly Row[]): Promise<number> {
    return this.remove(table, withKeys(table, keys));
  }

  /** Takes rows away for good: for links, and for what the undoing of their making takes back. */
  async remove(table: OwnedTable, narrow: Narrow): Promise<number> {
    const before = await this.#lock(table, narrow);
    if (before.length === 0) return 0;
    await this.#trx(table)
      .where({ user_id: this.#userId })
      .andWhere(withKeys(table, before))
      .delete();
    for (const row of before) this.#record(table, row, row.image, null);
    return before.length;
  }

  /**
   * What was changed, as the JSON text that the journal keeps; null when nothing was. What is taken
   * back is so from then on, also when everything was as before already.
   */
  images(): string | null {
    const images = [...this.#images.values()].filter(({ before, after }) => before !== after);
    if (images.length === 0 && this.#told?.undoes === undefined) return null;
    const parts = images.map(
      ({ table, before, after }) =>
        `{"table":"${table}","before":${before ?? "null"},"after":${after ?? "null"}}`,
    );
    return `[${parts.join(",")}]`;
  }

  async #put<R extends Row>(table: OwnedTable, given: readonly Columns[]): Promise<R[]> {
    checkTable(table);
    for (const row of given) checkColumns(row);
    const columns = Object.keys(given[0] ?? {});
    const { rows } = await this.#trx.raw<{ rows: (R & { image: string })[] }>(
      `insert into ?? ("user_id", ${columns.map(() => "??").join(", ")})
       values ${given.map(() => `(?, ${columns.map(() => "?").join(", ")})`).join(", ")}
       returning *, to_jsonb(??.*)::text as image`,
      [
        ...[table, ...columns],
        ...given.flatMap((row) => [this.#userId, ...columns.map((column) => row[column])]),
        table,
      ] as Knex.RawBinding[],
    );
    for (const row of rows) this.#record(table, row, null, row.image);
    return rows;
  }

  #lock(table: OwnedTable, narrow: Narrow): Promise<(Row & { image: string })[]> {
    const rows = this.rows(table).select("*", this.#asJson(table)).modify(narrow).forUpdate();
    return rows as unknown as Promise<(Row & { image: string })[]>;
  }

  #asJson(table: OwnedTable): Knex.Raw {
    return this.#trx.raw("to_jsonb(??.*)::text as image", [table]);
  }

  /** @returns the first of so many ids that nobody else gets. */
  async #takeIds(counter: string, count: number): Promise<number> {
    const [row] = await this.#trx("users")
      .where({ id: this.#userId })
      .increment(counter, count)
      .returning(`${counter} as last`);
    return (row as { last: number }).last - count + 1;
  }

  /** The first `before` and the last `after` of each row count. */
  #record(table: OwnedTable, row: Row, before: string | null, after: string | null): void {
    const name = `${table} ${OWNED_TABLES[table].key.map((column) => row[column]).join(" ")}`;
    const earlier = this.#images.get(name);
    this.#images.set(name, { table, before: earlier ? earlier.before : before, after });
  }
}

/** Leaves the rows with these keys; as arrays, so that the statement is one whatever their number. */
function withKeys(table: OwnedTable, keys: readonly Row[]): Narrow {
  const { key } = OWNED_TABLES[table];
  const values = key.map((column) => keys.map((row) => Number(row[column])));
  const each = key.map(() => "?::integer[]").join(", ");
  return (rows) =>
    void rows.whereRaw(`(${key.map(() => "??").join(", ")}) in (select * from unnest(${each}))`, [
      ...key,
      ...values,
    ] as Knex.RawBinding[]);
}
