/** Guessing passwords: how many are let through, what is shown after that, and who is not held up. */
import assert from "node:assert/strict";
import { availableParallelism } from "node:os";
import { after, before, beforeEach, describe, type TestContext, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import bcrypt from "bcrypt";
import { PASSWORD, startTestApp, type TestApp } from "../support/app.ts";
import type { PageResult } from "../support/browser.ts";
import { textIn } from "../support/fields.ts";

const MINUTE = 60_000;
let app: TestApp;
/** New ones for each test. */
let email: string;
let home: string;
let elsewhere: string;
let addresses = 0;

// Behind one proxy, which says where a request comes from.
before(async () => {
  app = await startTestApp({ TRUST_PROXY: "1" }, { poolMax: 4 });
});

beforeEach(async () => {
  email = (await app.withToken("Ann")).user.email;
  home = newAddress();
  elsewhere = newAddress();
});

after(async () => app.close());

function newAddress(): string {
  addresses += 1;
  return `192.0.2.${addresses}`;
}

async function attempt(password: string, { as = email, from = home } = {}): Promise<PageResult> {
  const browser = app.visitor();
  browser.headers = { "X-Forwarded-For": from };
  const page = await browser.get("/auth/signin");
  return browser.submit(page, "/auth/signin", { email: as, password });
}

async function guess(times: number, options: { as?: string; from?: string } = {}): Promise<void> {
  for (let i = 0; i < times; i += 1) {
    assert.equal((await attempt(`wrong ${i}`, options)).status, 422);
  }
}

/** As if that many had been counted: a hundred real ones take a while. */
async function setHits(kind: "address" | "account" | "sign-up", hits: number): Promise<void> {
  await app.database.sql("update throttles set hits = $2 where key like $1", [`${kind}:%`, hits]);
}

/** Refused, with the time to wait in words and in the header, and the address kept. */
function assertHeldUp(page: PageResult, seconds: number): void {
  assert.equal(page.status, 429);
  const wait = Number(page.response.headers["retry-after"]);
  assert.ok(wait > seconds - 60 && wait <= seconds, `Retry-After: ${wait}`);
  const minutes = Math.ceil(wait / 60);
  assert.deepEqual(page.problems, [`Too many attempts. Please try again in ${minutes} minutes.`]);
  assert.equal(textIn(page, "email"), email);
}

test("after ten wrong passwords the eleventh is not even looked at", async (t) => {
  await guess(10);
  const compare = t.mock.method(bcrypt, "compare");
  assertHeldUp(await attempt("wrong again"), 15 * 60);
  assertHeldUp(await attempt(PASSWORD), 15 * 60);
  assert.equal(compare.mock.callCount(), 0, "nothing is hashed");
});

test("a quarter of an hour later the right one is taken", async () => {
  await guess(10);
  app.advance(14 * MINUTE);
  const page = await attempt(PASSWORD);
  assert.equal(page.status, 429);
  assert.match(page.problems[0] ?? "", /in 1 minute\.|in \d+ seconds\./);
  app.advance(MINUTE + 1000);
  assert.equal((await attempt(PASSWORD)).status, 303);
});

test("the account's owner, elsewhere, is not held up by them", async () => {
  await guess(10);
  assert.equal((await attempt(PASSWORD)).status, 429);
  assert.equal((await attempt(PASSWORD, { from: elsewhere })).status, 303);
});

test("one address that goes on guessing cannot lock the account for the others", async () => {
  await guess(10);
  for (let i = 0; i < 100; i += 1) assert.equal((await attempt("wrong")).status, 429);
  assert.equal((await attempt(PASSWORD, { from: elsewhere })).status, 303);
});

test("nor is another account, from the same address", async () => {
  const { user: bob } = await app.withToken("Bob");
  await guess(10);
  assert.equal((await attempt(PASSWORD, { as: bob.email })).status, 303);
});

test("the right password forgives the wrong ones before it", async () => {
  for (let round = 0; round < 3; round += 1) {
    await guess(9);
    assert.equal((await attempt(PASSWORD)).status, 303);
  }
  await guess(10);
  assert.equal((await attempt(PASSWORD)).status, 429);
});

test("a hundred guesses at one account from everywhere hold up the next", async () => {
  await guess(1);
  await setHits("account", 99);
  await guess(1, { from: elsewhere });
  assertHeldUp(await attempt("wrong", { from: newAddress() }), 15 * 60);
});

test("a hundred guesses from one address at any accounts hold up the next", async () => {
  await guess(1, { as: "somebody@example.org" });
  await setHits("address", 99);
  await guess(1, { as: "nobody@example.org" });
  assertHeldUp(await attempt(PASSWORD), 15 * 60);
  assert.equal((await attempt(PASSWORD, { from: elsewhere })).status, 303);
});

test("many people who sign in rightly from one address are not held up", async () => {
  await guess(1);
  await setHits("address", 98);
  await setHits("account", 98);
  for (let i = 0; i < 5; i += 1) assert.equal((await attempt(PASSWORD)).status, 303);
});

test("an IPv6 household is one address, and its neighbours are others", async () => {
  for (let i = 0; i < 10; i += 1) await guess(1, { from: `2001:db8:1:2::${i + 1}` });
  assert.equal((await attempt("wrong", { from: "2001:db8:1:2:aaaa::1" })).status, 429);
  assert.equal((await attempt(PASSWORD, { from: "2001:db8:1:3::1" })).status, 303);
});

test("ten networks of one home line cannot lock an account's owner out", async () => {
  await app.database.sql("delete from throttles");
  for (let network = 0; network < 10; network += 1) {
    for (let i = 0; i < 10; i += 1) {
      await attempt("wrong", { from: `2001:db8:1:2${network.toString(16)}::${i}` });
    }
  }
  const [account] = await app.database.sql<{ most: number }>(
    "select max(hits) as most from throttles where key like 'account:%'",
  );
  assert.ok(Number(account?.most) <= 20, `${account?.most} of the account's attempts are used`);
  assert.equal((await attempt(PASSWORD, { from: elsewhere })).status, 303);
});

test("where somebody has signed in before, an account that others have locked is open", async () => {
  assert.equal((await attempt(PASSWORD)).status, 303);
  await guess(1, { from: elsewhere });
  await setHits("account", 100);
  assertHeldUp(await attempt(PASSWORD, { from: newAddress() }), 15 * 60);
  assert.equal((await attempt(PASSWORD)).status, 303);
  // But there, too, only so many are let through.
  await guess(10);
  assertHeldUp(await attempt(PASSWORD), 15 * 60);
});

test("a browser that has signed in before gets past the lock from anywhere", async () => {
  const browser = app.visitor();
  const signIn = async (from: string) => {
    browser.headers = { "X-Forwarded-For": from };
    const page = await browser.get("/auth/signin");
    return browser.submit(page, "/auth/signin", { email, password: PASSWORD });
  };
  assert.equal((await signIn(home)).status, 303);
  await browser.signOut();
  await guess(1, { from: elsewhere });
  await setHits("account", 100);
  const onTheWay = "203.0.113.7";
  assertHeldUp(await attempt(PASSWORD, { from: onTheWay }), 15 * 60);
  assert.equal((await signIn(onTheWay)).status, 303);
});

test("another account's network is not known to this one", async () => {
  const { user: bob } = await app.withToken("Bob");
  assert.equal((await attempt(PASSWORD, { as: bob.email })).status, 303);
  await guess(1, { from: elsewhere });
  await setHits("account", 100);
  assertHeldUp(await attempt(PASSWORD), 15 * 60);
});

test("an address written by the client itself is not believed", async () => {
  for (let i = 0; i < 10; i += 1) await guess(1, { from: `203.0.113.${i}, ${home}` });
  assert.equal((await attempt("wrong", { from: `203.0.113.99, ${home}` })).status, 429);
});

test("another server process counts the same attempts", async () => {
  const second = await startTestApp({ TRUST_PROXY: "1" }, { database: app.database });
  await guess(10);
  const browser = second.visitor();
  browser.headers = { "X-Forwarded-For": home };
  const page = await browser.get("/auth/signin");
  const result = await browser.submit(page, "/auth/signin", { email, password: PASSWORD });
  assert.equal(result.status, 429);
  await second.close();
});

test("the right password sent from many windows at once signs in each", async () => {
  const results = await Promise.all(Array.from({ length: 9 }, () => attempt(PASSWORD)));
  for (const { status } of results) assert.equal(status, 303);
});

test("counting and forgiving take their counters in one order, and never wait in a circle", async () => {
  const { throttling } = app.services;
  const { sql } = app.database;
  await sql("delete from throttles");
  await throttling.countSignIn(home, email);
  const keyOf = async (counter: string) => {
    const [row] = await sql<{ key: string }>("select key from throttles where key like $1", [
      `${counter}:%`,
    ]);
    return row?.key;
  };
  const [address, account] = [await keyOf("address"), await keyOf("account")];
  const lock = (key: string | undefined) =>
    sql("select 1 from throttles where key = $1 for update nowait", [key]);
  for (const step of ["countSignIn", "forgiveSignIn"] as const) {
    await sql("begin");
    await lock(address);
    const blocked = throttling[step](home, email);
    const waiting = "select 1 from pg_stat_activity where datname = current_database()";
    while ((await sql(`${waiting} and wait_event_type = 'Lock'`)).length === 0);
    // A request that waits for the first holds none of the others.
    await lock(account);
    await sql("commit");
    await blocked;
  }
});

test("the counters name neither people nor addresses", async () => {
  await guess(1);
  const rows = await app.database.sql<{ key: string }>("select key from throttles");
  assert.ok(rows.length >= 3);
  for (const { key } of rows) assert.doesNotMatch(key, /ann|example|192\.0/i);
});

describe("signing up", () => {
  test("is held up after two hundred from one address within the hour", async () => {
    const signUp = async (name: string, from = home) => {
      const browser = app.visitor();
      browser.headers = { "X-Forwarded-For": from };
      const page = await browser.get("/auth/signup");
      const fields = { name, email: `${name}@example.org`, password: PASSWORD };
      return browser.submit(page, "/auth/signup", fields);
    };
    assert.equal((await signUp("first")).status, 303);
    await setHits("sign-up", 199);
    assert.equal((await signUp("second")).status, 303);
    const refused = await signUp("third");
    assert.equal(refused.status, 429);
    assert.ok(Number(refused.response.headers["retry-after"]) > 3000);
    assert.match(refused.text, /Too many attempts\. Please try again in (59|60) minutes/);
    assert.equal(textIn(refused, "name"), "third");
    assert.equal(textIn(refused, "email"), "third@example.org");
    assert.ok(!refused.html.includes(PASSWORD));
    assert.equal((await signUp("fourth", elsewhere)).status, 303);
  });
});

describe("many at once from one network", () => {
  /** In milliseconds: how long each hash takes. */
  const HASH = 40;

  /** Bcrypt that takes its time, and what it has finished, in order. */
  function slowBcrypt(t: TestContext): string[] {
    const done: string[] = [];
    const { hash, compare } = bcrypt;
    const slowly = (name: string, work: (...args: never[]) => Promise<unknown>) =>
      async function slow(...args: never[]) {
        await wait(HASH);
        done.push(name);
        return work(...args);
      };
    t.mock.method(bcrypt, "hash", slowly("sign-up", hash as never));
    t.mock.method(bcrypt, "compare", slowly("sign-in", compare as never));
    return done;
  }

  /** Signs up that many people, each with a form of its own. */
  async function signUps(count: number, from: string): Promise<() => Promise<PageResult[]>> {
    const browser = app.visitor();
    browser.headers = { "X-Forwarded-For": from };
    const page = await browser.get("/auth/signup");
    const people = Array.from({ length: count }, (_, index) => `flood-${from}-${index}`);
    return () =>
      Promise.all(
        people.map((name) => {
          const own = { name, email: `${name}@example.org`, password: PASSWORD };
          return browser.submit(page, "/auth/signup", { ...own, request_key: "" });
        }),
      );
  }

  test("120 sign-ups do not make a sign-in wait for more than the hashes that run", async (t) => {
    const flood = await signUps(120, home);
    const done = slowBcrypt(t);
    const flooded = flood();
    while (done.length === 0) await wait(5);
    let before = 0;
    const { passwords } = app.services;
    const verify = passwords.verify.bind(passwords);
    t.mock.method(passwords, "verify", (...args: Parameters<typeof verify>) => {
      before = done.length;
      return verify(...args);
    });
    assert.equal((await attempt(PASSWORD, { from: elsewhere })).status, 303);
    const ahead = done.indexOf("sign-in") - before;
    const running = Math.max(1, availableParallelism() - 1);
    assert.ok(ahead <= running, `${ahead} hashes were done before it`);
    const answers = await flooded;
    const statuses = answers.map(({ status }) => status);
    const created = statuses.filter((status) => status === 303).length;
    // 503: on a busy machine, attempts that wait for 2 seconds to be counted.
    const refused = answers.filter(({ status }) => status === 429 || status === 503);
    assert.equal(created + refused.length, 120);
    for (const { response } of refused) assert.equal(response.headers["retry-after"], "5");
    assert.ok(created >= 1 && created < 60, `${created} accounts`);
  });

  test("a sign-up that is refused says when to try again, and keeps what was typed", async (t) => {
    const flood = await signUps(20, home);
    slowBcrypt(t);
    const refused = (await flood()).find(({ status }) => status === 429);
    assert.ok(refused);
    assert.equal(refused.response.headers["retry-after"], "5");
    assert.deepEqual(refused.problems, [
      "Too many attempts at once. Please try again in 5 seconds.",
    ]);
    assert.match(textIn(refused, "email") ?? "", /^flood-/);
  });

  test("a sign-in that is refused is not counted as a wrong password", async (t) => {
    const done = slowBcrypt(t);
    const browsers = Array.from({ length: 30 }, () => attempt("wrong"));
    const statuses = (await Promise.all(browsers)).map(({ status }) => status);
    const looked = done.filter((name) => name === "sign-in").length;
    assert.ok(looked <= 12, `${looked} were looked at`);
    assert.equal(statuses.filter((status) => status === 422).length, looked);
    const [pair] = await app.database.sql<{ hits: number }>(
      "select hits from throttles where key like 'pair:%' order by resets_at desc limit 1",
    );
    assert.ok(Number(pair?.hits) >= looked);
  });
});

test("an address of 8 kB, as a proxy passes it on, is cut", async () => {
  const claimed = "f".repeat(8_000);
  assert.equal((await attempt(PASSWORD, { from: claimed })).status, 303);
  const rows = await app.database.sql<{ address: string }>(
    "select address from auth_sessions where address like 'ff%'",
  );
  assert.deepEqual(rows, [{ address: "f".repeat(64) }]);
});
