/** Secrets: configured, or generated once and saved. */
import assert from "node:assert/strict";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { type Environment, loadConfig } from "../src/config.ts";
import { problemsOf } from "./support/config_problems.ts";

const SESSION_SECRET = "a session secret that is long enough";
const JWT_SECRET = "a token secret that is also long enough";

let folder: string;
let dataDir: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "plainlist-secrets-"));
  dataDir = path.join(folder, "data");
  file = path.join(dataDir, "secrets.json");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function load(environment: Environment = {}) {
  const { sessionSecrets, jwtSecrets } = loadConfig({ DATA_DIR: dataDir, ...environment });
  return { session: sessionSecrets, jwt: jwtSecrets };
}

function problemsWith(environment: Environment = {}): readonly string[] {
  return problemsOf({ DATA_DIR: dataDir, ...environment });
}

async function saveSecrets(content: string): Promise<void> {
  await mkdir(dataDir);
  await writeFile(file, content, { mode: 0o600 });
}

describe("in development", () => {
  it("are generated on the first start and reused on the next", () => {
    const first = load();
    assert.match(first.session.join(), /^[\w-]{64}$/);
    assert.match(first.jwt.join(), /^[\w-]{64}$/);
    assert.notDeepEqual(first.session, first.jwt);
    assert.deepEqual(load(), first);
  });

  it("differ between data folders", () => {
    const elsewhere = { DATA_DIR: path.join(folder, "elsewhere") };
    assert.notDeepEqual(load(elsewhere).session, load().session);
    assert.notDeepEqual(load(elsewhere).jwt, load().jwt);
  });

  it("are readable only by their owner under any umask", async () => {
    const umask = process.umask(0);
    try {
      load();
    } finally {
      process.umask(umask);
    }
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    assert.equal((await stat(dataDir)).mode & 0o022, 0);
    assert.deepEqual(await readdir(dataDir), ["secrets.json"]);
  });

  it("are generated only where they are not configured", async () => {
    assert.deepEqual(load({ SESSION_SECRET, JWT_SECRET }), {
      session: [SESSION_SECRET],
      jwt: [JWT_SECRET],
    });
    await assert.rejects(stat(dataDir), { code: "ENOENT" });
    const saved = load();
    assert.deepEqual(load({ SESSION_SECRET }), { session: [SESSION_SECRET], jwt: saved.jwt });
    assert.deepEqual(load({ JWT_SECRET }), { session: saved.session, jwt: [JWT_SECRET] });
  });

  it("are not used from a damaged file, and the message does not reveal its content", async () => {
    const secret = "SsEeCcRrEeTt-0123456789-0123456789";
    const damaged = [
      "",
      secret,
      `{"session":"${secret}"}`,
      `{"session":"${secret}","jwt":""}`,
      `{"session":"${secret}","jwt":"short"}`,
      `{"session":["${secret}"],"jwt":{"a":"${secret}"}}`,
      `{"session": ${secret}}`,
      `{"session":"${secret}"`,
      `["${secret}"]`,
      "null",
    ];
    for (const content of damaged) {
      await saveSecrets(content);
      const [problem = "", ...others] = problemsWith();
      assert.deepEqual(others, []);
      assert.ok(problem.startsWith(`${file} cannot be read`), content);
      assert.match(problem, /Delete it; new secrets sign everybody out once\.$/);
      assert.doesNotMatch(problem, /SsEe|0123/);
      assert.equal(await readFile(file, "utf8"), content);
      await rm(dataDir, { recursive: true });
    }
  });

  it("cannot be saved when DATA_DIR is a file, and the message has two solutions", async () => {
    await writeFile(dataDir, "");
    const [problem = "", ...others] = problemsWith();
    assert.deepEqual(others, []);
    assert.ok(problem.startsWith(`DATA_DIR (${dataDir}) cannot be written`));
    assert.match(problem, /Set it to a folder that can, or set SESSION_SECRET and JWT_SECRET\.$/);
  });
});

describe("configured", () => {
  const given = (session: string, jwt = JWT_SECRET) => ({
    SESSION_SECRET: session,
    JWT_SECRET: jwt,
  });

  it("are lists, of which the first one signs", () => {
    const older = "an older secret that is long enough";
    assert.deepEqual(load(given(` ${SESSION_SECRET} , ${older},`, `${JWT_SECRET},${older}`)), {
      session: [SESSION_SECRET, older],
      jwt: [JWT_SECRET, older],
    });
  });

  it("have at least 32 characters each", () => {
    const enough = "x".repeat(32);
    assert.deepEqual(load(given(enough)).session, [enough]);
    for (const secret of ["x".repeat(31), `${enough},y`, `y,${enough}`]) {
      const [problem = "", ...others] = problemsWith(given(secret));
      assert.deepEqual(others, []);
      assert.match(
        problem,
        /^SESSION_SECRET has a secret shorter than 32 characters\. Make one with: /,
      );
      assert.doesNotMatch(problem, /xx|y,|,y/);
    }
    assert.match(problemsWith(given(enough, "short")).join(), /^JWT_SECRET has a secret shorter/);
  });

  it("are required in production, where the file is not read", async () => {
    load();
    await chmod(file, 0o600);
    const production = {
      NODE_ENV: "production",
      APP_URL: "https://a.example",
      DATABASE_URL: "embedded",
    };
    assert.deepEqual(
      problemsWith({ ...production, SESSION_SECRET: ",", JWT_SECRET: "" }).map(
        (problem) => problem.split(".")[0],
      ),
      ["SESSION_SECRET is not set", "JWT_SECRET is not set"],
    );
  });
});
