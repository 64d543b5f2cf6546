/** The repeat fields of the task form. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parseRepeat } from "../../src/forms/repeat.ts";
import { repeatFields } from "../../src/forms/repeat_fields.ts";
import { typedTask } from "../../src/forms/task_values.ts";
import type { CurrentRepeat } from "../../src/recurrence/anchor.ts";
import { completed } from "../../src/recurrence/complete_rule.ts";
import { formatRule, parseRule, type Repeat } from "../../src/recurrence/rule.ts";
import { anyRepeat } from "../recurrence/arbitraries.ts";

/** The fifth and last Monday of its month, and its last day and last weekday. */
const DUE = "2026-11-30";
const NEVER = { kind: "never" };

/** What a browser that shows all of the fields sends. */
const FILLED = {
  repeat: "month",
  repeat_every: "1",
  repeat_on: "day_30",
  repeat_year_on: "date",
  repeat_days: "mon",
  repeat_mode: "strict",
  repeat_ends: "never",
  repeat_until: "",
  repeat_count: "",
};

function value(fields: object, dueOn = DUE): Repeat | null {
  const form = parseRepeat({ ...FILLED, ...fields }, { dueOn });
  assert.ok(form.ok, JSON.stringify(form));
  return form.value;
}

function errors(fields: object, dueOn: string | null = DUE): object {
  const form = parseRepeat({ ...FILLED, ...fields }, { dueOn });
  assert.ok(!form.ok);
  return form.errors;
}

test("ignores the other fields when the task does not repeat", () => {
  assert.equal(value({ repeat: "never", repeat_every: "x", repeat_ends: "date" }), null);
  assert.equal(value({ repeat: "" }), null);
  for (const body of [undefined, null, "", [], {}]) {
    assert.deepEqual(parseRepeat(body, { dueOn: null }), { ok: true, value: null });
  }
});

test("reads the fields of each unit, with the due date as the anchor", () => {
  const shapes: [object, object][] = [
    [
      { repeat: "day", repeat_every: " 3 " },
      { unit: "day", every: 3 },
    ],
    [{ repeat: "weekday" }, { unit: "weekday", every: 1 }],
    [
      { repeat: "week", repeat_every: "2" },
      { unit: "week", every: 2, days: [1] },
    ],
    [
      { repeat: "week", repeat_days: ["thu", "mon", "thu"] },
      { unit: "week", every: 1, days: [1, 4] },
    ],
    [
      { repeat: "week", repeat_days: "mon,thu" },
      { unit: "week", every: 1, days: [1, 4] },
    ],
    [{}, { unit: "month", every: 1, on: { kind: "day", day: 30 } }],
    [{ repeat_on: "last_day" }, { unit: "month", every: 1, on: { kind: "last_day" } }],
    [{ repeat_on: "last_weekday" }, { unit: "month", every: 1, on: { kind: "last_weekday" } }],
    [
      { repeat_on: "nth_5_mon" },
      { unit: "month", every: 1, on: { kind: "nth", nth: 5, weekday: 1 } },
    ],
    [
      { repeat_on: "nth_last_mon" },
      { unit: "month", every: 1, on: { kind: "nth", nth: -1, weekday: 1 } },
    ],
    [{ repeat: "year" }, { unit: "year", every: 1, on: { kind: "anchor" } }],
    [
      { repeat: "year", repeat_year_on: "nth_4_thu_11" },
      { unit: "year", every: 1, on: { kind: "nth", nth: 4, weekday: 4, month: 11 } },
    ],
  ];
  for (const [fields, shape] of shapes) {
    const expected = { rule: { ...shape, ends: NEVER }, mode: "rule", anchor: DUE };
    assert.deepEqual(value(fields), expected);
  }
});

test("uses the due date for a day that is left out", () => {
  const bare = (repeat: string) => {
    const form = parseRepeat({ repeat, repeat_every: "" }, { dueOn: DUE });
    assert.ok(form.ok);
    return form.value;
  };
  const rest = { mode: "rule", anchor: DUE };
  const day = { kind: "day", day: 30 };
  assert.deepEqual(bare("week"), {
    rule: { unit: "week", days: [1], every: 1, ends: NEVER },
    ...rest,
  });
  assert.deepEqual(bare("month"), {
    rule: { unit: "month", on: day, every: 1, ends: NEVER },
    ...rest,
  });
});

test("reads the three modes and the three ends", () => {
  assert.equal(value({ repeat_mode: "strict" })?.mode, "rule");
  assert.equal(value({ repeat_mode: "catch-up" })?.mode, "catch_up");
  assert.equal(value({ repeat_mode: "completion" })?.mode, "completion");
  const until = value({ repeat_ends: "date", repeat_until: DUE, repeat_count: "x" });
  assert.deepEqual(until?.rule.ends, { kind: "on", day: DUE });
  const count = value({ repeat_ends: "count", repeat_count: "10000", repeat_until: "x" });
  assert.deepEqual(count?.rule.ends, { kind: "after", count: 10_000 });
});

test("reports each error at its field", () => {
  const every = { repeat_every: "Every must be a whole number from 1 to 999" };
  const count = { repeat_count: "Number of times must be a whole number from 1 to 10,000" };
  const days = { repeat_days: "Choose days from Monday to Sunday" };
  const wrong: [object, object][] = [
    [{ repeat: "hour" }, { repeat: "Choose how often it repeats" }],
    [{ repeat: "constructor" }, { repeat: "Choose how often it repeats" }],
    [{ repeat: ["day"] }, { repeat: "Choose how often it repeats" }],
    ...["0", "-1", "1000", "1.5", "x", "1e2", ["1"]].map((sent): [object, object] => [
      { repeat_every: sent },
      every,
    ]),
    [
      { repeat: "weekday", repeat_every: "2" },
      {
        repeat_every:
          "Every must be 1 for weekdays. For longer gaps, choose weeks and pick the days",
      },
    ],
    [{ repeat: "week", repeat_days: ["mon", "someday"] }, days],
    [{ repeat: "week", repeat_days: [["mon"]] }, days],
    [{ repeat: "week", repeat_days: { mon: "on" } }, days],
    ...["day_0", "day_32", "nth_6_mon", "nth_1_xxx", "30", ["last_day"]].map(
      (sent): [object, object] => [{ repeat_on: sent }, { repeat_on: "Choose a day of the month" }],
    ),
    ...["day_30", "nth_1_mon_13", "nth_1_mon_0", "30 February"].map((sent): [object, object] => [
      { repeat: "year", repeat_year_on: sent },
      { repeat_year_on: "Choose a day of the year" },
    ]),
    ...["rule", "toString", ["strict"]].map((sent): [object, object] => [
      { repeat_mode: sent },
      { repeat_mode: "Choose how the next date is set" },
    ]),
    ...["after", "__proto__", ["date"]].map((sent): [object, object] => [
      { repeat_ends: sent },
      { repeat_ends: "Choose when it ends" },
    ]),
    [{ repeat_ends: "date" }, { repeat_until: "Last day is required" }],
    [
      { repeat_ends: "date", repeat_until: "2026-11-29" },
      { repeat_until: "Last day must not be before the due date" },
    ],
    [
      { repeat_ends: "date", repeat_until: "2027-02-30" },
      { repeat_until: "Last day must be a date, such as 2026-11-30, 30 Nov or tomorrow" },
    ],
    ...["", "0", "10001", "1000000000", "-3", "ten"].map((sent): [object, object] => [
      { repeat_ends: "count", repeat_count: sent },
      count,
    ]),
  ];
  for (const [fields, expected] of wrong) {
    assert.deepEqual(errors(fields), expected, JSON.stringify(fields));
  }
});

test("requires a due date, and reports the other errors as well", () => {
  const due = { due_on: "A repeating task needs a due date" };
  for (const repeat of ["day", "weekday", "week", "month", "year"]) {
    assert.deepEqual(errors({ repeat, repeat_on: "due_day" }, null), due);
  }
  assert.deepEqual(errors({ repeat_every: "0", repeat_ends: "count" }, null), {
    ...due,
    repeat_every: "Every must be a whole number from 1 to 999",
    repeat_count: "Number of times must be a whole number from 1 to 10,000",
  });
});

test("keeps everything that was typed", () => {
  const sent = {
    ...FILLED,
    repeat: "week",
    repeat_every: "every",
    repeat_days: ["thu", "mon"],
    repeat_until: "Easter",
    repeat_count: "a few",
    due_on: "soon",
  };
  assert.partialDeepStrictEqual(typedTask(sent), { ...sent, repeat_days: "thu,mon" });
});

test("reads back any repeat from its own fields", () => {
  fc.assert(
    fc.property(anyRepeat, (given) => {
      // As it is stored.
      const repeat = { ...given, rule: completed(given.rule, given.anchor) };
      const { ends } = repeat.rule;
      fc.pre(ends.kind !== "on" || ends.day >= repeat.anchor);
      const { weekStart = 1 } = repeat.rule.unit === "week" ? repeat.rule : {};
      const context = { dueOn: repeat.anchor, weekStart };
      const form = parseRepeat(repeatFields(repeat, repeat.anchor), context);
      assert.deepEqual(form, { ok: true, value: { ...repeat } });
    }),
    { numRuns: 300 },
  );
});

test("preselects the due date's weekday for a task that does not repeat", () => {
  const fields = repeatFields(null, DUE);
  assert.equal(fields.repeat, "never");
  assert.equal(fields.repeat_every, "1");
  assert.equal(fields.repeat_days, "mon");
  assert.equal(repeatFields(null, null).repeat_days, "");
});

test("keeps an anchor of 29 February when the form is saved on 28 February", () => {
  const leap: Repeat = {
    rule: { unit: "year", every: 1, on: { kind: "anchor" }, ends: { kind: "never" } },
    mode: "rule",
    anchor: "2024-02-29",
  };
  const current = { repeat: leap, dueOn: "2025-02-28" };
  const save = (fields: object, dueOn = "2025-02-28") => {
    const body = { ...repeatFields(leap, dueOn), ...fields };
    const form = parseRepeat(body, { dueOn, current });
    assert.ok(form.ok);
    return form.value?.anchor;
  };
  assert.equal(save({}), "2024-02-29");
  assert.equal(save({ repeat_ends: "count", repeat_count: "9" }), "2024-02-29", "another end");
  assert.equal(save({ repeat_mode: "catch-up" }), "2024-02-29", "another mode");
  assert.equal(save({ repeat_every: "2" }), "2025-02-28", "another rule starts from the due date");
  assert.equal(save({}, "2025-03-01"), "2024-02-29", "another due date of this occurrence");
  assert.equal(save({ repeat_moves: "series" }, "2025-03-01"), "2025-03-01", "of the series");
});

test("says what another due date moves, and lets the last occurrence be moved past the last day", () => {
  const rule = { unit: "week", every: 1, days: [4] } as const;
  const weekly: Repeat = {
    rule: { ...rule, ends: { kind: "on", day: "2026-12-31" } },
    mode: "rule",
    anchor: "2026-11-26",
  };
  const current = { repeat: weekly, dueOn: "2026-12-31" };
  const save = (fields: object) =>
    parseRepeat(
      { ...repeatFields(weekly, current.dueOn), ...fields },
      { dueOn: "2027-01-02", current },
    );
  const moved = { ...weekly, movedFrom: "2026-12-31" };
  assert.deepEqual(save({}), { ok: true, value: moved });
  const early = { repeat_until: "Last day must not be before the due date" };
  assert.deepEqual(save({ repeat_moves: "series" }), { ok: false, errors: early });
  const unknown = { repeat_moves: "Choose what another due date moves" };
  const endless = { repeat_moves: "all", repeat_ends: "never" };
  assert.deepEqual(save(endless), { ok: false, errors: unknown });
});

test("stores the user's first day of the week with a rule that leaves out weeks", () => {
  const body = { repeat: "week", repeat_every: "2", repeat_days: "sun,mon" };
  const rule = (fields: object, current: CurrentRepeat | null, weekStart: number) => {
    const form = parseRepeat({ ...body, ...fields }, { dueOn: "2026-11-29", current, weekStart });
    assert.ok(form.ok && form.value);
    return formatRule(form.value.rule);
  };
  const text = "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU";
  assert.equal(rule({}, null, 7), `${text};WKST=SU`);
  assert.equal(rule({}, null, 1), text);
  assert.equal(rule({ repeat_every: "1" }, null, 7), "FREQ=WEEKLY;BYDAY=MO,SU");
  const parsed = parseRule(`${text};WKST=SU`);
  assert.ok(parsed);
  const repeat: Repeat = { rule: parsed, mode: "rule", anchor: "2026-11-29" };
  const current = { repeat, dueOn: "2026-11-29" };
  assert.equal(rule({}, current, 1), `${text};WKST=SU`, "a rule that stays keeps its weeks");
  assert.equal(rule({ repeat_days: "sun" }, current, 1), "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU");
});
