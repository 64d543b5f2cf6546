/** Throttling: which attempts are counted together, and for how long. */
import assert from "node:assert/strict";
import { availableParallelism } from "node:os";
import { after, before, beforeEach, describe, it } from "node:test";
import { Throttling } from "../../src/auth/throttling.ts";
import { TooManyRequests, Unavailable } from "../../src/errors.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";

const SECRET = "a session secret that is long enough for this";
const MINUTE = 60_000;
const EMAIL = "ann@example.org";

let database: TestDatabase;
let throttling: Throttling;
let now: number;

before(async () => {
  database = await createTestDatabase();
});
after(() => database.drop());

beforeEach(async () => {
  await database.sql("truncate throttles");
  now = Date.parse("2026-11-21T10:00:00Z");
  throttling = new Throttling(database.database, [SECRET], () => new Date(now));
});

/** The seconds of Retry-After, or null when the attempt was allowed. */
async function signIn(address: string, email = EMAIL): Promise<number | null> {
  try {
    await throttling.countSignIn(address, email);
    return null;
  } catch (error) {
    assert.ok(error instanceof TooManyRequests);
    assert.equal(error.status, 429);
    return Number(error.headers["Retry-After"]);
  }
}

async function signIns(count: number, address: string, email?: string): Promise<void> {
  for (let attempt = 0; attempt < count; attempt += 1) await signIn(address, email);
}

/** Whether two addresses share a counter. */
async function areCountedTogether(one: string, other: string): Promise<boolean> {
  await database.sql("truncate throttles");
  await throttling.countSignUp(one);
  await throttling.countSignUp(other);
  return (await database.sql("select 1 from throttles")).length === 1;
}

describe("attempts to sign in", () => {
  it("are limited to ten for one account from one address, with the time to wait", async () => {
    for (let attempt = 0; attempt < 10; attempt += 1) assert.equal(await signIn("192.0.2.1"), null);
    assert.equal(await signIn("192.0.2.1"), 15 * 60);
    now += 5 * MINUTE;
    assert.equal(await signIn("192.0.2.1"), 10 * 60);
    await assert.rejects(throttling.countSignIn("192.0.2.1", EMAIL), {
      message: "Too many attempts. Please try again in 10 minutes.",
    });
    now += 9 * MINUTE + 59_000;
    await assert.rejects(throttling.countSignIn("192.0.2.1", EMAIL), {
      message: "Too many attempts. Please try again in 1 second.",
    });
    now += 1_000;
    assert.equal(await signIn("192.0.2.1"), null);
  });

  it("do not affect other accounts, or the same account from another address", async () => {
    await signIns(11, "192.0.2.1");
    assert.equal(await signIn("192.0.2.1", "bob@example.org"), null);
    assert.equal(await signIn("192.0.2.2"), null);
  });

  it("are limited to a hundred from one address for all accounts", async () => {
    for (let person = 0; person < 100; person += 1) {
      assert.equal(await signIn("192.0.2.1", `person-${person}@example.org`), null);
    }
    assert.notEqual(await signIn("192.0.2.1", "one-more@example.org"), null);
    assert.equal(await signIn("192.0.2.2", "one-more@example.org"), null);
  });

  it("are limited to a hundred for one account from all addresses", async () => {
    for (let address = 0; address < 100; address += 1) {
      assert.equal(await signIn(`198.51.100.${address}`), null);
    }
    assert.notEqual(await signIn("192.0.2.1"), null);
    assert.equal(await signIn("192.0.2.1", "bob@example.org"), null);
  });

  it("are not counted with the correct password", async () => {
    for (let attempt = 0; attempt < 110; attempt += 1) {
      assert.equal(await signIn("192.0.2.1"), null);
      await throttling.forgiveSignIn("192.0.2.1", EMAIL);
    }
    await signIns(9, "192.0.2.1");
    await throttling.forgiveSignIn("192.0.2.1", EMAIL);
    await signIns(10, "192.0.2.1");
    assert.notEqual(await signIn("192.0.2.1"), null);
  });
});

describe("sign-ups", () => {
  it("are limited to two hundred an hour from one address", async () => {
    for (let account = 0; account < 200; account += 1) await throttling.countSignUp("192.0.2.1");
    await assert.rejects(throttling.countSignUp("192.0.2.1"), {
      message: "Too many attempts. Please try again in 60 minutes.",
    });
    await throttling.countSignUp("192.0.2.2");
    now += 60 * MINUTE;
    await throttling.countSignUp("192.0.2.1");
  });

  it("are counted separately from attempts to sign in", async () => {
    await signIns(101, "192.0.2.1");
    await throttling.countSignUp("192.0.2.1");
  });
});

describe("an address", () => {
  it("of IPv6 is counted by its /64 in any spelling", async () => {
    const same = [
      ["2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff"],
      ["2001:db8:1:2::1", "2001:0db8:0001:0002:0000:0000:0000:0003"],
      ["2001:db8:1:2::1", "2001:DB8:1:2::A"],
      ["2001:db8::1", "2001:db8:0:0:1::"],
      ["fe80::1%eth0", "fe80::2%eth1"],
      ["::1", "0:0:0:0:0:0:0:1"],
      ["1:2:3:4:5:6:7::", "1:2:3:4::"],
      ["1::2:3:4:5:6:7", "1:0:2:3::"],
      ["64:ff9b::192.0.2.1", "64:ff9b::c000:201"],
    ] as const;
    for (const [one, other] of same)
      assert.equal(await areCountedTogether(one, other), true, `${one} ${other}`);
    const apart = [
      ["2001:db8:1:2::1", "2001:db8:1:3::1"],
      ["2001:db8:1:2::1", "2001:db8:2::1"],
      ["2001:db8::1", "2001:db9::1"],
      ["1::2:3:4:5:6:7", "1:0:3:3::"],
    ] as const;
    for (const [one, other] of apart)
      assert.equal(await areCountedTogether(one, other), false, `${one} ${other}`);
  });

  it("of IPv4 is counted the same when it is mapped to IPv6", async () => {
    assert.equal(await areCountedTogether("192.0.2.1", "::ffff:192.0.2.1"), true);
    assert.equal(await areCountedTogether("192.0.2.1", "::FFFF:192.0.2.1"), true);
    assert.equal(await areCountedTogether("::ffff:192.0.2.1", "::ffff:192.0.2.2"), false);
    assert.equal(await areCountedTogether("192.0.2.1", "192.0.2.2"), false);
    assert.equal(await areCountedTogether("::1", "127.0.0.1"), false);
  });

  it("is counted even if it is not valid", async () => {
    for (const address of [
      "",
      "unknown",
      "::",
      "::ffff:1",
      "not an address",
      "1:2:3:4:5:6:7:8:9",
    ]) {
      await throttling.countSignUp(address);
      assert.equal(await signIn(address), null, address);
    }
  });
});

it("stores neither accounts nor addresses in plain text", async () => {
  await signIn("192.0.2.1");
  await throttling.countSignUp("2001:db8::1");
  const rows = await database.sql<{ key: string }>("select key from throttles");
  assert.equal(rows.length, 4);
  for (const { key } of rows) assert.match(key, /^(pair|address|account|sign-up):[\w-]{43}$/);
});

it("shares counters between processes", async () => {
  const twin = new Throttling(database.database, [SECRET], () => new Date(now));
  await signIns(5, "192.0.2.1");
  for (let attempt = 0; attempt < 5; attempt += 1) await twin.countSignIn("192.0.2.1", EMAIL);
  assert.notEqual(await signIn("192.0.2.1"), null);
});

it("limits how long an attempt waits for a lock on another one", async () => {
  const timeout = { time: 50 };
  const own = new Throttling(database.database, [SECRET], () => new Date(now), timeout);
  await own.countSignIn("192.0.2.1", EMAIL);
  await database.sql("begin");
  await database.sql("select 1 from throttles for update");
  // As many as can count at once, all waiting for the lock.
  const blocked = Array.from({ length: Math.max(1, availableParallelism() - 1) }, () =>
    own.countSignIn("192.0.2.1", EMAIL),
  );
  await assert.rejects(own.countSignIn("192.0.2.2", "bob@example.org"), (error: unknown) => {
    assert.ok(error instanceof Unavailable);
    assert.match(String(error.headers["Retry-After"]), /^[1-9]/);
    return true;
  });
  await database.sql("commit");
  await Promise.all(blocked);
  await own.countSignIn("192.0.2.2", "bob@example.org");
});
