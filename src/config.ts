/** Turns the environment into one frozen, typed Config; nothing else reads process.env. */
import path from "node:path";
import { readMail } from "./config_mail.ts";
import { readProviders } from "./config_providers.ts";
import { ConfigReader, isExample, isLoopback } from "./config_reader.ts";
import { readSecrets } from "./config_secrets.ts";
import { DEFAULT_QUOTAS } from "./db/quotas.ts";

export type Config = Readonly<ReturnType<typeof readConfig>>;

export type Environment = Record<string, string | undefined>;

/** Invalid settings: `problems` has a sentence for each, which says how to fix it. */
export class ConfigError extends Error {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    const count = problems.length === 1 ? "1 setting needs" : `${problems.length} settings need`;
    super(
      [`Plainlist cannot start: ${count} fixing.`, ...problems.map((p) => `- ${p}`)].join("\n"),
    );
    this.name = "ConfigError";
    this.problems = problems;
  }
}

const SIGNUP = ["open", "verified", "invite", "closed"] as const;
const MAIL_WORKER = ["on", "off"] as const;
const PREPARE = ["auto", "on", "off"] as const;
const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;

/**
 * Reads and checks every setting (the table in the README).
 * In development it generates missing secrets and keeps them in `DATA_DIR`.
 * @throws ConfigError with every problem.
 */
export function loadConfig(environment: Environment = processEnvironment()): Config {
  const read = new ConfigReader(environment);
  const config = readConfig(read);
  if (read.problems.length > 0) throw new ConfigError(read.problems);
  for (const value of Object.values(config)) Object.freeze(value);
  return Object.freeze(config);
}

function readConfig(read: ConfigReader) {
  const production = readProduction(read);
  const dataDir = path.resolve(read.text("DATA_DIR") ?? ".data");
  const port = read.integer("PORT", 3000, 0, 65535);
  const appUrl = readAppUrl(read, production, port);
  return {
    production,
    database: readDatabase(read, production),
    databasePoolMax: read.integer("DATABASE_POOL_MAX", 10, 1, 1000),
    /** Whether the hot statements are named; auto: unless a pooler does not keep names. */
    databasePrepare: read.choice("DATABASE_PREPARE", PREPARE, "auto"),
    /** The query cache's size in bytes; 0 turns it off. */
    queryCache: read.integer("QUERY_CACHE_MB", 16, 0, 4096) * 2 ** 20,
    dataDir,
    port,
    /** undefined: all interfaces. */
    host: read.text("HOST"),
    /** The public origin, such as "https://todo.example.org": no path, no trailing slash. */
    appUrl,
    /** Secure and `__Host-` cookies, HSTS, redirects. */
    https: appUrl.startsWith("https:"),
    ...readSecrets(read, production, dataDir),
    /** How long a sign-in lasts unused, in milliseconds. */
    sessionTtl: readDuration(read, "SESSION_TTL", "7d"),
    /** In code points. */
    passwordMinLength: read.integer("PASSWORD_MIN_LENGTH", 8, 8, 256),
    allowedOrigins: readOrigins(read, production),
    /** The number of proxies in front of the application. */
    trustProxy: read.integer("TRUST_PROXY", production ? 1 : 0, 0, 100),
    /** How much one account can have: see src/db/quotas.ts. */
    quotas: {
      tasks: read.integer("QUOTA_TASKS", DEFAULT_QUOTAS.tasks, 1, 10_000_000),
      bytes: read.integer("QUOTA_MB", DEFAULT_QUOTAS.bytes / 2 ** 20, 1, 1_000_000) * 2 ** 20,
    },
    /** null: no mail can be sent. */
    mail: readMail(read),
    /** Whether the web process sends mail; off: only `npm run worker` does. */
    mailWorker: read.choice("MAIL_WORKER", MAIL_WORKER, "on") === "on",
    /** Who can sign up: everyone, at once or by a link in a mail; who was invited; nobody. */
    signup: read.choice("SIGNUP", SIGNUP, "open"),
    /** To sign in with. */
    providers: readProviders(read),
    logLevel: read.choice("LOG_LEVEL", LOG_LEVELS, "info"),
  };
}

/** Whether mail is sent, or at least written to the log. */
export function sendsMail({ mail, production }: Pick<Config, "mail" | "production">): boolean {
  return mail !== null || !production;
}

/** The process's environment, with that of the file `.env`. */
function processEnvironment(): Environment {
  try {
    process.loadEnvFile();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  return process.env;
}

/** Only the exact word counts: with another one the application would run as in development. */
function readProduction(read: ConfigReader): boolean {
  const text = read.text("NODE_ENV") ?? "";
  const isMisspelt = text !== "production" && /^prod/i.test(text);
  if (isMisspelt) read.refuse("NODE_ENV is", text, "Set it to production on a server.");
  return text === "production";
}

function readDatabase(
  read: ConfigReader,
  production: boolean,
): { kind: "embedded" } | { kind: "url"; url: string } {
  const url = read.text("DATABASE_URL");
  if (url === undefined && production) {
    read.problems.push(
      "DATABASE_URL is not set. Set it to a postgres:// address, or to the word embedded to keep the database in DATA_DIR.",
    );
  }
  if (url === undefined || url === "embedded") return { kind: "embedded" };
  // Without the value, which holds a password.
  if (!/^postgres(ql)?:\/\//.test(url) || !URL.canParse(url) || isExample(url)) {
    read.problems.push(
      "DATABASE_URL is not a PostgreSQL address. Write it as postgres://user:password@host:5432/database, or as the word embedded.",
    );
  }
  return { kind: "url", url };
}

function readAppUrl(read: ConfigReader, production: boolean, port: number): string {
  const fallback = `http://localhost:${port}`;
  const text = read.text("APP_URL");
  if (text === undefined && production) {
    read.problems.push(
      "APP_URL is not set. Set it to the address people open, such as https://todo.example.org",
    );
  }
  if (text === undefined) return fallback;
  const origin = originOf(text);
  if (origin !== null) {
    if (production) requireHttps(read, "APP_URL is", origin);
    return origin;
  }
  const cure = "Write only scheme and host, such as https://todo.example.org, without a path.";
  read.refuse("APP_URL is", text, cure);
  return fallback;
}

/** Over http anyone on the way can read passwords and tokens, and change pages. */
function requireHttps(read: ConfigReader, subject: string, origin: string): void {
  const { protocol, hostname } = new URL(origin);
  if (protocol === "https:" || isLoopback(hostname)) return;
  const cure = "Write it with https: in production; only localhost may have http:.";
  read.refuse(subject, origin, `Passwords and tokens would be sent unencrypted. ${cure}`);
}

/** The origin in a text; null where the text is anything but an http or https origin. */
function originOf(text: string): string | null {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) return null;
  const { pathname, search, hash, username, password } = url;
  return pathname + search + hash + username + password === "/" ? url.origin : null;
}

function readOrigins(read: ConfigReader, production: boolean): readonly string[] {
  return read.list("ALLOWED_ORIGINS").flatMap((entry) => {
    const origin = originOf(entry);
    if (origin !== null) {
      if (production) requireHttps(read, "ALLOWED_ORIGINS has", origin);
      return [origin];
    }
    const cure = "Write each as an origin, such as https://app.example.org, separated by commas.";
    read.refuse("ALLOWED_ORIGINS has", entry, cure);
    return [];
  });
}

function readDuration(read: ConfigReader, name: string, fallback: string): number {
  const units = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 } as const;
  const text = read.text(name) ?? fallback;
  const match = /^(\d+)([smhdw])$/.exec(text);
  const seconds = match ? Number(match[1]) * units[match[2] as keyof typeof units] : 0;
  if (seconds >= 1 && seconds <= 366 * units.d) return seconds * 1000;
  const cure = "Write a number and a unit (s, m, h, d or w), from 1s to 366d, such as 7d.";
  read.refuse(`${name} is`, text, cure);
  return 1000;
}
