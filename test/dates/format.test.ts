/** Formatting days. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { addDays } from "../../src/dates/calendar.ts";
import { dayAndMonth, longDay, nearDay, shortDate, shortDay } from "../../src/dates/format.ts";

it("formats each day in British English", () => {
  const long = new Intl.DateTimeFormat("en-GB", {
    timeZone: "UTC",
    weekday: "long",
    day: "numeric",
    month: "long",
  });
  for (let day = "2027-12-25"; day < "2029-01-10"; day = addDays(day, 1)) {
    assert.equal(longDay(day), long.format(new Date(`${day}T00:00:00Z`)));
    assert.ok(longDay(day).endsWith(` ${dayAndMonth(day)}`));
  }
});

it("abbreviates names, and adds the year unless it is the current one", () => {
  assert.equal(shortDay("2026-11-20", "2026-01-01"), "Fri 20 Nov");
  assert.equal(shortDay("2027-01-01", "2026-12-31"), "Fri 1 Jan 2027");
  assert.equal(shortDay("2026-09-01"), "Tue 1 Sept 2026");
  assert.equal(shortDate("2026-06-30"), "30 Jun 2026");
  assert.equal(shortDate("2026-06-30", "2026-01-01"), "30 Jun");
  assert.equal(shortDate("2026-06-30", "2027-01-01"), "30 Jun 2026");
  assert.equal(longDay("2027-01-01", "2026-12-31"), "Friday 1 January 2027");
});

it("names yesterday, today and tomorrow", () => {
  const near = ["2026-11-18", "2026-11-19", "2026-11-20", "2026-11-21", "2026-11-22"];
  assert.deepEqual(
    near.map((day) => nearDay(day, "2026-11-20")),
    ["Wed 18 Nov", "yesterday", "today", "tomorrow", "Sun 22 Nov"],
  );
});
