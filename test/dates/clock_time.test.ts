/** Times of day, written with 24 hours or with 12. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { clockTime } from "../../src/dates/clock_time.ts";
import { parseTypedTime } from "../../src/quick_add/typed_dates.ts";

const EACH_MINUTE = Array.from({ length: 24 * 60 }, (_, minute) =>
  new Date(minute * 60_000).toISOString().slice(11, 16),
);

it("is written as it is with 24 hours", () => {
  for (const time of EACH_MINUTE) assert.equal(clockTime(time, "24"), time);
});

it("is written with am and pm with 12, and without minutes on the hour", () => {
  const written = {
    "00:00": "12 am",
    "00:05": "12:05 am",
    "01:00": "1 am",
    "09:30": "9:30 am",
    "11:59": "11:59 am",
    "12:00": "12 pm",
    "12:01": "12:01 pm",
    "13:00": "1 pm",
    "17:00": "5 pm",
    "23:59": "11:59 pm",
  };
  for (const [time, text] of Object.entries(written)) {
    assert.equal(clockTime(time, "12").replace("\u00a0", " "), text);
  }
});

it("is never broken between the lines, and can be typed as it is written", () => {
  for (const time of EACH_MINUTE) {
    const text = clockTime(time, "12");
    assert.doesNotMatch(text, / /);
    assert.equal(parseTypedTime(text), time);
  }
});
