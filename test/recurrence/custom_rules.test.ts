/** Rules as programs send them: what the due date fills in, what is drawn, and what is custom. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { placeRepeat, type RepeatMoves } from "../../src/recurrence/anchor.ts";
import { completed, withLocalEnd } from "../../src/recurrence/complete_rule.ts";
import { describeRule, shortRepeat } from "../../src/recurrence/description.ts";
import { nextOccurrence, occurrences } from "../../src/recurrence/occurrences.ts";
import {
  formatRule,
  parseRule,
  type Repeat,
  type RepeatMode,
  type RepeatRule,
  readRule,
} from "../../src/recurrence/rule.ts";

/** A Thursday, the fourth and last of its month. */
const DUE = "2026-11-26";

function sent(text: string): RepeatRule {
  const rule = readRule(text);
  assert.ok(rule.ok, `${text}: ${rule.ok || rule.message}`);
  return rule.value;
}

const stored = (text: string, dueOn = DUE) => formatRule(completed(sent(text), dueOn));

const ON_31 = "RSCALE=GREGORIAN;FREQ=MONTHLY;BYMONTHDAY=31;SKIP=BACKWARD";
const EVERY_YEAR = "RSCALE=GREGORIAN;FREQ=YEARLY;SKIP=BACKWARD";

/** Drawn by the form. */
const PLAIN: [text: string, stored: string, dueOn?: string][] = [
  ["FREQ=WEEKLY", "FREQ=WEEKLY;BYDAY=TH"],
  ["RRULE:FREQ=WEEKLY", "FREQ=WEEKLY;BYDAY=TH"],
  ["FREQ=WEEKLY;WKST=SU", "FREQ=WEEKLY;BYDAY=TH"],
  ["FREQ=WEEKLY;BYDAY=MO;WKST=SU", "FREQ=WEEKLY;BYDAY=MO"],
  ["FREQ=WEEKLY;INTERVAL=02;WKST=SU", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH;WKST=SU"],
  ["FREQ=WEEKLY;BYDAY=MO,MO,TH", "FREQ=WEEKLY;BYDAY=MO,TH"],
  ["FREQ=MONTHLY", "FREQ=MONTHLY;BYMONTHDAY=26"],
  ["FREQ=MONTHLY", ON_31, "2026-12-31"],
  ["FREQ=MONTHLY;BYMONTHDAY=31", ON_31],
  ["RSCALE=GREGORIAN;FREQ=MONTHLY;BYMONTHDAY=31", ON_31],
  ["FREQ=MONTHLY;BYDAY=FR;BYSETPOS=2", "FREQ=MONTHLY;BYDAY=2FR"],
  ["FREQ=MONTHLY;BYDAY=+2FR", "FREQ=MONTHLY;BYDAY=2FR"],
  ["FREQ=MONTHLY;BYDAY=SU,MO,TU,WE,TH,FR,SA;BYSETPOS=-1", "FREQ=MONTHLY;BYMONTHDAY=-1"],
  [
    "FREQ=MONTHLY;BYDAY=FR,TH,WE,TU,MO;BYSETPOS=-1",
    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
  ],
  ["FREQ=MONTHLY;BYDAY=MO,TH", "FREQ=WEEKLY;BYDAY=MO,TH"],
  ["FREQ=MONTHLY;BYMONTH=11", EVERY_YEAR],
  ["FREQ=MONTHLY;BYMONTH=5;BYDAY=-1MO", "FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO"],
  ["FREQ=YEARLY", EVERY_YEAR],
  ["FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=26", EVERY_YEAR],
  ["FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=-1", EVERY_YEAR, "2026-12-31"],
  ["FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", EVERY_YEAR, "2028-02-29"],
  ["FREQ=YEARLY;BYMONTH=11;BYDAY=TH;BYSETPOS=4", "FREQ=YEARLY;BYMONTH=11;BYDAY=4TH"],
  ["FREQ=YEARLY;BYMONTHDAY=15", "FREQ=MONTHLY;BYMONTHDAY=15"],
  ["FREQ=YEARLY;BYDAY=MO,FR", "FREQ=WEEKLY;BYDAY=MO,FR"],
  ["FREQ=DAILY;BYDAY=MO,WE", "FREQ=WEEKLY;BYDAY=MO,WE"],
  ["FREQ=DAILY;BYDAY=FR,TH,WE,TU,MO", "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR"],
  ["FREQ=DAILY;BYMONTHDAY=1", "FREQ=MONTHLY;BYMONTHDAY=1"],
  ["FREQ=DAILY;BYMONTHDAY=-1", "FREQ=MONTHLY;BYMONTHDAY=-1"],
  ["FREQ=DAILY;BYDAY=MO;BYSETPOS=-1", "FREQ=WEEKLY;BYDAY=MO"],
  ["FREQ=DAILY;UNTIL=20271224T120000Z", "FREQ=DAILY;UNTIL=20271224"],
];

test("a plain rule takes from the due date what it leaves out, and is drawn where the form can", () => {
  for (const [text, expected, dueOn = DUE] of PLAIN) {
    const rule = withLocalEnd(completed(sent(text), dueOn), { time: null, timeZone: "UTC" });
    assert.equal(formatRule(rule), expected, text);
    assert.notEqual(rule.unit, "custom", text);
  }
});

/** What is kept, in words, and the next days after the due date. */
const CUSTOM: [text: string, stored: string, words: string, days: string][] = [
  [
    "FREQ=MONTHLY;BYMONTHDAY=30,15",
    "RSCALE=GREGORIAN;FREQ=MONTHLY;BYMONTHDAY=15,30;SKIP=BACKWARD",
    "every month on the 15th and 30th, or the last day",
    "2026-11-30 2026-12-15 2026-12-30 2027-01-15 2027-01-30 2027-02-15 2027-02-28",
  ],
  [
    "FREQ=MONTHLY;BYMONTHDAY=1,15",
    "FREQ=MONTHLY;BYMONTHDAY=1,15",
    "every month on the 1st and 15th",
    "2026-12-01 2026-12-15 2027-01-01",
  ],
  [
    "RSCALE=GREGORIAN;FREQ=MONTHLY;BYMONTHDAY=31;SKIP=OMIT",
    "RSCALE=GREGORIAN;FREQ=MONTHLY;BYMONTHDAY=31;SKIP=OMIT",
    "every month on the 31st, left out where the month is shorter",
    "2026-12-31 2027-01-31 2027-03-31",
  ],
  [
    "FREQ=MONTHLY;BYMONTHDAY=31;SKIP=FORWARD",
    "RSCALE=GREGORIAN;FREQ=MONTHLY;BYMONTHDAY=31;SKIP=FORWARD",
    "every month on the 31st, or the first of the next month",
    "2026-12-01 2026-12-31 2027-01-31 2027-03-01 2027-03-31 2027-05-01",
  ],
  [
    "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13",
    "FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=FR",
    "every month on the 13th if it is a Friday",
    "2027-08-13 2028-10-13",
  ],
  [
    "FREQ=MONTHLY;BYDAY=1FR,3FR",
    "FREQ=MONTHLY;BYDAY=1FR,3FR",
    "every month on the first and third Friday",
    "2026-12-04 2026-12-18 2027-01-01",
  ],
  [
    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1,-2",
    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2,1",
    "every month on the first and second to last weekday",
    "2026-11-27 2026-12-01 2026-12-30",
  ],
  [
    "FREQ=MONTHLY;INTERVAL=2;BYDAY=MO",
    "FREQ=MONTHLY;INTERVAL=2;BYDAY=MO",
    "every 2 months on every Monday",
    "2026-11-30 2027-01-04 2027-01-11",
  ],
  [
    "FREQ=WEEKLY;BYMONTH=6,7,8",
    "FREQ=WEEKLY;BYMONTH=6,7,8;BYDAY=TH",
    "every week on Thursday in June to August",
    "2027-06-03 2027-06-10",
  ],
  [
    "FREQ=WEEKLY;BYDAY=MO,SU;BYSETPOS=1;WKST=SU",
    "FREQ=WEEKLY;BYDAY=MO,SU;BYSETPOS=1;WKST=SU",
    "every week on Mon and Sun, only the first of these, with weeks from Sunday",
    "2026-11-29 2026-12-06",
  ],
  [
    "FREQ=YEARLY;BYMONTH=1,7",
    "FREQ=YEARLY;BYMONTH=1,7;BYMONTHDAY=26",
    "every year on the 26th in January and July",
    "2027-01-26 2027-07-26 2028-01-26",
  ],
  [
    "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24",
    "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24",
    "every year on the 24th in December",
    "2026-12-24 2027-12-24",
  ],
  [
    "FREQ=YEARLY;BYWEEKNO=20",
    "FREQ=YEARLY;BYWEEKNO=20;BYDAY=TH",
    "every year on Thursday in week 20",
    "2027-05-20 2028-05-18",
  ],
  [
    "FREQ=YEARLY;BYYEARDAY=100,-1",
    "FREQ=YEARLY;BYYEARDAY=-1,100",
    "every year on day 100 and the last day of the year",
    "2026-12-31 2027-04-10 2027-12-31 2028-04-09",
  ],
  [
    "FREQ=YEARLY;BYDAY=20MO",
    "FREQ=YEARLY;BYDAY=20MO",
    "every year on the 20th Monday of the year",
    "2027-05-17 2028-05-15",
  ],
  [
    "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8",
    "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYMONTHDAY=2,3,4,5,6,7,8;BYDAY=TU",
    "every 4 years on the 2nd to 8th in November if it is a Tuesday",
    "2030-11-05 2034-11-07",
  ],
  [
    "FREQ=DAILY;INTERVAL=3;BYDAY=MO,TU",
    "FREQ=DAILY;INTERVAL=3;BYDAY=MO,TU",
    "every 3 days if it is Mon or Tue",
    "2026-12-08 2026-12-14 2026-12-29",
  ],
  ["FREQ=DAILY;BYMONTH=1", "FREQ=DAILY;BYMONTH=1", "every day in January", "2027-01-01 2027-01-02"],
  ["FREQ=DAILY;INTERVAL=1000", "FREQ=DAILY;INTERVAL=1000", "every 1,000 days", "2029-08-22"],
];

test("any other rule of days is kept, followed and said in words", () => {
  for (const [text, expected, words, days] of CUSTOM) {
    const rule = completed(sent(text), DUE);
    assert.equal(formatRule(rule), expected, text);
    assert.deepEqual(parseRule(expected), rule, text);
    const repeat: Repeat = { rule, mode: "rule", anchor: DUE };
    assert.equal(describeRule(repeat), `Custom rule: ${words}`, text);
    assert.equal(shortRepeat(repeat, DUE), words, text);
    const found = occurrences(repeat, { after: DUE, count: days.split(" ").length });
    assert.equal(found.join(" "), days, text);
  }
});

const REFUSED: [text: string, message: string][] = [
  ["", "Repeat must have a rule, such as FREQ=WEEKLY;BYDAY=MO"],
  ["FREQ=FORTNIGHTLY", "Repeat must have a rule, such as FREQ=WEEKLY;BYDAY=MO"],
  ["FREQ=DAILY;", "Repeat must have a rule, such as FREQ=WEEKLY;BYDAY=MO"],
  ...["HOURLY", "MINUTELY", "SECONDLY"].map((name): [string, string] => [
    `FREQ=${name};INTERVAL=4`,
    "Repeat must be at most once a day: FREQ must be DAILY, WEEKLY, MONTHLY or YEARLY",
  ]),
  [
    "FREQ=DAILY;BYHOUR=9,17",
    "Repeat has a rule of days: leave out BYHOUR, and give the time as due_time",
  ],
  ["FREQ=DAILY;BYEASTER=1", "Repeat has a part that is not known: BYEASTER"],
  ["FREQ=DAILY;FREQ=DAILY", "Repeat has FREQ twice"],
  ["FREQ=DAILY;INTERVAL=0", "Repeat has an invalid INTERVAL"],
  ["FREQ=WEEKLY;BYMONTHDAY=1", "Repeat cannot have BYMONTHDAY with FREQ=WEEKLY"],
  ["FREQ=WEEKLY;BYDAY=1MO", "Repeat cannot have numbers in BYDAY with this rule"],
  ["FREQ=MONTHLY;BYMONTHDAY=32", "Repeat has an invalid BYMONTHDAY"],
  ["FREQ=MONTHLY;BYSETPOS=1", "Repeat has BYSETPOS, which needs another part such as BYDAY"],
  ["RSCALE=HEBREW;FREQ=YEARLY", "Repeat has an invalid RSCALE"],
  ["FREQ=DAILY;COUNT=0", "Repeat COUNT must be a whole number from 1 to 10,000"],
  ["FREQ=DAILY;COUNT=10001", "Repeat COUNT must be a whole number from 1 to 10,000"],
  ["FREQ=DAILY;COUNT=1;UNTIL=20270101", "Repeat must end by COUNT or by UNTIL, not by both"],
  ["FREQ=DAILY;UNTIL=20270230", "Repeat UNTIL must be a day, such as UNTIL=20271224"],
  [`FREQ=YEARLY;BYYEARDAY=${"1,".repeat(500)}1`, "Repeat rule must be 1,000 characters or less"],
];

test("what is finer than a day, or not a rule, is refused with its reason", () => {
  for (const [text, message] of REFUSED) {
    assert.deepEqual(readRule(text), { ok: false, message }, text.slice(0, 60));
  }
});

test("an UNTIL with a time ends on the last day whose occurrence is not after it", () => {
  const lastDay = (text: string, time: string | null) => {
    const rule = withLocalEnd(sent(`FREQ=DAILY;UNTIL=${text}`), {
      time,
      timeZone: "America/New_York",
    });
    return rule.ends.kind === "on" ? rule.ends : null;
  };
  const cases: [string, string | null, string][] = [
    ["20261224", "09:00", "2026-12-24"],
    ["20261225T045959Z", null, "2026-12-24"],
    ["20261225T045959Z", "23:00", "2026-12-24"],
    ["20261224T050000Z", null, "2026-12-24"],
    ["20261224T050000Z", "09:00", "2026-12-23"],
    ["20261224T090000", "09:00", "2026-12-24"],
    ["20261224T090000", "09:01", "2026-12-23"],
    ["00010101T000000Z", "09:01", "0001-01-01"],
  ];
  for (const [text, time, day] of cases) {
    assert.deepEqual(lastDay(text, time), { kind: "on", day }, `${text} ${time}`);
  }
});

test("a custom rule follows its mode as others do", () => {
  const next = (text: string, mode: RepeatMode, done: string) =>
    nextOccurrence(
      { rule: completed(sent(text), DUE), mode, anchor: DUE },
      { due: DUE, completedOn: done, finished: 1 },
    );
  const twice = "FREQ=MONTHLY;BYMONTHDAY=1,15";
  assert.equal(next(twice, "rule", "2026-12-20"), "2026-12-01");
  assert.equal(next(twice, "catch_up", "2026-12-20"), "2027-01-01");
  assert.equal(next(twice, "catch_up", "2026-12-15"), "2026-12-15");
  assert.equal(next(twice, "completion", "2026-12-15"), "2027-01-01");
  // The first day of the rule after completion, and one month more.
  assert.equal(next(`${twice};INTERVAL=2`, "completion", "2026-12-02"), "2027-01-01");
  assert.equal(next("FREQ=DAILY;INTERVAL=3;BYDAY=MO,TU", "completion", DUE), "2026-12-07");
  assert.equal(next(`${twice};COUNT=1`, "rule", DUE), null);
  assert.equal(next(`${twice};UNTIL=20261130`, "rule", DUE), null);
});

test("a week start that makes no difference, of an earlier version, does not begin the series anew", () => {
  const rule = parseRule("FREQ=WEEKLY;BYDAY=TH;WKST=SU");
  assert.ok(rule);
  const repeat: Repeat = { rule, mode: "rule", anchor: DUE };
  const at = { dueOn: "2026-11-30", current: { repeat, dueOn: DUE }, moves: "this" as const };
  assert.deepEqual([placeRepeat(repeat, at).movedFrom, placeRepeat(repeat, at).anchor], [DUE, DUE]);
});

test("what a rule leaves out is what it was, unless the task had another rule", () => {
  const place = (
    current: string,
    text: string,
    options: { dueOn: string; moves?: RepeatMoves },
  ) => {
    const { dueOn, moves = "this" } = options;
    const repeat: Repeat = { rule: completed(sent(current), DUE), mode: "rule", anchor: DUE };
    const spec = { rule: sent(text), mode: "rule" as const };
    const placed = placeRepeat(spec, { dueOn, current: { repeat, dueOn: DUE }, moves });
    return [formatRule(placed.rule), placed.anchor, placed.movedFrom];
  };
  const monday = { dueOn: "2026-11-30" };
  const weekly = "FREQ=WEEKLY;BYDAY=TH";
  assert.deepEqual(place("FREQ=WEEKLY", "FREQ=WEEKLY", monday), [weekly, DUE, DUE]);
  const onMonday = "FREQ=WEEKLY;BYDAY=MO";
  assert.deepEqual(place("FREQ=DAILY", "FREQ=WEEKLY", monday), [onMonday, "2026-11-30", undefined]);
  const dates = "FREQ=MONTHLY;BYMONTHDAY=15,26";
  assert.deepEqual(place(dates, dates, monday), [dates, DUE, DUE]);
  assert.deepEqual(place(dates, dates, { dueOn: "2026-12-03", moves: "series" }), [
    "FREQ=MONTHLY;BYMONTHDAY=3,15",
    "2026-12-03",
    undefined,
  ]);
  // The date of both: it is one date, which the form can draw.
  assert.deepEqual(place(dates, dates, { dueOn: "2026-12-15", moves: "series" }), [
    "FREQ=MONTHLY;BYMONTHDAY=15",
    "2026-12-15",
    undefined,
  ]);
  const weeks = "FREQ=YEARLY;BYWEEKNO=48;BYDAY=TH";
  assert.deepEqual(place(weeks, weeks, { ...monday, moves: "series" }), [
    weeks,
    "2026-11-30",
    undefined,
  ]);
});

test("rows have no room for a rule of hundreds of days", () => {
  const days = Array.from({ length: 100 }, (_, index) => 2 * index + 1);
  const rule = parseRule(`FREQ=YEARLY;BYYEARDAY=${days}`);
  assert.ok(rule);
  const repeat: Repeat = { rule, mode: "rule", anchor: DUE };
  assert.equal(shortRepeat(repeat, DUE), "custom rule");
  assert.match(describeRule(repeat), /^Custom rule: every year on days 1, 3, .* of the year$/);
  assert.equal(stored(formatRule(rule)), formatRule(rule));
});
