import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { addDays } from "../../src/dates/calendar.ts";
import { comingDays, DAYS_AHEAD } from "../../src/recurrence/coming_days.ts";
import { upcoming } from "../../src/recurrence/occurrences.ts";
import { formatRule, parseRule, type Repeat, type RepeatMode } from "../../src/recurrence/rule.ts";
import { anyCustomRule, anyDay, anyRule } from "./arbitraries.ts";

const TODAY = "2026-11-27";

function repeatOf(rule: string, mode: RepeatMode = "rule", anchor = TODAY): Repeat {
  return { rule: parseRule(rule) ?? assert.fail(rule), mode, anchor };
}

function coming(
  repeat: Repeat,
  more: Partial<Parameters<typeof comingDays>[1]> = {},
  to = "2026-12-31",
) {
  const open = { due: TODAY, finished: 0, today: TODAY, ...more };
  return comingDays(repeat, open, { from: TODAY, to, most: 100 });
}

describe("the days to come", () => {
  it("are those after the due date, in the range alone", () => {
    const weekly = repeatOf("FREQ=WEEKLY;BYDAY=FR;WKST=MO");
    assert.deepEqual(coming(weekly, {}, "2026-12-18"), ["2026-12-04", "2026-12-11", "2026-12-18"]);
    const open = { due: TODAY, finished: 0, today: TODAY };
    const range = { from: "2026-12-05", to: "2026-12-17", most: 100 };
    assert.deepEqual(comingDays(weekly, open, range), ["2026-12-11"]);
    const later = { due: "2026-12-11" };
    assert.deepEqual(coming(weekly, later, "2026-12-18"), ["2026-12-18"]);
  });

  it("never include today or a day before, however late the task is", () => {
    for (const mode of ["rule", "catch_up", "completion"] as const) {
      const daily = repeatOf("FREQ=DAILY", mode, "2020-01-01");
      const found = coming(daily, { due: "2020-01-01" }, "2026-11-30");
      assert.deepEqual(found, ["2026-11-28", "2026-11-29", "2026-11-30"], mode);
    }
  });

  it("count an interval after completion from today where the task is late", () => {
    const repeat = repeatOf("FREQ=DAILY;INTERVAL=4", "completion", "2026-11-01");
    const found = coming(repeat, { due: "2026-11-01" }, "2026-12-06");
    assert.deepEqual(found, ["2026-12-01", "2026-12-05"]);
  });

  it("stop at the end of the rule", () => {
    const until = repeatOf("FREQ=DAILY;UNTIL=20261129");
    assert.deepEqual(coming(until), ["2026-11-28", "2026-11-29"]);
    for (const mode of ["rule", "catch_up", "completion"] as const) {
      const five = repeatOf("FREQ=DAILY;COUNT=5", mode);
      // Two are finished, and the third is due.
      assert.deepEqual(coming(five, { finished: 2 }), ["2026-11-28", "2026-11-29"], mode);
      assert.deepEqual(coming(five, { finished: 4 }), [], mode);
    }
    // Of a rule that does not catch up, the days that are past use it up as well.
    const late = { due: "2026-11-25", finished: 0 };
    const four = repeatOf("FREQ=DAILY;COUNT=4", "rule", "2026-11-25");
    assert.deepEqual(coming(four, late), ["2026-11-28"]);
    const caughtUp = repeatOf("FREQ=DAILY;COUNT=4", "catch_up", "2026-11-25");
    assert.deepEqual(coming(caughtUp, late), ["2026-11-28", "2026-11-29"]);
  });

  it("are counted from the day of the rule where the occurrence was moved", () => {
    const monthly = {
      ...repeatOf("RSCALE=GREGORIAN;FREQ=MONTHLY;BYMONTHDAY=31;SKIP=BACKWARD"),
      movedFrom: "2026-11-30",
    };
    assert.deepEqual(coming(monthly, { due: "2026-12-05" }), ["2026-12-31"]);
  });

  it("are on 29 February, and on the last day of a common year's", () => {
    const repeat = repeatOf(
      "RSCALE=GREGORIAN;FREQ=MONTHLY;BYMONTHDAY=31;SKIP=BACKWARD",
      "rule",
      "2027-12-31",
    );
    const open = { due: "2027-12-31", finished: 0, today: "2027-12-31" };
    const range = { from: "2028-01-01", to: "2028-03-31", most: 9 };
    assert.deepEqual(comingDays(repeat, open, range), ["2028-01-31", "2028-02-29", "2028-03-31"]);
  });

  it("are at most a year ahead, and at most as many as asked for", () => {
    const daily = repeatOf("FREQ=DAILY");
    const open = { due: TODAY, finished: 0, today: TODAY };
    const last = addDays(TODAY, DAYS_AHEAD);
    const far = { from: addDays(last, -1), to: addDays(last, 40), most: 100 };
    assert.deepEqual(comingDays(daily, open, far), [addDays(last, -1), last]);
    assert.equal(comingDays(daily, open, { from: TODAY, to: last, most: 7 }).length, 7);
    const after = { from: addDays(last, 1), to: addDays(last, 9), most: 7 };
    assert.deepEqual(comingDays(daily, open, after), []);
  });

  it("agree with what the page of a task shows next, if each is finished on its day", () => {
    const modes = fc.constantFrom<RepeatMode>("rule", "catch_up", "completion");
    const rules = fc.oneof(anyRule, anyCustomRule);
    fc.assert(
      fc.property(rules, modes, anyDay, fc.nat(60), fc.nat(5), (...drawn) => {
        const [rule, mode, due, ahead, finished] = drawn;
        const [today, to] = [addDays(due, -ahead), addDays(due, 250)];
        const repeat = { rule, mode, anchor: due };
        const [, ...next] = upcoming(repeat, { due, finished, count: 260 });
        const range = { from: today, to, most: 400 };
        const found = comingDays(repeat, { due, finished, today }, range);
        const within = next.filter((day) => day <= to);
        assert.deepEqual(found, within, `${formatRule(rule)} ${mode} from ${due}`);
      }),
    );
  });
});
