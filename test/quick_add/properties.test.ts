/** Properties of every quick-add line. */
import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { isDay, isTime } from "../../src/dates/calendar.ts";
import { parseQuickAdd, plain } from "../../src/quick_add/parse.ts";
import { summarize } from "../../src/quick_add/summary.ts";
import { formatRule, parseRule } from "../../src/recurrence/rule.ts";
import { isBlank } from "../../src/text.ts";
import { anyCharacter } from "../support/arbitraries.ts";
import { anyDay, anyLine, anyTime } from "./arbitraries.ts";
import { parse } from "./fixed_clock.ts";

const anything = fc.oneof(anyLine, fc.string({ unit: anyCharacter, maxLength: 60 }));

it("any line gives a task with a title that can be stored", () => {
  fc.assert(
    fc.property(anything, anyDay, anyTime, (line, date, time) => {
      const task = parseQuickAdd(line, { now: { date, time } });
      assert.ok(isBlank(line) || !isBlank(task.title));
      assert.ok(task.dueOn === null || isDay(task.dueOn));
      assert.ok(task.dueTime === null || (isTime(task.dueTime) && task.dueOn !== null));
      assert.ok(task.tags.length <= 20);
      if (task.repeat !== null) {
        assert.ok(task.dueOn !== null && isDay(task.repeat.anchor));
        assert.deepEqual(parseRule(formatRule(task.repeat.rule)), task.repeat.rule);
      }
      assert.equal(task.taken, summarize(task, { today: date, timeFormat: "24" }) !== "");
      if (!task.taken) assert.equal(task.list, null);
    }),
    { numRuns: 300 },
  );
});

it("the title is one contiguous part of the line", () => {
  fc.assert(
    fc.property(anyLine, (line) => {
      // A backslash is the only thing that is removed inside a title.
      const typed = plain(line.replaceAll("\\", "")).title;
      assert.ok(typed.includes(parse(typed).title), typed);
    }),
    { numRuns: 300 },
  );
});

/** Parts of a line that have a meaning, and the field that each one sets. */
const PIECES: [string, (task: ReturnType<typeof parse>) => unknown][] = [
  ["tomorrow", ({ dueOn }) => dueOn],
  ["next friday", ({ dueOn }) => dueOn],
  ["24 dec 2027", ({ dueOn }) => dueOn],
  ["9am", ({ dueTime }) => dueTime],
  ["yesterday", ({ dueOn }) => dueOn],
  ["before 24 dec 27", ({ dueOn }) => dueOn],
  ["by end of week", ({ dueOn }) => dueOn],
  ["next week tuesday", ({ dueOn }) => dueOn],
  ["tomorrow at 8", ({ dueTime }) => dueTime],
  ["15h30", ({ dueTime }) => dueTime],
  ["half past 3", ({ dueTime }) => dueTime],
  ["in 30 min", ({ dueTime }) => dueTime],
  ["every morning", ({ repeat }) => repeat],
  ["weekdays", ({ repeat }) => repeat],
  ["at 17:00", ({ dueTime }) => dueTime],
  ["every month", ({ repeat }) => repeat],
  ["every second friday", ({ repeat }) => repeat],
  ["@home", ({ list }) => list],
  ['@"my list"', ({ list }) => list],
  ["#bills", ({ tags }) => tags.includes("bills") || null],
  ["!2", ({ priority }) => priority || null],
];
const OTHERS = ["wuzzle", "plonk", "the", "for", "zig,", "5", "-", "Ünï", '"quoted 9am"', "fry"];

it("every word is in the title or in a field", () => {
  const piece = fc.oneof(fc.constantFrom(...PIECES), fc.constantFrom(...OTHERS));
  fc.assert(
    fc.property(
      fc.array(piece, { minLength: 1, maxLength: 8 }),
      fc.boolean(),
      (pieces, hasNote) => {
        const texts = pieces.map((one) => (Array.isArray(one) ? one[0] : one));
        const task = parse([...texts, ...(hasNote ? ["// wibble wobble"] : [])].join(" "));
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
