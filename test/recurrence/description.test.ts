/** Descriptions of repeats. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { describeRule, shortRepeat } from "../../src/recurrence/description.ts";
import type { RepeatMode } from "../../src/recurrence/rule.ts";
import { ON_THE_31ST, seriesOf } from "./series.ts";

const LAST_WEEKDAY = "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1";
const DESCRIPTIONS: [rule: string, mode: RepeatMode, long: string, short: string][] = [
  ["FREQ=DAILY", "rule", "Every day", "every day"],
  ["FREQ=DAILY;INTERVAL=3;COUNT=1", "rule", "Every 3 days, once", "every 3 days"],
  ["FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR;COUNT=10", "rule", "Every weekday, 10 times", "every weekday"],
  ["FREQ=WEEKLY;BYDAY=MO", "rule", "Every Monday", "every Monday"],
  ["FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", "rule", "Every 2 weeks on Friday", "every 2 weeks on Friday"],
  [
    "FREQ=WEEKLY;INTERVAL=6;BYDAY=FR",
    "completion",
    "Every 6 weeks on Friday after it is done",
    "every 6 weeks on Friday after it is done",
  ],
  [
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH;UNTIL=20270303",
    "rule",
    "Every 2 weeks on Mon and Thu, until 3 Mar 2027",
    "every 2 weeks on Mon and Thu",
  ],
  [
    "FREQ=WEEKLY;BYDAY=MO,WE,SU",
    "catch_up",
    "Every week on Mon, Wed and Sun, skipping what was missed",
    "every Mon, Wed and Sun",
  ],
  ["FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU", "rule", "Every day of the week", "every day"],
  [
    "FREQ=MONTHLY;BYMONTHDAY=-1",
    "rule",
    "On the last day of every month",
    "last day of each month",
  ],
  [
    "FREQ=MONTHLY;BYDAY=2FR",
    "rule",
    "On the second Friday of every month",
    "second Friday of each month",
  ],
  [
    "FREQ=MONTHLY;BYMONTHDAY=22;COUNT=10000",
    "rule",
    "On the 22nd of every month, 10,000 times",
    "every month on the 22nd",
  ],
  [ON_THE_31ST, "rule", "On the 31st of every month, or its last day", "every month on the 31st"],
  [ON_THE_31ST, "completion", "Every month after it is done", "every month after it is done"],
  [
    "FREQ=MONTHLY;INTERVAL=2;BYDAY=-1FR",
    "rule",
    "Every 2 months on the last Friday",
    "every 2 months on the last Friday",
  ],
  [LAST_WEEKDAY, "rule", "On the last weekday of every month", "last weekday of each month"],
  ["FREQ=YEARLY", "rule", "On 29 February every year, or the 28th", "every year on 29 February"],
  [
    "FREQ=YEARLY;INTERVAL=2;BYMONTH=11;BYDAY=4TH",
    "rule",
    "Every 2 years on the fourth Thursday of November",
    "every 2 years on the fourth Thursday of November",
  ],
];

test("describes each kind of repeat, in full and in short", () => {
  for (const [text, mode, long, short] of DESCRIPTIONS) {
    const series = seriesOf("2024-02-29", text, mode);
    assert.equal(describeRule(series), long);
    assert.equal(shortRepeat(series, "2024-02-28"), short);
  }
});

test("leaves out the date that the due date says already", () => {
  const short = (text: string, anchor: string, dueOn: string | null) =>
    shortRepeat(seriesOf(anchor, text), dueOn);
  assert.equal(short(ON_THE_31ST, "2026-12-31", "2026-12-31"), "every month");
  assert.equal(short(ON_THE_31ST, "2026-12-31", "2027-02-28"), "every month on the 31st");
  assert.equal(short(ON_THE_31ST, "2026-12-31", null), "every month on the 31st");
  assert.equal(short("FREQ=YEARLY", "2026-12-26", "2026-12-26"), "every year");
  assert.equal(short("FREQ=YEARLY", "2026-12-26", "2026-12-28"), "every year on 26 December");
});

test("writes days of the month as ordinals", () => {
  const ordinals = ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "22nd", "23rd"];
  for (const ordinal of ordinals) {
    const text = `FREQ=MONTHLY;BYMONTHDAY=${Number.parseInt(ordinal, 10)}`;
    const description = describeRule(seriesOf("2026-01-01", text));
    assert.equal(description, `On the ${ordinal} of every month`);
  }
});
