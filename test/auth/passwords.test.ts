/** Passwords: every character counts, and only so many are hashed at once. */
import assert from "node:assert/strict";
import { availableParallelism } from "node:os";
import { describe, it, type TestContext } from "node:test";
import bcrypt from "bcrypt";
import fc from "fast-check";
import { Passwords } from "../../src/auth/passwords.ts";
import { Unavailable } from "../../src/errors.ts";
import { anyText } from "../support/arbitraries.ts";

const COST = 4;
const ROOM = Math.max(1, availableParallelism() - 1);

function passwords(queueLimit = 100): Passwords {
  return new Passwords({ cost: COST, queueLimit });
}

/** bcrypt, in which each piece of work waits to be let go. */
function heldBack(t: TestContext) {
  const waiting: ((error?: Error) => void)[] = [];
  const calls: unknown[][] = [];
  let most = 0;
  const hold = (result: unknown) =>
    async function work(...args: unknown[]) {
      calls.push(args);
      most = Math.max(most, waiting.length + 1);
      await new Promise<void>((resolve, reject) =>
        waiting.push((error) => (error ? reject(error) : resolve())),
      );
      return result;
    };
  t.mock.method(bcrypt, "hash", hold("a hash"));
  t.mock.method(bcrypt, "compare", hold(true));
  return {
    calls,
    most: () => most,
    running: () => waiting.length,
    async letGo(error?: Error) {
      waiting.shift()?.(error);
      await settled();
    },
  };
}

/** Once everything that can happen without waiting has happened. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

describe("a password", () => {
  it("is right as it was typed, and in no other way", async () => {
    const typed = " Käse mit Brötchen 🥐 ";
    const stored = await passwords().hash(typed);
    assert.equal(await passwords().verify(typed, stored), true);
    for (const other of [
      typed.trim(),
      typed.toLowerCase(),
      `${typed} `,
      "",
      typed.normalize("NFD"),
    ]) {
      assert.equal(await passwords().verify(other, stored), false, other);
    }
  });

  it("counts beyond bcrypt's 72 bytes, and beyond a NUL", async () => {
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

  it("cannot be read from its hash, which is another one each time", async () => {
    const [one, two] = await Promise.all([passwords().hash("violet"), passwords().hash("violet")]);
    assert.notEqual(one.hash, two.hash);
    assert.match(one.hash, /^\$2b\$04\$.{53}$/);
  });

  it("is refused when there is no account, after the same work", async (t) => {
    const own = passwords();
    await own.warmUp();
    const compare = t.mock.method(bcrypt, "compare");
    assert.equal(await own.verify("violet", null), false);
    const stored = await own.hash("violet");
    assert.equal(await own.verify("violet", stored), true);
    const costs = compare.mock.calls.map(({ arguments: [, hash] }) => bcrypt.getRounds(hash));
    assert.deepEqual(costs, [COST, COST]);
  });

  it("is hashed and compared whatever it is made of", async () => {
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
  it("still opens its account, and is due for a new one", async () => {
    const brought = { hash: await bcrypt.hash("violet", COST), scheme: 1 };
    assert.equal(await passwords().verify("violet", brought), true);
    assert.equal(await passwords().verify("violets", brought), false);
    assert.equal(passwords().isOutdated(brought), true);
  });

  it("is due for a new one when the cost has been raised, and not before", async () => {
    const stored = await passwords().hash("violet");
    assert.equal(stored.scheme, 2);
    assert.equal(passwords().isOutdated(stored), false);
    assert.equal(new Passwords({ cost: COST + 1, queueLimit: 1 }).isOutdated(stored), true);
  });

  it("of a scheme that nobody knows is an error, and holds no place", async () => {
    const own = passwords(0);
    const unknown = { hash: await bcrypt.hash("violet", COST), scheme: 9 };
    for (let attempt = 0; attempt <= ROOM; attempt += 1) {
      await assert.rejects(own.verify("violet", unknown), /Unknown password scheme 9/);
    }
    assert.equal(await own.verify("violet", await own.hash("violet")), true);
  });
});

describe("many at once", () => {
  it("are worked on with one processor left for pages, in the order they came", async (t) => {
    const bcryptHeld = heldBack(t);
    const own = passwords();
    const done: number[] = [];
    const start = async (index: number) => {
      await (index % 2 === 0
        ? own.hash(`password ${index}`)
        : own.verify(`password ${index}`, { hash: "a hash", scheme: 2 }));
      done.push(index);
    };
    const work = Array.from({ length: ROOM + 4 }, (_, index) => start(index));
    await settled();
    await bcryptHeld.letGo();
    // Whoever comes while one goes and the next begins waits like the others.
    work.push(start(work.length));
    await settled();
    for (let left = work.length - 1; left > 0; left -= 1) {
      assert.equal(bcryptHeld.running(), Math.min(ROOM, left));
      await bcryptHeld.letGo();
    }
    await Promise.all(work);
    assert.equal(bcryptHeld.most(), ROOM);
    assert.deepEqual(done, [...work.keys()]);
  });

  it("are turned away when too many wait, with the time to come back", async (t) => {
    const own = passwords(2);
    await own.warmUp();
    const bcryptHeld = heldBack(t);
    const taken = Array.from({ length: ROOM + 2 }, () => own.hash("violet"));
    await settled();
    for (const attempt of [own.hash("violet"), own.verify("violet", null)]) {
      const refused = attempt.then(String, (error: unknown) => error);
      const error = await Promise.race([refused, settled().then(() => "it waits too")]);
      assert.ok(error instanceof Unavailable, String(error));
      assert.equal(error.status, 503);
      assert.match(error.headers["Retry-After"] ?? "", /^[1-9]\d*$/);
    }
    assert.equal(bcryptHeld.running(), ROOM);
    for (const _ of taken) await bcryptHeld.letGo();
    await Promise.all(taken);
    const next = own.hash("violet");
    await settled();
    await bcryptHeld.letGo();
    assert.equal((await next).hash, "a hash");
  });

  it("do not lose a place to one that fails", async (t) => {
    const bcryptHeld = heldBack(t);
    const own = passwords(1);
    const failing = Array.from({ length: ROOM }, () => own.hash("violet"));
    const waiting = own.hash("violet");
    const failed = assert.rejects(Promise.all(failing), /out of memory/);
    await settled();
    for (const _ of failing) await bcryptHeld.letGo(new Error("out of memory"));
    await failed;
    await bcryptHeld.letGo();
    assert.equal((await waiting).hash, "a hash");
    assert.equal(bcryptHeld.running(), 0);
  });
});
