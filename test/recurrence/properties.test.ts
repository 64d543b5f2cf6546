/** Series compared with the brute-force reference and with a library. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { RRuleTemporal } from "rrule-temporal";
import { addDays } from "../../src/dates/calendar.ts";
import { localMoment } from "../../src/dates/local_time.ts";
import { nextOccurrence, occurrences, upcoming } from "../../src/recurrence/occurrences.ts";
import { formatRule, parseRule, type Repeat } from "../../src/recurrence/rule.ts";
import { anyDay, anyRepeat, anyRule } from "./arbitraries.ts";
import { bruteForceNext, bruteForceOccurrences, dayOf } from "./brute_force.ts";

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
    fc.property(anyRule, (rule) => {
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
  fc.assert(
    fc.property(anyRepeat, (repeat) => {
      const rule = { ...repeat.rule, ends: { kind: "never" as const } };
      // A DTSTART that does not match its rule is undefined (RFC 5545, 3.8.5.3).
      const [anchor] = occurrences({ ...repeat, rule }, { after: repeat.anchor, count: 1 });
      fc.pre(rule.every < 13 && anchor !== undefined && anchor < "2100");
      const expected = libraryOccurrences(formatRule(rule), anchor, 12);
      fc.pre(expected !== null);
      const ours = occurrences({ ...repeat, rule, anchor }, { count: expected.length });
      assert.deepEqual(ours, expected);
    }),
    { numRuns: 120 },
  );
});

/** Null for rules that it misinterprets. Without BYMONTHDAY it clamps the anchor's day correctly. */
function libraryOccurrences(text: string, anchor: string, count: number): string[] | null {
  const date = /;BYMONTHDAY=(\d+);SKIP=BACKWARD/.exec(text);
  if (date !== null && dayOf(anchor).day !== Number(date[1])) return null;
  const rule = date === null ? text : text.replace(`BYMONTHDAY=${date[1]};`, "");
  const start = anchor.replaceAll("-", "");
  const series = new RRuleTemporal({ rruleString: `DTSTART;VALUE=DATE:${start}\nRRULE:${rule}` });
  const days = series.all((_, index) => index < count).map((day) => String(day).slice(0, 10));
  return days.filter((day) => /^\d{4}-/.test(day));
}

function dayYear(day: string): number {
  return Number(day.slice(0, 4));
}
