/** Reads the schema's tables from PostgreSQL's catalog, for the dump and the restore. */
import type pg from "pg";

/** A table with the columns that can be written, that is without generated ones. */
export interface Table {
  name: string;
  columns: string[];
}

/** Knex's own tables: a restored database has them already, from its migrations. */
const KNEX_TABLES = ["knex_migrations", "knex_migrations_lock"];

/**
 * Begins a transaction without time limits in which every server writes values as the same text.
 */
export async function beginTransfer(client: pg.Client, mode: string): Promise<void> {
  await client.query(`BEGIN ISOLATION LEVEL ${mode}`);
  await client.query(
    `SET LOCAL statement_timeout = 0;
     SET LOCAL idle_in_transaction_session_timeout = 0;
     SET LOCAL client_encoding = 'UTF8';
     SET LOCAL timezone = 'UTC';
     SET LOCAL datestyle = 'ISO, YMD';
     SET LOCAL intervalstyle = 'postgres';
     SET LOCAL extra_float_digits = 3;
     SET LOCAL bytea_output = 'hex'`,
  );
}

/**
 * The schema's tables, each after those that it refers to.
 *
 * @throws Error when tables refer to each other in a circle.
 */
export async function listTables(client: pg.Client): Promise<Table[]> {
  const tables = await client.query<Table>(
    `SELECT c.relname AS name,
            array(SELECT a.attname::text FROM pg_attribute a
                  WHERE a.attrelid = c.oid AND a.attnum > 0
                    AND NOT a.attisdropped AND a.attgenerated = ''
                  ORDER BY a.attnum) AS columns
     FROM pg_class c
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
       AND NOT c.relispartition AND c.relname <> ALL ($1)
     ORDER BY c.relname`,
    [KNEX_TABLES],
  );
  const references = await client.query<{ source: string; target: string }>(
    `SELECT s.relname AS source, t.relname AS target
     FROM pg_constraint k
     JOIN pg_class s ON s.oid = k.conrelid
     JOIN pg_class t ON t.oid = k.confrelid
     WHERE k.contype = 'f' AND k.connamespace = 'public'::regnamespace AND k.conrelid <> k.confrelid`,
  );
  return inOrder(tables.rows, references.rows);
}

/** The schema's sequences except Knex's. */
export async function listSequences(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT c.relname AS name
     FROM pg_class c
     LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid
       AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
     LEFT JOIN pg_class owner ON owner.oid = d.refobjid
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'S'
       AND (owner.relname IS NULL OR owner.relname <> ALL ($1))
     ORDER BY c.relname`,
    [KNEX_TABLES],
  );
  return rows.map((row) => row.name);
}

/** The names of the applied migrations, in order; none in a database without Knex's table. */
export async function listMigrations(client: pg.Client): Promise<string[]> {
  const found = await client.query("SELECT to_regclass('public.knex_migrations') AS id");
  if (found.rows[0].id === null) {
    return [];
  }
  const { rows } = await client.query("SELECT name FROM public.knex_migrations ORDER BY id");
  return rows.map((row: { name: string }) => row.name);
}

/** A table's or sequence's name, quoted and with its schema. */
export function qualified(client: pg.Client, name: string): string {
  return `public.${client.escapeIdentifier(name)}`;
}

/** A table's column names for a statement, quoted. */
export function columnList(client: pg.Client, table: Table): string {
  return table.columns.map((column) => client.escapeIdentifier(column)).join(", ");
}

function inOrder(tables: Table[], references: { source: string; target: string }[]): Table[] {
  const ordered: Table[] = [];
  let waiting = tables;
  while (waiting.length > 0) {
    const blocked = new Set(
      references.flatMap(({ source, target }) =>
        waiting.some((table) => table.name === target) ? [source] : [],
      ),
    );
    const free = waiting.filter((table) => !blocked.has(table.name));
    if (free.length === 0) {
      const names = waiting.map((table) => table.name).join(", ");
      throw new Error(`These tables refer to each other in a circle: ${names}.`);
    }
    ordered.push(...free);
    waiting = waiting.filter((table) => blocked.has(table.name));
  }
  return ordered;
}
