/** Turns: so much at once, the rest in order, and nobody waits for ever. */
import assert from "node:assert/strict";
import { availableParallelism } from "node:os";
import { it } from "node:test";
import { ConcurrencyLimit } from "../../src/auth/concurrency_limit.ts";
import { Unavailable } from "../../src/errors.ts";

const ROOM = Math.max(1, availableParallelism() - 1);

/** Work that holds its place until it is let go. */
function held(turns: ConcurrencyLimit, done: string[], name: string) {
  const { promise, resolve } = Promise.withResolvers<void>();
  const ended = turns.run(async () => {
    await promise;
    done.push(name);
  });
  return { ended, letGo: resolve };
}

it("come in order, but for who has waited too long", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const turns = new ConcurrencyLimit({ time: 2_000 });
  const done: string[] = [];
  const first = Array.from({ length: ROOM }, (_, index) => held(turns, done, `first ${index}`));
  const early = held(turns, done, "early");
  t.mock.timers.tick(1_999);
  const late = held(turns, done, "late");
  t.mock.timers.tick(1);
  await assert.rejects(early.ended, (error: unknown) => {
    assert.ok(error instanceof Unavailable);
    assert.equal(error.status, 503);
    assert.equal(error.headers["Retry-After"], "5");
    return true;
  });
  for (const { letGo } of [...first, early, late]) letGo();
  await Promise.all([...first, late].map(({ ended }) => ended));
  assert.deepEqual(done, [...first.map((_, index) => `first ${index}`), "late"]);
});

it("that came are not taken away again", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const turns = new ConcurrencyLimit({ time: 2_000 });
  const done: string[] = [];
  const first = Array.from({ length: ROOM }, () => held(turns, done, "first"));
  const next = held(turns, done, "next");
  for (const { letGo } of first) letGo();
  await Promise.all(first.map(({ ended }) => ended));
  t.mock.timers.tick(60_000);
  next.letGo();
  await next.ended;
  assert.equal(done.at(-1), "next");
});
