/** Random rules and repeats for property tests. */
import fc from "fast-check";
import type { Weekday } from "../../src/dates/names.ts";
import {
  type DayOfMonth,
  type DayOfYear,
  type Ends,
  formatRule,
  type Nth,
  parseRule,
  type Repeat,
  type RepeatRule,
} from "../../src/recurrence/rule.ts";
import { CALENDAR } from "./calendar_days.ts";

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

/** A list of some numbers from the lower to the upper, or from the end, as the value of a part. */
function numbers(max: number, { fromEnd = true } = {}): fc.Arbitrary<string> {
  const number = fc.integer({ min: 1, max });
  const signed = fromEnd
    ? fc.oneof({ weight: 2, arbitrary: number }, { weight: 1, arbitrary: number.map((n) => -n) })
    : number;
  return fc.uniqueArray(signed, { minLength: 1, maxLength: 4 }).map((list) => list.join());
}

function seldom<T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> {
  return fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: value });
}

const codes = fc.constantFrom("MO", "TU", "WE", "TH", "FR", "SA", "SU");

function byDay(most: number): fc.Arbitrary<string> {
  const nth = fc.integer({ min: -most, max: most }).map((n) => (n === 0 ? "" : String(n)));
  const day = fc.tuple(most === 0 ? fc.constant("") : fc.oneof(fc.constant(""), nth), codes);
  return fc
    .uniqueArray(
      day.map(([n, code]) => n + code),
      { minLength: 1, maxLength: 5 },
    )
    .map((list) => list.join());
}

/** The RRULE of any rule that does not need a due date to be whole, without an end. */
const customText: fc.Arbitrary<string> = fc
  .record({
    frequency: fc.constantFrom("DAILY", "WEEKLY", "MONTHLY", "YEARLY"),
    every: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 7 })),
    months: fc.option(numbers(12, { fromEnd: false }), { freq: 2 }),
    weeks: seldom(numbers(53)),
    yearDays: seldom(numbers(366)),
    monthDays: fc.option(fc.oneof(numbers(31), fc.constantFrom("29", "30", "31", "30,31")), {
      freq: 2,
    }),
    plain: fc.option(byDay(0), { freq: 3 }),
    inMonth: fc.option(byDay(5), { freq: 3 }),
    inYear: fc.option(byDay(53), { freq: 3 }),
    positions: seldom(numbers(5)),
    skip: fc.option(fc.constantFrom("OMIT", "BACKWARD", "FORWARD")),
    weekStart: fc.option(codes),
  })
  .map(({ frequency, every, months, ...parts }) => {
    const isYear = frequency === "YEARLY";
    const isOfMonths = isYear || frequency === "MONTHLY";
    const weeks = isYear ? parts.weeks : null;
    const byNth = isYear && months === null ? parts.inYear : parts.inMonth;
    const text = [
      ["FREQ", frequency],
      ["INTERVAL", every],
      ["BYMONTH", months],
      ["BYWEEKNO", weeks],
      ["BYYEARDAY", isYear ? parts.yearDays : null],
      ["BYMONTHDAY", frequency === "WEEKLY" ? null : parts.monthDays],
      ["BYDAY", isOfMonths && weeks === null ? byNth : parts.plain],
      ["BYSETPOS", parts.positions],
      ["SKIP", parts.skip],
      ["WKST", parts.weekStart],
    ];
    return text.flatMap(([name, value]) => (value === null ? [] : `${name}=${value}`)).join(";");
  });

/** Rules that the form cannot draw, and a few that it can. */
export const anyCustomRule: fc.Arbitrary<RepeatRule> = fc
  .tuple(customText, anyRule)
  .filter(([text]) => parseRule(text) !== null)
  .map(([text, { ends }]) => {
    const rule = { ...(parseRule(text) as RepeatRule), ends };
    // As it is when it is stored: a few can be drawn.
    return parseRule(formatRule(rule)) as RepeatRule;
  });

export const anyRepeat: fc.Arbitrary<Repeat> = fc.record({
  rule: fc.oneof(anyRule, anyCustomRule),
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
