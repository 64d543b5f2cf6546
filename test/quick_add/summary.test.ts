/** The summary of the fields that quick add read. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { summarize } from "../../src/quick_add/summary.ts";
import { NOW, parse } from "./fixed_clock.ts";

const SUMMARIES: [string, string][] = [
  ["Buy milk", ""],
  [
    "pay rent tomorrow 9am every month @Home #bills !1",
    "due Sat 21 Nov, 09:00 · every month · in Home · #bills · high priority",
  ],
  ["pay 24 dec !2", "due Thu 24 Dec · medium priority"],
  ["pay 1 jan !3", "due Fri 1 Jan 2027 · low priority"],
  ["pay #a #b // ask", "#a · #b · with a note"],
  ["bins every second friday", "due Fri 20 Nov · every 2 weeks on Friday"],
  ["pay every month on the 31st", "due Mon 30 Nov · every month on the 31st"],
  ["pay every last day of the month", "due Mon 30 Nov · last day of each month"],
  ["filter every 10 days from completion", "due Fri 20 Nov · every 10 days after it is done"],
  ["walk daily skipping what was missed", "due Fri 20 Nov · every day, skipping what was missed"],
  ["gym weekly until 24 dec", "due Fri 20 Nov · every Friday, until Thu 24 Dec"],
  ["gym weekly 10 times", "due Fri 20 Nov · every Friday, 10 times"],
  ["gym weekly 1000 times", "due Fri 20 Nov · every Friday, 1,000 times"],
  [
    "pay due 28 feb every month on the 31st from 2027-01-31",
    "due Sun 28 Feb 2027 · every month on the 31st, counted from Sun 31 Jan 2027",
  ],
  [
    "vote every year on the first tuesday of november",
    "due Tue 2 Nov 2027 · every year on the first Tuesday of November",
  ],
];

for (const [line, expected] of SUMMARIES) {
  it(`${line}: ${expected || "empty"}`, () => {
    assert.equal(summarize(parse(line), { today: NOW.date, timeFormat: "24" }), expected);
  });
}
