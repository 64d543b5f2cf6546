/** The start of a day in a time zone. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { addDays } from "../../src/dates/calendar.ts";
import { localMoment, startOfDay } from "../../src/dates/local_time.ts";

it("a day starts at local midnight", () => {
  const starts = [
    ["2026-11-21", null, "2026-11-21T00:00:00.000Z"],
    ["2026-11-21", "Europe/Berlin", "2026-11-20T23:00:00.000Z"],
    ["2026-11-21", "Pacific/Kiritimati", "2026-11-20T10:00:00.000Z"],
    ["2026-11-21", "Pacific/Pago_Pago", "2026-11-21T11:00:00.000Z"],
    ["2026-11-21", "Asia/Kathmandu", "2026-11-20T18:15:00.000Z"],
    // The clocks go from 00:00 to 01:00.
    ["2026-04-24", "Africa/Cairo", "2026-04-23T22:00:00.000Z"],
    // Samoa skipped this day.
    ["2011-12-30", "Pacific/Apia", "2011-12-30T10:00:00.000Z"],
  ] as const;
  for (const [day, zone, start] of starts) {
    assert.equal(startOfDay(day, zone).toISOString(), start, `${day} ${zone}`);
  }
});

it("the minute before the start is the day before, in every time zone", () => {
  for (const zone of Intl.supportedValuesOf("timeZone")) {
    for (const day of ["2026-03-29", "2026-11-01", "2026-11-21"]) {
      const start = startOfDay(day, zone);
      assert.equal(localMoment(start, zone).date, day, zone);
      const before = new Date(start.getTime() - 60_000);
      assert.equal(localMoment(before, zone).date, addDays(day, -1), zone);
    }
  }
});
