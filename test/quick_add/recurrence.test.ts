/** Repeats in quick-add lines. It is Friday 20 November 2026, 10:30. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseQuickAdd } from "../../src/quick_add/parse.ts";
import { upcoming } from "../../src/recurrence/occurrences.ts";
import { formatRule, type Repeat } from "../../src/recurrence/rule.ts";
import { dueText, parse } from "./fixed_clock.ts";

describe("repeats", () => {
  const month = (on: object, every = 1) => ({ unit: "month", every, on });
  const week = (every: number, ...days: number[]) => ({ unit: "week", every, days });
  const custom = { unit: "custom", every: 1, frequency: "month" };
  const dates = (...monthDays: number[]) => ({
    ...custom,
    monthDays,
    ...(Math.max(...monthDays) > 28 && { skip: "backward" }),
  });
  const fridays = (...nths: number[]) => ({
    ...custom,
    weekdays: nths.map((nth) => ({ weekday: 5, nth })),
  });
  const cases: [string, object, string][] = [
    ["every day", { unit: "day", every: 1 }, "2026-11-20"],
    ["daily", { unit: "day", every: 1 }, "2026-11-20"],
    ["every day 9am", { unit: "day", every: 1 }, "2026-11-21 09:00"],
    ["every day at 17:00", { unit: "day", every: 1 }, "2026-11-20 17:00"],
    ["every morning", { unit: "day", every: 1 }, "2026-11-21 09:00"],
    ["every evening", { unit: "day", every: 1 }, "2026-11-20 19:00"],
    ["every night", { unit: "day", every: 1 }, "2026-11-20 20:00"],
    ["every monday morning", week(1, 1), "2026-11-23 09:00"],
    ["weekdays", { unit: "weekday", every: 1 }, "2026-11-20"],
    ["on weekdays at 9", { unit: "weekday", every: 1 }, "2026-11-23 09:00"],
    ["every weekday at 9", { unit: "weekday", every: 1 }, "2026-11-23 09:00"],
    ["every day at 17", { unit: "day", every: 1 }, "2026-11-20 17:00"],
    ["every quarter", month({ kind: "day", day: 20 }, 3), "2026-11-20"],
    ["yearly", { unit: "year", every: 1, on: { kind: "anchor" } }, "2026-11-20"],
    ["annually", { unit: "year", every: 1, on: { kind: "anchor" } }, "2026-11-20"],
    ["every 2 weeks on friday", week(2, 5), "2026-11-20"],
    ["every last friday", month({ kind: "nth", nth: -1, weekday: 5 }), "2026-11-27"],
    ["every 2nd friday of the month", month({ kind: "nth", nth: 2, weekday: 5 }), "2026-12-11"],
    ["every month on the first", month({ kind: "day", day: 1 }), "2026-12-01"],
    ["monthly on the second", month({ kind: "day", day: 2 }), "2026-12-02"],
    ["every other day", { unit: "day", every: 2 }, "2026-11-20"],
    ["every weekday at 7am", { unit: "weekday", every: 1 }, "2026-11-23 07:00"],
    ["every week", week(1, 5), "2026-11-20"],
    ["weekly", week(1, 5), "2026-11-20"],
    ["every two weeks", week(2, 5), "2026-11-20"],
    ["fortnightly", week(2, 5), "2026-11-20"],
    ["monday every 2 weeks", week(2, 1), "2026-11-23"],
    ["tomorrow every 2 weeks", week(2, 6), "2026-11-21"],
    ["every Monday", week(1, 1), "2026-11-23"],
    ["every monday and thursday", week(1, 1, 4), "2026-11-23"],
    ["every fri, mon and wed 8pm", week(1, 1, 3, 5), "2026-11-20 20:00"],
    ["every second friday", week(2, 5), "2026-11-20"],
    ["weekly on mondays", week(1, 1), "2026-11-23"],
    ["every 3 weeks on tue", week(3, 2), "2026-11-24"],
    ["due every month", month({ kind: "day", day: 20 }), "2026-11-20"],
    ["monthly on the 1st", month({ kind: "day", day: 1 }), "2026-12-01"],
    ["every month on the 31st", month({ kind: "day", day: 31 }), "2026-11-30"],
    ["every 15th", month({ kind: "day", day: 15 }), "2026-12-15"],
    ["every 3 months on the 15th", month({ kind: "day", day: 15 }, 3), "2026-12-15"],
    ["quarterly", month({ kind: "day", day: 20 }, 3), "2026-11-20"],
    ["every 15th and 30th", dates(15, 30), "2026-11-30"],
    ["every 1st and 15th", dates(1, 15), "2026-12-01"],
    ["every 1st and the last day of the month", dates(-1, 1), "2026-11-30"],
    ["monthly on the 1st, 10th and 20th", dates(1, 10, 20), "2026-11-20"],
    ["the 15th and 30th of every 2 months", { ...dates(15, 30), every: 2 }, "2026-11-30"],
    ["every 2 months on the 15th and the 30th", { ...dates(15, 30), every: 2 }, "2026-11-30"],
    ["every 1st and 3rd friday", fridays(1, 3), "2026-11-20"],
    ["every first and last friday of the month at 9", fridays(-1, 1), "2026-11-27 09:00"],
    ["every month on the second and fourth fridays", fridays(2, 4), "2026-11-27"],
    ["every 2nd and 4th friday", fridays(2, 4), "2026-11-27"],
    ["every 15th and 15th", month({ kind: "day", day: 15 }), "2026-12-15"],
    ["every last day of the month", month({ kind: "last_day" }), "2026-11-30"],
    ["on the last day of every month", month({ kind: "last_day" }), "2026-11-30"],
    ["every last weekday of the month", month({ kind: "last_weekday" }), "2026-11-30"],
    ["every first monday", month({ kind: "nth", nth: 1, weekday: 1 }), "2026-12-07"],
    ["every first monday of the month", month({ kind: "nth", nth: 1, weekday: 1 }), "2026-12-07"],
    ["every third friday of the month", month({ kind: "nth", nth: 3, weekday: 5 }), "2026-11-20"],
    ["every month on the last sun", month({ kind: "nth", nth: -1, weekday: 7 }), "2026-11-29"],
    ["every year", { unit: "year", every: 1, on: { kind: "anchor" } }, "2026-11-20"],
    ["24 dec every year", { unit: "year", every: 1, on: { kind: "anchor" } }, "2026-12-24"],
    ["every 24 dec", { unit: "year", every: 1, on: { kind: "anchor" } }, "2026-12-24"],
    [
      "every year on the fourth thursday of november",
      { unit: "year", every: 1, on: { kind: "nth", nth: 4, weekday: 4, month: 11 } },
      "2026-11-26",
    ],
  ];
  for (const [phrase, expected, first] of cases) {
    it(`${phrase}, first on ${first}`, () => {
      const read = parse(`Pay rent ${phrase}`);
      const rule = { ...expected, ends: { kind: "never" } };
      const anchor = first.slice(0, 10);
      assert.deepEqual(read.repeat, { rule, mode: "rule", anchor });
      assert.deepEqual([read.title, dueText(read)], ["Pay rent", first]);
    });
  }

  it("every 29 feb is the 28th until there is a 29th, which the rule is anchored to", () => {
    const read = parse("Party every 29 feb");
    const rule = { unit: "year", every: 1, on: { kind: "anchor" }, ends: { kind: "never" } };
    assert.deepEqual(read.repeat, { rule, mode: "rule", anchor: "2024-02-29" });
    assert.equal(dueText(read), "2027-02-28");
    const days = upcoming(read.repeat as Repeat, { due: "2027-02-28", finished: 0, count: 3 });
    assert.deepEqual(days, ["2027-02-28", "2028-02-29", "2029-02-28"]);
  });

  it("knows the other meaning of every second of a weekday", () => {
    const other = (phrase: string) => {
      const { dueOn, repeat } = parse(`Club ${phrase}`).other ?? {};
      return repeat ? [dueOn, formatRule(repeat.rule), repeat.mode] : null;
    };
    assert.deepEqual(other("every 2nd friday"), ["2026-12-11", "FREQ=MONTHLY;BYDAY=2FR", "rule"]);
    assert.deepEqual(other("every second mon 9am skipping what was missed 3 times"), [
      "2026-12-14",
      "FREQ=MONTHLY;BYDAY=2MO;COUNT=3",
      "catch_up",
    ]);
    for (const phrase of ["every other friday", "every 2nd mon and fri", "every 2 weeks"]) {
      assert.equal(other(phrase), null, phrase);
    }
    assert.equal(other("every 2nd friday until 27 nov"), null);
  });

  it("reads the mode: from completion, or skipping what was missed", () => {
    const filter = parse("Filter every 6 weeks from completion").repeat;
    // Exactly six weeks after completion, not on a day of the week.
    assert.deepEqual(filter?.rule, { unit: "day", every: 42, ends: { kind: "never" } });
    assert.equal(filter?.mode, "completion");
    assert.equal(parse("Walk daily skipping what was missed").repeat?.mode, "catch_up");
  });

  it("reads an end by date or by number of times", () => {
    const ends = (phrase: string) => parse(`Pay every week ${phrase}`).repeat?.rule.ends;
    assert.deepEqual(ends("until 24 dec"), { kind: "on", day: "2026-12-24" });
    assert.deepEqual(ends("for 10 times"), { kind: "after", count: 10 });
    assert.deepEqual(ends("from 24 dec 10 times"), { kind: "after", count: 10 });
    assert.deepEqual(ends("until 24 dec 27"), { kind: "on", day: "2027-12-24" });
    assert.deepEqual(ends("9am from tomorrow 3 times"), { kind: "after", count: 3 });
  });

  it("reads the anchor, even when it differs from the due date", () => {
    const { dueOn, repeat } = parse("Pay due 2027-02-28 every month on the 31st from 2027-01-31");
    assert.deepEqual([dueOn, repeat?.anchor], ["2027-02-28", "2027-01-31"]);
    const started = parse("Gym every monday starting 1 dec");
    assert.deepEqual([started.dueOn, started.repeat?.anchor], ["2026-12-07", "2026-12-07"]);
  });

  it("counts weeks that are left out from the first day of the user's week", () => {
    const now = { date: "2026-11-26", time: "12:00" };
    const line = "Bins every 2 weeks on sun and mon";
    const { dueOn, repeat } = parseQuickAdd(line, { now, weekStart: 7 });
    assert.ok(repeat);
    assert.deepEqual([dueOn, formatRule(repeat.rule)], ["2026-11-29", SUNDAYS]);
    assert.equal("weekStart" in (parse(line).repeat?.rule ?? {}), false);
  });
});

const SUNDAYS = "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU;WKST=SU";
