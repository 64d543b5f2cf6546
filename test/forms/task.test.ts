/** The task form: its limits and messages. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { repeatFields } from "../../src/forms/repeat_fields.ts";
import { parseItem, parseTask, type TaskField } from "../../src/forms/task.ts";
import { NOTHING_SET } from "../../src/models/task_fields.ts";
import { isBlank, lengthOf } from "../../src/text.ts";
import { anyBody, textAround } from "../support/arbitraries.ts";

/** The fields of a task with only a title. */
const PLAIN = {
  ...NOTHING_SET,
  description: "",
  dueOn: null,
  dueTime: null,
  startsOn: null,
  priority: 0,
  listId: null,
  sectionId: null,
  tags: [],
  repeat: null,
} as const;

/** The errors of a form that is otherwise valid. */
function errorsOf(fields: Record<string, unknown>): Record<string, string> {
  const result = parseTask({ title: "Pay rent", ...fields });
  return result.ok ? {} : result.errors;
}

it("trims the title to a single line and normalizes the description's line breaks", () => {
  const form = { title: " Pay\r\nrent\u00a0", description: "  to:\r\nthe landlord\r" };
  assert.deepEqual(parseTask(form), {
    ok: true,
    value: { ...PLAIN, title: "Pay rent", description: "  to:\nthe landlord\n" },
  });
});

it("accepts a task without a description, and stores an invisible one as empty", () => {
  for (const description of [undefined, null, "", "  \r\n", "\u200b\u00a0"]) {
    const result = parseTask({ title: "Pay rent", description });
    assert.deepEqual(result, { ok: true, value: { ...PLAIN, title: "Pay rent" } });
  }
});

describe("the title", () => {
  it("is required, and cannot be only invisible characters", () => {
    const required = { title: "Title is required" };
    const blank = ["", "   ", "\r\n\t", "\u00a0\u2003", "\u200b\u2060\ufeff", "\u202e", "\u001b"];
    for (const title of blank) {
      assert.deepEqual(errorsOf({ title }), required, JSON.stringify(title));
    }
    for (const body of [undefined, null, {}, [], "title=x", { title: null }]) {
      const result = parseTask(body);
      assert.deepEqual(!result.ok && result.errors, required);
    }
  });

  it("is 200 characters or less in any script", () => {
    for (const character of ["x", "é", "🙂", "ש", "𝕏", "\ufffd", "\0", "\udc00"]) {
      assert.deepEqual(errorsOf({ title: character.repeat(200) }), {}, character);
      const over = errorsOf({ title: character.repeat(201) });
      assert.deepEqual(over, { title: "Title must be 200 characters or less" }, character);
    }
    assert.deepEqual(errorsOf({ title: ` ${"x".repeat(200)}\n` }), {});
    assert.deepEqual(errorsOf({ title: "e\u0301".repeat(100) }), {});
    assert.notDeepEqual(errorsOf({ title: "e\u0301".repeat(101) }), {});
  });
});

it("limits the description to 10,000 characters, counting a line break as one", () => {
  const message = "Description must be 10,000 characters or less";
  for (const character of ["x", "🙂", "\n", "\r\n", "\0"].map((one) => `${one}.`)) {
    const half = character.repeat(5_000);
    const over = errorsOf({ description: `${half}x` });
    assert.deepEqual(errorsOf({ description: half }), {}, JSON.stringify(character));
    assert.deepEqual(over, { description: message }, JSON.stringify(character));
  }
});

it("reports all errors at once, each at its field", () => {
  const errors = errorsOf({
    title: "",
    description: "x".repeat(10_001),
    due_on: "31/11/2026",
    due_time: "noonish",
    starts_on: "2026-02-30",
    priority: "urgent",
    list: "home",
    tags: "a! b",
    repeat: "week",
    repeat_every: "0",
    repeat_days: ["mon", "noday"],
    repeat_mode: "never",
    repeat_ends: "count",
    repeat_count: "many",
  });
  assert.deepEqual(errors, {
    title: "Title is required",
    description: "Description must be 10,000 characters or less",
    due_on: "Due date must be a date, such as 2026-11-30, 30 Nov or tomorrow",
    due_time: "Time must be a time of day, such as 17:00, 9.30 or 5pm",
    starts_on: "Start date must be a date, such as 2026-11-30, 30 Nov or tomorrow",
    priority: "Priority must be none, low, medium or high",
    list: "List not found",
    tags: "Use only letters, digits, - and _ in a tag, not: a!",
    repeat_every: "Every must be a whole number from 1 to 999",
    repeat_days: "Choose days from Monday to Sunday",
    repeat_mode: "Choose how the next date is set",
    repeat_count: "Number of times must be a whole number from 1 to 10,000",
  });
});

describe("the other fields", () => {
  it("are all read", () => {
    const result = parseTask({
      title: "Pay rent",
      due_on: "2026-01-31",
      due_time: "09:00:00",
      starts_on: "2026-01-20",
      priority: "high",
      list: "3/7",
      tags: "#bills, home BILLS",
      repeat: "month",
    });
    assert.deepEqual(result, {
      ok: true,
      value: {
        ...PLAIN,
        title: "Pay rent",
        dueOn: "2026-01-31",
        dueTime: "09:00",
        startsOn: "2026-01-20",
        priority: 3,
        listId: 3,
        sectionId: 7,
        tags: ["bills", "home"],
        repeat: {
          rule: { unit: "month", every: 1, on: { kind: "day", day: 31 }, ends: { kind: "never" } },
          mode: "rule",
          anchor: "2026-01-31",
        },
      },
    });
  });

  it("require a due date for a time", () => {
    const alone = { due_time: "A time needs a due date" };
    assert.deepEqual(errorsOf({ due_time: "09:00" }), alone);
    const wrong = errorsOf({ due_time: "09:00", due_on: "soon" });
    assert.deepEqual(Object.keys(wrong), ["due_on"], "the date has to be corrected first");
  });

  it("require a due date for a repeat, and report one error about it", () => {
    assert.deepEqual(errorsOf({ repeat: "day" }), { due_on: "A repeating task needs a due date" });
    const wrong = errorsOf({ repeat: "day", due_on: "soon" });
    assert.deepEqual(wrong, {
      due_on: "Due date must be a date, such as 2026-11-30, 30 Nov or tomorrow",
    });
  });

  it("put the task in the Inbox, a list, or a section of a list", () => {
    const place = (list: unknown) => {
      const result = parseTask({ title: "a", list });
      return result.ok ? [result.value.listId, result.value.sectionId] : result.errors.list;
    };
    for (const inbox of [undefined, null, ""]) assert.deepEqual(place(inbox), [null, null]);
    assert.deepEqual(place("3"), [3, null]);
    assert.deepEqual(place(3), [3, null]);
    assert.deepEqual(place("3/7"), [3, 7]);
    for (const none of ["/7", "3/7/1", "x", "0", "3/x", "-1", "3 / 7", ["3"], {}, true]) {
      assert.equal(place(none), "List not found", JSON.stringify(none));
    }
  });
});

it("rejects values that are not text", () => {
  for (const value of [["Pay rent"], ["a", "b"], { a: 1 }, 7, 0, false, []]) {
    assert.deepEqual(errorsOf({ title: value, description: value }), {
      title: "Title must be text",
      description: "Description must be text",
    });
  }
});

it("returns what was typed, check boxes included", () => {
  const form = {
    title: `  ${"x".repeat(201)}`,
    description: " a\r\nb ",
    due_on: "soon",
    tags: "a! #b",
    repeat: "week",
    repeat_days: ["mon", "thu"],
  };
  const result = parseTask(form);
  assert.ok(!result.ok);
  const { repeat_days: days, ...texts } = form;
  assert.deepEqual(days.join(), result.values.repeat_days);
  for (const [field, text] of Object.entries(texts)) {
    assert.equal(result.values[field as TaskField], text, field);
  }
  const odd = parseTask({ title: ["x"], description: 7 });
  assert.deepEqual(new Set(Object.values(!odd.ok && odd.values)), new Set([""]));
});

it("ignores unknown fields", () => {
  const body = JSON.parse(
    `{"title":"a","description":"b","user_id":"x","id":9,"completed_at":"now","deleted_at":"now",
      "version":7,"request_key":"k","created_at":"now","__proto__":{"title":"x"}}`,
  );
  const value = { title: "a", description: "b" };
  assert.deepEqual(parseTask(body), { ok: true, value: { ...PLAIN, ...value } });
  assert.equal(parseTask(JSON.parse(`{"__proto__":{"title":"x"}}`)).ok, false);
});

it("does not interpret the title of a checklist item", () => {
  const title = "call Ida tomorrow @home !1";
  assert.deepEqual(parseItem({ title: ` ${title} ` }), { ok: true, value: { title } });
  assert.deepEqual(parseItem({ title: " " }), {
    ok: false,
    values: { title: " " },
    errors: { title: "Title is required" },
  });
});

const FIELDS = [
  ...["title", "description", "due_on", "due_time", "starts_on"],
  ...Object.keys(repeatFields(null, null)),
  ...["priority", "list", "tags"],
];

it("returns errors or a value within the limits for any body", () => {
  const almost = fc.record({ title: textAround(200), description: textAround(10_000) });
  fc.assert(
    fc.property(fc.oneof(anyBody(...FIELDS), anyBody("title", "description"), almost), (body) => {
      const result = parseTask(body);
      if (!result.ok) {
        assert.ok(Object.keys(result.errors).length > 0);
        assert.deepEqual(Object.keys(result.values), FIELDS);
        return;
      }
      const { title, description, dueOn, dueTime, tags } = result.value;
      assert.ok(!`${title}${description}`.includes("\0"));
      assert.ok(`${title}${description}`.isWellFormed() && !description.includes("\r"));
      assert.ok(lengthOf(description) <= 10_000 && tags.length <= 20);
      if (dueOn === null) assert.equal(dueTime, null);
      assert.ok(lengthOf(title) <= 200 && !isBlank(title) && title === title.trim());
      assert.doesNotMatch(title, /[\p{Cc}\u2028\u2029]/u);
    }),
    { numRuns: 100 },
  );
});

it("says that a tag is too long, and not that its letters are wrong", () => {
  const long = "ä".repeat(51);
  const form = parseTask({ title: "One", tags: `short ${long}` });
  assert.ok(!form.ok);
  assert.equal(form.errors.tags, `A tag must be 50 characters or less, not: ${long}`);
  assert.ok(parseTask({ title: "One", tags: "ä".repeat(50) }).ok);
});
