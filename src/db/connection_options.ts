/** Turns the configuration into connection options, of the embedded database or of DATABASE_URL. */
import { once } from "node:events";
import { connect } from "node:net";
import type pg from "pg";
import { parse, toClientConfig } from "pg-connection-string";
import type { Logger } from "pino";
import type { Config } from "../config.ts";
import { DataDirInUseError, findRunningEmbedded, startEmbedded } from "./embedded.ts";

/** `DATABASE_URL` cannot be used; the message says what to change and never includes the password. */
export class DatabaseUrlError extends Error {
  override name = "DatabaseUrlError";
}

/**
 * Starts the embedded database, or reads the URL, whose server is contacted for `sslmode=prefer`
 * only.
 *
 * @param options.share lets a command use the embedded database of an application that runs.
 * @returns the options for pg.Client and knex, which always have `ssl`, so that PG* variables cannot
 *   decide it; and what stops the embedded database if this started it, after all connections, within
 *   a time in milliseconds.
 * @throws EmbeddedDatabaseError or DatabaseUrlError with a message for the operator.
 */
export async function openDatabaseTarget(
  { database, dataDir }: Pick<Config, "database" | "dataDir">,
  logger: Pick<Logger, "info" | "warn" | "error" | "debug">,
  options: { share?: boolean } = {},
): Promise<{ connection: pg.ClientConfig; close: (patience?: number) => Promise<void> }> {
  const close = async () => undefined;
  if (database.kind === "url") return { connection: await parseDatabaseUrl(database.url), close };
  try {
    const { connection, stop } = await startEmbedded({ dataDir, logger });
    return { connection: { ...connection, ssl: false }, close: stop };
  } catch (error) {
    if (!options.share || !(error instanceof DataDirInUseError)) throw error;
    const running = await findRunningEmbedded(dataDir);
    if (running === undefined) throw error;
    return { connection: { ...running, ssl: false }, close };
  }
}

const SSL_MODE = /^(disable|allow|prefer|require|verify-ca|verify-full|no-verify)$/;

/**
 * Reads a `postgres://` URL as libpq, and so psql, does.
 *
 * @throws DatabaseUrlError
 */
export async function parseDatabaseUrl(text: string): Promise<pg.ClientConfig> {
  const url = requireUrl(text);
  const mode = normalizeSslMode(url.searchParams);
  const { channel_binding, ...options } = readOptions(url);
  const { host = "localhost", port = 5432, sslnegotiation = "postgres" } = options;
  // libpq never encrypts on a socket, and asks the server where it only prefers TLS.
  const isPlain =
    mode === "disable" ||
    host.startsWith("/") ||
    (mode === "prefer" && !(await offersTls(host, port)));
  return {
    ...options,
    host,
    port,
    // Explicit, so that NODE_TLS_REJECT_UNAUTHORIZED does not decide it.
    ssl: !isPlain && { rejectUnauthorized: true, ...Object(options.ssl) },
    sslnegotiation,
    enableChannelBinding: channel_binding === "require",
  };
}

/** Refuses what pg-connection-string would accept: other schemes, and a `%` that escapes nothing. */
function requireUrl(text: string): URL {
  try {
    decodeURIComponent(text);
    if (/^postgres(ql)?:\/\//.test(text)) return new URL(text);
  } catch {
    // Not passed on as the cause: an error about a URL holds the URL, with the password.
  }
  throw new DatabaseUrlError(
    "DATABASE_URL is not a PostgreSQL address. Write it as " +
      "postgres://user:password@host:5432/database; special characters in it as %40 for @, as " +
      "%25 for % and so on.",
  );
}

/** Sets `sslmode` to one that pg-connection-string and libpq both know. @returns it. */
function normalizeSslMode(parameters: URLSearchParams): string {
  const isOn = ["true", "1"].includes(parameters.get("ssl") ?? "");
  let mode = parameters.get("sslmode") ?? (isOn ? "verify-full" : "prefer");
  if (!SSL_MODE.test(mode)) {
    throw new DatabaseUrlError(
      `DATABASE_URL has sslmode=${mode}. Use disable, prefer, require, verify-ca or verify-full.`,
    );
  }
  if (mode === "allow") mode = "disable";
  if (mode === "no-verify") {
    parameters.delete("sslrootcert");
    mode = "require";
  }
  // The authorities that everyone trusts are Node's too; for them libpq always checks the name.
  if (parameters.get("sslrootcert") === "system") {
    parameters.delete("sslrootcert");
    if (mode === "require" || mode === "verify-ca") mode = "verify-full";
  }
  parameters.set("sslmode", mode);
  return mode;
}

function readOptions(url: URL): pg.ClientConfig & { channel_binding?: string } {
  // The library does not decode reserved characters in it, such as %2F.
  const database = url.searchParams.get("dbname") ?? decodeURIComponent(url.pathname.slice(1));
  try {
    const options = { ...toClientConfig(parse(url.href, { useLibpqCompat: true })), database };
    return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== ""));
  } catch (error) {
    throw new DatabaseUrlError(`DATABASE_URL cannot be used: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

/** Asks the server, as libpq does; one that cannot be reached is assumed to offer TLS. */
async function offersTls(host: string, port: number): Promise<boolean> {
  const socket = connect(port, host);
  // The protocol's SSLRequest: its length, then its code. The answer is one letter, S or N.
  socket.write(Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]));
  try {
    const [answer] = await once(socket, "data", { signal: AbortSignal.timeout(5_000) });
    return answer.toString("latin1", 0, 1) === "S";
  } catch {
    return true;
  } finally {
    socket.destroy();
  }
}
