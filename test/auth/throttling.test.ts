/** Throttling: which attempts are counted together, and for how long. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { after, before, beforeEach, describe, it } from "node:test";
import { type Kind, LIMITS, type Rule } from "../../src/auth/limits.ts";
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

/** Whether two addresses share the counter of the narrowest network. */
async function areCountedTogether(one: string, other: string): Promise<boolean> {
  return (await sharedCounters(one, other)).includes("sign-up");
}

/** The counters that count both addresses. */
async function sharedCounters(one: string, other: string): Promise<string[]> {
  await database.sql("truncate throttles");
  await throttling.countSignUp(one);
  await throttling.countSignUp(other);
  const rows = await database.sql<{ counter: string }>(
    "select split_part(key, ':', 1) as counter from throttles where hits = 2 order by counter",
  );
  return rows.map(({ counter }) => counter);
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
    for (let network = 0; network < 100; network += 1) {
      assert.equal(await signIn(`198.51.${network}.1`), null);
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

describe("attempts from wider networks", () => {
  it("share higher limits: a /56 and a /48, and an IPv4 /24", async () => {
    const shared = {
      "2001:db8:1:200::1 2001:db8:1:200:1::1": ["sign-up", "sign-up-wide", "sign-up-widest"],
      "2001:db8:1:200::1 2001:db8:1:2ff::1": ["sign-up-wide", "sign-up-widest"],
      "2001:db8:1:200::1 2001:db8:1:300::1": ["sign-up-widest"],
      "2001:db8:1:200::1 2001:db8:2:200::1": [],
      "192.0.2.1 192.0.2.1": ["sign-up", "sign-up-widest"],
      "192.0.2.1 192.0.2.254": ["sign-up-widest"],
      "192.0.2.1 192.0.3.1": [],
      "64:ff9b::192.0.2.1 192.0.2.9": ["sign-up-widest"],
    };
    for (const [pair, counters] of Object.entries(shared)) {
      const [one = "", other = ""] = pair.split(" ");
      assert.deepEqual(await sharedCounters(one, other), counters, pair);
    }
  });

  it("cannot lock an account's owner out, from however many /64s of one line", async () => {
    const refused = { "/56": 0, "/48": 0 };
    for (let network = 0; network < 64; network += 1) {
      const [home, site] = [network % 16, network].map((part) =>
        part.toString(16).padStart(2, "0"),
      );
      for (let attempt = 0; attempt < 10; attempt += 1) {
        if ((await signIn(`2001:db8:1:12${home}::${attempt}`)) !== null) refused["/56"] += 1;
        if ((await signIn(`2001:db8:2:${site}00::${attempt}`)) !== null) refused["/48"] += 1;
      }
    }
    // Of one home line 20 were allowed, of one site 30.
    assert.deepEqual(refused, { "/56": 620, "/48": 610 });
    for (let attempt = 0; attempt < 10; attempt += 1) {
      assert.equal(await signIn("192.0.2.1"), null, "the owner, elsewhere");
    }
    assert.equal(await signIn("2001:db8:1:1200::1", "bob@example.org"), null);
  });

  it("are limited for all accounts together", async () => {
    let allowed = 0;
    for (let person = 0; person < 250; person += 1) {
      const address = `2001:db8:1:12${(person % 16).toString(16).padStart(2, "0")}::1`;
      if ((await signIn(address, `person-${person}@example.org`)) === null) allowed += 1;
    }
    assert.equal(allowed, 200);
    assert.equal(await signIn("2001:db8:1:1300::1", "one-more@example.org"), null);
  });
});

describe("a client that has signed in to the account before", () => {
  const known = (address: string) => throttling.countSignIn(address, EMAIL, { isKnown: true });
  const lock = async () => {
    for (let network = 0; network < 100; network += 1) await signIn(`198.51.${network}.1`);
    assert.notEqual(await signIn("192.0.2.1"), null);
  };

  it("gets past the account's lock, but not past that of the pair", async () => {
    await lock();
    for (let attempt = 0; attempt < 9; attempt += 1) await known("192.0.2.1");
    await assert.rejects(known("192.0.2.1"), TooManyRequests);
    await known("192.0.3.1");
    assert.notEqual(await signIn("203.0.113.1"), null, "others are still refused");
  });

  it("has a limit of its own, from everywhere, that locks nobody else out", async () => {
    for (let network = 0; network < 100; network += 1) await known(`198.51.${network}.1`);
    await assert.rejects(known("192.0.2.1"), TooManyRequests);
    assert.equal(await signIn("192.0.2.2"), null);
  });

  it("is not counted with the correct password", async () => {
    for (let attempt = 0; attempt < 110; attempt += 1) {
      await known("192.0.2.1");
      await throttling.forgiveSignIn("192.0.2.1", EMAIL, { isKnown: true });
    }
  });
});

describe("every kind of attempt", () => {
  it("has the limits that docs/security.md says", async () => {
    const text = await readFile(new URL("../../docs/security.md", import.meta.url), "utf8");
    const rows = [...text.matchAll(/^\| `(\w+)` \| .* \| ([^|]+) \| ([^|]+) \| (\d+) min \|$/gm)];
    const documented = rows.map(([, kind, per, most, minutes]) => [
      kind,
      per,
      most,
      Number(minutes),
    ]);
    const limits: [string, readonly Rule[]][] = Object.entries(LIMITS);
    const actual = limits.flatMap(([kind, rules]) =>
      rules.map(({ per, most, window }) => {
        const levels = typeof most === "number" ? String(most) : most.join(" / ");
        return [kind, per, levels, window / MINUTE];
      }),
    );
    assert.deepEqual(documented, actual);
  });

  for (const [kind, rules] of Object.entries(LIMITS) as [Kind, readonly Rule[]][]) {
    it(`is refused beyond them: ${kind}`, async () => {
      const [{ per, most, window } = assert.fail()] = rules;
      const allowed = typeof most === "number" ? most : most[0];
      const attempt = { address: "192.0.2.1", email: EMAIL };
      for (let count = 0; count < allowed; count += 1) {
        assert.equal(await throttling.allows(kind, attempt), true);
      }
      await assert.rejects(throttling.count(kind, attempt), (error: unknown) => {
        assert.ok(error instanceof TooManyRequests);
        assert.equal(error.headers["Retry-After"], String(window / 1000));
        return true;
      });
      for (const address of ["203.0.113.1", "192.0.2.2"]) {
        assert.equal(await throttling.allows(kind, { ...attempt, address }), per !== "account");
      }
      const other = { ...attempt, email: "other@example.org" };
      assert.equal(await throttling.allows(kind, other), per !== "network");
      now += window;
      assert.equal(await throttling.allows(kind, attempt), true);
    });
  }

  it("counts by itself, but for codes, which count as passwords do", async () => {
    const attempt = { address: "192.0.2.1", email: EMAIL };
    for (let guess = 0; guess < 5; guess += 1) {
      await throttling.count("signIn", attempt);
      await throttling.count("code", attempt);
    }
    assert.equal(await throttling.allows("code", attempt), false);
    assert.equal(await throttling.allows("signIn", attempt), false);
    for (const kind of ["signUp", "reset", "wrongLink", "oidc", "savedForm"] as const) {
      assert.equal(await throttling.allows(kind, attempt), true, kind);
    }
  });

  it("is not counted when it was not looked at", async () => {
    const attempt = { address: "192.0.2.1", email: EMAIL };
    for (let guess = 0; guess < 9; guess += 1) await throttling.count("signIn", attempt);
    for (let busy = 0; busy < 5; busy += 1) {
      await throttling.count("signIn", attempt);
      await throttling.uncount("signIn", attempt);
    }
    await throttling.count("signIn", attempt);
    assert.equal(await throttling.allows("signIn", attempt), false);
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
  assert.equal(rows.length, 8);
  for (const { key } of rows) {
    assert.match(key, /^((pair|address|sign-up)(-wide|-widest)?|account):[\w-]{43}$/);
  }
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
