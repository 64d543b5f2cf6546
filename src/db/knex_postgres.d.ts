/** Knex ships its PostgreSQL dialect without types; this is the part that the pool overrides. */
declare module "knex/lib/dialects/postgres/index.js" {
  import type { Knex } from "knex";
  import type pg from "pg";

  /** A node-postgres client with the mark by which Knex's pool knows that it must not be reused. */
  export type PooledConnection = pg.Client & { __knex__disposed?: unknown };

  export default class PostgresDialect extends Knex.Client {
    /** Set on the client of a transaction. */
    transacting?: boolean;
    override acquireConnection(): Promise<PooledConnection>;
    override releaseConnection(connection: PooledConnection): Promise<void>;
    acquireRawConnection(): Promise<PooledConnection>;
    validateConnection(connection: PooledConnection): Promise<boolean>;
    _query(connection: PooledConnection, statement: object): Promise<unknown>;
  }
}
