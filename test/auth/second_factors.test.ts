/** The second factor of accounts: its codes, each accepted once, and its keys. */
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it, mock } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import bcrypt from "bcrypt";
import fc from "fast-check";
import { codeAt, newKey } from "../../src/auth/one_time_codes.ts";
import { Passwords } from "../../src/auth/passwords.ts";
import { SecondFactors } from "../../src/auth/second_factors.ts";
import { TooManyRequests } from "../../src/errors.ts";
import { runMaintenance } from "../../src/maintenance.ts";
import { rememberBrowser } from "../../src/models/browsers.ts";
import { findSecondFactor, removeSecondFactor } from "../../src/models/second_factors.ts";
import type { User } from "../../src/models/users.ts";
import { startTestApp, TEST_ENVIRONMENT, type TestApp } from "../support/app.ts";
import { CLIENT, type Phone, startStep, turnOn, wrongCode } from "../support/second_factor.ts";

const HERE = "192.0.2.1";
const SECRET = TEST_ENVIRONMENT.SESSION_SECRET ?? "";
const NEW_SECRET = "another session secret for the tests: long enough";

let app: TestApp;
let ann: User;
let bob: User;
let phone: Phone;

before(async () => {
  app = await startTestApp({}, { poolMax: 8 });
});
after(() => app.close());

beforeEach(async () => {
  await app.database.sql("truncate users, throttles, mails cascade");
  ann = (await app.withToken("Ann")).user;
  bob = (await app.withToken("Bob")).user;
  startStep(app);
  phone = await turnOn(app, ann);
});

async function check(code: string, user = ann, address = HERE) {
  return await app.services.secondFactors.check(user, code, { address });
}

/** As another process with these secrets. */
function process(...secrets: string[]): { factors: SecondFactors; errors: unknown[] } {
  const errors: unknown[] = [];
  const logger = { error: (line: unknown) => void errors.push(line) } as never;
  return { factors: new SecondFactors({ ...app.services, logger }, secrets), errors };
}

it("accepts a code of the app once, and none of an earlier step after it", async () => {
  const now = app.services.clock();
  const at = (seconds: number) => codeAt(phone.key, new Date(now.getTime() + seconds * 1000));
  assert.deepEqual(await check(at(0)), { ok: false }, "used to turn it on");
  assert.deepEqual(await check(at(30)), { ok: true, by: "app" });
  assert.deepEqual(await check(at(30)), { ok: false });
  assert.deepEqual(await check(at(0)), { ok: false });
  app.advance(30_000);
  assert.deepEqual(await check(at(60)), { ok: true, by: "app" });
});

it("accepts a code that is one step late or early, and none further away", async () => {
  for (const [seconds, ok] of [
    [-60, false],
    [60, false],
    [-30, true],
    [30, true],
  ] as const) {
    app.advance(5 * 60_000);
    const at = new Date(app.services.clock().getTime() + seconds * 1000);
    assert.equal((await check(codeAt(phone.key, at))).ok, ok, `${seconds} s`);
  }
});

it("accepts a code from where the account has been used, though others have locked it", async () => {
  const { secondFactors, throttling, database } = app.services;
  for (let network = 0; network < 100; network += 1) {
    await throttling.countSignIn(`198.51.${network}.1`, ann.email);
  }
  await assert.rejects(check(phone.nextCode()), TooManyRequests);
  const secret = "the-secret-of-a-browser";
  const sighting = { userId: ann.id, secret, network: "elsewhere", now: app.services.clock() };
  const client = { userAgent: "", address: "203.0.113.1" };
  await rememberBrowser(database.knex, { ...sighting, client });
  const from = (browser: string) => ({ address: HERE, browser });
  const other = secondFactors.check(ann, "000000", from("another-secret"));
  await assert.rejects(other, TooManyRequests);
  assert.ok((await secondFactors.check(ann, phone.nextCode(), from(secret))).ok);
  // Nor is it by the network, where a program has signed in.
  assert.ok((await check(phone.nextCode(), ann, "127.0.0.1")).ok);
});

it("accepts a recovery code once, however it is written, and says how many are left", async () => {
  const [first = "", second = ""] = phone.recoveryCodes;
  assert.deepEqual(await check(first), { ok: true, by: "recovery", left: 9 });
  assert.deepEqual(await check(first), { ok: false });
  const typed = ` ${second.slice(0, 3)}-${second.slice(3)} `.toUpperCase();
  assert.deepEqual(await check(typed), { ok: true, by: "recovery", left: 8 });
});

it("accepts codes of nobody else", async () => {
  const bobs = await turnOn(app, bob);
  assert.deepEqual(await check(bobs.nextCode()), { ok: false });
  assert.deepEqual(await check(bobs.recoveryCodes[0] ?? ""), { ok: false });
  const { user: cleo } = await app.withToken("Cleo");
  assert.deepEqual(await check(phone.nextCode(), cleo), { ok: false }, "it is off");
  assert.deepEqual(await check(phone.nextCode()), { ok: true, by: "app" });
});

it("accepts nothing twice, in whatever order and number it is used at once", async () => {
  const uses = fc.array(fc.record({ code: fc.nat({ max: 3 }), process: fc.nat({ max: 1 }) }), {
    minLength: 2,
    maxLength: 8,
  });
  const others = [app.services.secondFactors, process(SECRET).factors];
  await fc.assert(
    fc.asyncProperty(uses, async (sent) => {
      await app.database.sql("truncate second_factors, throttles cascade");
      startStep(app);
      const { key, recoveryCodes } = await turnOn(app, ann);
      const now = app.services.clock().getTime();
      const codes = [
        ...[0, 30].map((seconds) => codeAt(key, new Date(now + seconds * 1000))),
        ...recoveryCodes.slice(0, 2),
      ];
      const checked = await Promise.all(
        sent.map(async ({ code, process: own }, index) => {
          const typed = codes[code] ?? "";
          const result = await others[own]?.check(ann, typed, { address: `192.0.2.${index}` });
          return { code, ok: result?.ok === true };
        }),
      );
      const accepted = checked.filter(({ ok }) => ok).map(({ code }) => code);
      // The first one has turned it on.
      const expected = [...new Set(sent.map(({ code }) => code))].filter((code) => code !== 0);
      assert.deepEqual(accepted.sort(), expected.sort());
    }),
    { numRuns: 25 },
  );
});

describe("the counter of attempts", () => {
  it("refuses codes after ten wrong ones, of the app and recovery codes together", async () => {
    for (let i = 0; i < 10; i += 1) {
      const code = i % 2 === 0 ? wrongCode(app, phone) : "00000000";
      assert.deepEqual(await check(code), { ok: false });
    }
    await assert.rejects(check(phone.nextCode()), TooManyRequests);
    await assert.rejects(check(phone.recoveryCodes[0] ?? ""), TooManyRequests);
    const bobs = await turnOn(app, bob);
    assert.ok((await check(bobs.nextCode(), bob)).ok, "Bob is not held up");
  });

  it("that strangers use up leaves the networks and browsers that the owner has signed in from", async () => {
    const [stranger, own] = ["203.0.113.9", "127.0.0.1"];
    await check(wrongCode(app, phone), ann, stranger);
    await app.database.sql("update throttles set hits = 100 where key like 'account:%'");
    await assert.rejects(check(phone.nextCode(), ann, stranger), TooManyRequests);
    assert.ok((await check(phone.nextCode(), ann, own)).ok);
    const { secondFactors } = app.services;
    const known = { address: "198.51.100.7", isKnown: true };
    assert.ok((await secondFactors.check(ann, phone.nextCode(), known)).ok);
  });

  it("starts again after a right code", async () => {
    for (let round = 0; round < 3; round += 1) {
      for (let i = 0; i < 9; i += 1) await check(wrongCode(app, phone));
      assert.ok((await check(phone.nextCode())).ok);
    }
  });
});

describe("a key", () => {
  it("stands in the database in no form that could be used", async () => {
    const rows = await app.database.sql<{ row: string }>(
      `select second_factors::text as row from second_factors
       union all select recovery_codes::text from recovery_codes`,
      [],
    );
    const stored = rows.map(({ row }) => row).join("\n");
    assert.ok(!stored.includes(phone.key.toString("hex")));
    for (const code of phone.recoveryCodes) assert.ok(!stored.includes(code));
    assert.equal(stored.match(/\$2b\$/g)?.length, 11, "ten hashes and their salt");
  });

  it("of another account does not open where it was copied to", async () => {
    await turnOn(app, bob);
    await app.database.sql(
      `update second_factors set sealed_key = other.sealed_key from second_factors as other
       where second_factors.user_id = $1 and other.user_id = $2`,
      [bob.id, ann.id],
    );
    assert.deepEqual(await check(phone.nextCode(), bob), { ok: false });
  });

  it("is sealed anew by the maintenance, so that the old secret can go", async () => {
    await turnOn(app, bob);
    const both = process(NEW_SECRET, SECRET);
    const only = process(NEW_SECRET);
    assert.ok(
      (await both.factors.check(ann, phone.nextCode(), { address: HERE })).ok,
      "both are configured",
    );
    await runMaintenance({ ...app.services, secondFactors: both.factors });
    assert.ok((await only.factors.check(ann, phone.nextCode(), { address: HERE })).ok);
    assert.deepEqual([both.errors, only.errors], [[], []]);
    const before = await app.database.sql("select * from second_factors order by user_id", []);
    await runMaintenance({ ...app.services, secondFactors: both.factors });
    const again = await app.database.sql("select * from second_factors order by user_id", []);
    assert.deepEqual(again, before, "nothing is left to do");
  });

  it("that no secret opens fails, is logged once, and leaves recovery codes and the way off", async () => {
    const { factors, errors } = process(NEW_SECRET);
    for (let i = 0; i < 2; i += 1) {
      assert.deepEqual(await factors.check(ann, phone.nextCode(), { address: HERE }), {
        ok: false,
      });
    }
    await factors.renewSealedKeys();
    assert.equal(errors.length, 1);
    assert.ok((await factors.check(ann, phone.recoveryCodes[0] ?? "", { address: HERE })).ok);
    const { database } = app.services;
    await database.transaction((trx) => removeSecondFactor(trx, ann.id));
    assert.equal(await findSecondFactor(database, ann.id), null);
  });
});

describe("turning it on", () => {
  it("takes the key of the page for an hour, and only from the user it was made for", () => {
    const { secondFactors } = app.services;
    const { key, sealed } = secondFactors.newSetup(bob.id);
    assert.deepEqual(secondFactors.readSetup(bob.id, sealed), key);
    assert.equal(secondFactors.readSetup(ann.id, sealed), null);
    assert.equal(secondFactors.readSetup(bob.id, `${sealed.slice(0, -2)}AA`), null);
    assert.equal(secondFactors.readSetup(bob.id, ""), null);
    app.advance(61 * 60_000);
    assert.equal(secondFactors.readSetup(bob.id, sealed), null);
  });

  it("happens once, also where two tabs do it with two keys at the same moment", async () => {
    const { secondFactors, clock } = app.services;
    const keys = [newKey(), newKey()];
    const results = await Promise.all(
      keys.map((key) => secondFactors.turnOn(bob, { key, code: codeAt(key, clock()) }, CLIENT)),
    );
    const on = results.filter((result) => typeof result === "object");
    assert.equal(on.length, 1);
    assert.ok(results.includes("on"));
    const mails = await app.database.sql(
      "select recipient, params - 'at' as params from mails where user_id = $1 order by id",
      [bob.id],
    );
    assert.deepEqual(mails, [{ recipient: bob.email, params: { change: "on", ...CLIENT } }]);
    const [won = newKey()] = keys.filter((_, index) => typeof results[index] === "object");
    app.advance(30_000);
    assert.ok((await check(codeAt(won, clock()), bob)).ok);
  });

  it("refuses a code of another key, and a recovery code", async () => {
    const { secondFactors, clock } = app.services;
    const key = newKey();
    for (const code of [codeAt(newKey(), clock()), phone.recoveryCodes[0] ?? "", "", "12345"]) {
      assert.equal(await secondFactors.turnOn(bob, { key, code }, CLIENT), "wrong");
    }
    assert.equal(await findSecondFactor(app.services.database, bob.id), null);
  });
});

describe("new recovery codes", () => {
  it("replace the others, used or not", async () => {
    const { secondFactors, database } = app.services;
    const [first = "", second = ""] = phone.recoveryCodes;
    await check(first);
    const made = await secondFactors.renewCodes(ann, null, CLIENT);
    const factor = await findSecondFactor(database, ann.id);
    assert.ok(made && factor);
    assert.deepEqual([factor.codesLeft, factor.codeUsedAt], [10, null]);
    assert.deepEqual(await check(second), { ok: false });
    const [fresh = ""] = secondFactors.readCodes(made, factor) ?? [];
    assert.deepEqual(await check(fresh), { ok: true, by: "recovery", left: 9 });
  });

  it("are made once by two presses of the button", async () => {
    const { secondFactors, database } = app.services;
    const seen = await findSecondFactor(database, ann.id);
    app.advance(1000);
    const presses = [1, 2].map(() =>
      secondFactors.renewCodes(ann, seen?.codesMadeAt ?? null, CLIENT),
    );
    const made = (await Promise.all(presses)).filter((codes) => codes !== null);
    assert.equal(made.length, 1);
  });

  it("can be read for ten minutes, by nobody else, and not when there are newer ones", async () => {
    const { secondFactors, database } = app.services;
    const made = await secondFactors.renewCodes(ann, null, CLIENT);
    const factor = await findSecondFactor(database, ann.id);
    assert.ok(made && factor);
    assert.equal(secondFactors.readCodes(made, factor)?.length, 10);
    assert.equal(secondFactors.readCodes({ ...made, userId: bob.id }, factor), null);
    await secondFactors.renewCodes(ann, null, CLIENT);
    const newer = await findSecondFactor(database, ann.id);
    assert.equal(newer && secondFactors.readCodes(made, newer), null);
    app.advance(11 * 60_000);
    assert.equal(secondFactors.readCodes(made, factor), null);
  });

  it("are not made for an account without a second factor", async () => {
    assert.equal(await app.services.secondFactors.renewCodes(bob, null, CLIENT), null);
    assert.deepEqual(
      await app.database.sql("select * from recovery_codes where user_id = $1", [bob.id]),
      [],
    );
  });
});

it("turns off once, with a mail, and another account's stays on", async () => {
  const { secondFactors, database } = app.services;
  await turnOn(app, bob);
  assert.deepEqual(
    await Promise.all([
      secondFactors.turnOff(ann, CLIENT),
      secondFactors.turnOff(ann, CLIENT),
    ]).then((done) => done.sort()),
    [false, true],
  );
  assert.equal(await findSecondFactor(database, ann.id), null);
  assert.notEqual(await findSecondFactor(database, bob.id), null);
  const mails = await app.database.sql(
    "select kind, params - 'at' as params from mails where user_id = $1 order by id",
    [ann.id],
  );
  const kind = "second-factor-changed";
  assert.deepEqual(mails, [
    { kind, params: { change: "on", ...CLIENT } },
    { kind, params: { change: "off", ...CLIENT } },
  ]);
});

describe("making recovery codes", () => {
  it("hashes nothing where the second factor is off", async () => {
    const { secondFactors, passwords } = app.services;
    const hashCode = mock.method(passwords, "hashCode");
    try {
      assert.equal(await secondFactors.renewCodes(bob, null, CLIENT), null);
      assert.equal(hashCode.mock.callCount(), 0);
    } finally {
      hashCode.mock.restore();
    }
  });

  it("waits for its turn, of which one network has only a few", async (t) => {
    const { promise: blocked, resolve: release } = Promise.withResolvers<string>();
    t.mock.method(bcrypt, "hash", () => blocked);
    const passwords = new Passwords({ cost: 4, queueLimit: 200 });
    const factors = new SecondFactors({ ...app.services, passwords }, [SECRET]);
    const outcome = async () => {
      const error = await factors.renewCodes(ann, null, CLIENT).catch((thrown: unknown) => thrown);
      return error instanceof TooManyRequests ? "refused" : "not refused";
    };
    const made = Array.from({ length: 20 }, outcome);
    assert.equal(await Promise.race([...made, wait(2_000, "all wait")]), "refused");
    release("the same for all, so that they fail");
    await Promise.all(made);
  });
});
