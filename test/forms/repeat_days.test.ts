/** The choices of the repeat's selects for a day of the month and of the year. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseRepeat } from "../../src/forms/repeat.ts";
import { monthDayChoices, yearDayChoices } from "../../src/forms/repeat_days.ts";
import type { Repeat } from "../../src/recurrence/rule.ts";

/** The fifth and last Monday of its month, and its last day and last weekday. */
const DUE = "2026-11-30";

function value(fields: object, dueOn = DUE): Repeat | null {
  const form = parseRepeat({ repeat: "month", ...fields }, { dueOn });
  assert.ok(form.ok, JSON.stringify(form));
  return form.value;
}

test("offers the days that match the due date, with the first one selected", () => {
  const labels = (choices: { label: string }[]) => choices.map(({ label }) => label);
  assert.deepEqual(labels(monthDayChoices(DUE, "")), [
    "the 30th",
    "the fifth Monday",
    "the last Monday",
    "the last day",
    "the last weekday",
  ]);
  assert.deepEqual(labels(monthDayChoices("2026-12-15", "")), [
    "the 15th",
    "the third Tuesday",
    "the last day",
    "the last weekday",
  ]);
  assert.deepEqual(labels(yearDayChoices("2026-11-23", "")), [
    "23 November",
    "the fourth Monday of November",
  ]);
  assert.deepEqual(labels(yearDayChoices(DUE, "")), [
    "30 November",
    "the fifth Monday of November",
    "the last Monday of November",
  ]);
  assert.deepEqual(labels(monthDayChoices(null, "")), [
    "the day it is due",
    "the same weekday",
    "the last day",
    "the last weekday",
  ]);
  assert.deepEqual(labels(yearDayChoices(null, "")), ["the day it is due", "the same weekday"]);
  const chosen = (choices: { selected: boolean; value: string }[]) =>
    choices.filter(({ selected }) => selected).map((choice) => choice.value);
  assert.deepEqual(chosen(monthDayChoices(DUE, "")), ["day_30"]);
  assert.deepEqual(chosen(monthDayChoices(DUE, "last_day")), ["last_day"]);
  assert.deepEqual(chosen(monthDayChoices(DUE, "nonsense")), ["day_30"]);
  assert.deepEqual(chosen(yearDayChoices(DUE, "due_weekday")), ["nth_5_mon_11"]);
  assert.deepEqual(chosen(monthDayChoices(null, "due_weekday")), ["due_weekday"]);
  assert.deepEqual(chosen(monthDayChoices("2027-02-28", "due_weekday")), ["nth_4_sun"]);
});

test("also offers the rule's own day when the due date does not match it", () => {
  assert.deepEqual(monthDayChoices("2027-02-28", "day_31").at(-1), {
    value: "day_31",
    label: "the 31st",
    selected: true,
  });
  assert.deepEqual(yearDayChoices(null, "nth_last_sun_10").at(-1), {
    value: "nth_last_sun_10",
    label: "the last Sunday of October",
    selected: true,
  });
});

test("every choice is accepted and does not change with the due date", () => {
  for (const choice of monthDayChoices(DUE, "")) {
    const moved = value({ repeat_on: choice.value }, "2026-12-15");
    assert.deepEqual(moved?.rule, value({ repeat_on: choice.value })?.rule);
  }
  for (const due of [DUE, null]) {
    for (const choice of yearDayChoices(due, "")) {
      assert.equal(value({ repeat: "year", repeat_year_on: choice.value })?.rule.unit, "year");
    }
    for (const choice of monthDayChoices(due, "")) {
      assert.equal(value({ repeat_on: choice.value })?.rule.unit, "month");
    }
  }
});
