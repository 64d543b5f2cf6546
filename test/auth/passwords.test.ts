/** Hashing passwords: every character is significant, and few are hashed at once. */
import assert from "node:assert/strict";
import { availableParallelism } from "node:os";
import { describe, it, type TestContext } from "node:test";
import bcrypt from "bcrypt";
import fc from "fast-check";
import { Passwords } from "../../src/auth/passwords.ts";
import { Unavailable } from "../../src/errors.ts";
import { anyText } from "../support/arbitraries.ts";

const COST = 4;
const LIMIT = Math.max(1, availableParallelism() - 1);

function passwords(queueLimit = 100): Passwords {
  return new Passwords({ cost: COST, queueLimit });
}

/** Replaces bcrypt with calls that wait until they are released. */
function mockBcrypt(t: TestContext) {
  const waiting: ((error?: Error) => void)[] = [];
  const calls: unknown[][] = [];
  let most = 0;
  const block = (result: unknown) =>
    async function work(...args: unknown[]) {
      calls.push(args);
      most = Math.max(most, waiting.length + 1);
      await new Promise<void>((resolve, reject) =>
        waiting.push((error) => (error ? reject(error) : resolve())),
      );
      return result;
    };
  t.mock.method(bcrypt, "hash", block("a hash"));
  t.mock.method(bcrypt, "compare", block(true));
  return {
    calls,
    most: () => most,
    running: () => waiting.length,
    async release(error?: Error) {
      waiting.shift()?.(error);
      await settled();
    },
  };
}

/** Resolves after all pending microtasks. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

describe("a password", () => {
  it("is accepted only exactly as typed", async () => {
    const typed = " Käse mit Brötchen 🥐 ";
    const stored = await passwords().hash(typed);
    assert.equal(await passwords().verify(typed, stored), true);
    for (const other of [typed.trim(), typed.toLowerCase(), `${typed} `, ""]) {
      assert.equal(await passwords().verify(other, stored), false, other);
    }
  });

  it("is the same however a keyboard encodes its letters", async () => {
    const [composed, decomposed] = [
      "Käse mit Brötchen".normalize("NFC"),
      "Käse mit Brötchen".normalize("NFD"),
    ];
    for (const first of [composed, decomposed]) {
      const stored = await passwords().hash(first);
      for (const later of [composed, decomposed]) {
        assert.equal(await passwords().verify(later, stored), true);
      }
    }
  });

  it("is significant beyond bcrypt's 72 bytes and beyond NUL", async () => {
    const pairs = [
      [`${"a".repeat(72)}1`, `${"a".repeat(72)}2`],
      [`${"🙂".repeat(18)}right`, `${"🙂".repeat(18)}wrong`],
      ["x".repeat(1024), "x".repeat(1023)],
      ["before\0after", "before\0other"],
      ["before\0after", "before"],
    ] as const;
    for (const [right, wrong] of pairs) {
      const stored = await passwords().hash(right);
      assert.equal(await passwords().verify(right, stored), true);
      assert.equal(await passwords().verify(wrong, stored), false);
    }
  });

  it("has a salted hash that does not contain it", async () => {
    const [one, two] = await Promise.all([passwords().hash("violet"), passwords().hash("violet")]);
    assert.notEqual(one.hash, two.hash);
    assert.match(one.hash, /^\$2b\$04\$.{53}$/);
  });

  it("is rejected without an account, after the same work", async (t) => {
    const own = passwords();
    await own.warmUp();
    const compare = t.mock.method(bcrypt, "compare");
    assert.equal(await own.verify("violet", null), false);
    const stored = await own.hash("violet");
    assert.equal(await own.verify("violet", stored), true);
    const costs = compare.mock.calls.map(({ arguments: [, hash] }) => bcrypt.getRounds(hash));
    assert.deepEqual(costs, [COST, COST]);
  });

  it("is rejected after the same work whatever the scheme of the account, also with accents", async (t) => {
    const own = passwords();
    await own.warmUp();
    const hashes = {
      none: null,
      old: { hash: await bcrypt.hash("violet", COST), scheme: 2 },
      current: await own.hash("violet"),
    };
    const compare = t.mock.method(bcrypt, "compare");
    for (const [password, work] of [
      ["wrong", 1],
      ["né de père inconnu", 2],
      // Neither NFC nor NFD.
      ["é e\u0301", 3],
    ] as const) {
      for (const [name, stored] of Object.entries(hashes)) {
        compare.mock.resetCalls();
        assert.equal(await own.verify(password, stored), false);
        assert.equal(compare.mock.callCount(), work, `${password}, ${name}`);
      }
    }
  });

  it("can be any string", async () => {
    await fc.assert(
      fc.asyncProperty(anyText, async (password) => {
        const stored = await passwords().hash(password);
        assert.equal(await passwords().verify(password, stored), true);
        assert.equal(await passwords().verify(`${password}.`, stored), false);
      }),
      { numRuns: 25 },
    );
  });
});

describe("an older hash", () => {
  it("of the first scheme is accepted, and is outdated", async () => {
    const imported = { hash: await bcrypt.hash("violet", COST), scheme: 1 };
    assert.equal(await passwords().verify("violet", imported), true);
    assert.equal(await passwords().verify("violets", imported), false);
    assert.equal(passwords().isOutdated(imported), true);
  });

  it("is outdated only after the cost was raised", async () => {
    const stored = await passwords().hash("violet");
    assert.equal(stored.scheme, 3);
    assert.equal(passwords().isOutdated(stored), false);
    assert.equal(new Passwords({ cost: COST + 1, queueLimit: 1 }).isOutdated(stored), true);
  });

  it("of an unknown scheme throws, and does not occupy a slot", async () => {
    const own = passwords(0);
    const unknown = { hash: await bcrypt.hash("violet", COST), scheme: 9 };
    for (let attempt = 0; attempt <= LIMIT; attempt += 1) {
      await assert.rejects(own.verify("violet", unknown), /Unknown password scheme 9/);
    }
    assert.equal(await own.verify("violet", await own.hash("violet")), true);
  });
});

describe("concurrent work", () => {
  it("runs in order, and leaves one processor for pages", async (t) => {
    const bcryptMock = mockBcrypt(t);
    const own = passwords();
    const done: number[] = [];
    const start = async (index: number) => {
      await (index % 2 === 0
        ? own.hash(`password ${index}`)
        : own.verify(`password ${index}`, { hash: "a hash", scheme: 2 }));
      done.push(index);
    };
    const work = Array.from({ length: LIMIT + 4 }, (_, index) => start(index));
    await settled();
    await bcryptMock.release();
    // Work that arrives between the end of one and the start of the next has to wait too.
    work.push(start(work.length));
    await settled();
    for (let left = work.length - 1; left > 0; left -= 1) {
      assert.equal(bcryptMock.running(), Math.min(LIMIT, left));
      await bcryptMock.release();
    }
    await Promise.all(work);
    assert.equal(bcryptMock.most(), LIMIT);
    assert.deepEqual(done, [...work.keys()]);
  });

  it("is rejected with Retry-After when too much is waiting", async (t) => {
    const own = passwords(2);
    await own.warmUp();
    const bcryptMock = mockBcrypt(t);
    const taken = Array.from({ length: LIMIT + 2 }, () => own.hash("violet"));
    await settled();
    for (const attempt of [own.hash("violet"), own.verify("violet", null)]) {
      const refused = attempt.then(String, (error: unknown) => error);
      const error = await Promise.race([refused, settled().then(() => "not rejected")]);
      assert.ok(error instanceof Unavailable, String(error));
      assert.equal(error.status, 503);
      assert.match(error.headers["Retry-After"] ?? "", /^[1-9]\d*$/);
    }
    assert.equal(bcryptMock.running(), LIMIT);
    for (const _ of taken) await bcryptMock.release();
    await Promise.all(taken);
    const next = own.hash("violet");
    await settled();
    await bcryptMock.release();
    assert.equal((await next).hash, "a hash");
  });

  it("releases its slot when it fails", async (t) => {
    const bcryptMock = mockBcrypt(t);
    const own = passwords(1);
    const failing = Array.from({ length: LIMIT }, () => own.hash("violet"));
    const waiting = own.hash("violet");
    const failed = assert.rejects(Promise.all(failing), /out of memory/);
    await settled();
    for (const _ of failing) await bcryptMock.release(new Error("out of memory"));
    await failed;
    await bcryptMock.release();
    assert.equal((await waiting).hash, "a hash");
    assert.equal(bcryptMock.running(), 0);
  });
});
