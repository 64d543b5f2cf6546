/** Which occurrence comes when one is finished: the three modes, and what went wrong elsewhere. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { localMoment } from "../../src/dates/local_time.ts";
import { nextOccurrence } from "../../src/recurrence/occurrences.ts";
import { parseRule, type Repeat, type RepeatMode } from "../../src/recurrence/rule.ts";

const THE_31ST = "RSCALE=GREGORIAN;FREQ=MONTHLY;BYMONTHDAY=31;SKIP=BACKWARD";

function repeat(mode: RepeatMode, anchor: string, text: string): Repeat {
  const rule = parseRule(text);
  assert.ok(rule, text);
  return { rule, mode, anchor };
}

function next(series: Repeat, due: string, completedOn: string, finished = 1): string | null {
  return nextOccurrence(series, { due, completedOn, finished });
}

/** Each due date, when each is finished so many days late. */
function chain(series: Repeat, length: number, lateBy = 0): string[] {
  const days = [series.anchor];
  while (days.length < length) {
    const due = days.at(-1) ?? "";
    const done = new Date(Date.parse(due) + lateBy * 86_400_000).toISOString().slice(0, 10);
    days.push(next(series, due, done, days.length) ?? "none");
  }
  return days;
}

test("monthly on the 31st does not drift to the 28th (Vikunja, Tasks.org)", () => {
  for (const mode of ["rule", "catch_up"] as const) {
    assert.deepEqual(chain(repeat(mode, "2026-01-31", THE_31ST), 6), [
      "2026-01-31",
      "2026-02-28",
      "2026-03-31",
      "2026-04-30",
      "2026-05-31",
      "2026-06-30",
    ]);
  }
});

test("monthly on the 30th does not pass over February (Tasks.org #4135)", () => {
  const series = repeat("rule", "2026-01-30", THE_31ST.replace("31", "30"));
  assert.deepEqual(chain(series, 3), ["2026-01-30", "2026-02-28", "2026-03-30"]);
});

test("29 February comes back in a leap year", () => {
  const series = repeat("rule", "2024-02-29", "FREQ=YEARLY");
  assert.deepEqual(chain(series, 5), [
    "2024-02-29",
    "2025-02-28",
    "2026-02-28",
    "2027-02-28",
    "2028-02-29",
  ]);
});

test("every 2 weeks does not shift when it is finished late", () => {
  const series = repeat("rule", "2026-11-02", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO");
  const kept = ["2026-11-02", "2026-11-16", "2026-11-30"];
  assert.deepEqual(chain(series, 3, 0), kept);
  assert.deepEqual(chain(series, 3, 9), kept);
  assert.deepEqual(chain({ ...series, mode: "catch_up" }, 3, 9), kept);
});

test("by the rule the next one follows, even when it is past already", () => {
  const series = repeat("rule", "2026-11-02", "FREQ=DAILY");
  assert.equal(next(series, "2026-11-02", "2026-11-20"), "2026-11-03");
});

test("catching up, one tick is enough after three days away, and today still counts", () => {
  const series = repeat("catch_up", "2026-11-02", "FREQ=DAILY");
  assert.equal(next(series, "2026-11-02", "2026-11-20"), "2026-11-20");
  assert.equal(next(series, "2026-11-20", "2026-11-20"), "2026-11-21");
  assert.equal(next(series, "2026-11-20", "2026-11-18"), "2026-11-21", "finished early");
  const weekly = repeat("catch_up", "2026-11-02", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO");
  assert.equal(next(weekly, "2026-11-02", "2026-11-17"), "2026-11-30", "in step with its anchor");
});

test("today is the person's: at the same instant two people catch up to two days", () => {
  const series = repeat("catch_up", "2026-03-01", "FREQ=DAILY");
  // 10:30 UTC is the next day already at UTC+14 and UTC+13, and still the day before at UTC-11.
  const now = new Date("2026-03-29T10:30:00Z");
  const caughtUp = (zone: string) => next(series, "2026-03-02", localMoment(now, zone).date);
  assert.equal(caughtUp("Pacific/Pago_Pago"), "2026-03-28");
  assert.equal(caughtUp("Europe/Berlin"), "2026-03-29");
  assert.equal(caughtUp("Pacific/Kiritimati"), "2026-03-30");
  assert.equal(caughtUp("Pacific/Tongatapu"), "2026-03-29");
  const later = localMoment(new Date("2026-03-29T11:00:00Z"), "Pacific/Tongatapu").date;
  assert.equal(next(series, "2026-03-02", later), "2026-03-30");
});

test("from completion, days, months and years are counted from the tick", () => {
  const plants = repeat("completion", "2026-11-02", "FREQ=DAILY;INTERVAL=10");
  assert.equal(next(plants, "2026-11-02", "2026-11-06"), "2026-11-16");
  const month = repeat("completion", "2026-01-31", THE_31ST);
  assert.equal(next(month, "2026-01-31", "2026-02-05"), "2026-03-05");
  assert.equal(next(month, "2026-12-31", "2027-01-31"), "2027-02-28", "clamped");
  const year = repeat("completion", "2024-02-29", "FREQ=YEARLY");
  assert.equal(next(year, "2024-02-29", "2024-02-29"), "2025-02-28");
  assert.equal(next(year, "2025-02-28", "2025-07-01"), "2026-07-01");
});

test("from completion, every 4 weeks on Sunday is not the very next Sunday (obsidian-tasks #609)", () => {
  const series = repeat("completion", "2026-11-01", "FREQ=WEEKLY;INTERVAL=4;BYDAY=SU");
  assert.equal(next(series, "2026-11-01", "2026-11-01"), "2026-11-29");
  assert.equal(next(series, "2026-11-01", "2026-11-04"), "2026-11-29", "not 8 November");
});

test("from completion, chosen days are looked for after the tick", () => {
  const weekly = repeat("completion", "2026-11-02", "FREQ=WEEKLY;BYDAY=MO,TH");
  assert.equal(next(weekly, "2026-11-02", "2026-11-02"), "2026-11-05");
  assert.equal(next(weekly, "2026-11-02", "2026-11-06"), "2026-11-09");
  const weekdays = repeat("completion", "2026-11-02", "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR");
  assert.equal(next(weekdays, "2026-11-05", "2026-11-06"), "2026-11-09");
  const last = repeat("completion", "2026-02-28", "FREQ=MONTHLY;BYMONTHDAY=-1");
  assert.equal(next(last, "2026-02-28", "2026-03-03"), "2026-03-31");
  const everyTwo = repeat("completion", "2026-04-30", "FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=-1");
  assert.equal(next(everyTwo, "2026-04-30", "2026-04-30"), "2026-06-30");
  const fifth = repeat("completion", "2026-11-30", "FREQ=MONTHLY;INTERVAL=2;BYDAY=5MO");
  assert.equal(next(fifth, "2026-11-30", "2026-11-30"), "2027-05-31", "after a month without one");
  const thanks = repeat("completion", "2026-11-26", "FREQ=YEARLY;BYMONTH=11;BYDAY=4TH");
  assert.equal(next(thanks, "2026-11-26", "2026-12-01"), "2027-11-25");
});

test("finished early, the same day does not come back (obsidian-tasks #1924)", () => {
  const daily = repeat("completion", "2026-11-20", "FREQ=DAILY");
  assert.equal(next(daily, "2026-11-20", "2026-11-19"), "2026-11-21");
  const friday = repeat("completion", "2026-11-20", "FREQ=WEEKLY;BYDAY=FR");
  assert.equal(next(friday, "2026-11-20", "2026-11-19"), "2026-11-27");
  const month = repeat("completion", "2026-11-20", "FREQ=MONTHLY;BYMONTHDAY=20");
  assert.equal(next(month, "2026-11-20", "2026-11-18"), "2026-12-18");
});

test("a task for weekdays never lands on a weekend (tududi #1415)", () => {
  const series = repeat("rule", "2026-11-05", "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR");
  assert.deepEqual(chain(series, 4), ["2026-11-05", "2026-11-06", "2026-11-09", "2026-11-10"]);
});

test("a count counts what was finished, not what was left out", () => {
  for (const mode of ["rule", "catch_up", "completion"] as const) {
    const series = repeat(mode, "2026-11-01", "FREQ=DAILY;COUNT=3");
    assert.notEqual(next(series, "2026-11-01", "2026-11-20", 1), null);
    assert.notEqual(next(series, "2026-11-20", "2026-11-20", 2), null);
    assert.equal(next(series, "2026-11-21", "2026-11-21", 3), null);
    assert.equal(next(series, "2026-11-21", "2026-11-21", 4), null);
  }
  assert.equal(
    next(repeat("rule", "2026-11-01", "FREQ=DAILY;COUNT=1"), "2026-11-01", "2026-11-01"),
    null,
  );
});

test("the last day is part of the series, the day after is not", () => {
  const rule = "FREQ=DAILY;INTERVAL=2;UNTIL=20261105";
  assert.equal(next(repeat("rule", "2026-11-01", rule), "2026-11-03", "2026-11-03"), "2026-11-05");
  for (const mode of ["rule", "catch_up", "completion"] as const) {
    assert.equal(next(repeat(mode, "2026-11-01", rule), "2026-11-05", "2026-11-05"), null);
  }
  const completion = repeat("completion", "2026-11-01", rule);
  assert.equal(next(completion, "2026-11-03", "2026-11-04"), null, "two days later is too late");
});

test("a rule that never occurs again ends the series in every mode", () => {
  const rule = "FREQ=YEARLY;INTERVAL=400;BYMONTH=2;BYDAY=5MO";
  for (const mode of ["rule", "catch_up"] as const) {
    assert.equal(next(repeat(mode, "2025-02-03", rule), "2025-02-03", "2025-02-03"), null);
  }
  const last = repeat("completion", "9999-12-31", "FREQ=WEEKLY;BYDAY=MO");
  assert.equal(next(last, "9999-12-31", "9999-12-31"), null);
});

test("what is finished thousands of years early takes no longer", () => {
  const start = performance.now();
  for (const rule of ["FREQ=DAILY", "RSCALE=GREGORIAN;FREQ=MONTHLY;BYMONTHDAY=31;SKIP=BACKWARD"]) {
    const early = repeat("completion", "2026-11-30", rule);
    for (let time = 0; time < 1_000; time += 1) {
      assert.ok((next(early, "9998-12-30", "2026-11-30") ?? "") > "9998-12-30");
    }
  }
  const took = performance.now() - start;
  assert.ok(took < 1_000, `${Math.round(took)} ms`);
});
