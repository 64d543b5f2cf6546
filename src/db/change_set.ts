/**
 * The writing side of a UserScope: it collects the rows of a change, which are then written at once,
 * with their entry in the journal.
 */
import type { Knex } from "knex";
import type { Row } from "./connection.ts";
import type { CounterName, Counters } from "./counters.ts";
import {
  type Columns,
  checkColumns,
  checkTable,
  OWNED_TABLES,
  type OwnedTable,
  rowName,
} from "./owned_tables.ts";
import type {
  CollectedRows,
  InsertedRow,
  RestoredFrom,
  TaskCopies,
  TaskCopy,
  UpdatedRow,
} from "./row_changes.ts";

/** Copies of tasks that have no ids yet. */
export interface NewTaskCopies extends Omit<TaskCopies, "tasks" | "firstItemId"> {
  tasks: readonly Omit<TaskCopy, "id">[];
}

/** Reads one user's rows; see UserScope. */
export interface UserRows {
  readonly userId: string;
  rows(table: OwnedTable): Knex.QueryBuilder;
  read<R extends Row>(text: string, values: unknown[]): Promise<R[]>;
}

/**
 * Nothing is written before the change is complete: what it reads are the rows before the change. They
 * are current when it is written (see UserScope.change), so they need no locks.
 */
export class ChangeSet {
  readonly #source: UserRows;
  readonly #counters: Counters;
  readonly #usedCounters = new Set<CounterName>();
  readonly #known = new Map<string, Promise<Row[]>>();
  /** By `rowName`. */
  readonly #inserted = new Map<string, InsertedRow>();
  #copies: TaskCopies | null = null;
  readonly #removed = new Map<string, { table: OwnedTable; row: Row }>();
  readonly #updated = new Map<string, UpdatedRow>();
  /** The `created_at` and `updated_at` of every row that this change writes. */
  readonly now: Date;

  /** @param options.counters those of the rows that it reads. */
  constructor(source: UserRows, { counters, now }: { counters: Counters; now: Date }) {
    this.#source = source;
    this.#counters = { ...counters };
    this.now = now;
  }

  get userId(): string {
    return this.#source.userId;
  }

  /** A query builder over the user's rows of a table, as they are before the change. */
  rows(table: OwnedTable): Knex.QueryBuilder {
    return this.#source.rows(table);
  }

  /** Runs a query written with `{table}`, $2, $3, … as for UserScope.read, once. */
  async read<R extends Row>(text: string, values: unknown[]): Promise<R[]> {
    const key = `${text} ${JSON.stringify(values)}`;
    const rows = this.#known.get(key) ?? this.#source.read<R>(text, values);
    this.#known.set(key, rows);
    return rows as Promise<R[]>;
  }

  /** The row with this id. undefined: there is none, or it is in the trash. */
  async loadOne<R extends Row>(table: OwnedTable, id: number | null): Promise<R | undefined> {
    if (id === null) return undefined;
    checkTable(table);
    const [row] = await this.read<R>(
      `select * from {${table}} where id = $2 and deleted_at is null`,
      [id],
    );
    return row;
  }

  /** Whether there is such a row. */
  async exists(table: OwnedTable, where: Columns): Promise<boolean> {
    checkTable(table);
    checkColumns(where);
    const values: unknown[] = [];
    const conditions = Object.entries(where).map(([column, value]) =>
      value === null ? `"${column}" is null` : `"${column}" = $${values.push(value) + 1}`,
    );
    const rows = await this.read(
      `select 1 from {${table}} where ${conditions.join(" and ")} limit 1`,
      values,
    );
    return rows.length > 0;
  }

  /** Inserts a row under the user's next id. @returns its columns. */
  insert<C extends Columns>(table: OwnedTable, row: C): C & { id: number } {
    const [inserted] = this.insertAll(table, [row]);
    return inserted as C & { id: number };
  }

  /** Inserts rows with the same columns under the user's next ids. @returns them, in their order. */
  insertAll<C extends Columns>(table: OwnedTable, rows: readonly C[]): (C & { id: number })[] {
    checkTable(table);
    const { counter, isOrdered } = OWNED_TABLES[table];
    if (counter === null) throw new Error(`The rows of ${table} have keys of their own`);
    if (rows.length === 0) return [];
    const first = this.#takeIds(counter, rows.length);
    const times = { created_at: this.now, updated_at: this.now };
    const stored = rows.map((row, index) => {
      const id = first + index;
      // A new row goes to the end of the order.
      return { id, ...times, ...(isOrdered ? { position: id } : {}), ...row };
    });
    this.insertWithKeys(table, stored);
    return stored;
  }

  /** Inserts rows with the same columns that have their keys already: links, for example. */
  insertWithKeys(table: OwnedTable, rows: readonly Columns[]): void {
    this.#insert(table, rows, null);
  }

  /**
   * Inserts tasks again that an entry of the journal has removed. PostgreSQL takes their values from the
   * entry, so that their notes do not pass through the process.
   * @param rows have what is known of each.
   * @param from.columns all columns that they had.
   */
  restoreTasks(rows: readonly Columns[], from: Omit<RestoredFrom, "changed">): void {
    this.#insert("tasks", rows, from);
  }

  /**
   * Inserts copies of tasks, with their checklists and tags as they are before the change. PostgreSQL copies
   * them, so that their notes do not pass through the process. Only once in a change.
   * @returns the ids of the copies, in their order.
   */
  copyTasks({ tasks, ...columns }: NewTaskCopies): number[] {
    if (this.#copies !== null) throw new Error("Tasks are copied twice in one change");
    if (tasks.length === 0) return [];
    for (const task of tasks) checkColumns(task.columns);
    const first = this.#takeIds("last_task_id", tasks.length);
    const items = tasks.reduce((sum, task) => sum + task.items, 0);
    const copies = tasks.map((task, index) => ({ ...task, id: first + index }));
    const firstItemId = this.#takeIds("last_task_id", items);
    this.#copies = { ...columns, tasks: copies, firstItemId };
    return copies.map(({ id }) => id);
  }

  /** Updates rows that were read or inserted, and increments their versions once. */
  update(table: OwnedTable, rows: readonly Row[], columns: Columns): void {
    checkTable(table);
    checkColumns(columns);
    for (const row of rows) this.#update(table, row, columns);
  }

  /** Updates those of the rows that have other values. @returns them. */
  updateDiffering<R extends Row>(table: OwnedTable, rows: readonly R[], columns: Columns): R[] {
    const entries = Object.entries(columns);
    const differing = rows.filter((row) => entries.some(([name, value]) => row[name] !== value));
    this.update(table, differing, columns);
    return differing;
  }

  /** Deletes rows for good: links, and the rows whose creation is undone. */
  remove(table: OwnedTable, rows: readonly Row[]): void {
    checkTable(table);
    for (const row of rows) {
      const name = rowName(table, row);
      this.#updated.delete(name);
      if (!this.#inserted.delete(name)) this.#removed.set(name, { table, row });
    }
  }

  /** A row that was read, as the change will leave it. */
  after<R extends Row & { version: number }>(table: OwnedTable, row: R): R {
    const updated = this.#updated.get(rowName(table, row));
    if (updated === undefined) return row;
    return { ...row, ...updated.columns, updated_at: this.now, version: row.version + 1 };
  }

  /** Whether the change removes a row, or gives it another value in a column. */
  isLeaving(table: OwnedTable, row: Row, column: string): boolean {
    const name = rowName(table, row);
    return this.#removed.has(name) || column in (this.#updated.get(name)?.columns ?? {});
  }

  get isEmpty(): boolean {
    const size = this.#inserted.size + this.#updated.size + this.#removed.size;
    return size === 0 && this.#copies === null;
  }

  /** Takes the id of its entry. @returns it, with the counters to write. */
  takeEntryId(): { id: number; counters: Partial<Record<CounterName, number>> } {
    const id = this.#takeIds("last_change_id", 1);
    const used = [...this.#usedCounters].map((name) => [name, this.#counters[name]] as const);
    return { id, counters: Object.fromEntries(used) };
  }

  /** All counters as they are after the change. */
  get counters(): Counters {
    return { ...this.#counters };
  }

  get collected(): CollectedRows {
    return {
      inserted: this.#inserted.values(),
      copies: this.#copies,
      updated: this.#updated.values(),
      removed: this.#removed.values(),
    };
  }

  #insert(
    table: OwnedTable,
    rows: readonly Columns[],
    from: Omit<RestoredFrom, "changed"> | null,
  ): void {
    checkTable(table);
    const count = Object.keys(rows[0] ?? {}).length;
    for (const row of rows) {
      checkColumns(row);
      const isSame = from !== null || Object.keys(row).length === count;
      if (!isSame) throw new Error(`Rows inserted into ${table} at once need the same columns`);
      const name = rowName(table, row);
      if (this.#inserted.has(name)) throw new Error(`${name} is inserted twice`);
      const restored = from && { ...from, changed: {} };
      this.#inserted.set(name, { table, row, restored });
    }
  }

  #update(table: OwnedTable, row: Row, columns: Columns): void {
    const name = rowName(table, row);
    const inserted = this.#inserted.get(name);
    if (inserted !== undefined) {
      Object.assign(inserted.row, columns);
      Object.assign(inserted.restored?.changed ?? {}, columns);
      return;
    }
    const earlier = this.#updated.get(name);
    const all = { ...earlier?.columns, ...columns };
    this.#updated.set(name, { table, row: earlier?.row ?? row, columns: all });
  }

  /** @returns the first of `count` consecutive new ids. */
  #takeIds(counter: CounterName, count: number): number {
    const first = this.#counters[counter] + 1;
    this.#counters[counter] += count;
    this.#usedCounters.add(counter);
    return first;
  }
}
