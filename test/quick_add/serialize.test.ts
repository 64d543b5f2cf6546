/** A task as a line, and back. */

import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { parseQuickAdd } from "../../src/quick_add/parse.ts";
import { quick } from "./at.ts";
import { serializeQuickAdd } from "./serialize.ts";
import { someDay, someTask, someTime } from "./tasks.ts";

it("any task written as a line parses back to itself, on whatever day it is read", () => {
  fc.assert(
    fc.property(someTask, someDay, someTime, (task, date, time) => {
      const line = serializeQuickAdd(task);
      const { taken, ...read } = parseQuickAdd(line, { now: { date, time } });
      assert.deepEqual(read, task, line);
    }),
    { numRuns: 300 },
  );
});

it("writes as a person would, with a backslash only where it is needed", () => {
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
  for (const [typed, written] of lines) assert.equal(serializeQuickAdd(quick(typed)), written);
});
