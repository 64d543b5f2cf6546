/** The connection pool: Knex for composed queries, `query` for the few hot ones. */
import knexLibrary, { type Knex } from "knex";
import PostgresDialect, { type PooledConnection } from "knex/lib/dialects/postgres/index.js";
import pg from "pg";
import { QueryCache } from "./query_cache.ts";
import { WriterQueue } from "./writer_queue.ts";

export interface DatabaseOptions {
  /** Connections in the pool. */
  poolMax: number;
  /** Whether hot queries are named, so that PostgreSQL plans them once per connection. */
  prepare: boolean;
  /** The query cache's size in bytes (see UserScope.read). */
  queryCacheSize?: number;
  /** Tests use shorter ones. */
  waits?: Waits;
}

/** In milliseconds. */
interface Waits {
  /** How long a request waits for a connection before it fails with a 503. */
  connection: number;
  /**
   * The client's own limit on a query: a server that is frozen never answers, so that its
   * `statement_timeout` (10 s, see migrations.ts) cannot help. The longer of the two.
   */
  query: number;
}

const WAITS: Waits = { connection: 2_000, query: 12_000 };

const READ_TIMEOUT = "Query read timeout";

// A DATE stays a string: as a JS Date it would shift by a day in some time zones.
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);

/** A row of a result; models define its shape. */
export type Row = Record<string, unknown>;

export class Database {
  readonly knex: Knex;
  readonly queryCache: QueryCache;
  readonly writers = new WriterQueue();
  readonly #prepare: boolean;

  /** @param connection as for node-postgres. */
  constructor(connection: pg.ClientConfig, options: DatabaseOptions) {
    const { poolMax, prepare, queryCacheSize = 0, waits = WAITS } = options;
    this.#prepare = prepare;
    this.queryCache = new QueryCache(queryCacheSize);
    this.knex = knexLibrary({
      client: PooledPostgres,
      connection: {
        ...connection,
        application_name: "plainlist",
        connectionTimeoutMillis: waits.connection,
        query_timeout: waits.query,
        keepAlive: true,
      } as Knex.PgConnectionConfig,
      pool: { min: 0, max: poolMax, idleTimeoutMillis: 60_000 },
      acquireConnectionTimeout: waits.connection,
      // Knex would print every failure amid the log, although its caller gets and logs it.
      log: { warn: () => undefined },
    });
  }

  /**
   * One statement in PostgreSQL's own form, without the query builder: for the hot queries.
   * @param name names the statement when DATABASE_PREPARE is on: one name, one text. null: never.
   * @param text uses $1, $2, … for `values`.
   */
  async query<R extends Row>(name: string | null, text: string, values: unknown[]): Promise<R[]> {
    const client = this.knex.client as PooledPostgres;
    const connection = await client.acquireConnection();
    try {
      const result =
        this.#prepare && name !== null
          ? await connection.query<R>({ name, text, values })
          : // As arguments: copying an object takes node-postgres a tenth of the query's cost.
            await connection.query<R>(text, values);
      return result.rows;
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

/** Knex's dialect, except that a connection whose answer never came is not used again. */
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
