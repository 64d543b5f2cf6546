/** Reads the schema's tables from PostgreSQL's catalog, for the dump and the restore. */
import pg from "pg";

/** A table with the columns that can be written, that is without generated ones. */
export interface Table {
  name: string;
  columns: string[];
}

/** Knex's own tables: a restored database has them already, from its migrations. */
const KNEX_TABLES = ["knex_migrations", "knex_migrations_lock"];

/** Runs a transaction without time limits in which every server writes values as the same text. */
export async function transfer<T>(
  connection: pg.ClientConfig,
  mode: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client(connection);
  // A lost connection fails the statement that runs; without a listener it would end the process.
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.query(
      `BEGIN ISOLATION LEVEL ${mode};
       SET LOCAL statement_timeout = 0;
       SET LOCAL idle_in_transaction_session_timeout = 0;
       SET LOCAL client_encoding = 'UTF8';
       SET LOCAL timezone = 'UTC';
       SET LOCAL datestyle = 'ISO, YMD';
       SET LOCAL intervalstyle = 'postgres';
       SET LOCAL extra_float_digits = 3;
       SET LOCAL bytea_output = 'hex'`,
    );
    const result = await work(client);
    await client.query("COMMIT");
    return result;
  } finally {
    // Without a COMMIT, the end of the connection rolls back.
    await client.end();
  }
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
  if (found.rows[0].id === null) return [];
  const { rows } = await client.query("SELECT name FROM public.knex_migrations ORDER BY id");
  return rows.map((row: { name: string }) => row.name);
}

export async function lockTables(client: pg.Client, tables: Table[], mode: string): Promise<void> {
  const names = tables.map(({ name }) => qualified(client, name));
  if (names.length > 0) await client.query(`LOCK TABLE ${names.join(", ")} IN ${mode} MODE`);
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
  const ordered = new Set<Table>();
  const add = (table: Table, path: string[]) => {
    if (path.includes(table.name)) {
      throw new Error(`These tables refer to each other in a circle: ${path.join(", ")}.`);
    }
    const isReferred = ({ name }: Table) =>
      references.some(({ source, target }) => source === table.name && target === name);
    for (const target of tables.filter(isReferred)) add(target, [...path, table.name]);
    ordered.add(table);
  };
  for (const table of tables) add(table, []);
  return [...ordered];
}
