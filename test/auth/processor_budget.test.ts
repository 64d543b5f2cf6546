/** Processor time that an account may use: counted by account, and only what was used. */
import assert from "node:assert/strict";
import { after, before, beforeEach, it, mock } from "node:test";
import { ProcessorBudget } from "../../src/auth/processor_budget.ts";
import { TooManyRequests } from "../../src/errors.ts";

let now: number;
let budget: ProcessorBudget;

beforeEach(() => {
  now = Date.parse("2026-11-27T10:00:00Z");
  budget = new ProcessorBudget({
    most: 50,
    window: 60_000,
    what: "long texts",
    clock: () => new Date(now),
  });
});

/** In microseconds: what the processor says that this thread has used. */
let used = 0;

before(() => {
  mock.method(process, "threadCpuUsage", (since?: NodeJS.CpuUsage) => ({
    user: used - (since?.user ?? 0),
    system: 0,
  }));
});
after(() => mock.restoreAll());

function busy(milliseconds: number): void {
  used += milliseconds * 1000;
}

it("runs work until the account has used its time, and again when the window is over", () => {
  const ann = budget.of("ann");
  assert.equal(
    ann(() => "done"),
    "done",
  );
  for (let round = 0; round < 5; round += 1) ann(() => busy(10));
  now += 12_000;
  assert.throws(
    () => ann(() => assert.fail("it was run")),
    (error: unknown) => {
      assert.ok(error instanceof TooManyRequests);
      assert.equal(error.message, "Too many long texts. Please try again in 48 seconds.");
      assert.equal(error.headers["Retry-After"], "48");
      return true;
    },
  );
  assert.throws(() => budget.of("ann")(() => undefined), TooManyRequests);
  budget.of("bob")(() => busy(49));
  now += 48_000;
  ann(() => busy(1));
});

it("counts work that fails too", () => {
  const ann = budget.of("ann");
  const fail = () => {
    busy(50);
    throw new RangeError("too long");
  };
  assert.throws(() => ann(fail), RangeError);
  assert.throws(() => ann(() => undefined), TooManyRequests);
});
