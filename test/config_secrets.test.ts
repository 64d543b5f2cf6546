/** The secrets: given, or made once and kept. */
import assert from "node:assert/strict";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { ConfigError, type Environment, loadConfig } from "../src/config.ts";

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

function problemsOf(environment: Environment = {}): readonly string[] {
  try {
    load(environment);
    return [];
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.problems;
  }
}

async function keep(content: string): Promise<void> {
  await mkdir(dataDir);
  await writeFile(file, content, { mode: 0o600 });
}

describe("in development", () => {
  it("are made at the first start, long and different, and are the same at the next", () => {
    const first = load();
    assert.match(first.session.join(), /^[\w-]{64}$/);
    assert.match(first.jwt.join(), /^[\w-]{64}$/);
    assert.notDeepEqual(first.session, first.jwt);
    assert.deepEqual(load(), first);
  });

  it("are others in another folder", () => {
    const elsewhere = { DATA_DIR: path.join(folder, "elsewhere") };
    assert.notDeepEqual(load(elsewhere).session, load().session);
    assert.notDeepEqual(load(elsewhere).jwt, load().jwt);
  });

  it("can be read by their owner alone, whatever the process's umask", async () => {
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

  it("are made only where they are not given", async () => {
    assert.deepEqual(load({ SESSION_SECRET, JWT_SECRET }), {
      session: [SESSION_SECRET],
      jwt: [JWT_SECRET],
    });
    await assert.rejects(stat(dataDir), { code: "ENOENT" });
    const kept = load();
    assert.deepEqual(load({ SESSION_SECRET }), { session: [SESSION_SECRET], jwt: kept.jwt });
    assert.deepEqual(load({ JWT_SECRET }), { session: kept.session, jwt: [JWT_SECRET] });
  });

  it("are not used when the file is spoiled; the message says so, and not what is in it", async () => {
    const secret = "SsEeCcRrEeTt-0123456789-0123456789";
    const spoiled = [
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
    for (const content of spoiled) {
      await keep(content);
      const [problem = "", ...others] = problemsOf();
      assert.deepEqual(others, []);
      assert.ok(problem.startsWith(`${file} cannot be read`), content);
      assert.match(problem, /Delete it; new secrets sign everybody out once\.$/);
      assert.doesNotMatch(problem, /SsEe|0123/);
      assert.equal(await readFile(file, "utf8"), content);
      await rm(dataDir, { recursive: true });
    }
  });

  it("cannot be made where a file is in the way; the message names both ways out", async () => {
    await writeFile(dataDir, "");
    const [problem = "", ...others] = problemsOf();
    assert.deepEqual(others, []);
    assert.ok(problem.startsWith(`DATA_DIR (${dataDir}) cannot be written`));
    assert.match(problem, /Set it to a folder that can, or set SESSION_SECRET and JWT_SECRET\.$/);
  });
});

describe("given", () => {
  const given = (session: string, jwt = JWT_SECRET) => ({
    SESSION_SECRET: session,
    JWT_SECRET: jwt,
  });

  it("are lists, the first one to sign with", () => {
    const older = "an older secret that is long enough";
    assert.deepEqual(load(given(` ${SESSION_SECRET} , ${older},`, `${JWT_SECRET},${older}`)), {
      session: [SESSION_SECRET, older],
      jwt: [JWT_SECRET, older],
    });
  });

  it("have 32 characters each, in every place of the list", () => {
    const enough = "x".repeat(32);
    assert.deepEqual(load(given(enough)).session, [enough]);
    for (const secret of ["x".repeat(31), `${enough},y`, `y,${enough}`]) {
      const [problem = "", ...others] = problemsOf(given(secret));
      assert.deepEqual(others, []);
      assert.match(
        problem,
        /^SESSION_SECRET has a secret shorter than 32 characters\. Make one with: /,
      );
      assert.doesNotMatch(problem, /xx|y,|,y/);
    }
    assert.match(problemsOf(given(enough, "short")).join(), /^JWT_SECRET has a secret shorter/);
  });

  it("are never made up in production, and no file is read there", async () => {
    load();
    await chmod(file, 0o600);
    const production = {
      NODE_ENV: "production",
      APP_URL: "https://a.example",
      DATABASE_URL: "embedded",
    };
    assert.deepEqual(
      problemsOf({ ...production, SESSION_SECRET: ",", JWT_SECRET: "" }).map(
        (problem) => problem.split(".")[0],
      ),
      ["SESSION_SECRET is not set", "JWT_SECRET is not set"],
    );
  });
});
