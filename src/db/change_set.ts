/** The writing side of a UserScope: every row it changes is recorded, so that the change can be undone. */
import type { Knex } from "knex";
import type pg from "pg";
import type { Row } from "./connection.ts";
import {
  type Columns,
  checkColumns,
  checkTable,
  filteredRows,
  filterTables,
  type Narrow,
  OWNED_TABLES,
  type OwnedTable,
  targetRows,
  withKeys,
} from "./owned_tables.ts";
import { RowSnapshots, type RowWithImage } from "./row_snapshots.ts";

/** A row whose values are PostgreSQL's own text: JavaScript's numbers and dates would lose digits. */
export type TextRow = Record<string, string | null>;

/** The last ids of the user's rows, stored in the user's own row. */
export type Counters = Record<Exclude<(typeof OWNED_TABLES)[OwnedTable]["counter"], null>, number>;

/** Rows per INSERT: PostgreSQL takes at most 65,535 parameters. */
const INSERT_MAX = 1_000;

/**
 * Lives as long as its transaction, which holds the user's lock: no other transaction changes these
 * rows meanwhile, so rows need no locks of their own, and a row that was loaded is still current.
 */
export class ChangeSet {
  readonly #trx: Knex.Transaction;
  readonly #userId: string;
  readonly #counters: Counters;
  readonly #snapshots = new RowSnapshots();
  readonly #usedCounters = new Set<keyof Counters>();
  /** The `created_at` and `updated_at` of every row that this change writes. */
  readonly now: Date;

  /** @param options.counters as read under the user's lock. */
  constructor(
    trx: Knex.Transaction,
    { userId, counters, now }: { userId: string; counters: Counters; now: Date },
  ) {
    this.#trx = trx;
    this.#userId = userId;
    this.#counters = { ...counters };
    this.now = now;
  }

  /** A query builder over the user's rows of a table, inside the transaction. */
  rows(table: OwnedTable): Knex.QueryBuilder {
    return filteredRows(this.#trx, this.#userId, table);
  }

  /** Runs a query written with `{table}`, $2, $3, … as for UserScope.read. */
  async raw<R extends Row>(text: string, values: unknown[]): Promise<R[]> {
    const client = this.#trx.client as { acquireConnection(): Promise<pg.Client> };
    const connection = await client.acquireConnection();
    return (await connection.query<R>(filterTables(text), [this.#userId, ...values])).rows;
  }

  /** Whether there is such a row. */
  async exists(table: OwnedTable, where: Columns): Promise<boolean> {
    const [key] = OWNED_TABLES[table].key;
    return (await this.rows(table).where(where).first(key)) !== undefined;
  }

  /** Loads whole rows, which `update` and `remove` then take without reading them again. */
  async load<R extends Row>(table: OwnedTable, narrow: Narrow): Promise<R[]> {
    const found: unknown = await this.rows(table).select("*", this.#image(table)).modify(narrow);
    return (found as RowWithImage[]).map((row) => this.#snapshots.take<R>(row));
  }

  /** Loads the row with this id. undefined: there is none, or it is in the trash. */
  async loadOne<R extends Row>(table: OwnedTable, id: number | null): Promise<R | undefined> {
    if (id === null) return undefined;
    const [row] = await this.load<R>(table, (rows) => void rows.where({ id, deleted_at: null }));
    return row;
  }

  /** Loads rows by their primary keys, each also as text. */
  async loadByKeys(
    table: OwnedTable,
    keys: readonly Row[],
  ): Promise<{ row: Row; texts: TextRow }[]> {
    const texts =
      "(select jsonb_object_agg(key, value) from jsonb_each_text(to_jsonb(??.*))) as texts";
    const found: unknown = await this.rows(table)
      .select("*", this.#image(table), this.#trx.raw(texts, [table]))
      .modify(withKeys(table, keys));
    return (found as (RowWithImage & { texts: TextRow })[]).map(({ texts, ...row }) => ({
      row: this.#snapshots.take(row as RowWithImage),
      texts,
    }));
  }

  /** Inserts a row under the user's next id. @returns the row as stored. */
  async insert<R extends Row>(table: OwnedTable, row: Columns): Promise<R> {
    const [inserted] = await this.insertAll<R>(table, [row]);
    return inserted as R;
  }

  /** Inserts rows with the same columns under the user's next ids. @returns them, in their order. */
  async insertAll<R extends Row>(table: OwnedTable, rows: readonly Columns[]): Promise<R[]> {
    checkTable(table);
    const { counter, isOrdered } = OWNED_TABLES[table];
    if (counter === null || rows.length === 0) return this.insertWithKeys<R>(table, rows);
    const first = this.takeIds(counter, rows.length);
    const stored = rows.map((row, index): Columns => {
      const id = first + index;
      const times = { created_at: this.now, updated_at: this.now };
      // A new row goes to the end of the order.
      return { id, ...times, ...(isOrdered ? { position: id } : {}), ...row };
    });
    return this.insertWithKeys<R>(table, stored);
  }

  /** Inserts rows with the same columns that have their keys already: links, and restored rows. */
  async insertWithKeys<R extends Row>(table: OwnedTable, rows: readonly Columns[]): Promise<R[]> {
    const inserted: R[] = [];
    for (let start = 0; start < rows.length; start += INSERT_MAX) {
      inserted.push(...(await this.#insert<R>(table, rows.slice(start, start + INSERT_MAX))));
    }
    return inserted;
  }

  /**
   * Updates rows and increments their versions.
   * @param target loaded rows, or the conditions for the rows to load.
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
    const rows: unknown = await this.#target(table, before)
      .update({ ...changes, updated_at: this.now, version: this.#trx.raw("version + 1") })
      .returning(["*", this.#image(table)]);
    return this.#snapshots.updated<R>(table, before, rows as RowWithImage[]);
  }

  /** Updates those of the loaded rows that have other values. @returns them as they were. */
  async updateDiffering<R extends Row>(
    table: OwnedTable,
    rows: readonly R[],
    columns: Columns,
  ): Promise<R[]> {
    const entries = Object.entries(columns);
    const differing = rows.filter((row) => entries.some(([name, value]) => row[name] !== value));
    await this.update(table, differing, columns);
    return differing;
  }

  /**
   * Updates each row to values of its own, in one statement.
   * @param before loaded rows; those without values stay as they are.
   * @param values by the row's id, as text; a column that a row does not name keeps its value.
   */
  async updateEach(
    table: OwnedTable,
    before: readonly Row[],
    values: ReadonlyMap<number, TextRow>,
  ): Promise<void> {
    checkTable(table);
    const changed = before.filter(({ id }) => values.has(Number(id)));
    const columns = [...new Set([...values.values()].flatMap(Object.keys))];
    checkColumns(Object.fromEntries(columns.map((column) => [column, null])));
    if (changed.length === 0) return;
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
        ...[this.#userId, changed.map(({ id }) => id), table],
      ] as Knex.RawBinding[],
    );
    this.#snapshots.updated(table, changed, rows);
  }

  /** Deletes loaded rows for good: links, and the rows whose creation is undone. */
  async remove(table: OwnedTable, before: readonly Row[]): Promise<void> {
    if (before.length === 0) return;
    await this.#target(table, before).delete();
    this.#snapshots.removed(table, before);
  }

  /** @returns the first of `count` consecutive new ids. */
  takeIds(counter: keyof Counters, count: number): number {
    const first = this.#counters[counter] + 1;
    this.#counters[counter] += count;
    this.#usedCounters.add(counter);
    return first;
  }

  /** The counters to write back. */
  usedCounters(): Partial<Counters> {
    return Object.fromEntries([...this.#usedCounters].map((name) => [name, this.#counters[name]]));
  }

  /** The changed rows for the journal: see RowSnapshots.toJson. */
  toJson(options: { isUndo: boolean }): string | null {
    return this.#snapshots.toJson(options);
  }

  async #insert<R extends Row>(table: OwnedTable, given: readonly Columns[]): Promise<R[]> {
    checkTable(table);
    const columns = Object.keys(given[0] ?? {});
    for (const row of given) {
      checkColumns(row);
      const isSame = Object.keys(row).length === columns.length;
      if (!isSame) throw new Error(`Rows inserted into ${table} at once need the same columns`);
    }
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

  #target(table: OwnedTable, rows: readonly Row[]): Knex.QueryBuilder {
    return targetRows(this.#trx, this.#userId, table, withKeys(table, rows));
  }

  #image(table: OwnedTable): Knex.Raw {
    return this.#trx.raw("to_jsonb(??.*)::text as image", [table]);
  }
}
