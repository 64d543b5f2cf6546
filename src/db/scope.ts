/** The only way to owned rows: every statement it makes names the user it was made for. */
import type { Knex } from "knex";
import type { Database, Row } from "./connection.ts";

/** The tables whose rows belong to a user, each with the counter of its ids on the user's row. */
export const OWNED_TABLES = {
  tasks: { counter: "last_task_id" },
} as const;

export type OwnedTable = keyof typeof OWNED_TABLES;

/** Values by column. There is no `user_id` among them: the scope puts in its own. */
export type Columns = Record<string, Knex.Value | Date | null> & { user_id?: never; id?: number };

/**
 * One user's rows, and nothing else. Minted only by the current-user middleware, and by commands and
 * jobs that act for a user. It hands out no bare builder: what reads start from is already filtered,
 * so that a later `orWhere` cannot climb out.
 */
export class UserScope {
  readonly #database: Database;
  readonly #userId: string;

  constructor(database: Database, userId: string) {
    this.#database = database;
    this.#userId = userId;
  }

  get userId(): string {
    return this.#userId;
  }

  /** A builder over this user's rows of a table: `from (select * from t where user_id = ?) as t`. */
  rows(table: OwnedTable): Knex.QueryBuilder {
    checkTable(table);
    const { knex } = this.#database;
    return knex.from(knex(table).where({ user_id: this.#userId }).as(table));
  }

  /**
   * A hot read in PostgreSQL's own form. `text` selects from `{table}`, which becomes the filtered
   * subselect, and has $2, $3, … for `values`; $1 is the user.
   */
  read<R extends Row>(
    name: string,
    table: OwnedTable,
    text: string,
    values: unknown[],
  ): Promise<R[]> {
    checkTable(table);
    const filtered = `(select * from "${table}" where "user_id" = $1) as "${table}"`;
    return this.#database.query<R>(name, text.replaceAll("{table}", filtered), [
      this.#userId,
      ...values,
    ]);
  }

  /**
   * Inserts a row under the user's next id, in one statement: the counter moves only when the row
   * is really there. Concurrent inserts of one user wait for each other.
   * @returns the row as stored.
   */
  async insert<R extends Row>(table: OwnedTable, row: Columns): Promise<R> {
    checkTable(table);
    checkColumns(row, ["user_id", "id"]);
    const { counter } = OWNED_TABLES[table];
    const columns = Object.keys(row);
    const result = await this.#database.knex.raw<{ rows: R[] }>(
      `with counter as (
         update users set ?? = ?? + 1 where id = ? returning ?? as next
       )
       insert into ?? ("user_id", "id", ${columns.map(() => "??").join(", ")})
       values (?, (select next from counter), ${columns.map(() => "?").join(", ")})
       returning *`,
      [
        ...[counter, counter, this.#userId, counter],
        ...[table, ...columns],
        ...[this.#userId, ...Object.values(row)],
      ] as Knex.RawBinding[],
    );
    return result.rows[0] as R;
  }

  /**
   * Updates the user's rows that match `where` (null matches null) and counts their version up.
   * @returns the rows as they are now; none when nothing matched.
   */
  async update<R extends Row>(table: OwnedTable, where: Columns, changes: Columns): Promise<R[]> {
    checkTable(table);
    checkColumns(where, ["user_id"]);
    checkColumns(changes, ["user_id", "id"]);
    const { knex } = this.#database;
    const conditions = Object.entries(where);
    const rows: unknown = await knex(table)
      .where({ user_id: this.#userId })
      .andWhere((inner) => {
        for (const [column, value] of conditions) {
          if (value === null) inner.whereNull(column);
          else inner.where(column, value);
        }
      })
      .update({ ...changes, version: knex.raw("version + 1") })
      .returning("*");
    return rows as R[];
  }
}

// The types say as much, but hold nothing back at run time: a spread or a cast gets past them.

function checkTable(table: OwnedTable): void {
  if (!Object.hasOwn(OWNED_TABLES, table)) throw new Error(`"${table}" is not an owned table`);
}

function checkColumns(columns: Columns, reserved: readonly string[]): void {
  for (const name of Object.keys(columns)) {
    if (!/^[a-z][a-z0-9_]*$/.test(name)) throw new Error(`"${name}" is no column name`);
    if (reserved.includes(name)) throw new Error(`Only the scope itself sets "${name}"`);
  }
}
