/** The task form: its limits and its sentences. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { repeatFields } from "../../src/forms/repeat.ts";
import { parseItem, parseTask, type TaskField } from "../../src/forms/task.ts";
import { currentRepeat, taskFields } from "../../src/forms/task_values.ts";
import type { Task } from "../../src/models/task_records.ts";
import { inputOf } from "../../src/models/task_records.ts";
import { isBlank, lengthOf } from "../../src/text.ts";
import { anyBody, textAround } from "../support/arbitraries.ts";

/** What a form that says nothing but a title comes to. */
const PLAIN = {
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

/** The rent: on the 31st of every month since January, now due on the last of February. */
const RENT: Task = {
  ...PLAIN,
  userId: "ann",
  id: 7,
  title: "Pay rent",
  description: "to the landlord",
  dueOn: "2026-02-28",
  dueTime: "09:00",
  startsOn: "2026-02-20",
  priority: 3,
  list: { id: 3, name: "Home", colour: "moss" },
  section: { id: 8, name: "Money" },
  parentId: null,
  tags: ["bills"],
  checklist: { done: 0, total: 0 },
  repeat: {
    rule: { unit: "month", every: 1, on: { kind: "day", day: 31 }, ends: { kind: "never" } },
    mode: "rule",
    anchor: "2026-01-31",
  },
  repeatFinished: 1,
  position: "7",
  completedAt: null,
  deletedAt: null,
  version: 4,
  createdAt: new Date(0),
  updatedAt: new Date(0),
};

/** The messages of a whole task with these fields. */
function errorsOf(fields: Record<string, unknown>): Record<string, string> {
  const result = parseTask({ title: "Pay rent", ...fields });
  return result.ok ? {} : result.errors;
}

it("takes a task: the title trimmed and in one line, the description in its lines", () => {
  const form = { title: " Pay\r\nrent\u00a0", description: "  to:\r\nthe landlord\r" };
  assert.deepEqual(parseTask(form), {
    ok: true,
    value: { ...PLAIN, title: "Pay rent", description: "  to:\nthe landlord\n" },
  });
});

it("takes a task without a description, and one that shows nothing for none", () => {
  for (const description of [undefined, null, "", "  \r\n", "\u200b\u00a0"]) {
    const result = parseTask({ title: "Pay rent", description });
    assert.deepEqual(result, { ok: true, value: { ...PLAIN, title: "Pay rent" } });
  }
});

describe("the title", () => {
  it("is required, and what cannot be seen is none", () => {
    const required = { title: "Title is required" };
    for (const title of [
      "",
      "   ",
      "\r\n\t",
      "\u00a0\u2003",
      "\u200b\u2060\ufeff",
      "\u202e",
      "\u001b",
    ]) {
      assert.deepEqual(errorsOf({ title }), required, JSON.stringify(title));
    }
    for (const body of [undefined, null, {}, [], "title=x", { title: null }]) {
      const result = parseTask(body);
      assert.deepEqual(!result.ok && result.errors, required);
    }
  });

  it("is 200 characters or less, whatever they are made of", () => {
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

describe("the description", () => {
  it("is 10,000 characters or less, a line break being one", () => {
    for (const character of ["x", "🙂", "\n", "\r\n", "\0"].map((one) => `${one}.`)) {
      const half = character.repeat(5_000);
      assert.deepEqual(errorsOf({ description: half }), {}, JSON.stringify(character));
      assert.deepEqual(
        errorsOf({ description: `${half}x` }),
        { description: "Description must be 10,000 characters or less" },
        JSON.stringify(character),
      );
    }
  });
});

it("reports every fault at once, each beside its field", () => {
  const errors = errorsOf({
    title: "",
    description: "x".repeat(10_001),
    due_on: "30/11/2026",
    due_time: "5 pm",
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
    due_on: "Due date must be a day, such as 2026-11-30",
    due_time: "Time must be a time of day, such as 17:00",
    starts_on: "Start date must be a day, such as 2026-11-30",
    priority: "Priority must be none, low, medium or high",
    list: "List is not one of yours",
    tags: "A tag has letters, digits, - and _ only, not: a!",
    repeat_every: "Every must be a whole number from 1 to 999",
    repeat_days: "Choose days from Monday to Sunday",
    repeat_mode: "Choose what the next date is counted from",
    repeat_count: "Number of times must be a whole number from 1 to 10,000",
  });
});

describe("the plan", () => {
  it("is taken whole", () => {
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
        repeat: { ...RENT.repeat, anchor: "2026-01-31" },
      },
    });
  });

  it("has no time without a day", () => {
    const alone = { due_time: "A time needs a due date" };
    assert.deepEqual(errorsOf({ due_time: "09:00" }), alone);
    const wrong = errorsOf({ due_time: "09:00", due_on: "soon" });
    assert.deepEqual(Object.keys(wrong), ["due_on"], "the day has to be corrected first");
  });

  it("repeats from a due date only, and says once what is wrong with that", () => {
    assert.deepEqual(errorsOf({ repeat: "day" }), { due_on: "A repeating task needs a due date" });
    const wrong = errorsOf({ repeat: "day", due_on: "soon" });
    assert.deepEqual(wrong, { due_on: "Due date must be a day, such as 2026-11-30" });
  });

  it("is in the Inbox, a list, or a section of a list", () => {
    const place = (list: unknown) => {
      const result = parseTask({ title: "a", list });
      return result.ok ? [result.value.listId, result.value.sectionId] : result.errors.list;
    };
    for (const inbox of [undefined, null, ""]) assert.deepEqual(place(inbox), [null, null]);
    assert.deepEqual(place("3"), [3, null]);
    assert.deepEqual(place(3), [3, null]);
    assert.deepEqual(place("3/7"), [3, 7]);
    for (const none of ["/7", "3/7/1", "x", "0", "3/x", "-1", "3 / 7", ["3"], {}, true]) {
      assert.equal(place(none), "List is not one of yours", JSON.stringify(none));
    }
  });
});

it("refuses what is not text", () => {
  for (const value of [["Pay rent"], ["a", "b"], { a: 1 }, 7, 0, false, []]) {
    assert.deepEqual(errorsOf({ title: value, description: value }), {
      title: "Title must be text",
      description: "Description must be text",
    });
  }
});

it("gives back what was typed, check boxes too", () => {
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

it("assigns nothing that it does not know", () => {
  const body = JSON.parse(
    `{"title":"a","description":"b","user_id":"x","id":9,"completed_at":"now","deleted_at":"now",
      "version":7,"request_key":"k","created_at":"now","__proto__":{"title":"x"}}`,
  );
  const value = { title: "a", description: "b" };
  assert.deepEqual(parseTask(body), { ok: true, value: { ...PLAIN, ...value } });
  assert.equal(parseTask(JSON.parse(`{"__proto__":{"title":"x"}}`)).ok, false);
});

describe("a task in its form", () => {
  it("comes back the same, and a series keeps its own anchor", () => {
    const sent = taskFields(inputOf(RENT));
    assert.equal(sent.repeat_on, "day_31");
    const saved = parseTask(sent, currentRepeat(RENT));
    assert.deepEqual(saved, { ok: true, value: inputOf(RENT) });
  });

  it("is counted anew from another due date, or as another rule", () => {
    const anchorOf = (changed: Partial<Record<TaskField, string>>) => {
      const result = parseTask({ ...taskFields(inputOf(RENT)), ...changed }, currentRepeat(RENT));
      return result.ok ? result.value.repeat?.anchor : result.errors;
    };
    assert.equal(anchorOf({ title: "Pay the rent" }), "2026-01-31");
    assert.equal(anchorOf({ due_on: "2026-03-05" }), "2026-03-05");
    assert.equal(anchorOf({ repeat_every: "2" }), "2026-02-28");
  });

  it("names its list and section", () => {
    const listOf = (listId: number | null, sectionId: number | null) =>
      taskFields({ ...inputOf(RENT), listId, sectionId }).list;
    assert.equal(listOf(null, null), "");
    assert.equal(listOf(3, null), "3");
    assert.equal(listOf(3, 7), "3/7");
  });
});

it("takes an item of a checklist word for word", () => {
  const title = "call Ida tomorrow @home !1";
  assert.deepEqual(parseItem({ title: ` ${title} ` }), { ok: true, value: { title } });
  assert.deepEqual(parseItem({ title: " " }), {
    ok: false,
    values: { title: " " },
    errors: { title: "Title is required" },
  });
});

const FIELDS = [
  ...["title", "description", "due_on", "due_time", "starts_on", "priority", "list", "tags"],
  ...Object.keys(repeatFields(null, null)),
];

it("answers whatever is sent, and accepts only what keeps to the limits", () => {
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
