/** From the configuration to a database that can be connected to, embedded or elsewhere. */
import { readFile } from "node:fs/promises";
import { connect } from "node:net";
import type pg from "pg";
import type { Logger } from "pino";
import type { Config } from "../config.ts";
import { DataDirInUseError, findRunningEmbedded, startEmbedded } from "./embedded.ts";

export interface DatabaseTarget {
  /** For pg.Client and knex; has `ssl` always, so that PG* variables do not decide it. */
  connection: pg.ClientConfig;
  /** Stops the embedded database if this started it. Connections are to be closed before. */
  close(): Promise<void>;
}

/** `DATABASE_URL` cannot be used; the message says what to mend and never holds the password. */
export class DatabaseUrlError extends Error {
  override name = "DatabaseUrlError";
}

/**
 * Starts the embedded database, or reads the URL; an URL's server is not contacted, but for
 * `sslmode=prefer`.
 *
 * @param options.share lets a command use the embedded database of an application that runs.
 * @throws EmbeddedDatabaseError or DatabaseUrlError, for the person who started this.
 */
export async function openDatabaseTarget(
  config: Pick<Config, "database" | "dataDir">,
  logger: Pick<Logger, "info" | "warn" | "error" | "debug">,
  options: { share?: boolean } = {},
): Promise<DatabaseTarget> {
  if (config.database.kind === "url") {
    return {
      connection: await parseDatabaseUrl(config.database.url),
      close: async () => undefined,
    };
  }
  try {
    const { connection, stop } = await startEmbedded({ dataDir: config.dataDir, logger });
    return { connection: { ...connection, ssl: false }, close: stop };
  } catch (error) {
    const running =
      options.share === true && error instanceof DataDirInUseError
        ? await findRunningEmbedded(config.dataDir)
        : undefined;
    if (running === undefined) {
      throw error;
    }
    return { connection: { ...running, ssl: false }, close: async () => undefined };
  }
}

/**
 * Reads a `postgres://` URL as libpq, and so psql, does. node-postgres by itself takes
 * `sslmode=require` for a check of the certificate, with a warning that this will change.
 *
 * @throws DatabaseUrlError
 */
export async function parseDatabaseUrl(text: string): Promise<pg.ClientConfig> {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^postgres(ql)?:$/.test(url.protocol)) {
    throw new DatabaseUrlError(
      "DATABASE_URL is not a PostgreSQL address. Write it as " +
        "postgres://user:password@host:5432/database; special characters in it as %40 for @ and " +
        "so on.",
    );
  }
  const parameter = (name: string) => url.searchParams.get(name) ?? undefined;
  const host =
    parameter("host") ?? (decode(url.hostname.replace(/^\[(.*)\]$/, "$1")) || "localhost");
  const port = Number(parameter("port") ?? (url.port || 5432));
  const values = {
    user: parameter("user") ?? decode(url.username),
    password: parameter("password") ?? decode(url.password),
    database: parameter("dbname") ?? decode(url.pathname.slice(1)),
    application_name: parameter("application_name"),
    options: parameter("options"),
    client_encoding: parameter("client_encoding"),
  };
  return {
    host,
    port,
    ...Object.fromEntries(Object.entries(values).filter(([, value]) => value)),
    ssl: host.startsWith("/") ? false : await readTls(parameter, host, port),
    sslnegotiation: parameter("sslnegotiation") === "direct" ? "direct" : "postgres",
    enableChannelBinding: parameter("channel_binding") === "require",
  };
}

type Tls = NonNullable<pg.ClientConfig["ssl"]>;

async function readTls(
  parameter: (name: string) => string | undefined,
  host: string,
  port: number,
): Promise<Tls> {
  const root = parameter("sslrootcert");
  const mode = parameter("sslmode") ?? (isTrue(parameter("ssl")) ? "verify-full" : "prefer");
  const files = {
    // `system` means the authorities that everyone trusts, which are Node's too.
    ...(root !== undefined && root !== "system" ? { ca: await read(root, "sslrootcert") } : {}),
    ...(await readPair("cert", parameter("sslcert"), "sslcert")),
    ...(await readPair("key", parameter("sslkey"), "sslkey")),
  };
  switch (mode) {
    case "disable":
    case "allow":
      return false;
    case "prefer":
      return (await offersTls(host, port)) ? { ...files, rejectUnauthorized: false } : false;
    case "require":
      // With an authority given, libpq checks that it signed the certificate.
      return root === undefined ? { ...files, rejectUnauthorized: false } : anyName(files, root);
    case "no-verify":
      return { ...files, rejectUnauthorized: false };
    case "verify-ca":
      return anyName(files, root);
    case "verify-full":
      return { ...files, rejectUnauthorized: true };
    default:
      throw new DatabaseUrlError(
        `DATABASE_URL has sslmode=${mode}. Use disable, prefer, require, verify-ca or verify-full.`,
      );
  }
}

/** Checks who signed the certificate, but not whose name is on it. */
function anyName(files: object, root: string | undefined): Tls {
  const check = root === "system" ? {} : { checkServerIdentity: () => undefined };
  return { ...files, ...check, rejectUnauthorized: true };
}

/** Asks the server, as libpq does; one that cannot be reached is taken to offer TLS. */
function offersTls(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, host, () => {
      // The protocol's SSLRequest: its length, then its code. The answer is one letter, S or N.
      socket.write(Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]));
    });
    const answer = (offers: boolean) => {
      socket.destroy();
      resolve(offers);
    };
    socket.setTimeout(5_000, () => answer(true));
    socket.once("error", () => answer(true));
    socket.once("data", (chunk) => answer(chunk.toString("latin1", 0, 1) === "S"));
  });
}

async function readPair(key: string, file: string | undefined, name: string) {
  return file === undefined ? {} : { [key]: await read(file, name) };
}

async function read(file: string, parameter: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw new DatabaseUrlError(
      `DATABASE_URL names ${file} as its ${parameter}, which cannot be read. Give the path of a ` +
        "file that the application may read.",
      { cause: error },
    );
  }
}

function isTrue(value: string | undefined): boolean {
  return value === "true" || value === "1";
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    throw new DatabaseUrlError(
      "DATABASE_URL has a % that is not followed by two digits. Write % itself as %25.",
      { cause: error },
    );
  }
}
