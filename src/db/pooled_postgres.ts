/** Knex's dialect for PostgreSQL, except for what it does when connections and statements fail. */
import PostgresDialect, { type PooledConnection } from "knex/lib/dialects/postgres/index.js";
import { isConnectionLost, isReadOnly, isReadTimeout } from "./database_errors.ts";
import type { DiskSpace } from "./disk_space.ts";
import type { Switchover } from "./switchover.ts";

/** A statement of Knex. */
interface KnexStatement {
  method?: string;
}

/** When the connections began to be opened, as of `performance.now()`. */
const openedAt = new WeakMap<PooledConnection, number>();

/**
 * A connection that is lost, whose answer never came, or whose server only reads, is not used again. A single
 * statement that such a server has refused is run once more, on a new connection. Errors keep their
 * messages.
 */
export function pooledPostgres(switchover: Switchover, disk: DiskSpace): typeof PostgresDialect {
  return class PooledPostgres extends PostgresDialect {
    override async acquireRawConnection(): Promise<PooledConnection> {
      const begun = performance.now();
      const connection = await super.acquireRawConnection();
      openedAt.set(connection, begun);
      return connection;
    }

    override async validateConnection(connection: PooledConnection): Promise<boolean> {
      return !switchover.isOutdated(openedAt.get(connection) ?? 0);
    }

    override async _query(connection: PooledConnection, statement: KnexStatement) {
      try {
        return await this.runOn(connection, statement);
      } catch (error) {
        if (this.transacting || !isReadOnly(error)) throw withFixedMessage(error);
      }
      const other = await this.acquireConnection();
      try {
        return await this.runOn(other, statement);
      } catch (error) {
        throw withFixedMessage(error);
      } finally {
        await this.releaseConnection(other);
      }
    }

    private async runOn(connection: PooledConnection, statement: KnexStatement): Promise<unknown> {
      try {
        const answer = await super._query(connection, statement);
        const isWritten = /^(insert|update|del)$/.test(statement.method ?? "");
        if (isWritten && !this.transacting) {
          switchover.written();
          disk.written();
        }
        return answer;
      } catch (error) {
        disk.failed(error);
        throw retireIfUseless(connection, error, switchover);
      }
    }
  };
}

/**
 * Has the connection closed instead of used again, if the error says that it is of no use.
 * @returns the error.
 */
export function retireIfUseless(
  connection: PooledConnection,
  error: unknown,
  switchover: Switchover,
): unknown {
  // A server that ends a connection says so before its end is noticed.
  if (isReadTimeout(error) || isConnectionLost(error)) connection.__knex__disposed = error;
  if (isReadOnly(error)) {
    connection.__knex__disposed = error;
    switchover.refused();
  }
  return error;
}

/**
 * Knex would put the statement in front of the message, with its values: those must not be logged, and
 * errors without a code are known by their messages.
 */
function withFixedMessage(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { message } = error;
  return Object.defineProperty(error, "message", {
    configurable: true,
    get: () => message,
    set: () => undefined,
  });
}
