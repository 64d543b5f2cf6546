/** Errors in the settings: reported all at once, with instructions, and without secrets. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { ConfigError, type Environment, loadConfig } from "../src/config.ts";
import { anyText } from "./support/arbitraries.ts";
import { problemsOf } from "./support/config_problems.ts";

const SECRETS = {
  SESSION_SECRET: "a session secret that is long enough",
  JWT_SECRET: "a token secret that is also long enough",
};

/** The names of all settings in the sample file. */
const sample = await readFile(new URL("../.env.example", import.meta.url), "utf8");
const SETTINGS = [...sample.matchAll(/^# ([A-Z_\d]+)=/gm)].map(([, name = ""]) => name);

/** Every setting with an invalid value. */
const INVALID: Environment = {
  DATABASE_URL: "mysql://ann:hunter2@db/plainlist",
  PORT: "http",
  APP_URL: "https://ann:hunter2@todo.example.org/",
  DATABASE_POOL_MAX: "0",
  DATABASE_PREPARE: "maybe",
  SESSION_SECRET: "hunter2",
  JWT_SECRET: `${SECRETS.JWT_SECRET},hunter2`,
  SESSION_TTL: "forever",
  PASSWORD_MIN_LENGTH: "none",
  QUOTA_TASKS: "many",
  QUOTA_MB: "0",
  ALLOWED_ORIGINS: "https://ann:hunter2@a.example,https://:hunter2@b.example",
  TRUST_PROXY: "yes",
  SMTP_URL: "https://ann:hunter2@mail.example.org",
  MAIL_WORKER: "no",
  SIGNUP: "friends",
  OIDC_1_NAME: "hunter2".repeat(10),
  OIDC_1_ISSUER: "http://ann:hunter2@id.example.org",
  LOG_LEVEL: "loud",
};
/** What is missing beside those. */
const MISSING = ["MAIL_FROM", "OIDC_1_CLIENT_ID", "OIDC_1_CLIENT_SECRET"];

describe("invalid settings", () => {
  it("are reported all at once, one per line", () => {
    const problems = problemsOf(INVALID);
    const names = new Set(problems.map((problem) => problem.split(" ")[0]));
    assert.deepEqual([...names].sort(), [...Object.keys(INVALID), ...MISSING].sort());
    assert.throws(() => loadConfig(INVALID), {
      message: [
        `Plainlist cannot start: ${problems.length} settings need fixing.`,
        ...problems.map((problem) => `- ${problem}`),
      ].join("\n"),
    });
    assert.throws(
      () => loadConfig({ ...SECRETS, PORT: "x" }),
      /^ConfigError: Plainlist cannot start: 1 setting needs fixing\.\n- /,
    );
  });

  it("are reported without revealing passwords or secrets", () => {
    const addresses = [
      "postgres://ann:hunter2@db.example.org/plainlist",
      "https://ann:hunter2@example.org/",
      "https://:hunter2@example.org",
      "smtp://ann:hunter2@mail.example.org",
      "https://a.example, https://ann:hunter2@b.example",
      "ann:hunter2@example.org",
      "//ann:p@ss/hunter2@example.org",
    ];
    assert.doesNotMatch(problemsOf(INVALID).join("\n"), /hunter2/);
    for (const name of SETTINGS) {
      for (const value of addresses) {
        const reported = problemsOf({ ...SECRETS, [name]: value }).join("\n");
        assert.doesNotMatch(reported, /hunter2/, `${name}=${value}`);
      }
    }
  });

  it("always throw a ConfigError", () => {
    const settings = fc.dictionary(fc.constantFrom("NODE_ENV", ...SETTINGS), anyText);
    fc.assert(
      fc.property(settings, (environment) => {
        // With secrets, so that no secrets file is written.
        const problems = problemsOf({ ...environment, ...SECRETS });
        for (const problem of problems) assert.match(problem, /^[A-Z_\d]+ /);
      }),
    );
  });
});

it("reads exactly the settings of the sample file", async () => {
  const names = new Set<string>();
  const environment = new Proxy<Environment>(
    {
      ...{ ...SECRETS, SMTP_URL: "smtp://mail.example.org", MAIL_FROM: "a@example.org" },
      OIDC_1_NAME: "Acme ID",
    },
    { get: (target, name: string) => names.add(name) && target[name] },
  );
  problemsOf(environment);
  names.delete("NODE_ENV");
  assert.deepEqual([...names].sort(), [...SETTINGS].sort());
});

it("the server exits with code 1 and one message, also for settings in .env", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "plainlist-config-"));
  try {
    await writeFile(path.join(folder, ".env"), "LOG_LEVEL=loud\nPORT=1\n");
    const server = fileURLToPath(new URL("../src/server.ts", import.meta.url));
    const environment = { PATH: process.env.PATH, PORT: "http", NODE_ENV: "production" };
    const child = spawn(process.execPath, [server], { cwd: folder, env: environment });
    const [output, errors, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, "close"),
    ]);
    assert.equal(code, 1);
    assert.equal(output, "");
    const problems = problemsOf({ ...environment, LOG_LEVEL: "loud" });
    assert.equal(problems.length, 6);
    assert.equal(errors, `${new ConfigError(problems).message}\n`);
  } finally {
    await rm(folder, { recursive: true });
  }
});
