/** The environment turned into one frozen, typed Config; the only reader of process.env. */
import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

export interface Config {
  production: boolean;
  database: { kind: "embedded" } | { kind: "url"; url: string };
  databasePoolMax: number;
  /** Named statements for the hot queries; not through PgBouncer before 1.21. */
  databasePrepare: boolean;
  /** In bytes: how much of what was read is remembered as long as nobody changes it. */
  queryCache: number;
  dataDir: string;
  port: number;
  /** undefined: all interfaces. */
  host: string | undefined;
  /** The public origin, such as "https://todo.example.org": no path, no trailing slash. */
  appUrl: string;
  /** Whether `appUrl` is https: Secure and `__Host-` cookies, HSTS, redirects. */
  https: boolean;
  /** The first signs, all verify. */
  sessionSecrets: readonly string[];
  jwtSecrets: readonly string[];
  /** How long a sign-in lasts unused, in milliseconds. */
  sessionTtl: number;
  /** In code points. */
  passwordMinLength: number;
  allowedOrigins: readonly string[];
  /** The number of proxies in front of the application. */
  trustProxy: number;
  mail: { url: string; from: string } | null;
  logLevel: string;
}

export type Environment = Record<string, string | undefined>;

/** What is wrong with the environment: `problems` has a sentence with its cure for each fault. */
export class ConfigError extends Error {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    const count = problems.length === 1 ? "1 setting needs" : `${problems.length} settings need`;
    super(
      [`Plainlist cannot start: ${count} mending.`, ...problems.map((p) => `- ${p}`)].join("\n"),
    );
    this.name = "ConfigError";
    this.problems = problems;
  }
}

const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "silent"];
const SECRET_CURE = "Make one with: openssl rand -base64 48";

/** The process's environment, with what a file `.env` adds to it. */
function processEnvironment(): Environment {
  try {
    process.loadEnvFile();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  return process.env;
}

/**
 * Reads and checks every setting (the table in the README).
 * In development it makes the secrets that are missing and keeps them in `DATA_DIR`.
 * @throws ConfigError that lists every fault at once.
 */
export function loadConfig(environment: Environment = processEnvironment()): Config {
  const read = new Reader(environment);
  const production = read.text("NODE_ENV") === "production";
  const dataDir = path.resolve(read.text("DATA_DIR") ?? ".data");
  const port = read.integer("PORT", 3000, 0, 65535);
  const appUrl = readAppUrl(read, production, port);
  const secrets = readSecrets(read, production, dataDir);
  const config: Config = {
    production,
    database: readDatabase(read, production),
    databasePoolMax: read.integer("DATABASE_POOL_MAX", 10, 1, 1000),
    databasePrepare: read.choice("DATABASE_PREPARE", ["off", "on"], "off") === "on",
    queryCache: read.integer("QUERY_CACHE_MB", 16, 0, 4096) * 2 ** 20,
    dataDir,
    port,
    host: read.text("HOST"),
    appUrl,
    https: appUrl.startsWith("https:"),
    sessionSecrets: secrets.session,
    jwtSecrets: secrets.jwt,
    sessionTtl: readDuration(read, "SESSION_TTL", "7d"),
    passwordMinLength: read.integer("PASSWORD_MIN_LENGTH", 8, 8, 256),
    allowedOrigins: readOrigins(read, "ALLOWED_ORIGINS"),
    trustProxy: read.integer("TRUST_PROXY", production ? 1 : 0, 0, 100),
    mail: readMail(read),
    logLevel: read.choice("LOG_LEVEL", LOG_LEVELS, "info"),
  };
  if (read.problems.length > 0) throw new ConfigError(read.problems);
  for (const value of Object.values(config)) Object.freeze(value);
  return Object.freeze(config);
}

/** Reads single values and collects what is wrong with them. An empty value counts as unset. */
class Reader {
  readonly problems: string[] = [];
  readonly #environment: Environment;

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  text(name: string): string | undefined {
    const value = this.#environment[name]?.trim();
    return value === "" ? undefined : value;
  }

  integer(name: string, fallback: number, min: number, max: number): number {
    const text = this.text(name);
    if (text === undefined) return fallback;
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= min && value <= max) return value;
    this.problems.push(
      `${name} is ${shown(text)}. Set it to a whole number from ${min} to ${max}.`,
    );
    return fallback;
  }

  choice(name: string, choices: readonly string[], fallback: string): string {
    const text = this.text(name);
    if (text === undefined || choices.includes(text)) return text ?? fallback;
    this.problems.push(`${name} is ${shown(text)}. Set it to one of: ${choices.join(", ")}.`);
    return fallback;
  }
}

/** A value in a message; an address may have been put in the wrong place, with a password in it. */
function shown(value: string): string {
  return `"${value.replace(/^.*@/s, "…@")}"`;
}

function readDatabase(read: Reader, production: boolean): Config["database"] {
  const url = read.text("DATABASE_URL");
  if (url === undefined && production) {
    read.problems.push(
      "DATABASE_URL is not set. Set it to a postgres:// address, or to the word embedded to keep the database in DATA_DIR.",
    );
  }
  if (url === undefined || url === "embedded") return { kind: "embedded" };
  // Never repeat the value: it holds a password.
  if (!/^postgres(ql)?:\/\//.test(url) || !URL.canParse(url)) {
    read.problems.push(
      "DATABASE_URL is not a PostgreSQL address. Write it as postgres://user:password@host:5432/database, or as the word embedded.",
    );
  }
  return { kind: "url", url };
}

function readAppUrl(read: Reader, production: boolean, port: number): string {
  const fallback = `http://localhost:${port}`;
  const text = read.text("APP_URL");
  if (text === undefined) {
    if (production) {
      read.problems.push(
        "APP_URL is not set. Set it to the address people open, such as https://todo.example.org",
      );
    }
    return fallback;
  }
  const origin = originOf(text);
  if (origin !== null) return origin;
  read.problems.push(
    `APP_URL is ${shown(text)}. Write only scheme and host, such as https://todo.example.org, without a path.`,
  );
  return fallback;
}

/** The origin that `text` names, or null when it names anything besides. */
function originOf(text: string): string | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  const { pathname, search, hash, username, password } = url;
  const bare = pathname === "/" && [search, hash, username, password].every((part) => part === "");
  return bare && (url.protocol === "http:" || url.protocol === "https:") ? url.origin : null;
}

function readOrigins(read: Reader, name: string): string[] {
  const entries = splitList(read.text(name));
  return entries.flatMap((entry) => {
    const origin = originOf(entry);
    if (origin !== null) return [origin];
    read.problems.push(
      `${name} has ${shown(entry)}. Write each as an origin, such as https://app.example.org, separated by commas.`,
    );
    return [];
  });
}

function readDuration(read: Reader, name: string, fallback: string): number {
  const units = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 } as const;
  const text = read.text(name) ?? fallback;
  const match = /^(\d+)([smhdw])$/.exec(text);
  const seconds = match ? Number(match[1]) * units[match[2] as keyof typeof units] : 0;
  if (seconds >= 1 && seconds <= 366 * units.d) return seconds * 1000;
  read.problems.push(
    `${name} is ${shown(text)}. Write a number and a unit (s, m, h, d or w), from 1s to 366d, such as 7d.`,
  );
  return 1000;
}

function readMail(read: Reader): Config["mail"] {
  const url = read.text("SMTP_URL");
  const from = read.text("MAIL_FROM");
  if (url === undefined) return null;
  if (!/^smtps?:\/\//.test(url) || !URL.canParse(url)) {
    read.problems.push(
      "SMTP_URL is not a mail server's address. Write it as smtp://user:password@host:587 or smtps://….",
    );
  }
  if (from === undefined) {
    read.problems.push(
      "MAIL_FROM is not set, but SMTP_URL is. Set it to the sender's address, such as Plainlist <todo@example.org>.",
    );
  }
  return { url, from: from ?? "" };
}

function readSecrets(read: Reader, production: boolean, dataDir: string) {
  const session = readSecret(read, "SESSION_SECRET", production);
  const jwt = readSecret(read, "JWT_SECRET", production);
  if (production || (session.length > 0 && jwt.length > 0)) return { session, jwt };
  const kept = keptSecrets(read, dataDir);
  return {
    session: session.length > 0 ? session : [kept.session],
    jwt: jwt.length > 0 ? jwt : [kept.jwt],
  };
}

function readSecret(read: Reader, name: string, required: boolean): string[] {
  const secrets = splitList(read.text(name));
  if (secrets.length === 0 && required) {
    read.problems.push(`${name} is not set. ${SECRET_CURE}`);
  }
  if (!secrets.every(isSecret)) {
    read.problems.push(
      `${name} has a secret shorter than 32 characters. ${SECRET_CURE} (several, to rotate, are separated by commas).`,
    );
  }
  return secrets;
}

/** The development secrets in `DATA_DIR`, made at the first start so that nobody is signed out by a restart. */
function keptSecrets(read: Reader, dataDir: string): { session: string; jwt: string } {
  const file = path.join(dataDir, "secrets.json");
  const fresh = () => randomBytes(48).toString("base64url");
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o711 });
    // wx: of two processes that start at once, one writes and both read the same.
    writeFileSync(file, JSON.stringify({ session: fresh(), jwt: fresh() }), {
      flag: "wx",
      mode: 0o600,
    });
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException;
    // The file is there already, that is; and not another one in the folder's place.
    if (code !== "EEXIST" || syscall !== "open") {
      read.problems.push(
        `DATA_DIR (${dataDir}) cannot be written: ${(error as Error).message}. Set it to a folder that can, or set SESSION_SECRET and JWT_SECRET.`,
      );
      return { session: fresh(), jwt: fresh() };
    }
  }
  try {
    const { session, jwt } = Object(JSON.parse(readFileSync(file, "utf8")));
    if (isSecret(session) && isSecret(jwt)) return { session, jwt };
    throw new Error("a secret is missing");
  } catch (error) {
    // JSON.parse would quote what it read.
    const reason = error instanceof SyntaxError ? "it is not JSON" : (error as Error).message;
    read.problems.push(
      `${file} cannot be read: ${reason}. Delete it; new secrets sign everybody out once.`,
    );
    return { session: fresh(), jwt: fresh() };
  }
}

function isSecret(value: unknown): value is string {
  return typeof value === "string" && value.length >= 32;
}

function splitList(text: string | undefined): string[] {
  return (text ?? "")
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "");
}
