/** The tables whose rows belong to a user. */
import type { Knex } from "knex";
import { LRUCache } from "lru-cache";
import type { Row } from "./connection.ts";

interface OwnedTableFacts {
  /** The columns of the primary key after `user_id`. */
  key: readonly string[];
  /** The counter of its ids on the user's row; null for a join table. */
  counter: string | null;
  /** Whether its rows have a `position` in the user's own order. */
  isOrdered: boolean;
}

/** In an order in which rows can be inserted: each table after the tables that it refers to. */
export const OWNED_TABLES = {
  lists: { key: ["id"], counter: "last_list_id", isOrdered: true },
  sections: { key: ["id"], counter: "last_section_id", isOrdered: true },
  tags: { key: ["id"], counter: "last_tag_id", isOrdered: false },
  tasks: { key: ["id"], counter: "last_task_id", isOrdered: true },
  task_tags: { key: ["task_id", "tag_id"], counter: null, isOrdered: false },
  searches: { key: ["id"], counter: "last_search_id", isOrdered: true },
  changes: { key: ["id"], counter: "last_change_id", isOrdered: false },
} as const satisfies Record<string, OwnedTableFacts>;

export type OwnedTable = keyof typeof OWNED_TABLES;

/** The columns that PostgreSQL fills by itself, from others of the row. */
export const DERIVED_COLUMNS: readonly string[] = ["search_text"];

/** The columns of a task's repeat. */
export const REPEAT_COLUMNS = ["repeat_rule", "repeat_mode", "repeat_anchor", "repeat_moved_from"];

/** Columns that depend on each other: the journal records all of them if one has changed. */
const LINKED_COLUMNS: Partial<Record<OwnedTable, readonly (readonly string[])[]>> = {
  lists: [["name", "deleted_at"]],
  sections: [["name", "list_id", "deleted_at"]],
  tags: [["name", "deleted_at"]],
  searches: [["name", "deleted_at"]],
  tasks: [
    ["due_on", "due_time", ...REPEAT_COLUMNS, "series_id"],
    ["list_id", "section_id", "parent_id", "deleted_at"],
  ],
};

/** The columns of any table that an image has even where they have not changed. */
export const RECORDED_COLUMNS: readonly string[] = [
  ...Object.values(OWNED_TABLES).flatMap(({ key }) => key),
  ...Object.values(LINKED_COLUMNS).flat(2),
];

/** These columns, and those that they are linked with; without duplicates. */
export function withLinkedColumns(table: OwnedTable, columns: readonly string[]): string[] {
  const groups = LINKED_COLUMNS[table] ?? [];
  const linked = groups.filter((group) => columns.some((column) => group.includes(column)));
  return [...new Set([...columns, ...linked.flat()])];
}

/** Owned tables with short-lived rows that are not in the journal; UserScope has a method for each. */
export const UNJOURNALED_TABLES = ["idempotency_keys"] as const;

/** Values by column, without `user_id`, which only the scope sets. */
export type Columns = Record<string, Knex.Value | Date | Knex.Raw | null> & { user_id?: never };

/**
 * A query builder over one user's rows: `from (select * from t where user_id = ?) as t`. The filter is
 * in a subselect, so that a later `orWhere` cannot reach other rows.
 */
export function filteredRows(
  knex: Knex | Knex.Transaction,
  userId: string,
  table: OwnedTable,
): Knex.QueryBuilder {
  checkTable(table);
  return knex.from(knex(table).where({ user_id: userId }).as(table));
}

/** Adds conditions to a query that is already limited to the user's rows. */
export type Narrow = (rows: Knex.QueryBuilder) => void;

/** One user's rows of a table, to be updated or deleted; an `orWhere` of `narrow` cannot reach others. */
export function targetRows(
  knex: Knex | Knex.Transaction,
  userId: string,
  table: OwnedTable | (typeof UNJOURNALED_TABLES)[number],
  narrow: Narrow,
): Knex.QueryBuilder {
  return knex(table)
    .where({ user_id: userId })
    .andWhere((only) => void only.modify(narrow));
}

const FILTERED = new LRUCache<string, string>({ max: 500, memoMethod: withFilters });

/** Replaces each `{table}` by the filtered subselect of that table; $1 is the user. */
export function filterTables(text: string): string {
  return FILTERED.memo(text);
}

function withFilters(text: string): string {
  return text.replace(/\{(\w+)\}/g, (_, table: string) => {
    checkTable(table);
    return `(select * from "${table}" where "user_id" = $1) as "${table}"`;
  });
}

/** Identifies a row among those of all tables. @param key may be the whole row. */
export function rowName(table: OwnedTable, key: Row): string {
  return [table, ...OWNED_TABLES[table].key.map((column) => String(key[column]))].join(" ");
}

// The types demand the same, but a spread or a cast bypasses them.

export function checkTable(table: string): asserts table is OwnedTable {
  if (!Object.hasOwn(OWNED_TABLES, table)) throw new Error(`"${table}" is not an owned table`);
}

/** Only the scope sets the owner of a row. */
export function checkColumns(columns: Columns): void {
  for (const name of Object.keys(columns)) {
    if (!/^[a-z][a-z0-9_]*$/.test(name)) throw new Error(`"${name}" is not a column name`);
    if (name === "user_id") throw new Error('Only the scope itself sets "user_id"');
  }
}
