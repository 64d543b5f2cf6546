/** Signing up and in with address and password, as pages and the API do. */
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { after, before, beforeEach, describe, it } from "node:test";
import bcrypt from "bcrypt";
import { checkCredentials, registerAccount } from "../../src/auth/credentials.ts";
import { Passwords } from "../../src/auth/passwords.ts";
import { TooManyRequests } from "../../src/errors.ts";
import { PASSWORD, startTestApp, type TestApp } from "../support/app.ts";

const HERE = "192.0.2.1";
/** A request without a key is never a repetition. */
const NO_KEY = { requestKey: null, address: HERE };
const WITH_KEY = { requestKey: "form", address: HERE };
const ANN = { name: "Ann", email: "ann@example.org", password: PASSWORD };
const BOB = { name: "Bob", email: "bob@example.org", password: `${PASSWORD} of Bob's` };

let app: TestApp;

before(async () => {
  app = await startTestApp();
});
after(() => app.close());

beforeEach(async () => {
  await app.database.sql("truncate users, throttles cascade");
  await registerAccount(app.services, ANN, NO_KEY);
  await registerAccount(app.services, BOB, NO_KEY);
});

/** The name of the account whose credentials they are; null: of none. */
async function check(email: string, password: string): Promise<string | null> {
  const checked = await checkCredentials(app.services, { email, password }, HERE);
  return checked.ok ? checked.user.name : null;
}

/** The stored password of an account. */
async function stored(email: string): Promise<{ password_hash: string; password_scheme: number }> {
  const [row] = await app.database.sql<{ password_hash: string; password_scheme: number }>(
    "select password_hash, password_scheme from users where email = $1",
    [email],
  );
  assert.ok(row);
  return row;
}

async function store(email: string, hash: string, scheme: number): Promise<void> {
  const statement = "update users set password_hash = $2, password_scheme = $3 where email = $1";
  await app.database.sql(statement, [email, hash, scheme]);
}

it("accepts only an account's own password", async () => {
  assert.equal(await check(ANN.email, ANN.password), "Ann");
  assert.equal(await check(BOB.email, BOB.password), "Bob");
  assert.equal(await check(ANN.email, BOB.password), null);
  assert.equal(await check("nobody@example.org", ANN.password), null);
});

describe("an account imported with a plain bcrypt hash", () => {
  it("gets a hash of the current scheme when the user signs in", async () => {
    const before = await stored(BOB.email);
    await store(ANN.email, await bcrypt.hash(PASSWORD, 4), 1);
    assert.equal(await check(ANN.email, PASSWORD), "Ann");
    assert.equal((await stored(ANN.email)).password_scheme, 3);
    assert.equal(await check(ANN.email, PASSWORD), "Ann");
    assert.deepEqual(await stored(BOB.email), before);
  });

  it("is upgraded from the scheme before passwords were normalised", async () => {
    const typed = "Käse mit Brötchen".normalize("NFD");
    const digest = createHmac("sha384", "plainlist/password/2").update(typed).digest("base64");
    await store(ANN.email, await bcrypt.hash(digest, 4), 2);
    assert.equal(await check(ANN.email, typed), "Ann");
    assert.equal((await stored(ANN.email)).password_scheme, 3);
    assert.equal(await check(ANN.email, typed.normalize("NFC")), "Ann");
  });

  for (const scheme of [1, 2]) {
    for (const [first, later] of [
      ["NFC", "NFD"],
      ["NFD", "NFC"],
    ] as const) {
      it(`of scheme ${scheme} and typed in ${first} is opened by its ${later}`, async () => {
        const typed = "Crème brûlée à la carte";
        const chosen = typed.normalize(first);
        const digest = createHmac("sha384", "plainlist/password/2").update(chosen).digest("base64");
        await store(ANN.email, await bcrypt.hash(scheme === 1 ? chosen : digest, 4), scheme);
        assert.equal(await check(ANN.email, "Creme brulee a la carte"), null);
        assert.equal(await check(ANN.email, typed.normalize(later)), "Ann");
        assert.equal((await stored(ANN.email)).password_scheme, 3);
        for (const form of ["NFC", "NFD"]) {
          assert.equal(await check(ANN.email, typed.normalize(form)), "Ann");
        }
      });
    }
  }

  it("keeps its hash after a wrong password", async () => {
    const hash = await bcrypt.hash(PASSWORD, 4);
    await store(ANN.email, hash, 1);
    assert.equal(await check(ANN.email, "something else"), null);
    assert.deepEqual(await stored(ANN.email), { password_hash: hash, password_scheme: 1 });
  });
});

it("replaces a hash of a lower cost when the user signs in", async () => {
  const passwords = new Passwords({ cost: 5, queueLimit: 10 });
  const parts = { ...app.services, passwords };
  await checkCredentials(parts, ANN, HERE);
  assert.equal(bcrypt.getRounds((await stored(ANN.email)).password_hash), 5);
  assert.equal(await check(ANN.email, PASSWORD), "Ann");
});

it("does not overwrite a password that was changed during the check", async (t) => {
  const changed = (await app.services.passwords.hash("a new one, set meanwhile")).hash;
  await store(ANN.email, await bcrypt.hash(PASSWORD, 4), 1);
  const hash = bcrypt.hash as (password: string, cost: number) => Promise<string>;
  t.mock.method(bcrypt, "hash", async (password: string, cost: number) => {
    await store(ANN.email, changed, 2);
    return hash(password, cost);
  });
  assert.equal(await check(ANN.email, PASSWORD), "Ann");
  assert.deepEqual(await stored(ANN.email), { password_hash: changed, password_scheme: 2 });
});

it("counts an attempt before hashing, and does not count a correct password", async (t) => {
  for (let attempt = 0; attempt < 12; attempt += 1) await check(BOB.email, BOB.password);
  for (let guess = 0; guess < 10; guess += 1) assert.equal(await check(ANN.email, "wrong"), null);
  const compare = t.mock.method(bcrypt, "compare");
  await assert.rejects(check(ANN.email, ANN.password), TooManyRequests);
  await assert.rejects(check(ANN.email, "wrong"), TooManyRequests);
  assert.equal(compare.mock.callCount(), 0);
  assert.equal(await check(BOB.email, BOB.password), "Bob");
});

it("treats the same sign-up posted twice as one, and any other as a second", async () => {
  const { database } = app;
  const carla = { name: "Carla", email: "carla@example.org", password: PASSWORD };
  const [one, other] = await Promise.all([
    registerAccount(app.services, carla, WITH_KEY),
    registerAccount(app.services, carla, WITH_KEY),
  ]);
  assert.ok(one);
  assert.deepEqual(other, one);
  assert.equal(
    await registerAccount(app.services, carla, { ...WITH_KEY, requestKey: "another form" }),
    null,
  );
  assert.equal(await registerAccount(app.services, carla, NO_KEY), null);
  const guess = { ...carla, password: "another password" };
  assert.equal(await registerAccount(app.services, guess, WITH_KEY), null);
  assert.equal(await registerAccount(app.services, ANN, WITH_KEY), null);
  assert.equal((await database.sql("select 1 from users")).length, 3);
});

describe("a sign-up that is repeated under its key", () => {
  const CARLA = { name: "Carla", email: "carla@example.org", password: PASSWORD };
  const guess = { ...CARLA, password: "another password" };

  it("is an attempt to sign in, however often the password differs", async (t) => {
    assert.ok(await registerAccount(app.services, CARLA, WITH_KEY));
    for (let attempt = 0; attempt < 10; attempt += 1) {
      assert.equal(await registerAccount(app.services, guess, WITH_KEY), null);
    }
    const compare = t.mock.method(bcrypt, "compare");
    await assert.rejects(registerAccount(app.services, guess, WITH_KEY), TooManyRequests);
    await assert.rejects(registerAccount(app.services, CARLA, WITH_KEY), TooManyRequests);
    await assert.rejects(check(CARLA.email, CARLA.password), TooManyRequests);
    assert.equal(compare.mock.callCount(), 0);
    assert.equal(await check(BOB.email, BOB.password), "Bob");
  });

  it("counts together with wrong passwords, and not with the right one", async () => {
    assert.ok(await registerAccount(app.services, CARLA, WITH_KEY));
    for (let attempt = 0; attempt < 12; attempt += 1) {
      assert.equal((await registerAccount(app.services, CARLA, WITH_KEY))?.name, "Carla");
    }
    for (let attempt = 0; attempt < 5; attempt += 1) {
      assert.equal(await check(CARLA.email, "wrong"), null);
      assert.equal(await registerAccount(app.services, guess, WITH_KEY), null);
    }
    await assert.rejects(check(CARLA.email, CARLA.password), TooManyRequests);
  });
});
