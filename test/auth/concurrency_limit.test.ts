/** The concurrency limit: order, timeouts of waiting work, and running work. */
import assert from "node:assert/strict";
import { availableParallelism } from "node:os";
import { it } from "node:test";
import { ConcurrencyLimit, type Turn } from "../../src/auth/concurrency_limit.ts";
import { networksOf } from "../../src/auth/networks.ts";
import { TooManyRequests, Unavailable } from "../../src/errors.ts";

const LIMIT = Math.max(1, availableParallelism() - 1);

/** Work that occupies a slot until it is released. */
function blocked(limit: ConcurrencyLimit, done: string[], name: string, turn: Turn = {}) {
  const { promise, resolve } = Promise.withResolvers<void>();
  const ended = limit.run(async () => {
    await promise;
    done.push(name);
  }, turn);
  return { ended, release: resolve };
}

it("runs waiting work in order, and rejects what has waited too long", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const limit = new ConcurrencyLimit({ time: 2_000 });
  const done: string[] = [];
  const first = Array.from({ length: LIMIT }, (_, index) => blocked(limit, done, `first ${index}`));
  const early = blocked(limit, done, "early");
  t.mock.timers.tick(1_999);
  const late = blocked(limit, done, "late");
  t.mock.timers.tick(1);
  await assert.rejects(early.ended, (error: unknown) => {
    assert.ok(error instanceof Unavailable);
    assert.equal(error.status, 503);
    assert.equal(error.headers["Retry-After"], "5");
    return true;
  });
  for (const { release } of [...first, early, late]) release();
  await Promise.all([...first, late].map(({ ended }) => ended));
  assert.deepEqual(done, [...first.map((_, index) => `first ${index}`), "late"]);
});

it("does not time out work that has started", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const limit = new ConcurrencyLimit({ time: 2_000 });
  const done: string[] = [];
  const first = Array.from({ length: LIMIT }, () => blocked(limit, done, "first"));
  const next = blocked(limit, done, "next");
  for (const { release } of first) release();
  await Promise.all(first.map(({ ended }) => ended));
  t.mock.timers.tick(60_000);
  next.release();
  await next.ended;
  assert.equal(done.at(-1), "next");
});

it("runs what comes last only when nothing else waits", async () => {
  const limit = new ConcurrencyLimit({});
  const done: string[] = [];
  const work = Array.from({ length: LIMIT }, () => blocked(limit, done, "first"));
  for (const name of ["sign-up 1", "sign-up 2"]) {
    work.push(blocked(limit, done, name, { isLast: true }));
  }
  for (const name of ["sign-in 1", "sign-in 2"]) work.push(blocked(limit, done, name));
  for (const { release } of work) release();
  await Promise.all(work.map(({ ended }) => ended));
  assert.deepEqual(done.slice(LIMIT), ["sign-in 1", "sign-in 2", "sign-up 1", "sign-up 2"]);
});

it("lets only a few wait from one network, and more from a wider one", async () => {
  const limit = new ConcurrencyLimit({});
  const done: string[] = [];
  const from = (address: string, isLast = false): Turn => ({
    networks: networksOf(address),
    mostPerNetwork: [2, 3, 4],
    isLast,
  });
  const work = Array.from({ length: LIMIT }, () => blocked(limit, done, "first"));
  const waits = (turn: Turn) => work.push(blocked(limit, done, "waiting", turn));
  const isRefused = async (turn: Turn) => {
    await assert.rejects(blocked(limit, done, "refused", turn).ended, (error: unknown) => {
      assert.ok(error instanceof TooManyRequests);
      assert.equal(error.headers["Retry-After"], "5");
      return true;
    });
  };
  waits(from("2001:db8:1:1200::1"));
  waits(from("2001:db8:1:1200::2"));
  await isRefused(from("2001:db8:1:1200::3"));
  waits(from("2001:db8:1:1201::1"));
  await isRefused(from("2001:db8:1:1202::1"));
  waits(from("2001:db8:1:1300::1"));
  await isRefused(from("2001:db8:1:1400::1"));
  waits(from("2001:db8:2:1200::1"));
  waits(from("192.0.2.1"));
  waits(from("192.0.2.1"));
  await isRefused(from("::ffff:192.0.2.1"));
  // What comes last counts apart.
  waits(from("192.0.2.1", true));
  waits(from("192.0.2.1", true));
  await isRefused(from("192.0.2.1", true));
  waits({});
  for (const { release } of work) release();
  await Promise.all(work.map(({ ended }) => ended));
  assert.ok(!done.includes("refused"));
  // There is room again.
  const next = blocked(limit, done, "next", from("192.0.2.1"));
  next.release();
  await next.ended;
});
