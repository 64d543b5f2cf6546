/** Classifies database errors: the database is unavailable, or a constraint was violated. */
import { Unavailable } from "../errors.ts";

/** The message of every reply to a request that failed because of the database. */
export const UNAVAILABLE_MESSAGE = "Service temporarily unavailable, please try again";

const NETWORK_CODES =
  /^(ECONNREFUSED|ECONNRESET|ENOENT|ENOTFOUND|EAI_AGAIN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)$/;

/**
 * PostgreSQL's: connection exceptions, read-only, a transaction that took too long or was taken back for
 * another one, no disk, memory or connection left, locked, cancelled, shutting down, starting up, and
 * failures of its operating system.
 */
const SERVER_CODES = /^(08...|25006|25P0[34]|40...|53...|55P03|57014|57P0.|58...)$/;

/** Those after which PostgreSQL or PgBouncer closes the connection. */
const LOST_CODES = /^(08...|25P0[34]|57P0.)$/;

/** Errors of node-postgres without a code, for statements whose connection is gone. */
const LOST_MESSAGES =
  /^(Connection terminated|Client has encountered a connection error|Client was closed)/;

/** Errors of node-postgres and the pool that have no code. */
const MESSAGES =
  /^(Query read timeout|Connection terminated|timeout expired|Client has encountered a connection error|Unable to acquire a connection|Timeout acquiring)|timeout exceeded when trying to connect/i;

/**
 * The error to reply with if the database is unavailable: it cannot be reached, has no free connection,
 * has closed the connection, or cannot write. null: the error is of another kind, a bug of ours.
 */
export function asUnavailable(error: unknown): Unavailable | null {
  if (!(error instanceof Error)) return null;
  if (error instanceof Unavailable) return error;
  const code = (error as { code?: unknown }).code;
  const isUnavailable =
    error.name === "KnexTimeoutError" ||
    (typeof code === "string" && (SERVER_CODES.test(code) || isNetworkFailure(error, code))) ||
    MESSAGES.test(error.message);
  return isUnavailable ? new Unavailable(UNAVAILABLE_MESSAGE, 2) : null;
}

/**
 * Whether a statement failed because its connection was lost or closed by the server: whether it was
 * run is unknown.
 */
export function isConnectionLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = (error as { code?: unknown }).code;
  if (typeof code !== "string") return LOST_MESSAGES.test(error.message);
  return LOST_CODES.test(code) || isNetworkFailure(error, code);
}

/** Whether a statement was given up because its answer did not come in time. */
export function isReadTimeout(error: unknown): boolean {
  return error instanceof Error && error.message === "Query read timeout";
}

/** Whether a statement was refused because the server only reads (25006): nothing was done. */
export function isReadOnly(error: unknown): boolean {
  return (error as { code?: unknown } | null)?.code === "25006";
}

/** Whether a statement failed because the disk of the database was full (53100): nothing was done. */
export function isDiskFull(error: unknown): boolean {
  return (error as { code?: unknown } | null)?.code === "53100";
}

/** PostgreSQL's: no such role, password or database, no right, no connection left, read-only. */
const REFUSALS = /^(28...|3D...|42501|53300|25006)$/;

/**
 * Why a program cannot use the database, as a sentence for the operator, without the password; null: it
 * is for another reason.
 */
export function describeRefusal(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  const code = (error as { code?: unknown }).code;
  // An error about several addresses has no message.
  const reason = error.message || String(code);
  if (typeof code === "string" && REFUSALS.test(code)) return `The database refuses: ${reason}`;
  const isUnreachable = isConnectionLost(error) || /timeout (expired|exceeded)/.test(error.message);
  return isUnreachable ? `The database of DATABASE_URL cannot be reached: ${reason}` : null;
}

/** Whether `error` is PostgreSQL's unique violation (23505) of that constraint or index. */
export function violates(error: unknown, constraint: string): boolean {
  const failure = error as { code?: unknown; constraint?: unknown } | null;
  return failure?.code === "23505" && failure.constraint === constraint;
}

/** Whether `error` is that a column must not be null (23502). */
export function violatesNotNull(error: unknown, table: string, column: string): boolean {
  const failure = error as { code?: unknown; table?: unknown; column?: unknown } | null;
  return failure?.code === "23502" && failure.table === table && failure.column === column;
}

/** Whether `error` is any violated constraint (class 23). */
export function violatesIntegrity(error: unknown): boolean {
  return String((error as { code?: unknown } | null)?.code).startsWith("23");
}

/** Whether `error` is a foreign key violation (23503): a row that it refers to does not exist. */
export function violatesReference(error: unknown): boolean {
  return (error as { code?: unknown } | null)?.code === "23503";
}

/** ENOENT is also the code of a missing file: only system calls of sockets count. */
function isNetworkFailure(error: Error, code: string): boolean {
  const syscall = (error as NodeJS.ErrnoException).syscall;
  return (
    NETWORK_CODES.test(code) &&
    (syscall === undefined || /connect|read|write|getaddrinfo/.test(syscall))
  );
}

/**
 * Makes a write that may fail: a database that can be read but not written keeps nobody from reading.
 * @returns whether it was written.
 */
export async function unlessUnavailable(write: Promise<void>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (asUnavailable(error) === null) throw error;
    return false;
  }
}
