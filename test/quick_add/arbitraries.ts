/** Quick-add lines, and every task that a form can store, for property tests. */
import fc from "fast-check";
import { addDays } from "../../src/dates/calendar.ts";
import type { Priority } from "../../src/models/priority.ts";
import { isTagName } from "../../src/models/tag_name.ts";
import type { QuickTask } from "../../src/quick_add/parse.ts";
import { parseRule, type Repeat, type RepeatRule } from "../../src/recurrence/rule.ts";
import { isBlank, lengthOf, normalizeLineBreaks, singleLine } from "../../src/text.ts";
import { anyRuleWith } from "../recurrence/arbitraries.ts";
import { anyCalendarDay } from "../support/arbitraries.ts";

/** Words and characters that mean something to quick add, or almost do. */
const TRICKY = [
  ...'@ # ! // //x / ///y \\ " “ ” , ; . : - – 1. \\\\ ⏎ ␣ \\⏎ 5 3:16 24/7 12/24 3/12 3-12 3.12. 12. mon-fri 24.12. 2026-12-24 9am 9:30'.split(
    " ",
  ),
  ...'@home #bills !1 !4 @"two words" #"12" @"open “quoted two” "quoted" \\@home \\tomorrow'.split(
    " ",
  ),
  ...["@“two words”", '"quoted words"', "“smart words”", '@"say \\"hi\\""', '@"a // b"'],
  ..."tomorrow Today yesterday tonight noon midnight at 8 14h 15h30 14.30 half past min fortnight before monday fri may 24th dec 2027 next week in 3 days on the at".split(
    " ",
  ),
  ..."due by every other second last day of month monday: daily until from completion 10 times".split(
    " ",
  ),
  ..."weekdays morning evening yearly call end week for and Black Friday plan skipping what was missed pay rent Ünï 日本語 🏠".split(
    " ",
  ),
];

const spaces = fc.constantFrom(" ", " ", " ", "  ", "\u00A0", "\t");
const word = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...TRICKY) },
  { weight: 1, arbitrary: fc.string({ unit: "grapheme", maxLength: 8 }) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(...TRICKY), fc.constantFrom(...',.:;"”\\'))
      .map((parts) => parts.join("")),
  },
);

/** Titles that would be parsed if they were not escaped. */
const TITLES = [
  "fri 9am: dentist",
  "Monday: the musical",
  "tomorrow 9am",
  "24.12.",
  "#1 @home",
  "@home sweet @home",
  "Gym every mon and thu until 24 dec",
  "pay rent tomorrow 9am every month @home #bills !1 // note",
  "pay,",
  "pay -",
  'say "hi',
  "\\tomorrow \\@home",
];

/** Lines of tricky words and random text. */
export const anyLine = fc
  .array(fc.tuple(word, spaces), { maxLength: 14 })
  .map((parts) => parts.flat().join(""));

const storedLine = (max: number) =>
  anyLine
    .map((text) => singleLine([...singleLine(text)].slice(0, max).join("")))
    .filter((text) => !isBlank(text));

const description = fc
  .array(fc.oneof(anyLine, fc.constantFrom("\n", "⏎", "\\", " ", "\t", "␣", "\\⇥")), {
    maxLength: 5,
  })
  .map((parts) => normalizeLineBreaks(parts.join("")))
  .map((text) => (isBlank(text) ? "" : text));

const tags = fc.uniqueArray(
  fc
    .oneof(
      fc.constantFrom("bills", "15min", "2026", "_", "-", "été", "日本", "tomorrow"),
      fc.string({ unit: "grapheme", minLength: 1, maxLength: 6 }),
    )
    .filter(isTagName),
  { maxLength: 20, selector: (tag) => tag.normalize("NFC").toLowerCase() },
);

/** Within a century more often. */
export const anyDay = fc.oneof(
  fc.integer({ min: 0, max: 40_000 }).map((days) => addDays("1990-01-01", days)),
  anyCalendarDay,
);

export const anyTime = fc
  .integer({ min: 0, max: 1439 })
  .map((minutes) => new Date(minutes * 60_000).toISOString().slice(11, 16));

const rule = anyRuleWith({
  every: fc.oneof(fc.constantFrom(1, 2), fc.integer({ min: 1, max: 999 })),
  lastDay: anyDay,
  maxCount: 10_000,
});

/** Several days of a month, which no form draws. */
const severalDays = fc
  .record({
    part: fc.oneof(
      several(31).map((dates) => `BYMONTHDAY=${dates}`),
      several(5).map((nths) => `BYDAY=${nths.map((nth) => `${nth}FR`)}`),
    ),
    rule,
  })
  .map(({ part, rule: { every, ends } }): RepeatRule => {
    const days = parseRule(`FREQ=MONTHLY;INTERVAL=${every};${part}`);
    return { ...(days as RepeatRule), ends };
  });

/** Numbers up to the most, and the last. */
function several(most: number): fc.Arbitrary<number[]> {
  const number = fc.integer({ min: 0, max: most }).map((n) => (n === 0 ? -1 : n));
  return fc.uniqueArray(number, { minLength: 2, maxLength: 4 });
}

const due = fc.oneof(
  fc.constant({ dueOn: null, dueTime: null, repeat: null }),
  fc
    .record({
      dueOn: anyDay,
      dueTime: fc.option(anyTime),
      rule: fc.option(fc.oneof({ weight: 5, arbitrary: rule }, severalDays)),
      mode: fc.constantFrom("rule" as const, "catch_up" as const, "completion" as const),
      anchor: fc.option(anyDay),
    })
    .map(({ dueOn, dueTime, rule: found, mode, anchor }) => {
      const repeat: Repeat | null = found && { rule: found, mode, anchor: anchor ?? dueOn };
      return { dueOn, dueTime, repeat };
    }),
);

export const anyTask: fc.Arbitrary<QuickTask> = fc
  .record({
    title: fc.oneof(
      { weight: 5, arbitrary: storedLine(200) },
      { weight: 1, arbitrary: fc.constantFrom(...TITLES) },
    ),
    description,
    due,
    list: fc.option(storedLine(100)),
    tags,
    priority: fc.constantFrom<Priority>(0, 1, 2, 3),
  })
  .filter(({ title }) => lengthOf(title) <= 200)
  // A plain object: fast-check also makes some without a prototype.
  .map(({ due: planned, ...task }) => structuredClone({ ...task, ...planned }));
