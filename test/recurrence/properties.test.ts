/** Series compared with the brute-force reference and with a library. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { RRuleTemporal } from "rrule-temporal";
import { addDays } from "../../src/dates/calendar.ts";
import { localMoment } from "../../src/dates/local_time.ts";
import { completed } from "../../src/recurrence/complete_rule.ts";
import { nextOccurrence, occurrences, upcoming } from "../../src/recurrence/occurrences.ts";
import { formatRule, parseRule, type Repeat, type RepeatRule } from "../../src/recurrence/rule.ts";
import { anyCustomRule, anyDay, anyRepeat, anyRule } from "./arbitraries.ts";
import { bruteForceNext, bruteForceOccurrences } from "./brute_force.ts";
import { dayOf } from "./calendar_days.ts";

/** With and without DST, half-hour DST, UTC+13, +14, UTC-11, and one that skipped a whole day. */
const ZONES = [
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "Australia/Lord_Howe",
  "Pacific/Tongatapu",
  "Pacific/Kiritimati",
  "Pacific/Pago_Pago",
  "Pacific/Apia",
];

const HOUR = 3_600_000;

test("any rule is parsed unchanged from its stored text", () => {
  fc.assert(
    fc.property(fc.oneof(anyRule, anyCustomRule), (rule) => {
      const text = formatRule(rule);
      assert.deepEqual(parseRule(text), rule);
      assert.deepEqual(parseRule(text.split(";").reverse().join(";").toLowerCase()), rule);
    }),
    { numRuns: 500 },
  );
});

test("20 years of any series match the brute-force reference", () => {
  fc.assert(
    fc.property(anyRepeat, (repeat) => {
      const expected = bruteForceOccurrences(repeat);
      const computed = occurrences(repeat, { count: expected.length + 1 });
      assert.deepEqual(computed.slice(0, expected.length), expected);
      const beyond = computed[expected.length];
      const { ends } = repeat.rule;
      const isEnded = ends.kind === "after" && ends.count === expected.length;
      assert.ok(
        beyond === undefined || (!isEnded && dayYear(beyond) > dayYear(repeat.anchor) + 20),
      );
    }),
    { numRuns: 300 },
  );
});

test("the occurrences after any day are the rest of the series", () => {
  fc.assert(
    fc.property(anyRepeat, anyDay, (repeat, after) => {
      const rest = bruteForceOccurrences(repeat).filter((day) => day > after);
      fc.pre(rest.length > 0);
      const count = Math.min(5, rest.length);
      assert.deepEqual(occurrences(repeat, { after, count }), rest.slice(0, count));
    }),
    { numRuns: 200 },
  );
});

test("the next occurrence matches the brute-force reference in every mode and time zone", () => {
  const instant = fc.date({
    min: new Date("1996-01-03T00:00:00Z"),
    max: new Date("2035-01-01T00:00:00Z"),
    noInvalidDate: true,
  });
  const finishing = fc.record({
    repeat: anyRepeat,
    instant,
    zone: fc.constantFrom(...ZONES),
    // Early, on the day, late.
    lateness: fc.oneof(fc.constant(0), fc.integer({ min: -400, max: 400 })),
    finished: fc.integer({ min: 1, max: 45 }),
  });
  fc.assert(
    fc.property(finishing, ({ repeat, instant, zone, lateness, finished }) => {
      const completedOn = localMoment(instant, zone).date;
      const due = addDays(completedOn, -lateness);
      fc.pre(due >= repeat.anchor);
      const at = { due, completedOn, finished };
      const next = nextOccurrence(repeat, at);
      assert.ok(next === null || next > due, "not after the completed one");
      const expected = bruteForceNext(repeat, at);
      if (expected !== undefined) assert.equal(next, expected);
      else assert.ok(next === null || next > "2124");
    }),
    { numRuns: 800 },
  );
});

test("a daily task completed every day is due every day, through every clock change", () => {
  const daily: Repeat = {
    rule: { unit: "day", every: 1, ends: { kind: "never" } },
    mode: "catch_up",
    anchor: "2026-01-01",
  };
  for (const zone of ZONES) {
    let due = daily.anchor;
    // Steps to the first hour of each local day, which has 23 to 25 hours.
    for (let at = Date.parse("2025-12-30T00:00Z"); due < "2027-01-01"; at += HOUR) {
      const today = localMoment(new Date(at), zone).date;
      if (today < due) continue;
      at += 21 * HOUR;
      assert.equal(today, due, `${zone} skipped a day`);
      const next = nextOccurrence(daily, { due, completedOn: today, finished: 1 });
      assert.equal(next, addDays(due, 1));
      due = addDays(due, 1);
    }
  }
});

test("occurrences do not depend on the server's time zone", () => {
  const answers = (repeat: Repeat, due: string) => [
    occurrences(repeat, { after: due, count: 5 }),
    upcoming(repeat, { due, finished: 2, count: 5 }),
    nextOccurrence(repeat, { due, completedOn: addDays(due, 3), finished: 1 }),
  ];
  const samples = fc.sample(fc.tuple(anyRepeat, anyDay), 100);
  const original = JSON.stringify(samples);
  const before = process.env.TZ;
  try {
    process.env.TZ = "UTC";
    const expected = samples.map(([repeat, due]) => answers(repeat, due));
    for (const zone of ZONES) {
      process.env.TZ = zone;
      assert.deepEqual(
        samples.map(([repeat, due]) => answers(repeat, due)),
        expected,
      );
    }
    assert.equal(JSON.stringify(samples), original, "the arguments were modified");
  } finally {
    if (before === undefined) delete process.env.TZ;
    else process.env.TZ = before;
  }
});

test("occurrences match rrule-temporal where it is correct", () => {
  for (const { rules, numRuns } of [
    { rules: anyRule, numRuns: 120 },
    { rules: anyCustomRule, numRuns: 200 },
  ]) {
    fc.assert(
      fc.property(rules, anyDay, (given, day) => {
        const rule = { ...given, ends: { kind: "never" as const } };
        // A DTSTART that does not match its rule is undefined (RFC 5545, 3.8.5.3).
        const series = { rule, mode: "rule" as const, anchor: day };
        const [anchor] = occurrences(series, { after: day, count: 1 });
        fc.pre(rule.every < 13 && anchor !== undefined && anchor < "2100");
        const expected = libraryOccurrences(rule, anchor, 12);
        fc.pre(expected !== null);
        const ours = occurrences({ ...series, anchor }, { count: expected.length });
        assert.deepEqual(ours, expected);
      }),
      { numRuns },
    );
  }
});

test("a rule that is completed from a due date stays what it is", () => {
  fc.assert(
    fc.property(anyCustomRule, anyDay, (given, day) => {
      const rule = completed(given, day);
      assert.deepEqual(completed(rule, day), rule);
      assert.deepEqual(parseRule(formatRule(rule)), rule);
      const repeat = { rule: given, mode: "rule" as const, anchor: day };
      const [drawn, sent] = [rule, given].map((one) =>
        occurrences({ ...repeat, rule: one }, { count: 12 }).filter((found) => found < "2400"),
      );
      assert.deepEqual(drawn, sent);
    }),
    { numRuns: 500 },
  );
});

test("no rule is searched for longer than 100 ms, also one that never occurs", () => {
  const texts = [
    "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
    "FREQ=DAILY;INTERVAL=2;BYMONTHDAY=31;BYMONTH=4",
    "FREQ=DAILY;INTERVAL=99999;BYMONTH=2;BYMONTHDAY=30,-30",
    "FREQ=WEEKLY;BYDAY=MO;BYSETPOS=2",
    "FREQ=WEEKLY;INTERVAL=997;BYDAY=MO,TU;BYSETPOS=3",
    "FREQ=MONTHLY;BYDAY=1MO;BYMONTHDAY=8",
    "RSCALE=GREGORIAN;FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;SKIP=OMIT",
    "FREQ=YEARLY;BYWEEKNO=53;BYYEARDAY=100",
    `FREQ=YEARLY;BYYEARDAY=${Array.from({ length: 180 }, (_, index) => index + 10)};BYWEEKNO=52`,
  ];
  for (const text of texts) {
    const rule = completed(parseRule(text) as RepeatRule, "2026-11-26");
    const repeat = { rule, mode: "completion" as const, anchor: "2026-11-26" };
    const at = { due: "2026-11-26", completedOn: "2026-11-26", finished: 1 };
    const before = process.cpuUsage();
    assert.equal(nextOccurrence(repeat, at), null, text);
    // Of the processor: other tests run meanwhile.
    const { user } = process.cpuUsage(before);
    assert.ok(user < 100_000, `${text}: ${user / 1000} ms`);
  }
});

/**
 * Null for rules that it misinterprets, and for those that it gives up on. Without BYMONTHDAY it clamps the
 * anchor's day correctly.
 */
function libraryOccurrences(given: RepeatRule, anchor: string, count: number): string[] | null {
  const text = formatRule(given);
  if (given.unit === "custom") {
    const [, days = ""] = /BYDAY=([^;]*)/.exec(text) ?? [];
    // Of "MO,1FR" it forgets the first, and of dates, days of the year, weeks and numbered weekdays it
    // follows only one, or the days of each.
    const isMixed = /\d/.test(days) && /(?:^|,)[A-Z]/.test(days);
    const parts = text.match(/BYWEEKNO|BYYEARDAY|BYMONTHDAY|BYDAY=[^;]*\d/g) ?? [];
    const isOfYear = days !== "" && text.includes("BYYEARDAY");
    // Of a year with 52 of them, the 53rd is the first of the next year to it.
    const isBeyond = /53[A-Z]/.test(days);
    if (
      isMixed ||
      isOfYear ||
      isBeyond ||
      parts.length > 1 ||
      /SKIP=(?:BACKWARD|FORWARD)/.test(text)
    )
      return null;
  }
  const date = /;BYMONTHDAY=(\d+);SKIP=BACKWARD/.exec(text);
  if (date !== null && dayOf(anchor).day !== Number(date[1])) return null;
  const rule = date === null ? text : text.replace(`BYMONTHDAY=${date[1]};`, "");
  const start = anchor.replaceAll("-", "");
  const series = new RRuleTemporal({ rruleString: `DTSTART;VALUE=DATE:${start}\nRRULE:${rule}` });
  try {
    const days = series.all((_, index) => index < count).map((day) => String(day).slice(0, 10));
    return days.filter((day) => /^\d{4}-/.test(day));
  } catch (error) {
    assert.match(String(error), /Maximum iterations/);
    return null;
  }
}

function dayYear(day: string): number {
  return Number(day.slice(0, 4));
}
