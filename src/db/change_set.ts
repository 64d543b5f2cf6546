/** One request and everything it changes in a user's rows, recorded so that it can be undone whole. */
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
import { RowSnapshots, type RowWithImage } from "./row_snapshots.ts";

/** A row's values, each as PostgreSQL's text: nothing is lost on the way through JavaScript. */
export type TextRow = Record<string, string | null>;

/** Narrows the rows that a change touches; the user's filter is around it already. */
export type Narrow = (rows: Knex.QueryBuilder) => void;

/** The last numbers that the user's rows have, on the user's own row. */
export type Counters = Record<Exclude<(typeof OWNED_TABLES)[OwnedTable]["counter"], null>, number>;

/** Rows of one INSERT: PostgreSQL takes 65,535 values at the most. */
const INSERT_MAX = 1_000;

/**
 * The writing side of a UserScope: what it inserts, updates or removes is recorded with the rows as
 * they were and as they became. Lives as long as its transaction, which holds the user's lock: nobody
 * else changes these rows meanwhile, so that they need no locks of their own.
 */
export class ChangeSet {
  readonly #trx: Knex.Transaction;
  readonly #userId: string;
  readonly #counters: Counters;
  readonly #snapshots = new RowSnapshots();
  readonly #moved = new Set<keyof Counters>();
  /** When it happens: goes into every row's `created_at` and `updated_at`. */
  readonly now: Date;

  /** @param counters as they are now, read under the user's lock. */
  constructor(
    trx: Knex.Transaction,
    { userId, counters, now }: { userId: string; counters: Counters; now: Date },
  ) {
    this.#trx = trx;
    this.#userId = userId;
    this.#counters = { ...counters };
    this.now = now;
  }

  /** A builder over this user's rows of a table, inside the transaction. */
  rows(table: OwnedTable): Knex.QueryBuilder {
    return filteredRows(this.#trx, this.#userId, table);
  }

  /** An expression of SQL with values, to select or to set. */
  expression(text: string, values: Knex.RawBinding[]): Knex.Raw {
    return this.#trx.raw(text, values);
  }

  /** A read in PostgreSQL's own form, as UserScope.read has it. */
  async raw<R extends Row>(text: string, values: unknown[]): Promise<{ rows: R[] }> {
    const native = filterTables(text);
    const client = this.#trx.client as { acquireConnection(): Promise<pg.Client> };
    const connection = await client.acquireConnection();
    return connection.query<R>(native, [this.#userId, ...values]);
  }

  /** Whole rows as they are now, which `update` and `remove` then take without reading them again. */
  async load<R extends Row>(table: OwnedTable, narrow: Narrow): Promise<R[]> {
    const found: unknown = await this.rows(table).select("*", this.#asJson(table)).modify(narrow);
    return (found as RowWithImage[]).map((row) => this.#snapshots.take<R>(row));
  }

  /** One row by its number, if it is not in the trash. null: there is none. */
  async loadOne<R extends Row>(table: OwnedTable, id: number | null): Promise<R | undefined> {
    if (id === null) return undefined;
    const [row] = await this.load<R>(table, (rows) => void rows.where({ id, deleted_at: null }));
    return row;
  }

  /** Whole rows by their keys. */
  loadByKeys<R extends Row>(table: OwnedTable, keys: readonly Row[]): Promise<R[]> {
    return this.load<R>(table, withKeys(table, keys));
  }

  /** Rows by their keys, every value as text. */
  async loadTexts(table: OwnedTable, keys: readonly TextRow[]): Promise<TextRow[]> {
    const rows = await this.rows(table)
      .modify(withKeys(table, keys))
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
    const [inserted] = await this.insertAll<R>(table, [row]);
    return inserted as R;
  }

  /** Inserts rows under the user's next ids, all with the same columns. @returns them, in their order. */
  async insertAll<R extends Row>(table: OwnedTable, rows: readonly Columns[]): Promise<R[]> {
    checkTable(table);
    if (rows.length === 0) return [];
    const { counter, isOrdered } = OWNED_TABLES[table];
    const first = counter === null ? null : this.takeIds(counter, rows.length);
    const stored = rows.map((row, index): Columns => {
      const id = first === null ? null : first + index;
      return {
        ...(id === null ? {} : { id, created_at: this.now, updated_at: this.now }),
        // The end of every order, until it is moved.
        ...(isOrdered ? { position: id } : {}),
        ...row,
      };
    });
    return this.insertWithKeys<R>(table, stored);
  }

  /** Inserts rows under keys of their own, all with the same columns: links, and rows that come back. */
  async insertWithKeys<R extends Row>(table: OwnedTable, rows: readonly Columns[]): Promise<R[]> {
    const inserted: R[] = [];
    for (let start = 0; start < rows.length; start += INSERT_MAX) {
      inserted.push(...(await this.#insert<R>(table, rows.slice(start, start + INSERT_MAX))));
    }
    return inserted;
  }

  /**
   * Updates rows and counts their versions up.
   * @param target rows that were loaded, or what narrows to them.
   * @returns the rows as they are now.
   */
  async update<R extends Row>(
    table: OwnedTable,
    target: Narrow | readonly Row[],
    changes: Columns,
  ): Promise<R[]> {
    checkColumns(changes);
    const before = typeof target === "function" ? await this.load<Row>(table, target) : target;
    if (before.length === 0) return [];
    const rows: unknown = await this.#trx(table)
      .where({ user_id: this.#userId })
      .andWhere(withKeys(table, before))
      .update({ ...changes, updated_at: this.now, version: this.#trx.raw("version + 1") })
      .returning(["*", this.#asJson(table)]);
    return this.#snapshots.updated<R>(table, before, rows as RowWithImage[]);
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
    const ids = [...values.keys()];
    const before = await this.load<Row>(table, (rows) => void rows.whereRaw("id = any (?)", [ids]));
    const names = columns.map(() => "??").join(", ");
    const { rows } = await this.#trx.raw<{ rows: RowWithImage[] }>(
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
    this.#snapshots.updated(table, before, rows);
  }

  /** Removes loaded rows for good: links, and what the undoing of their making takes back. */
  async remove(table: OwnedTable, before: readonly Row[]): Promise<void> {
    if (before.length === 0) return;
    await this.#trx(table)
      .where({ user_id: this.#userId })
      .andWhere(withKeys(table, before))
      .delete();
    this.#snapshots.removed(table, before);
  }

  /** @returns the first of so many numbers that nobody else gets. */
  takeIds(counter: keyof Counters, count: number): number {
    const first = this.#counters[counter] + 1;
    this.#counters[counter] += count;
    this.#moved.add(counter);
    return first;
  }

  /** The counters that are to be written back. */
  movedCounters(): Partial<Counters> {
    return Object.fromEntries([...this.#moved].map((name) => [name, this.#counters[name]]));
  }

  /** What was changed, for the journal: see RowSnapshots.toJson. */
  toJson(options: { isUndo: boolean }): string | null {
    return this.#snapshots.toJson(options);
  }

  async #insert<R extends Row>(table: OwnedTable, given: readonly Columns[]): Promise<R[]> {
    checkTable(table);
    for (const row of given) checkColumns(row);
    const columns = Object.keys(given[0] ?? {});
    const { rows } = await this.#trx.raw<{ rows: RowWithImage[] }>(
      `insert into ?? ("user_id", ${columns.map(() => "??").join(", ")})
       values ${given.map(() => `(?, ${columns.map(() => "?").join(", ")})`).join(", ")}
       returning *, to_jsonb(??.*)::text as image`,
      [
        ...[table, ...columns],
        ...given.flatMap((row) => [this.#userId, ...columns.map((column) => row[column])]),
        table,
      ] as Knex.RawBinding[],
    );
    return this.#snapshots.inserted<R>(table, rows);
  }

  #asJson(table: OwnedTable): Knex.Raw {
    return this.#trx.raw("to_jsonb(??.*)::text as image", [table]);
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
