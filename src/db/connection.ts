/** The connections: reads share a few of them, writes and composed queries use Knex's pool. */
import knexLibrary, { type Knex } from "knex";
import type PostgresDialect from "knex/lib/dialects/postgres/index.js";
import { LRUCache } from "lru-cache";
import pg from "pg";
import type { Counters } from "./counters.ts";
import { isConnectionLost, isReadOnly } from "./database_errors.ts";
import { DiskSpace } from "./disk_space.ts";
import { pooledPostgres, retireIfUseless } from "./pooled_postgres.ts";
import { QueryCache } from "./query_cache.ts";
import { DEFAULT_QUOTAS, type Quotas } from "./quotas.ts";
import { ReadConnections } from "./read_connections.ts";
import { type Prepare, type Statement, StatementNames } from "./statement_names.ts";
import { Switchover } from "./switchover.ts";
import { entriesOf } from "./task_counts.ts";
import { WriterQueue } from "./writer_queue.ts";

export interface DatabaseOptions {
  /** The most connections, of all kinds together. */
  poolMax: number;
  /** Whether statements that are used often are named, so that they are planned once; default auto. */
  prepare?: Prepare;
  /** Called once, when `auto` stops naming because a pooler does not keep the names. */
  onNamesRefused?: (error: unknown) => void;
  /** The query cache's size in bytes (see UserScope.read). */
  queryCacheSize?: number;
  /** How much one account can have. */
  quotas?: Quotas;
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

/**
 * With one, a slow read would hold up all others. With more than two, fewer reads go out and are answered
 * together: presses took a tenth more processor time.
 */
const MOST_READ_CONNECTIONS = 2;

// A DATE stays a string: as a JS Date it would shift by a day in some time zones.
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);

const SELECT_READ_ONLY = `select current_setting('transaction_read_only')::boolean as "isReadOnly"`;

/** As PostgreSQL's own errors, before anything is tried to be written. */
class ReadOnlyServer extends Error {
  readonly code = "25006";
}
class FullDisk extends Error {
  readonly code = "53100";
}

/** A row of a result; models define its shape. */
export type Row = Record<string, unknown>;

export class Database {
  readonly knex: Knex;
  readonly queryCache: QueryCache;
  readonly writers = new WriterQueue();
  readonly quotas: Quotas;
  /** By user, as this process has last seen them: they may be outdated, but are never ahead in one epoch. */
  readonly counters = new LRUCache<string, Counters>({
    max: 10_000,
    maxSize: 200_000,
    sizeCalculation: ({ task_counts: stored }) => 1 + entriesOf(stored),
  });
  readonly #names: StatementNames;
  /** null: the only connection is the pool's. */
  readonly #reads: ReadConnections | null;
  readonly #limit: number;
  // The connections that read may lead to the old primary as well: they would go on showing old rows.
  readonly #switchover = new Switchover(() => this.#reads?.renew());
  readonly #disk = new DiskSpace();

  /** @param connection as for node-postgres. */
  constructor(connection: pg.ClientConfig, options: DatabaseOptions) {
    const { poolMax, prepare = "auto", queryCacheSize = 0, waits = WAITS } = options;
    const config = {
      ...connection,
      application_name: "plainlist",
      connectionTimeoutMillis: waits.connection,
      query_timeout: waits.query,
      keepAlive: true,
    };
    const readMax = Math.min(MOST_READ_CONNECTIONS, Math.floor(poolMax / 2));
    this.quotas = options.quotas ?? DEFAULT_QUOTAS;
    this.#limit = waits.query;
    this.#names = new StatementNames(prepare, options.onNamesRefused ?? (() => undefined));
    this.#reads = readMax === 0 ? null : new ReadConnections(config, readMax);
    this.queryCache = new QueryCache(queryCacheSize);
    this.knex = knexLibrary({
      client: pooledPostgres(this.#switchover, this.#disk),
      connection: config as Knex.PgConnectionConfig,
      pool: { min: 0, max: poolMax - readMax, idleTimeoutMillis: 60_000 },
      acquireConnectionTimeout: waits.connection,
      // Knex would print every failure amid the log, although its caller gets and logs it.
      log: { warn: () => undefined },
    });
  }

  /**
   * A statement that only reads. It does not wait for other reads, and is repeated once if its
   * connection is lost.
   * @param text in PostgreSQL's own form, with $1, $2, … for `values`.
   * @throws for which `asUnavailable` is not null: no connection, or no answer in time.
   */
  async read<R extends Row>(text: string, values: unknown[]): Promise<R[]> {
    const send = (client: pg.Client, since?: number) =>
      this.#send<R>(client, { text, values }, since);
    if (this.#reads !== null) return await this.#reads.run(send);
    const asked = performance.now();
    try {
      return await this.#onPool(send);
    } catch (error) {
      const isLate = performance.now() - asked >= this.#limit;
      if (isLate || !isConnectionLost(error)) throw error;
      return await this.#onPool((client) => send(client, asked));
    }
  }

  /**
   * A statement that may write, and is a transaction by itself. It waits for locks without holding up
   * reads. It is run once more only if a server refused it that just reads: if its connection is lost,
   * whether it was run is unknown.
   * @param text in PostgreSQL's own form, with $1, $2, … for `values`.
   * @throws for which `asUnavailable` is not null: no connection, or no answer in time.
   */
  async write<R extends Row>(text: string, values: unknown[]): Promise<R[]> {
    const rows = await this.#writing((client) => this.#send<R>(client, { text, values }));
    this.#disk.written();
    return rows;
  }

  /**
   * Several statements that are done together, or not at all. A server that stops answering is given up
   * within the time that one statement may take.
   * @param work runs once more only if a server refused to write that just reads: if the connection is
   *   lost at COMMIT, whether it was done is unknown.
   * @throws what `work` threw, after everything was taken back; or for which `asUnavailable` is not null.
   */
  async transaction<T>(work: (trx: Knex.Transaction) => Promise<T>): Promise<T> {
    const result = await this.#writing(async (connection) => {
      // Everything that waits on it fails at once, the ROLLBACK too.
      const limit = setTimeout(() => connection.connection.stream.destroy(), this.#limit);
      try {
        const begun = async (trx: Knex.Transaction) => {
          // Knex goes on when BEGIN has failed, which it reports itself.
          if (trx.isCompleted()) throw new Error("The transaction did not begin");
          return await work(trx);
        };
        return await this.knex.transaction(begun, { connection });
      } finally {
        clearTimeout(limit);
      }
    });
    this.#disk.written();
    return result;
  }

  /**
   * @throws for which `isReadOnly` is true if the server only reads, or `isDiskFull` if its disk was full when
   *   something was last written, not long ago.
   */
  async requireWritable(): Promise<void> {
    if (this.#disk.isFull) throw new FullDisk("The disk of the database is full");
    await this.#writing(async (client) => {
      const [found] = await this.#send(client, { text: SELECT_READ_ONLY, values: [] });
      if (found?.isReadOnly) throw new ReadOnlyServer();
    });
    const [found] = await this.read(SELECT_READ_ONLY, []);
    if (found?.isReadOnly) this.#reads?.renew();
  }

  async close(): Promise<void> {
    await Promise.all([this.knex.destroy(), this.#reads?.close()]);
  }

  /** Nothing was done where a server refused to write: it is tried again on a new connection. */
  async #writing<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
    const result = await this.#onPool(work).catch((error) => {
      if (!isReadOnly(error)) throw error;
      return this.#onPool(work);
    });
    this.#switchover.written();
    return result;
  }

  async #onPool<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
    const client = this.knex.client as PostgresDialect;
    const connection = await client.acquireConnection();
    try {
      return await work(connection);
    } catch (error) {
      this.#disk.failed(error);
      throw retireIfUseless(connection, error, this.#switchover);
    } finally {
      await client.releaseConnection(connection);
    }
  }

  /** @param since limits the time from then on (as of `performance.now()`) instead of from now on. */
  async #send<R extends Row>(
    client: pg.Client,
    { text, values }: { text: string; values: unknown[] },
    since?: number,
  ): Promise<R[]> {
    const begun = performance.now();
    const statement = this.#names.forUse(text);
    const left = (start: number) => Math.max(1, this.#limit - (performance.now() - start));
    try {
      const limit = since === undefined ? undefined : left(since);
      return await rowsOf<R>(client, statement, values, limit);
    } catch (error) {
      if (!this.#names.isNotRun(statement, error, client)) throw error;
      return await rowsOf<R>(client, { text }, values, left(since ?? begun));
    }
  }
}

/**
 * By a query object of our own: node-postgres takes longer to copy an object of options than to send it.
 * @param limit in milliseconds; undefined: the connection's own.
 */
async function rowsOf<R extends Row>(
  client: pg.Client,
  { text, name }: Statement,
  values: unknown[],
  limit: number | undefined,
): Promise<R[]> {
  try {
    const result = await new Promise<pg.QueryResult<R>>((resolve, reject) => {
      const callback = (error: Error | null, found: pg.QueryResult<R>) =>
        error ? reject(error) : resolve(found);
      const query = new pg.Query<R>(text, values);
      client.query(Object.assign(query, { name, query_timeout: limit, callback }));
    });
    return result.rows;
  } catch (error) {
    // Its stack ends where the answer was read: this one leads to who asked.
    if (error instanceof Error) Error.captureStackTrace(error);
    throw error;
  }
}
