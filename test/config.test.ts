/** Settings: their defaults, valid values and invalid values. */
import assert from "node:assert/strict";
import path from "node:path";
import { describe, it } from "node:test";
import { type Config, type Environment, loadConfig } from "../src/config.ts";
import { problemsOf } from "./support/config_problems.ts";

const SESSION_SECRET = "a session secret that is long enough";
const JWT_SECRET = "a token secret that is also long enough";
const SECRETS = { SESSION_SECRET, JWT_SECRET };
/** The settings that are required in production. */
const PRODUCTION = {
  ...SECRETS,
  NODE_ENV: "production",
  APP_URL: "https://todo.example.org",
  DATABASE_URL: "postgres://ann:hunter2@db.example.org/plainlist",
};

const DAY = 86_400_000;

interface Setting {
  read: (config: Config) => unknown;
  fallback: unknown;
  valid: Record<string, unknown>;
  invalid: string[];
}

const embedded = { kind: "embedded" };
const url = (address: string) => ({ kind: "url", url: address });
const number = (from: number, to: number) => ({
  valid: { [String(from)]: from, [` ${from + 1} `]: from + 1, [String(to)]: to },
  invalid: [String(from - 1), String(to + 1), "1.5", "ten", "0x10", "1e1", "+5", "1 2"],
});

/** In development. */
const SETTINGS: Record<string, Setting> = {
  DATABASE_URL: {
    read: (config) => config.database,
    fallback: embedded,
    valid: {
      embedded,
      "postgres://ann:pw@localhost/plainlist": url("postgres://ann:pw@localhost/plainlist"),
      "postgresql://db:6432/p?sslmode=require": url("postgresql://db:6432/p?sslmode=require"),
    },
    invalid: [
      "mysql://ann@db/p",
      "localhost:5432",
      "Embedded!",
      "postgres://[",
      "postgres:db",
      "postgres://user:password@host:5432/database",
      "postgres://user:password@host/plainlist",
    ],
  },
  DATA_DIR: {
    read: (config) => config.dataDir,
    fallback: path.resolve(".data"),
    valid: { "/var/lib/plainlist": "/var/lib/plainlist", "some/where": path.resolve("some/where") },
    invalid: [],
  },
  PORT: { read: (config) => config.port, fallback: 3000, ...number(0, 65_535) },
  HOST: {
    read: (config) => config.host,
    fallback: undefined,
    valid: { "127.0.0.1": "127.0.0.1", "::1": "::1" },
    invalid: [],
  },
  APP_URL: {
    read: (config) => config.appUrl,
    fallback: "http://localhost:3000",
    valid: {
      "https://todo.example.org": "https://todo.example.org",
      "HTTPS://Todo.Example.org:443/": "https://todo.example.org",
      "http://192.0.2.1:8080": "http://192.0.2.1:8080",
    },
    invalid: [
      "todo.example.org",
      "ftp://todo.example.org",
      "https://todo.example.org/list",
      "https://todo.example.org/?a",
      "https://todo.example.org/#a",
      "https://ann@todo.example.org",
      "https://:hunter2@todo.example.org",
      "javascript:alert(1)",
      "*",
    ],
  },
  DATABASE_POOL_MAX: {
    read: (config) => config.databasePoolMax,
    fallback: 10,
    ...number(1, 1_000),
  },
  DATABASE_PREPARE: {
    read: (config) => config.databasePrepare,
    fallback: "auto",
    valid: { auto: "auto", on: "on", off: "off" },
    invalid: ["true", "1", "ON", "yes", "AUTO"],
  },
  QUERY_CACHE_MB: {
    read: (config) => config.queryCache / 2 ** 20,
    fallback: 16,
    ...number(0, 4_096),
  },
  QUOTA_TASKS: {
    read: (config) => config.quotas.tasks,
    fallback: 50_000,
    ...number(1, 10_000_000),
  },
  QUOTA_MB: {
    read: (config) => config.quotas.bytes / 2 ** 20,
    fallback: 100,
    ...number(1, 1_000_000),
  },
  SESSION_TTL: {
    read: (config) => config.sessionTtl,
    fallback: 7 * DAY,
    valid: { "1s": 1_000, "90m": 90 * 60_000, "12h": DAY / 2, "30d": 30 * DAY, "2w": 14 * DAY },
    invalid: [
      "7",
      "0d",
      "-1d",
      "1.5d",
      "367d",
      "7 days",
      "d",
      "99999999999999999999d",
      "Infinityd",
    ],
  },
  PASSWORD_MIN_LENGTH: {
    read: (config) => config.passwordMinLength,
    fallback: 8,
    ...number(8, 256),
  },
  ALLOWED_ORIGINS: {
    read: (config) => config.allowedOrigins,
    fallback: [],
    valid: {
      "https://app.example.org": ["https://app.example.org"],
      " https://a.example, http://localhost:5173/ ,": [
        "https://a.example",
        "http://localhost:5173",
      ],
    },
    invalid: ["*", "null", "https://a.example/path", "https://a.example, b.example", "file:///a"],
  },
  TRUST_PROXY: { read: (config) => config.trustProxy, fallback: 0, ...number(0, 100) },
  SMTP_URL: {
    read: (config) => config.mail,
    fallback: null,
    valid: {},
    invalid: [
      "mail.example.org",
      "https://mail.example.org",
      "smtp://[",
      "smtp://user:password@host:587",
      "smtps://user:password@host",
      "smtp://",
      "smtp://mail.example.org:465",
      "smtps://mail.example.org:587",
      "smtp://mail.example.org:587/inbox",
      "smtp://mail.example.org:587?tls=no",
      "smtp://ann:50%@mail.example.org",
      "smtp://ann:a/b+c@mail.example.org",
    ],
  },
  MAIL_WORKER: {
    read: (config) => config.mailWorker,
    fallback: true,
    valid: { on: true, off: false },
    invalid: ["no", "ON", "web"],
  },
  LOG_LEVEL: {
    read: (config) => config.logLevel,
    fallback: "info",
    valid: { debug: "debug", silent: "silent", error: "error" },
    invalid: ["verbose", "INFO", "30"],
  },
};

function load(environment: Environment = {}): Config {
  return loadConfig({ ...SECRETS, ...environment });
}

for (const [name, { read, fallback, valid, invalid }] of Object.entries(SETTINGS)) {
  describe(name, () => {
    it("has its default when it is not set or empty", () => {
      for (const value of [undefined, "", "  "])
        assert.deepEqual(read(load({ [name]: value })), fallback);
    });

    it("accepts valid values", () => {
      for (const [value, expected] of Object.entries(valid)) {
        assert.deepEqual(read(load({ [name]: value })), expected, value);
      }
    });

    it("rejects invalid values with one message that says what to do", () => {
      for (const value of invalid) {
        const problems = problemsOf({ ...SECRETS, MAIL_FROM: "a@example.org", [name]: value });
        assert.equal(problems.length, 1, `${value}: ${problems}`);
        assert.match(problems[0] ?? "", new RegExp(`^${name} (is|has) .*(Set|Write) `), value);
      }
    });
  });
}

describe("providers", () => {
  const of = (number: number, issuer = "https://id.example.org") => ({
    [`OIDC_${number}_NAME`]: `Acme ${number}`,
    [`OIDC_${number}_ISSUER`]: issuer,
    [`OIDC_${number}_CLIENT_ID`]: "plainlist",
    [`OIDC_${number}_CLIENT_SECRET`]: "hunter2",
  });

  it("are none by default, and as many as are set, in the order of their numbers", () => {
    assert.deepEqual(load().providers, []);
    assert.deepEqual(load({ OIDC_1_NAME: " ", OIDC_1_ISSUER: "" }).providers, []);
    const { providers } = load({
      ...of(10),
      ...of(2),
      ...of(1),
      OIDC_X_NAME: "x",
      OIDC_01_NAME: "x",
    });
    const numbers = providers.map(({ number }) => number);
    assert.deepEqual(numbers, [1, 2, 10]);
    assert.deepEqual(providers[1], {
      ...{ number: 2, name: "Acme 2", issuer: "https://id.example.org" },
      ...{ clientId: "plainlist", clientSecret: "hunter2" },
    });
  });

  it("have an address by https, or of this machine", () => {
    const valid = [
      "https://id.example.org/realms/family",
      "https://id.example.org/application/o/plainlist/",
      "http://localhost:9000",
      "http://127.0.0.1:9000/",
      "http://[::1]:9000",
    ];
    for (const issuer of valid) assert.equal(load(of(1, issuer)).providers[0]?.issuer, issuer);
    const invalid = [
      "http://id.example.org",
      "id.example.org",
      "ftp://id.example.org",
      "https://ann:pw@id.example.org",
      "https://id.example.org/?a=1",
      "https://id.example.org/#a",
      "http://localhost.example.org",
    ];
    for (const issuer of invalid) {
      const problems = problemsOf({ ...SECRETS, ...of(1, issuer) });
      assert.equal(problems.length, 1, issuer);
      assert.match(problems[0] ?? "", /^OIDC_1_ISSUER is .*Write the provider's issuer/, issuer);
    }
  });

  it("have all of their settings, and a short name", () => {
    const all = of(3);
    for (const name of Object.keys(all)) {
      const [problem, ...others] = problemsOf({ ...SECRETS, ...all, [name]: "" });
      assert.match(
        problem ?? "",
        new RegExp(`^${name} is not set\\. A provider needs OIDC_3_NAME, `),
      );
      assert.deepEqual(others, []);
    }
    const [problem] = problemsOf({ ...SECRETS, ...all, OIDC_3_NAME: "x".repeat(61) });
    assert.match(problem ?? "", /^OIDC_3_NAME is longer than 60 characters/);
  });
});

describe("mail", () => {
  const MAIL_FROM = "Plainlist <todo@example.org>";
  const server = (SMTP_URL: string) => load({ SMTP_URL, MAIL_FROM }).mail?.server;

  it("is enabled when both settings are set", () => {
    assert.deepEqual(load({ SMTP_URL: "smtp://ann:pw@mail.example.org:587", MAIL_FROM }).mail, {
      server: {
        host: "mail.example.org",
        port: 587,
        tls: "required",
        credentials: { user: "ann", pass: "pw" },
      },
      from: { name: "Plainlist", address: "todo@example.org" },
    });
    assert.equal(load({ MAIL_FROM }).mail, null);
  });

  it("is encrypted wherever a password is sent, and not within this machine", () => {
    const none = { credentials: null };
    const host = "mail.example.org";
    const ann = { user: "ann@example.org", pass: "a/b+c %" };
    assert.deepEqual(server(`smtps://${host}`), { host, port: 465, tls: "implicit", ...none });
    assert.deepEqual(server(`smtp://${host}`), { host, port: 587, tls: "offered", ...none });
    assert.deepEqual(server(`smtp://${host}:25`), { host, port: 25, tls: "offered", ...none });
    assert.deepEqual(server(`smtp://ann%40example.org:a%2Fb%2Bc%20%25@${host}:2525`), {
      ...{ host, port: 2525, tls: "required", credentials: ann },
    });
    for (const local of ["localhost", "127.0.0.1"]) {
      assert.deepEqual(server(`smtp://${local}:25`), {
        ...{ host: local, port: 25, tls: "none", ...none },
      });
    }
    assert.equal(server("smtp://[::1]:25")?.host, "::1");
  });

  it("requires a sender with an address", () => {
    const SMTP_URL = "smtp://mail.example.org";
    const [problem, ...others] = problemsOf({ ...SECRETS, SMTP_URL });
    assert.match(problem ?? "", /^MAIL_FROM is not set, but SMTP_URL is\. Set it to/);
    assert.deepEqual(others, []);
    for (const invalid of ["Plainlist", "todo@", "a@example.org, b@example.org", "<a@localhost>"]) {
      const problems = problemsOf({ ...SECRETS, SMTP_URL, MAIL_FROM: invalid });
      assert.equal(problems.length, 1);
      assert.match(problems[0] ?? "", /^MAIL_FROM is not one mail address\. Set it to/);
    }
    assert.deepEqual(load({ SMTP_URL, MAIL_FROM: "todo@example.org" }).mail?.from, {
      ...{ name: "", address: "todo@example.org" },
    });
  });
});

describe("the address", () => {
  it("defaults to the port", () => {
    assert.equal(load({ PORT: "8080" }).appUrl, "http://localhost:8080");
  });

  it("determines whether HTTPS is used", () => {
    assert.equal(load({ APP_URL: "https://todo.example.org" }).https, true);
    assert.equal(load({ APP_URL: "http://todo.example.org" }).https, false);
  });
});

describe("in production", () => {
  it("requires the four settings without a safe default", () => {
    const problems = problemsOf({ NODE_ENV: "production" });
    const names = problems.map((problem) => problem.split(" ")[0]);
    assert.deepEqual(names.sort(), ["APP_URL", "DATABASE_URL", "JWT_SECRET", "SESSION_SECRET"]);
    for (const problem of problems) assert.match(problem, /is not set\. (Set it to|Make one with)/);
  });

  it("accepts those four, and trusts one proxy", () => {
    const config = loadConfig(PRODUCTION);
    assert.equal(config.production, true);
    assert.equal(config.trustProxy, 1);
    assert.deepEqual(config.database, url(PRODUCTION.DATABASE_URL));
    assert.deepEqual(config.sessionSecrets, [SESSION_SECRET]);
    assert.deepEqual(config.jwtSecrets, [JWT_SECRET]);
    assert.equal(loadConfig({ ...PRODUCTION, TRUST_PROXY: "0" }).trustProxy, 0);
  });

  it("accepts the embedded database only when it is set explicitly", () => {
    const config = loadConfig({ ...PRODUCTION, DATABASE_URL: "embedded" });
    assert.deepEqual(config.database, embedded);
  });

  it("is off unless NODE_ENV is production", () => {
    for (const NODE_ENV of [undefined, "", "development", "test", "staging"]) {
      assert.equal(load({ NODE_ENV }).production, false);
    }
  });

  it("is not switched off by a misspelt word", () => {
    for (const NODE_ENV of ["Production", "prod", "PROD", "productions"]) {
      assert.deepEqual(problemsOf({ ...SECRETS, NODE_ENV }), [
        `NODE_ENV is "${NODE_ENV}". Set it to production on a server.`,
      ]);
    }
  });

  it("refuses http, except on the machine itself", () => {
    for (const host of ["todo.example.org", "192.0.2.1:8080", "localhost.example.org", "[::2]"]) {
      const http = `http://${host}`;
      for (const [name, verb] of [
        ["APP_URL", "is"],
        ["ALLOWED_ORIGINS", "has"],
      ] as const) {
        const [problem = "", ...others] = problemsOf({ ...PRODUCTION, [name]: http });
        assert.deepEqual(others, []);
        assert.ok(
          problem.startsWith(`${name} ${verb} "${http}". Passwords and tokens would`),
          problem,
        );
        assert.match(problem, /Write it with https: in production/);
        assert.deepEqual(problemsOf({ ...PRODUCTION, [name]: `https://${host}` }), []);
        assert.deepEqual(problemsOf({ ...SECRETS, [name]: http }), []);
      }
    }
    for (const host of [
      "localhost:3000",
      "app.localhost",
      "127.0.0.1:80",
      "127.1.2.3",
      "[::1]:3000",
    ]) {
      const own = { APP_URL: `http://${host}`, ALLOWED_ORIGINS: `http://${host}` };
      assert.deepEqual(problemsOf({ ...PRODUCTION, ...own }), []);
    }
  });

  it("lists everything that is wrong with it at once", () => {
    const problems = problemsOf({
      ...PRODUCTION,
      APP_URL: "http://todo.example.org",
      SESSION_SECRET: "x".repeat(40),
      JWT_SECRET: "x".repeat(40),
      ALLOWED_ORIGINS: "http://a.example",
      TRUST_PROXY: "yes",
    });
    const names = problems.map((problem) => problem.split(" ")[0]);
    assert.deepEqual(names.sort(), [
      ...[
        "ALLOWED_ORIGINS",
        "APP_URL",
        "JWT_SECRET",
        "JWT_SECRET",
        "SESSION_SECRET",
        "TRUST_PROXY",
      ],
    ]);
  });
});

it("returns a frozen config", () => {
  const config = load({
    SMTP_URL: "smtp://mail.example.org",
    MAIL_FROM: "a@example.org",
    ALLOWED_ORIGINS: "https://a.example",
  });
  assert.throws(() => Object.assign(config, { production: true }), TypeError);
  for (const [name, value] of Object.entries(config)) {
    assert.ok(Object.isFrozen(value), `${name} is not frozen`);
  }
});
