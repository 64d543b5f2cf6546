/** The tables whose rows belong to a user. */
import type { Knex } from "knex";

interface OwnedTableFacts {
  /** The columns of the primary key behind `user_id`. */
  key: readonly string[];
  /** The counter of its ids on the user's row; null for a table of links. */
  counter: string | null;
  /** Whether its rows have a `position` by hand. */
  isOrdered: boolean;
}

/** In the order in which rows can be put in: what is referred to comes first. */
export const OWNED_TABLES = {
  lists: { key: ["id"], counter: "last_list_id", isOrdered: true },
  sections: { key: ["id"], counter: "last_section_id", isOrdered: true },
  tags: { key: ["id"], counter: "last_tag_id", isOrdered: false },
  tasks: { key: ["id"], counter: "last_task_id", isOrdered: true },
  task_tags: { key: ["task_id", "tag_id"], counter: null, isOrdered: false },
  changes: { key: ["id"], counter: "last_change_id", isOrdered: false },
} as const satisfies Record<string, OwnedTableFacts>;

export type OwnedTable = keyof typeof OWNED_TABLES;

/** Owned too, but kept for a short while and past the journal: each has its own way in UserScope. */
export const UNJOURNALED_TABLES = ["idempotency_keys"] as const;

/** Values by column. There is no `user_id` among them: the scope puts in its own. */
export type Columns = Record<string, Knex.Value | Date | Knex.Raw | null> & { user_id?: never };

/**
 * A builder over one user's rows: `from (select * from t where user_id = ?) as t`. What reads start
 * from is already filtered, so that a later `orWhere` cannot climb out.
 */
export function filteredRows(
  knex: Knex | Knex.Transaction,
  userId: string,
  table: OwnedTable,
): Knex.QueryBuilder {
  checkTable(table);
  return knex.from(knex(table).where({ user_id: userId }).as(table));
}

/** Puts the filtered subselect of a table in the place of each `{table}`; $1 is the user. */
export function filterTables(text: string): string {
  return text.replace(/\{(\w+)\}/g, (_, table: string) => {
    checkTable(table);
    return `(select * from "${table}" where "user_id" = $1) as "${table}"`;
  });
}

// The types say as much, but hold nothing back at run time: a spread or a cast gets past them.

export function checkTable(table: string): asserts table is OwnedTable {
  if (!Object.hasOwn(OWNED_TABLES, table)) throw new Error(`"${table}" is not an owned table`);
}

/** Only the scope itself says whose a row is. */
export function checkColumns(columns: Columns): void {
  for (const name of Object.keys(columns)) {
    if (!/^[a-z][a-z0-9_]*$/.test(name)) throw new Error(`"${name}" is no column name`);
    if (name === "user_id") throw new Error('Only the scope itself sets "user_id"');
  }
}
