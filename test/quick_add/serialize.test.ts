/** Serializing a task as a quick-add line and parsing it again. */
import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { parseQuickAdd } from "../../src/quick_add/parse.ts";
import { anyDay, anyTask, anyTime } from "./arbitraries.ts";
import { parse } from "./fixed_clock.ts";
import { serializeQuickAdd } from "./serialize.ts";

it("any task is parsed unchanged from its line, on any day", () => {
  fc.assert(
    fc.property(anyTask, anyDay, anyTime, (task, date, time) => {
      const line = serializeQuickAdd(task);
      const { taken, ...read } = parseQuickAdd(line, { now: { date, time } });
      assert.deepEqual(read, task, line);
    }),
    { numRuns: 300 },
  );
});

it("writes natural lines, with a backslash only where it is needed", () => {
  const lines: [string, string][] = [
    ["buy milk", "buy milk"],
    ["The 5th Wave", "The 5th Wave"],
    ["Read \\tomorrow", "Read \\tomorrow"],
    ["Read 1984 @books", "Read 1984 @books"],
    [
      "pay rent tomorrow 9am every month @home #bills !1 // ask",
      "pay rent due 2026-11-21 09:00 every month @home #bills !1 // ask",
    ],
    ["gym every mon and thu", "gym due 2026-11-23 every week on monday and thursday"],
    ["pay every month on the 31st", "pay due 2026-11-30 every month on the 31st"],
    ["mow every 2 weeks until 24 dec", "mow due 2026-11-20 every 2 weeks until 2026-12-24"],
    ['pack @"Lisbon in March" #"12"', 'pack @"Lisbon in March" #"12"'],
    ["pay, tomorrow", "pay due 2026-11-21"],
  ];
  for (const [typed, written] of lines) assert.equal(serializeQuickAdd(parse(typed)), written);
});
