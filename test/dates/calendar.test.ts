/** Arithmetic with calendar days. */
import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import {
  addDays,
  addMonths,
  dayParts,
  daysBetween,
  isDay,
  lastDayOfMonth,
  nextWeek,
  toDay,
  toTime,
  weekdayOf,
} from "../../src/dates/calendar.ts";
import { anyCalendarDay } from "../support/arbitraries.ts";

it("adds days as Date does", () => {
  fc.assert(
    fc.property(anyCalendarDay, fc.integer({ min: -3_000, max: 3_000 }), (day, days) => {
      const date = new Date(`${day}T00:00:00Z`);
      assert.equal(weekdayOf(day), date.getUTCDay() || 7);
      date.setUTCDate(date.getUTCDate() + days);
      const other = date.toISOString().slice(0, 10);
      assert.equal(addDays(day, days), other);
      assert.equal(daysBetween(day, other), days);
      const { year, month, date: number } = dayParts(other);
      assert.equal(toDay(year, month, number), other);
    }),
  );
});

it("adds months, clamped to the end of a shorter month", () => {
  assert.equal(addMonths("2027-01-31", 1), "2027-02-28");
  assert.equal(addMonths("2028-01-31", 1), "2028-02-29");
  assert.equal(addMonths("2026-12-15", 2), "2027-02-15");
  assert.equal(lastDayOfMonth("2028-02-01"), "2028-02-29");
  assert.equal(lastDayOfMonth("2026-12-31"), "2026-12-31");
});

it("next week is the first Monday on or after the start of the user's next week", () => {
  fc.assert(
    fc.property(anyCalendarDay, fc.integer({ min: 1, max: 7 }), (today, weekStart) => {
      let day = addDays(today, 1);
      while (weekdayOf(day) !== weekStart) day = addDays(day, 1);
      while (weekdayOf(day) !== 1) day = addDays(day, 1);
      assert.equal(nextWeek(today, weekStart), day);
    }),
  );
});

it("rejects days and times out of range", () => {
  for (const day of [
    addDays("9999-12-31", 1),
    addMonths("9999-12-01", 1),
    "0000-01-01",
    "2026-02-29",
  ])
    assert.equal(isDay(day), false, day);
  assert.equal(toDay(2026, 2, 29), null);
  assert.equal(toDay(10_000, 1, 1), null);
  assert.equal(toTime(24, 0), null);
  assert.equal(toTime(9, 5), "09:05");
});
