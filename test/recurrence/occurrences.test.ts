/** The days of a series: the examples of the standards, ends, and rules that rarely match. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { occurrences, upcoming } from "../../src/recurrence/occurrences.ts";
import { threadTimeOf } from "../support/processor_time.ts";
import { ON_THE_31ST, seriesOf } from "./series.ts";

/** Expands "1997: 9/2 9/3; 1998: 1/2". */
function days(text: string): string[] {
  return text.split(";").flatMap((part) => {
    const [year, rest = ""] = part.trim().split(":");
    const two = (number = "") => number.padStart(2, "0");
    const dates = rest
      .trim()
      .split(" ")
      .map((date) => date.split("/"));
    return dates.map(([month, day]) => `${year}-${two(month)}-${two(day)}`);
  });
}

/**
 * The examples of RFC 5545, 3.3.10 and 3.8.5.3, that are within the supported subset. Days that
 * DTSTART implies are explicit, and an UNTIL at midnight UTC is the New York day before.
 */
const RFC_5545: [name: string, anchor: string, rule: string, expected: string][] = [
  [
    "daily for 10 occurrences",
    "1997-09-02",
    "FREQ=DAILY;COUNT=10",
    "1997: 9/2 9/3 9/4 9/5 9/6 9/7 9/8 9/9 9/10 9/11",
  ],
  ["every other day", "1997-09-02", "FREQ=DAILY;INTERVAL=2", "1997: 9/2 9/4 9/6 9/8 9/10 9/12"],
  [
    "every 10 days, 5 occurrences",
    "1997-09-02",
    "FREQ=DAILY;INTERVAL=10;COUNT=5",
    "1997: 9/2 9/12 9/22 10/2 10/12",
  ],
  [
    "weekly for 10 occurrences",
    "1997-09-02",
    "FREQ=WEEKLY;COUNT=10;BYDAY=TU",
    "1997: 9/2 9/9 9/16 9/23 9/30 10/7 10/14 10/21 10/28 11/4",
  ],
  [
    "weekly until December 24",
    "1997-09-02",
    "FREQ=WEEKLY;UNTIL=19971223;BYDAY=TU",
    "1997: 9/2 9/9 9/16 9/23 9/30 10/7 10/14 10/21 10/28 11/4 11/11 11/18 11/25 12/2 12/9 12/16 12/23",
  ],
  [
    "every other week",
    "1997-09-02",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU",
    "1997: 9/2 9/16 9/30 10/14 10/28 11/11 11/25 12/9 12/23; 1998: 1/6 1/20 2/3",
  ],
  [
    "weekly on Tuesday and Thursday for five weeks",
    "1997-09-02",
    "FREQ=WEEKLY;COUNT=10;BYDAY=TU,TH",
    "1997: 9/2 9/4 9/9 9/11 9/16 9/18 9/23 9/25 9/30 10/2",
  ],
  [
    "every other week on Monday, Wednesday and Friday until December 24",
    "1997-09-01",
    "FREQ=WEEKLY;INTERVAL=2;UNTIL=19971223;BYDAY=MO,WE,FR",
    "1997: 9/1 9/3 9/5 9/15 9/17 9/19 9/29 10/1 10/3 10/13 10/15 10/17 10/27 10/29 10/31 11/10 11/12 11/14 11/24 11/26 11/28 12/8 12/10 12/12 12/22",
  ],
  [
    "every other week on Tuesday and Thursday, 8 occurrences",
    "1997-09-02",
    "FREQ=WEEKLY;INTERVAL=2;COUNT=8;BYDAY=TU,TH",
    "1997: 9/2 9/4 9/16 9/18 9/30 10/2 10/14 10/16",
  ],
  [
    "the first Friday, 10 occurrences",
    "1997-09-05",
    "FREQ=MONTHLY;COUNT=10;BYDAY=1FR",
    "1997: 9/5 10/3 11/7 12/5; 1998: 1/2 2/6 3/6 4/3 5/1 6/5",
  ],
  [
    "the first Friday until December 24",
    "1997-09-05",
    "FREQ=MONTHLY;UNTIL=19971223;BYDAY=1FR",
    "1997: 9/5 10/3 11/7 12/5",
  ],
  [
    "the last work day of the month",
    "1997-09-30",
    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
    "1997: 9/30 10/31 11/28 12/31; 1998: 1/30 2/27",
  ],
  [
    "every weekday, as in the WEEKLY example with each of them",
    "1997-09-01",
    "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR",
    "1997: 9/1 9/2 9/3 9/4 9/5 9/8 9/9",
  ],
  [
    "where WKST=MO makes a difference",
    "1997-08-05",
    "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO",
    "1997: 8/5 8/10 8/19 8/24",
  ],
  [
    "the last Sunday of October, when New York's clocks change (3.6.5)",
    "1967-10-29",
    "FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU;UNTIL=19711031",
    "1967: 10/29; 1968: 10/27; 1969: 10/26; 1970: 10/25; 1971: 10/31",
  ],
];

for (const [name, anchor, rule, expected] of RFC_5545) {
  test(`RFC 5545: ${name}`, () => {
    const series = seriesOf(anchor, rule);
    const listed = days(expected);
    const isEndless = series.rule.ends.kind === "never";
    assert.deepEqual(occurrences(series, { count: isEndless ? listed.length : 1000 }), listed);
  });
}

test("RFC 5545: daily until December 24", () => {
  const found = occurrences(seriesOf("1997-09-02", "FREQ=DAILY;UNTIL=19971223"), { count: 1000 });
  assert.equal(found.length, 113);
  assert.equal(found.at(-1), "1997-12-23");
});

test("RFC 7529, 4.3: the 31st with SKIP=BACKWARD is February's last day, and the 31st again", () => {
  const rule = "RSCALE=GREGORIAN;FREQ=MONTHLY;BYMONTHDAY=31;SKIP=BACKWARD;COUNT=4";
  assert.deepEqual(
    occurrences(seriesOf("2014-01-31", rule), { count: 9 }),
    days("2014: 1/31 2/28 3/31 4/30"),
  );
});

test("RFC 7529, 4.3: a leap day's year with SKIP=BACKWARD", () => {
  const rule = "RSCALE=GREGORIAN;FREQ=YEARLY;SKIP=BACKWARD;COUNT=5";
  assert.deepEqual(
    occurrences(seriesOf("2012-02-29", rule), { count: 9 }),
    days("2012: 2/29; 2013: 2/28; 2014: 2/28; 2015: 2/28; 2016: 2/29"),
  );
});

test("29 February every year passes 2100, which has none", () => {
  const series = seriesOf("2096-02-29", "FREQ=YEARLY");
  assert.deepEqual(
    occurrences(series, { after: "2098-12-31", count: 6 }),
    days("2099: 2/28; 2100: 2/28; 2101: 2/28; 2102: 2/28; 2103: 2/28; 2104: 2/29"),
  );
});

test("the anchor is the first, also when the rule does not hit it (RFC 5545, 3.8.5.3)", () => {
  const series = seriesOf("2026-12-15", "FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3");
  assert.deepEqual(occurrences(series, { count: 9 }), ["2026-12-15", "2026-12-31", "2027-01-31"]);
});

test("an end applies wherever the list starts", () => {
  const counted = seriesOf("2026-01-31", "FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3");
  assert.deepEqual(
    occurrences(counted, { after: "2026-02-01", count: 9 }),
    days("2026: 2/28 3/31"),
  );
  assert.deepEqual(occurrences(counted, { after: "2026-03-31", count: 9 }), []);
  const dated = seriesOf("2026-01-31", "FREQ=MONTHLY;BYMONTHDAY=-1;UNTIL=20260331");
  assert.deepEqual(occurrences(dated, { after: "2026-02-28", count: 9 }), days("2026: 3/31"));
  assert.deepEqual(occurrences({ ...dated, anchor: "2026-04-01" }, { count: 9 }), []);
  assert.deepEqual(occurrences(dated, { count: 0 }), []);
});

test("upcoming days start with the due date and stop at the end of the series", () => {
  const month = seriesOf("2026-11-30", "FREQ=MONTHLY;BYMONTHDAY=-1");
  assert.deepEqual(
    upcoming(month, { due: "2026-11-30", finished: 0, count: 5 }),
    days("2026: 11/30 12/31; 2027: 1/31 2/28 3/31"),
  );
  const counted = seriesOf("2026-11-30", "FREQ=DAILY;COUNT=10", "catch_up");
  assert.deepEqual(
    upcoming(counted, { due: "2026-12-20", finished: 7, count: 5 }),
    days("2026: 12/20 12/21 12/22"),
  );
  const fromCompletion = seriesOf("2026-01-31", ON_THE_31ST, "completion");
  assert.deepEqual(
    upcoming(fromCompletion, { due: "2026-01-31", finished: 0, count: 3 }),
    days("2026: 1/31 2/28 3/28"),
    "a month after each completion",
  );
});

/** A fifth Monday in February: in leap years whose February starts on a Monday. */
const RARE = "FREQ=YEARLY;BYMONTH=2;BYDAY=5MO";

test("finds the occurrences of a rule that matches every few decades", () => {
  assert.deepEqual(
    occurrences(seriesOf("2025-02-03", RARE), { after: "2025-02-03", count: 3 }),
    days("2044: 2/29; 2072: 2/29; 2112: 2/29"),
  );
});

test("a rule that never matches ends without a long search", () => {
  // Weekdays repeat every 400 years, and none of 2025, 2425, … has a 29 February.
  const never = seriesOf("2025-02-03", `${RARE};INTERVAL=400`);
  const barren = seriesOf("2025-02-03", "FREQ=MONTHLY;BYDAY=5MO;INTERVAL=12");
  const took = threadTimeOf(() => {
    for (let times = 0; times < 20; times += 1) {
      assert.deepEqual(occurrences(never, { after: "2025-02-03", count: 5 }), []);
      assert.deepEqual(occurrences(barren, { after: "9988-12-31", count: 5 }), []);
    }
  });
  assert.ok(took < 500, `${took} ms`);
});

test("a series ends with the calendar", () => {
  const daily = seriesOf("9999-12-30", "FREQ=DAILY");
  assert.deepEqual(occurrences(daily, { count: 5 }), ["9999-12-30", "9999-12-31"]);
  const yearly = seriesOf("9999-01-31", "FREQ=YEARLY;INTERVAL=999", "completion");
  assert.deepEqual(upcoming(yearly, { due: "9999-01-31", finished: 0, count: 5 }), ["9999-01-31"]);
  assert.deepEqual(occurrences(seriesOf("0099-12-31", "FREQ=YEARLY"), { count: 2 }), [
    "0099-12-31",
    "0100-12-31",
  ]);
});

test("ten years of days, or an anchor long ago, take a few milliseconds", () => {
  const daily = seriesOf("2026-01-01", "FREQ=DAILY");
  const times = Array.from({ length: 7 }, () =>
    threadTimeOf(() => {
      assert.equal(occurrences(daily, { count: 3652 }).at(-1), "2035-12-31");
      occurrences({ ...daily, anchor: "0001-01-01" }, { after: "2026-01-01", count: 5 });
    }),
  );
  assert.ok(Math.min(...times) < 5, `${times}`);
});

test("an anchor that is not a day throws a RangeError", () => {
  assert.throws(() => occurrences(seriesOf("tomorrow", "FREQ=DAILY"), { count: 1 }), RangeError);
});

test("weeks that are left out are counted from the first day of the week that the rule has", () => {
  const days = (anchor: string, wkst: string) =>
    occurrences(seriesOf(anchor, `FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU;WKST=${wkst}`), { count: 4 });
  const fromSunday = ["2026-11-29", "2026-11-30", "2026-12-13", "2026-12-14"];
  assert.deepEqual(days("2026-11-29", "SU"), fromSunday);
  const fromMonday = ["2026-11-29", "2026-12-07", "2026-12-13", "2026-12-21"];
  assert.deepEqual(days("2026-11-29", "MO"), fromMonday);
});
