/** Formatting and parsing the stored text of rules. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { formatRule, parseRule, type RepeatRule } from "../../src/recurrence/rule.ts";

const never = { kind: "never" } as const;

test("formats and parses each kind of rule as an RRULE", () => {
  const texts: [RepeatRule, string][] = [
    [{ unit: "day", every: 1, ends: never }, "FREQ=DAILY"],
    [
      { unit: "day", every: 999, ends: { kind: "after", count: 10_000 } },
      "FREQ=DAILY;INTERVAL=999;COUNT=10000",
    ],
    [{ unit: "weekday", every: 1, ends: never }, "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR"],
    [
      { unit: "week", every: 2, days: [1, 4], ends: { kind: "on", day: "2027-03-03" } },
      "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH;UNTIL=20270303",
    ],
    [
      { unit: "month", every: 1, on: { kind: "day", day: 28 }, ends: never },
      "FREQ=MONTHLY;BYMONTHDAY=28",
    ],
    [
      { unit: "month", every: 1, on: { kind: "day", day: 31 }, ends: never },
      "RSCALE=GREGORIAN;FREQ=MONTHLY;BYMONTHDAY=31;SKIP=BACKWARD",
    ],
    [
      { unit: "month", every: 3, on: { kind: "last_day" }, ends: never },
      "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=-1",
    ],
    [
      { unit: "month", every: 1, on: { kind: "nth", nth: -1, weekday: 5 }, ends: never },
      "FREQ=MONTHLY;BYDAY=-1FR",
    ],
    [
      { unit: "month", every: 1, on: { kind: "last_weekday" }, ends: never },
      "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
    ],
    [
      { unit: "year", every: 1, on: { kind: "anchor" }, ends: never },
      "RSCALE=GREGORIAN;FREQ=YEARLY;SKIP=BACKWARD",
    ],
    [
      { unit: "year", every: 1, on: { kind: "nth", nth: 4, weekday: 4, month: 11 }, ends: never },
      "FREQ=YEARLY;BYMONTH=11;BYDAY=4TH",
    ],
  ];
  for (const [rule, text] of texts) {
    assert.equal(formatRule(rule), text);
    assert.deepEqual(parseRule(text), rule);
  }
});

test("normalizes equivalent texts", () => {
  const same: [string, string][] = [
    ["freq=daily;interval=1", "FREQ=DAILY"],
    ["BYDAY=TH,MO;WKST=MO;FREQ=WEEKLY", "FREQ=WEEKLY;BYDAY=MO,TH"],
    ["WKST=SU;BYDAY=TH,MO;FREQ=WEEKLY;INTERVAL=2", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH;WKST=SU"],
    ["FREQ=YEARLY;COUNT=3", "RSCALE=GREGORIAN;FREQ=YEARLY;SKIP=BACKWARD;COUNT=3"],
  ];
  for (const [text, canonical] of same) {
    const rule = parseRule(text);
    assert.equal(rule && formatRule(rule), canonical);
  }
});

const UNSUPPORTED = [
  "",
  ";",
  "FREQ",
  "FREQ=",
  "FREQ=HOURLY",
  "INTERVAL=2",
  "RRULE:FREQ=DAILY",
  "FREQ=DAILY;",
  "FREQ=DAILY;FREQ=DAILY",
  "FREQ=DAILY;X=1",
  "FREQ=DAILY\n",
  "FREQ=DAILY;INTERVAL=0",
  "FREQ=DAILY;INTERVAL=100000",
  "FREQ=DAILY;INTERVAL=-1",
  "FREQ=DAILY;INTERVAL=1.5",
  "FREQ=DAILY;INTERVAL=2;INTERVAL=3",
  "FREQ=DAILY;COUNT=0",
  "FREQ=DAILY;COUNT=10001",
  "FREQ=DAILY;COUNT=1000000000",
  "FREQ=DAILY;COUNT=1E3",
  "FREQ=DAILY;COUNT=3;UNTIL=20270303",
  "FREQ=DAILY;UNTIL=20270230",
  "FREQ=DAILY;UNTIL=2027-03-03",
  "FREQ=DAILY;UNTIL=20270303T000000Z",
  "FREQ=DAILY;UNTIL=20270303T250000Z",
  "FREQ=DAILY;BYHOUR=9",
  "FREQ=DAILY;BYDAY=1MO",
  "FREQ=DAILY;BYYEARDAY=1",
  "FREQ=WEEKLY;BYMONTHDAY=1",
  "FREQ=MONTHLY;BYWEEKNO=1",
  "FREQ=MONTHLY;BYSETPOS=1",
  "FREQ=YEARLY;BYWEEKNO=1;BYDAY=1MO",
  "FREQ=YEARLY;BYWEEKNO=54;BYDAY=MO",
  "FREQ=YEARLY;BYYEARDAY=367",
  "FREQ=YEARLY;BYYEARDAY=0",
  "FREQ=YEARLY;BYDAY=54MO",
  "FREQ=WEEKLY",
  "FREQ=WEEKLY;BYDAY=",
  "FREQ=WEEKLY;BYDAY=1MO",
  "FREQ=WEEKLY;BYDAY=XX",
  "FREQ=WEEKLY;BYDAY=MO;WKST=XX",
  "FREQ=MONTHLY",
  "FREQ=MONTHLY;BYMONTHDAY=0",
  "FREQ=MONTHLY;BYMONTHDAY=32",
  "FREQ=MONTHLY;BYMONTHDAY=-32",
  "FREQ=MONTHLY;BYMONTHDAY=1,,15",
  "FREQ=MONTHLY;BYMONTHDAY=31;SKIP=SIDEWARD",
  "RSCALE=CHINESE;FREQ=YEARLY;SKIP=BACKWARD",
  "FREQ=YEARLY;SKIP=BACKWARD",
  "FREQ=YEARLY;BYMONTH=13;BYDAY=1MO",
  "FREQ=YEARLY;BYMONTH=6",
  "FREQ=YEARLY;BYWEEKNO=20",
  "FREQ=DAILY;".repeat(10_000),
];

test("rejects what is not a rule of days, or leaves out what the due date tells", () => {
  for (const text of UNSUPPORTED) assert.equal(parseRule(text), null, text.slice(0, 80));
});

test("throws a RangeError for a rule out of range", () => {
  const wrong = [
    { unit: "day", every: 0, ends: never },
    { unit: "day", every: 1000, ends: never },
    { unit: "day", every: 1.5, ends: never },
    { unit: "day", every: 1, ends: { kind: "after", count: 0 } },
    { unit: "day", every: 1, ends: { kind: "after", count: 1e9 } },
    { unit: "day", every: 1, ends: { kind: "on", day: "2027-02-30" } },
    { unit: "weekday", every: 2, ends: never },
    { unit: "week", every: 1, days: [], ends: never },
    { unit: "week", every: 1, days: [8], ends: never },
    { unit: "month", every: 1, on: { kind: "day", day: 32 }, ends: never },
    { unit: "month", every: 1, on: { kind: "nth", nth: 0, weekday: 1 }, ends: never },
  ] as unknown as RepeatRule[];
  for (const rule of wrong) assert.throws(() => formatRule(rule), RangeError, JSON.stringify(rule));
});
