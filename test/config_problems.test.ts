/** What is wrong with the environment: reported all at once, with cures, and without secrets. */
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

const SECRETS = {
  SESSION_SECRET: "a session secret that is long enough",
  JWT_SECRET: "a token secret that is also long enough",
};

/** Every setting, as the sample file lists them. */
const sample = await readFile(new URL("../.env.example", import.meta.url), "utf8");
const SETTINGS = [...sample.matchAll(/^# ([A-Z_]+)=/gm)].map(([, name = ""]) => name);

/** The sentences about what is wrong. */
function problemsOf(environment: Environment): readonly string[] {
  try {
    loadConfig(environment);
    return [];
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.problems;
  }
}

/** Everything wrong at once. */
const WRONG: Environment = {
  DATABASE_URL: "mysql://ann:hunter2@db/plainlist",
  PORT: "http",
  APP_URL: "https://ann:hunter2@todo.example.org/",
  DATABASE_POOL_MAX: "0",
  DATABASE_PREPARE: "maybe",
  SESSION_SECRET: "hunter2",
  JWT_SECRET: `${SECRETS.JWT_SECRET},hunter2`,
  SESSION_TTL: "forever",
  PASSWORD_MIN_LENGTH: "none",
  ALLOWED_ORIGINS: "https://ann:hunter2@a.example,https://:hunter2@b.example",
  TRUST_PROXY: "yes",
  SMTP_URL: "https://ann:hunter2@mail.example.org",
  LOG_LEVEL: "loud",
};

describe("what is wrong", () => {
  it("is reported all at once, a line each, with its cure", () => {
    const problems = problemsOf(WRONG);
    const names = new Set(problems.map((problem) => problem.split(" ")[0]));
    assert.deepEqual([...names].sort(), [...Object.keys(WRONG), "MAIL_FROM"].sort());
    assert.throws(() => loadConfig(WRONG), {
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

  it("is reported without giving a password or a secret away", () => {
    const addresses = [
      "postgres://ann:hunter2@db.example.org/plainlist",
      "https://ann:hunter2@example.org/",
      "https://:hunter2@example.org",
      "smtp://ann:hunter2@mail.example.org",
      "https://a.example, https://ann:hunter2@b.example",
      "ann:hunter2@example.org",
      "//ann:p@ss/hunter2@example.org",
    ];
    assert.doesNotMatch(problemsOf(WRONG).join("\n"), /hunter2/);
    for (const name of SETTINGS) {
      for (const value of addresses) {
        const reported = problemsOf({ ...SECRETS, [name]: value }).join("\n");
        assert.doesNotMatch(reported, /hunter2/, `${name}=${value}`);
      }
    }
  });

  it("is a ConfigError whatever is set", () => {
    const settings = fc.dictionary(fc.constantFrom("NODE_ENV", ...SETTINGS), anyText);
    fc.assert(
      fc.property(settings, (environment) => {
        // With secrets: nothing is to be written anywhere.
        const problems = problemsOf({ ...environment, ...SECRETS });
        for (const problem of problems) assert.match(problem, /^[A-Z_]+ /);
      }),
    );
  });
});

it("reads no more and no less than the sample file lists", async () => {
  const asked = new Set<string>();
  const environment = new Proxy<Environment>(
    { ...SECRETS, SMTP_URL: "smtp://mail.example.org", MAIL_FROM: "a@example.org" },
    { get: (target, name: string) => asked.add(name) && target[name] },
  );
  loadConfig(environment);
  asked.delete("NODE_ENV");
  assert.deepEqual([...asked].sort(), [...SETTINGS].sort());
});

it("stops the start with exit code 1 and one message, also for what a file .env says", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "plainlist-config-"));
  try {
    await writeFile(path.join(folder, ".env"), "LOG_LEVEL=loud\nPORT=1\n");
    const server = fileURLToPath(new URL("../src/server.ts", import.meta.url));
    const environment = { PATH: process.env.PATH, PORT: "http", NODE_ENV: "production" };
    const child = spawn(process.execPath, [server], { cwd: folder, env: environment });
    const [said, complained, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, "close"),
    ]);
    assert.equal(code, 1);
    assert.equal(said, "");
    const problems = problemsOf({ ...environment, LOG_LEVEL: "loud" });
    assert.equal(problems.length, 6);
    assert.equal(complained, `${new ConfigError(problems).message}\n`);
  } finally {
    await rm(folder, { recursive: true });
  }
});
