/** The next occurrence after a completion in the three modes, and known bugs of other programs. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { localMoment } from "../../src/dates/local_time.ts";
import { nextOccurrence } from "../../src/recurrence/occurrences.ts";
import type { Repeat } from "../../src/recurrence/rule.ts";
import { threadTimeOf } from "../support/processor_time.ts";
import { ON_THE_31ST, seriesOf } from "./series.ts";

function next(series: Repeat, due: string, completedOn: string, finished = 1): string | null {
  return nextOccurrence(series, { due, completedOn, finished });
}

/** The due dates of a series in which each occurrence is completed some days late. */
function dueDates(series: Repeat, length: number, lateBy = 0): string[] {
  const days = [series.anchor];
  while (days.length < length) {
    const due = days.at(-1) ?? "";
    const done = new Date(Date.parse(due) + lateBy * 86_400_000).toISOString().slice(0, 10);
    days.push(next(series, due, done, days.length) ?? "none");
  }
  return days;
}

test("monthly on the 31st does not drift to the 28th (seen in Vikunja and Tasks.org)", () => {
  for (const mode of ["rule", "catch_up"] as const) {
    assert.deepEqual(dueDates(seriesOf("2026-01-31", ON_THE_31ST, mode), 6), [
      "2026-01-31",
      "2026-02-28",
      "2026-03-31",
      "2026-04-30",
      "2026-05-31",
      "2026-06-30",
    ]);
  }
});

test("monthly on the 30th does not skip February (Tasks.org #4135)", () => {
  const series = seriesOf("2026-01-30", ON_THE_31ST.replace("31", "30"));
  assert.deepEqual(dueDates(series, 3), ["2026-01-30", "2026-02-28", "2026-03-30"]);
});

test("29 February returns in leap years", () => {
  const series = seriesOf("2024-02-29", "FREQ=YEARLY");
  assert.deepEqual(dueDates(series, 5), [
    "2024-02-29",
    "2025-02-28",
    "2026-02-28",
    "2027-02-28",
    "2028-02-29",
  ]);
});

test("every 2 weeks does not shift after a late completion", () => {
  const series = seriesOf("2026-11-02", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO");
  const kept = ["2026-11-02", "2026-11-16", "2026-11-30"];
  assert.deepEqual(dueDates(series, 3, 0), kept);
  assert.deepEqual(dueDates(series, 3, 9), kept);
  assert.deepEqual(dueDates({ ...series, mode: "catch_up" }, 3, 9), kept);
});

test('mode "rule" gives the next occurrence, even in the past', () => {
  const series = seriesOf("2026-11-02", "FREQ=DAILY");
  assert.equal(next(series, "2026-11-02", "2026-11-20"), "2026-11-03");
});

test('mode "catch_up" skips to today or later', () => {
  const series = seriesOf("2026-11-02", "FREQ=DAILY", "catch_up");
  assert.equal(next(series, "2026-11-02", "2026-11-20"), "2026-11-20");
  assert.equal(next(series, "2026-11-20", "2026-11-20"), "2026-11-21");
  assert.equal(next(series, "2026-11-20", "2026-11-18"), "2026-11-21", "completed early");
  const weekly = seriesOf("2026-11-02", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", "catch_up");
  assert.equal(
    next(weekly, "2026-11-02", "2026-11-17"),
    "2026-11-30",
    "still every 2 weeks from the anchor",
  );
});

test("catches up to the user's local date", () => {
  const series = seriesOf("2026-03-01", "FREQ=DAILY", "catch_up");
  // 10:30 UTC is the next day at UTC+14, not yet at UTC+13, and the day before at UTC-11.
  const now = new Date("2026-03-29T10:30:00Z");
  const caughtUp = (zone: string) => next(series, "2026-03-02", localMoment(now, zone).date);
  assert.equal(caughtUp("Pacific/Pago_Pago"), "2026-03-28");
  assert.equal(caughtUp("Europe/Berlin"), "2026-03-29");
  assert.equal(caughtUp("Pacific/Kiritimati"), "2026-03-30");
  assert.equal(caughtUp("Pacific/Tongatapu"), "2026-03-29");
  const later = localMoment(new Date("2026-03-29T11:00:00Z"), "Pacific/Tongatapu").date;
  assert.equal(next(series, "2026-03-02", later), "2026-03-30");
});

test("from completion, days, months and years are counted from the completion date", () => {
  const plants = seriesOf("2026-11-02", "FREQ=DAILY;INTERVAL=10", "completion");
  assert.equal(next(plants, "2026-11-02", "2026-11-06"), "2026-11-16");
  const month = seriesOf("2026-01-31", ON_THE_31ST, "completion");
  assert.equal(next(month, "2026-01-31", "2026-02-05"), "2026-03-05");
  assert.equal(next(month, "2026-12-31", "2027-01-31"), "2027-02-28", "clamped");
  const year = seriesOf("2024-02-29", "FREQ=YEARLY", "completion");
  assert.equal(next(year, "2024-02-29", "2024-02-29"), "2025-02-28");
  assert.equal(next(year, "2025-02-28", "2025-07-01"), "2026-07-01");
});

test("from completion, every 4 weeks on Sunday is not the next Sunday (obsidian-tasks #609)", () => {
  const series = seriesOf("2026-11-01", "FREQ=WEEKLY;INTERVAL=4;BYDAY=SU", "completion");
  assert.equal(next(series, "2026-11-01", "2026-11-01"), "2026-11-29");
  assert.equal(next(series, "2026-11-01", "2026-11-04"), "2026-11-29", "not 8 November");
});

test("from completion, weekdays and days of the month are sought after the completion date", () => {
  const weekly = seriesOf("2026-11-02", "FREQ=WEEKLY;BYDAY=MO,TH", "completion");
  assert.equal(next(weekly, "2026-11-02", "2026-11-02"), "2026-11-05");
  assert.equal(next(weekly, "2026-11-02", "2026-11-06"), "2026-11-09");
  const weekdays = seriesOf("2026-11-02", "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR", "completion");
  assert.equal(next(weekdays, "2026-11-05", "2026-11-06"), "2026-11-09");
  const last = seriesOf("2026-02-28", "FREQ=MONTHLY;BYMONTHDAY=-1", "completion");
  assert.equal(next(last, "2026-02-28", "2026-03-03"), "2026-03-31");
  const everyTwo = seriesOf("2026-04-30", "FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=-1", "completion");
  assert.equal(next(everyTwo, "2026-04-30", "2026-04-30"), "2026-06-30");
  const fifth = seriesOf("2026-11-30", "FREQ=MONTHLY;INTERVAL=2;BYDAY=5MO", "completion");
  assert.equal(next(fifth, "2026-11-30", "2026-11-30"), "2027-05-31", "after a month without one");
  const thanks = seriesOf("2026-11-26", "FREQ=YEARLY;BYMONTH=11;BYDAY=4TH", "completion");
  assert.equal(next(thanks, "2026-11-26", "2026-12-01"), "2027-11-25");
});

test("an early completion does not repeat the same due date (obsidian-tasks #1924)", () => {
  const daily = seriesOf("2026-11-20", "FREQ=DAILY", "completion");
  assert.equal(next(daily, "2026-11-20", "2026-11-19"), "2026-11-21");
  const friday = seriesOf("2026-11-20", "FREQ=WEEKLY;BYDAY=FR", "completion");
  assert.equal(next(friday, "2026-11-20", "2026-11-19"), "2026-11-27");
  const month = seriesOf("2026-11-20", "FREQ=MONTHLY;BYMONTHDAY=20", "completion");
  assert.equal(next(month, "2026-11-20", "2026-11-18"), "2026-12-18");
});

test("a task on weekdays is never due on a weekend (tududi #1415)", () => {
  const series = seriesOf("2026-11-05", "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR");
  assert.deepEqual(dueDates(series, 4), ["2026-11-05", "2026-11-06", "2026-11-09", "2026-11-10"]);
});

test("a count includes completed occurrences, not skipped ones", () => {
  for (const mode of ["rule", "catch_up", "completion"] as const) {
    const series = seriesOf("2026-11-01", "FREQ=DAILY;COUNT=3", mode);
    assert.notEqual(next(series, "2026-11-01", "2026-11-20", 1), null);
    assert.notEqual(next(series, "2026-11-20", "2026-11-20", 2), null);
    assert.equal(next(series, "2026-11-21", "2026-11-21", 3), null);
    assert.equal(next(series, "2026-11-21", "2026-11-21", 4), null);
  }
  assert.equal(
    next(seriesOf("2026-11-01", "FREQ=DAILY;COUNT=1"), "2026-11-01", "2026-11-01"),
    null,
  );
});

test("the end date is part of the series, the day after is not", () => {
  const rule = "FREQ=DAILY;INTERVAL=2;UNTIL=20261105";
  assert.equal(next(seriesOf("2026-11-01", rule), "2026-11-03", "2026-11-03"), "2026-11-05");
  for (const mode of ["rule", "catch_up", "completion"] as const) {
    assert.equal(next(seriesOf("2026-11-01", rule, mode), "2026-11-05", "2026-11-05"), null);
  }
  const completion = seriesOf("2026-11-01", rule, "completion");
  assert.equal(next(completion, "2026-11-03", "2026-11-04"), null, "two days later is too late");
});

test("a rule that never occurs again ends the series in every mode", () => {
  const rule = "FREQ=YEARLY;INTERVAL=400;BYMONTH=2;BYDAY=5MO";
  for (const mode of ["rule", "catch_up"] as const) {
    assert.equal(next(seriesOf("2025-02-03", rule, mode), "2025-02-03", "2025-02-03"), null);
  }
  const last = seriesOf("9999-12-31", "FREQ=WEEKLY;BYDAY=MO", "completion");
  assert.equal(next(last, "9999-12-31", "9999-12-31"), null);
});

test("a completion thousands of years early takes no longer", () => {
  const took = threadTimeOf(() => {
    for (const rule of ["FREQ=DAILY", ON_THE_31ST]) {
      const early = seriesOf("2026-11-30", rule, "completion");
      for (let time = 0; time < 1_000; time += 1) {
        assert.ok((next(early, "9998-12-30", "2026-11-30") ?? "") > "9998-12-30");
      }
    }
  });
  assert.ok(took < 1_000, `${Math.round(took)} ms`);
});
