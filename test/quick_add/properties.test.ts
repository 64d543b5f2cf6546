/** What holds for every line that can be typed. */

import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { isDay, isTime } from "../../src/dates/calendar.ts";
import { parseQuickAdd, plain } from "../../src/quick_add/parse.ts";
import { summarize } from "../../src/quick_add/summary.ts";
import { formatRule, parseRule } from "../../src/recurrence/rule.ts";
import { isBlank } from "../../src/text.ts";
import { quick } from "./at.ts";
import { someDay, someLine, someTime } from "./tasks.ts";

const anything = fc.oneof(someLine, fc.string({ unit: "binary", maxLength: 60 }));

it("any line is a task: never an error, never without a title, never what cannot be stored", () => {
  fc.assert(
    fc.property(anything, someDay, someTime, (line, date, time) => {
      const task = parseQuickAdd(line, { now: { date, time } });
      assert.ok(isBlank(line) || !isBlank(task.title));
      assert.ok(task.dueOn === null || isDay(task.dueOn));
      assert.ok(task.dueTime === null || (isTime(task.dueTime) && task.dueOn !== null));
      assert.ok(task.tags.length <= 20);
      if (task.repeat !== null) {
        assert.ok(task.dueOn !== null && isDay(task.repeat.anchor));
        assert.deepEqual(parseRule(formatRule(task.repeat.rule)), task.repeat.rule);
      }
      assert.equal(task.taken, summarize(task, date) !== "");
      if (!task.taken) assert.equal(task.list, null);
    }),
    { numRuns: 300 },
  );
});

it("the title is one unbroken piece of the line", () => {
  fc.assert(
    fc.property(someLine, (line) => {
      // Without backslashes there is nothing to take out of the title.
      const typed = plain(line.replaceAll("\\", "")).title;
      assert.ok(typed.includes(quick(typed).title), typed);
    }),
    { numRuns: 300 },
  );
});

/** What may stand at the ends of a line, and the field that it ends up in. */
const PIECES: [string, (task: ReturnType<typeof quick>) => unknown][] = [
  ["tomorrow", ({ dueOn }) => dueOn],
  ["next friday", ({ dueOn }) => dueOn],
  ["24 dec 2027", ({ dueOn }) => dueOn],
  ["9am", ({ dueTime }) => dueTime],
  ["at 17:00", ({ dueTime }) => dueTime],
  ["every month", ({ repeat }) => repeat],
  ["every second friday", ({ repeat }) => repeat],
  ["@home", ({ list }) => list],
  ['@"my list"', ({ list }) => list],
  ["#bills", ({ tags }) => tags.includes("bills") || null],
  ["!2", ({ priority }) => priority || null],
];
const OTHERS = ["wuzzle", "plonk", "the", "for", "zig,", "5", "-", "Ünï", '"quoted 9am"', "fry"];

it("nothing typed disappears: each word is in the title or in what was understood", () => {
  const piece = fc.oneof(fc.constantFrom(...PIECES), fc.constantFrom(...OTHERS));
  fc.assert(
    fc.property(
      fc.array(piece, { minLength: 1, maxLength: 8 }),
      fc.boolean(),
      (pieces, hasNote) => {
        const texts = pieces.map((one) => (Array.isArray(one) ? one[0] : one));
        const task = quick([...texts, ...(hasNote ? ["// wibble wobble"] : [])].join(" "));
        assert.equal(task.description, hasNote ? "wibble wobble" : "");
        for (const one of pieces) {
          if (Array.isArray(one)) assert.ok(task.title.includes(one[0]) || one[1](task) !== null);
          else
            assert.ok(
              task.title.includes(one.replace(/,$|^-$/, "")),
              `${one} of ${texts.join(" ")}`,
            );
        }
      },
    ),
    { numRuns: 400 },
  );
});
