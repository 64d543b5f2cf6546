/** Signing up and in by address and password, below pages and API. */
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import bcrypt from "bcrypt";
import { checkCredentials, registerAccount } from "../../src/auth/credentials.ts";
import { Passwords } from "../../src/auth/passwords.ts";
import { TooManyRequests } from "../../src/errors.ts";
import { PASSWORD, startTestApp, type TestApp } from "../support/app.ts";

const HERE = "192.0.2.1";
/** A request that is always a new one. */
const ONCE = { requestKey: null, address: HERE };
const FORM = { requestKey: "form", address: HERE };
const ANN = { name: "Ann", email: "ann@example.org", password: PASSWORD };
const BOB = { name: "Bob", email: "bob@example.org", password: `${PASSWORD} of Bob's` };

let app: TestApp;

before(async () => {
  app = await startTestApp();
});
after(() => app.close());

beforeEach(async () => {
  await app.database.sql("truncate users, throttles cascade");
  await registerAccount(app.services, ANN, ONCE);
  await registerAccount(app.services, BOB, ONCE);
});

function check(email: string, password: string) {
  return checkCredentials(app.services, { email, password }, HERE);
}

/** How the password of an account is stored. */
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

it("lets everybody in with their own password, and with nobody else's", async () => {
  assert.equal((await check(ANN.email, ANN.password))?.name, "Ann");
  assert.equal((await check(BOB.email, BOB.password))?.name, "Bob");
  assert.equal(await check(ANN.email, BOB.password), null);
  assert.equal(await check("nobody@example.org", ANN.password), null);
});

describe("an account that was brought along with a plain bcrypt hash", () => {
  it("has a hash of the present scheme after its owner has signed in, and still opens", async () => {
    const before = await stored(BOB.email);
    await store(ANN.email, await bcrypt.hash(PASSWORD, 4), 1);
    assert.equal((await check(ANN.email, PASSWORD))?.name, "Ann");
    assert.equal((await stored(ANN.email)).password_scheme, 2);
    assert.equal((await check(ANN.email, PASSWORD))?.name, "Ann");
    assert.deepEqual(await stored(BOB.email), before);
  });

  it("keeps it when the password was wrong", async () => {
    const hash = await bcrypt.hash(PASSWORD, 4);
    await store(ANN.email, hash, 1);
    assert.equal(await check(ANN.email, "something else"), null);
    assert.deepEqual(await stored(ANN.email), { password_hash: hash, password_scheme: 1 });
  });
});

it("makes a hash of the present cost out of a cheaper one", async () => {
  const passwords = new Passwords({ cost: 5, queueLimit: 10 });
  const parts = { ...app.services, passwords };
  await checkCredentials(parts, ANN, HERE);
  assert.equal(bcrypt.getRounds((await stored(ANN.email)).password_hash), 5);
  assert.equal((await check(ANN.email, PASSWORD))?.name, "Ann");
});

it("leaves a password alone that was changed while it was being checked", async (t) => {
  const changed = (await app.services.passwords.hash("a new one, set meanwhile")).hash;
  await store(ANN.email, await bcrypt.hash(PASSWORD, 4), 1);
  const hash = bcrypt.hash as (password: string, cost: number) => Promise<string>;
  t.mock.method(bcrypt, "hash", async (password: string, cost: number) => {
    await store(ANN.email, changed, 2);
    return hash(password, cost);
  });
  assert.equal((await check(ANN.email, PASSWORD))?.name, "Ann");
  assert.deepEqual(await stored(ANN.email), { password_hash: changed, password_scheme: 2 });
});

it("counts a guess before it hashes anything, and a right password as none", async (t) => {
  for (let attempt = 0; attempt < 12; attempt += 1) await check(BOB.email, BOB.password);
  for (let guess = 0; guess < 10; guess += 1) assert.equal(await check(ANN.email, "wrong"), null);
  const compare = t.mock.method(bcrypt, "compare");
  await assert.rejects(check(ANN.email, ANN.password), TooManyRequests);
  await assert.rejects(check(ANN.email, "wrong"), TooManyRequests);
  assert.equal(compare.mock.callCount(), 0);
  assert.equal((await check(BOB.email, BOB.password))?.name, "Bob");
});

it("takes the same sign-up posted twice for one, and any other for a second", async () => {
  const { database } = app;
  const carla = { name: "Carla", email: "carla@example.org", password: PASSWORD };
  const [one, other] = await Promise.all([
    registerAccount(app.services, carla, FORM),
    registerAccount(app.services, carla, FORM),
  ]);
  assert.ok(one);
  assert.deepEqual(other, one);
  assert.equal(
    await registerAccount(app.services, carla, { ...FORM, requestKey: "another form" }),
    null,
  );
  assert.equal(await registerAccount(app.services, carla, ONCE), null);
  const guess = { ...carla, password: "another password" };
  assert.equal(await registerAccount(app.services, guess, FORM), null);
  assert.equal(await registerAccount(app.services, ANN, FORM), null);
  assert.equal((await database.sql("select 1 from users")).length, 3);
});
