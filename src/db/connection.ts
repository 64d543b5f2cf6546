/** The pool of connections: Knex for queries that are composed, `query` for the few hot ones. */
import knexLibrary, { type Knex } from "knex";
import PostgresDialect, { type PooledConnection } from "knex/lib/dialects/postgres/index.js";
import pg from "pg";

export interface DatabaseOptions {
  /** Connections in the pool. */
  poolMax: number;
  /** Whether hot queries are named, so that PostgreSQL plans them once a connection. */
  prepare: boolean;
}

/** How long a request waits for a connection before it is told to come back, in milliseconds. */
const CONNECTION_WAIT = 2_000;
/**
 * The client's own limit on a query, in milliseconds: a server that is frozen never answers, so that
 * its `statement_timeout` (10 s, see migrations.ts) cannot help. The longer of the two.
 */
const QUERY_WAIT = 12_000;

const READ_TIMEOUT = "Query read timeout";

// A DATE stays the string it is: as a JS Date it would shift by a day in some zone.
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);

/** A row of a result; models give it its shape. */
export type Row = Record<string, unknown>;

export class Database {
  readonly knex: Knex;
  readonly #prepare: boolean;

  /** @param connection where and as whom, as node-postgres takes it. */
  constructor(connection: pg.ClientConfig, options: DatabaseOptions) {
    this.#prepare = options.prepare;
    this.knex = knexLibrary({
      client: PooledPostgres,
      connection: {
        ...connection,
        application_name: "plainlist",
        connectionTimeoutMillis: CONNECTION_WAIT,
        query_timeout: QUERY_WAIT,
        keepAlive: true,
      } as Knex.PgConnectionConfig,
      pool: { min: 0, max: options.poolMax, idleTimeoutMillis: 60_000 },
      acquireConnectionTimeout: CONNECTION_WAIT,
    });
  }

  /**
   * One statement in PostgreSQL's own form, without the query builder: for the hot queries.
   * @param name is its name when DATABASE_PREPARE is on: one name, one text. null: never named.
   * @param text uses $1, $2, … for `values`.
   */
  async query<R extends Row>(name: string | null, text: string, values: unknown[]): Promise<R[]> {
    const client = this.knex.client as PooledPostgres;
    const connection = await client.acquireConnection();
    try {
      const config = this.#prepare && name !== null ? { name, text, values } : { text, values };
      return (await connection.query<R>(config)).rows;
    } catch (error) {
      throw disposeIfFrozen(connection, error);
    } finally {
      await client.releaseConnection(connection);
    }
  }

  async close(): Promise<void> {
    await this.knex.destroy();
  }
}

/** Knex's dialect, but a connection whose answer never came is not used again. */
class PooledPostgres extends PostgresDialect {
  override async _query(connection: PooledConnection, statement: object): Promise<unknown> {
    try {
      return await super._query(connection, statement);
    } catch (error) {
      throw disposeIfFrozen(connection, error);
    }
  }
}

function disposeIfFrozen(connection: PooledConnection, error: unknown): unknown {
  if (error instanceof Error && error.message === READ_TIMEOUT) {
    connection.__knex__disposed = error;
  }
  return error;
}
