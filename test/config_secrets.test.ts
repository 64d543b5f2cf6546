/** Secrets: configured, or generated once and saved. */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
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
  await mkdir(dataDir, { recursive: true });
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
    const oldest = "the oldest secret of all for tokens";
    assert.deepEqual(load(given(` ${SESSION_SECRET} , ${older},`, `${JWT_SECRET},${oldest}`)), {
      session: [SESSION_SECRET, older],
      jwt: [JWT_SECRET, oldest],
    });
  });

  it("have at least 32 characters each", () => {
    const enough = "x0y1z2a3b4c5d6e7f8g9h0i1j2k3l4m5";
    assert.deepEqual(load(given(enough)).session, [enough]);
    for (const secret of [enough.slice(1), `${enough},y`, `y,${enough}`]) {
      const [problem = "", ...others] = problemsWith(given(secret));
      assert.deepEqual(others, []);
      assert.match(
        problem,
        /^SESSION_SECRET has a secret shorter than 32 characters\. Make one with: /,
      );
      assert.doesNotMatch(problem, /x0|y1|y,|,y/);
    }
    assert.match(problemsWith(given(enough, "short")).join(), /^JWT_SECRET has a secret shorter/);
  });

  it("cannot be guessed from their shape", () => {
    const flawed = {
      "of fewer than 8 different characters": [
        "x".repeat(32),
        "xyxyxxyy".repeat(9),
        "0123456".repeat(9),
      ],
      "that repeats a few characters": [
        "abcdefgh".repeat(4),
        "0123456789".repeat(4),
        "s3cr3t-k9!".repeat(4).slice(0, 37),
      ],
      "that is letters or digits in their order": [
        "abcdefghijklmnopqrstuvwxyz012345",
        "9876543210ZYXWVUTSRQPONMLKJIHGFEDCBA",
        `${"a".repeat(9)}${"b".repeat(9)}${"c".repeat(9)}${"defghijk".repeat(2)}`,
      ],
      "that is a placeholder": [
        "change-me-to-something-of-32-characters",
        "please replace this by a long secret",
        "$(openssl rand -base64 48) # 64 letters",
        "your session secret of 32 letters or more",
      ],
    };
    for (const [flaw, secrets] of Object.entries(flawed)) {
      for (const secret of secrets) {
        for (const list of [secret, `${SESSION_SECRET},${secret}`]) {
          const [problem = "", ...others] = problemsWith(given(list));
          assert.deepEqual(others, [], secret);
          assert.ok(
            problem.startsWith(`SESSION_SECRET has a secret ${flaw}. Make one with: `),
            secret,
          );
        }
        const [problem = ""] = problemsWith(given(SESSION_SECRET, secret));
        assert.ok(problem.startsWith(`JWT_SECRET has a secret ${flaw}. Make one with: `), secret);
      }
    }
  });

  it("are accepted as openssl and others make them", () => {
    for (let round = 0; round < 200; round += 1) {
      for (const encoding of ["hex", "base64", "base64url"] as const) {
        const [session, jwt] = [randomBytes(24), randomBytes(24)].map((b) => b.toString(encoding));
        assert.deepEqual(problemsWith(given(session ?? "", jwt)), []);
      }
    }
  });

  it("are never the same for sessions and tokens, in any place of the lists", () => {
    const other = "another secret that is long enough";
    for (const [session, jwt] of [
      [other, other],
      [`${SESSION_SECRET},${other}`, `${JWT_SECRET},${other}`],
      [`${SESSION_SECRET},${other}`, other],
      [other, `${JWT_SECRET}, ${other} `],
    ] as const) {
      const [problem = "", ...others] = problemsWith(given(session, jwt));
      assert.deepEqual(others, []);
      assert.match(
        problem,
        /^JWT_SECRET has a secret that is in SESSION_SECRET too, .*Make one with: /,
      );
      assert.doesNotMatch(problem, /another/);
    }
  });

  it("are never that of the file, either", async () => {
    const saved = load();
    const [jwt = ""] = saved.jwt;
    assert.match(
      problemsWith({ SESSION_SECRET: jwt }).join(),
      /^JWT_SECRET has a secret that is in/,
    );
    await saveSecrets(JSON.stringify({ session: jwt, jwt }));
    assert.match(problemsWith().join(), /cannot be read: both secrets are the same\. Delete it/);
    await saveSecrets(JSON.stringify({ session: "x".repeat(40), jwt }));
    assert.match(problemsWith().join(), /cannot be read: a secret is missing\. Delete it/);
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
