import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { addDays, daysBetween, isDay, weekdayOf } from "../../src/dates/calendar.ts";
import { fromDayNumber, toDayNumber } from "../../src/dates/day_numbers.ts";
import {
  daysAroundMonth,
  daysOfWeek,
  weekAfter,
  weekNamed,
  weekOf,
} from "../../src/dates/weeks.ts";

const days = fc
  .integer({ min: toDayNumber("0001-01-08"), max: toDayNumber("9999-12-24") })
  .map(fromDayNumber);
const starts = fc.integer({ min: 1, max: 7 });

describe("a week", () => {
  for (const [day, name] of [
    ["2026-11-27", "2026-W48"],
    ["2026-12-31", "2026-W53"],
    ["2027-01-03", "2026-W53"],
    ["2027-01-04", "2027-W01"],
    ["2024-12-30", "2025-W01"],
    ["2028-02-29", "2028-W09"],
    ["2021-01-01", "2020-W53"],
    ["0001-01-01", "0001-W01"],
    ["9999-12-31", "9999-W52"],
  ] as const) {
    it(`of ${day} is ${name}`, () => assert.equal(weekOf(day, 1)?.name, name));
  }

  it("has the ISO number of its Thursday, whatever day it begins on", () => {
    fc.assert(
      fc.property(days, starts, (day, start) => {
        const week = weekOf(day, start);
        assert.ok(week);
        assert.ok(week.days.includes(day));
        const [first = null] = week.days;
        assert.ok(first !== null && weekdayOf(first) === start);
        const thursday = week.days.find((each) => each !== null && weekdayOf(each) === 4) ?? "";
        assert.equal(weekOf(thursday, 1)?.name, week.name);
        assert.deepEqual(weekNamed(week.name, start), week);
        assert.equal(weekAfter(week, 1, start)?.days[0], addDays(first, 7));
      }),
    );
  });

  it("has no days before the year 1 or after 9999", () => {
    assert.deepEqual(weekNamed("0001-W01", 7)?.days.slice(0, 2), [null, "0001-01-01"]);
    assert.equal(weekAfter(weekNamed("0001-W01", 1) ?? assert.fail(), -1, 1), null);
    const last = weekNamed("9999-W52", 1) ?? assert.fail();
    assert.deepEqual(last.days.slice(4), ["9999-12-31", null, null]);
    assert.equal(weekAfter(last, 1, 1), null);
    // Its Thursday would be in the year 10000.
    assert.equal(weekOf("9999-12-31", 5), null);
  });

  it("is not found by another text", () => {
    for (const name of [
      ...["2026-W54", "2025-W53", "2026-W00", "0000-W01", "10000-W01", "2026-W4", "2026-48"],
      ...["", " 2026-W48", "2026-W48\n", "2026-W48\0", "9999-W53", "２０２６-W48"],
    ]) {
      assert.equal(weekNamed(name, 1), null, JSON.stringify(name));
    }
  });
});

describe("the days around a month", () => {
  it("are whole weeks that have all of its days", () => {
    fc.assert(
      fc.property(days, starts, (day, start) => {
        const weeks = daysAroundMonth(day, start);
        const all = weeks.flat();
        const own = all.filter((each) => each?.slice(0, 7) === day.slice(0, 7));
        assert.ok(weeks.length >= 4 && weeks.length <= 6);
        assert.ok(
          weeks.every((week) => week.length === 7 && week.some((one) => own.includes(one))),
        );
        assert.ok(own.includes(day) && own.length >= 28);
        for (const [index, each] of all.entries()) {
          const after = all[index + 1];
          if (each !== null && after != null) assert.equal(after, addDays(each, 1));
        }
      }),
    );
  });

  it("stop at the ends of the calendar", () => {
    assert.deepEqual(daysAroundMonth("0001-01-15", 7)[0]?.slice(0, 2), [null, "0001-01-01"]);
    const last = daysAroundMonth("9999-12-01", 1).at(-1);
    assert.deepEqual(last?.slice(3), ["9999-12-30", "9999-12-31", null, null]);
    assert.ok(daysAroundMonth("2028-02-10", 1).flat().includes("2028-02-29"));
    assert.ok(
      daysAroundMonth("2026-02-10", 7)
        .flat()
        .every((day) => day !== null && isDay(day)),
    );
  });
});

it("a week begins on the person's first day", () => {
  for (let weekStart = 1; weekStart <= 7; weekStart += 1) {
    for (let offset = 0; offset < 10; offset += 1) {
      const day = addDays("2024-02-26", offset);
      const { from, to } = daysOfWeek(day, weekStart);
      assert.equal(weekdayOf(from), weekStart);
      assert.ok(from <= day && day <= to && daysBetween(from, to) === 6, `${day} ${weekStart}`);
    }
  }
});
