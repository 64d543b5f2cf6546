/** Random rules and repeats for property tests. */
import fc from "fast-check";
import type { Weekday } from "../../src/dates/names.ts";
import type {
  DayOfMonth,
  DayOfYear,
  Ends,
  Nth,
  Repeat,
  RepeatRule,
} from "../../src/recurrence/rule.ts";
import { CALENDAR } from "./brute_force.ts";

const weekday = fc.integer({ min: 1, max: 7 }) as fc.Arbitrary<Weekday>;
const nth = fc.constantFrom<Nth>(1, 2, 3, 4, 5, -1);

const dayOfMonth: fc.Arbitrary<DayOfMonth> = fc.oneof(
  fc.record({ kind: fc.constant("day" as const), day: fc.integer({ min: 1, max: 31 }) }),
  fc.record({ kind: fc.constant("day" as const), day: fc.integer({ min: 28, max: 31 }) }),
  fc.constant({ kind: "last_day" as const }),
  fc.constant({ kind: "last_weekday" as const }),
  fc.record({ kind: fc.constant("nth" as const), nth, weekday }),
);

const dayOfYear: fc.Arbitrary<DayOfYear> = fc.oneof(
  fc.constant({ kind: "anchor" as const }),
  fc.record({
    kind: fc.constant("nth" as const),
    nth,
    weekday,
    month: fc.integer({ min: 1, max: 12 }),
  }),
);

const days = fc
  .uniqueArray(weekday, { minLength: 1, maxLength: 7 })
  .map((list) => list.sort((a, b) => a - b));

/** From 1996 to 2030, with the ends of months and leap days more often. */
export const anyDay = fc.oneof(
  fc.constantFrom(...dates(() => true)),
  fc.constantFrom(...dates((day) => day.day >= 28)),
  fc.constantFrom(...dates((day) => day.month === 2 && day.day >= 28)),
);

/** Mostly small intervals: they are the common ones, and their occurrences coincide. */
export const anyRule = anyRuleWith({
  every: fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 1, max: 6 }) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 999 }) },
  ),
  lastDay: anyDay,
  maxCount: 40,
});

export const anyRepeat: fc.Arbitrary<Repeat> = fc.record({
  rule: anyRule,
  mode: fc.constantFrom("rule", "catch_up", "completion"),
  anchor: anyDay,
});

interface RuleOptions {
  every: fc.Arbitrary<number>;
  lastDay: fc.Arbitrary<string>;
  maxCount: number;
}

export function anyRuleWith({ every, lastDay, maxCount }: RuleOptions): fc.Arbitrary<RepeatRule> {
  const ends: fc.Arbitrary<Ends> = fc.oneof(
    fc.constant({ kind: "never" as const }),
    fc.record({ kind: fc.constant("on" as const), day: lastDay }),
    fc.record({
      kind: fc.constant("after" as const),
      count: fc.integer({ min: 1, max: maxCount }),
    }),
  );
  const rule: fc.Arbitrary<RepeatRule> = fc.oneof(
    fc.record({ unit: fc.constant("day" as const), every, ends }),
    fc.record({ unit: fc.constant("weekday" as const), every: fc.constant(1 as const), ends }),
    fc.record({ unit: fc.constant("week" as const), every, days, ends }),
    fc.record({ unit: fc.constant("month" as const), every, on: dayOfMonth, ends }),
    fc.record({ unit: fc.constant("year" as const), every, on: dayOfYear, ends }),
  );
  // Records of fast-check have no prototype, which deepEqual would report as a difference.
  return rule.map((made) => structuredClone(made));
}

function dates(fits: (day: (typeof CALENDAR)[number]) => boolean): string[] {
  return CALENDAR.filter((day) => day.year < 2030 && fits(day)).map((day) => day.text);
}
