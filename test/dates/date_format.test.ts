/** The order of day and month that the languages of a browser suggest. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { guessDateFormat } from "../../src/dates/date_format.ts";

const CASES: [string | undefined, ReturnType<typeof guessDateFormat>][] = [
  ["de-DE,de;q=0.9,en-US;q=0.8", "day_first"],
  ["en-GB", "day_first"],
  ["en-US,en;q=0.9", "month_first"],
  ["en,en-AU;q=0.8", "day_first"],
  ["ja", "month_first"],
  ["en", null],
  ["*", null],
  ["xx-notalanguage,,%%%", null],
  ["", null],
  [undefined, null],
  [`${"x".repeat(10_000)},de`, null],
];
for (const [header, format] of CASES) {
  it(`${header?.slice(0, 40)}: ${format}`, () => assert.equal(guessDateFormat(header), format));
}
