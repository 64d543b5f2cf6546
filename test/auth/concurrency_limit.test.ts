/** The concurrency limit: order, timeouts of waiting work, and running work. */
import assert from "node:assert/strict";
import { availableParallelism } from "node:os";
import { it } from "node:test";
import { ConcurrencyLimit } from "../../src/auth/concurrency_limit.ts";
import { Unavailable } from "../../src/errors.ts";

const LIMIT = Math.max(1, availableParallelism() - 1);

/** Work that occupies a slot until it is released. */
function blocked(limit: ConcurrencyLimit, done: string[], name: string) {
  const { promise, resolve } = Promise.withResolvers<void>();
  const ended = limit.run(async () => {
    await promise;
    done.push(name);
  });
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
