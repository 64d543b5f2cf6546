/** The bounds of days on a person's clock. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { addDays } from "../../src/dates/calendar.ts";
import { dayBounds } from "../../src/dates/day_bounds.ts";
import { startOfDay } from "../../src/dates/local_time.ts";

it("each day begins where it begins by itself, in every zone, also where clocks change", () => {
  const zones = [null, ...Intl.supportedValuesOf("timeZone")];
  for (const [index, zone] of zones.entries()) {
    // Every range for a few zones, and one of three for the others.
    const ranges = ["2026-03-05", "2026-10-20", "2011-12-25"].slice(index % 3, (index % 3) + 1);
    for (const from of ranges) {
      const to = addDays(from, 25);
      const bounds = dayBounds({ from, to }, zone);
      assert.equal(bounds.length, 27, String(zone));
      for (const [day, bound] of bounds.entries()) {
        const start = startOfDay(addDays(from, day), zone);
        assert.equal(bound, start.toISOString(), `${addDays(from, day)} ${zone}`);
      }
    }
  }
});

it("a year has its days, a leap year one more", () => {
  const lengths = [2023, 2024].map(
    (year) => dayBounds({ from: `${year}-01-01`, to: `${year}-12-31` }, "Europe/Berlin").length,
  );
  assert.deepEqual(lengths, [366, 367]);
});

it("the days at both ends of the calendar have bounds that PostgreSQL takes", () => {
  const day = (date: string, zone: string | null) => dayBounds({ from: date, to: date }, zone);
  assert.deepEqual(day("9999-12-31", null), ["9999-12-31T00:00:00.000Z", "infinity"]);
  const [first, second] = day("0001-01-01", "Asia/Tokyo");
  assert.equal(first, "-infinity");
  assert.match(second ?? "", /^0001-01-01T/);
});
