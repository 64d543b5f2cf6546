/** A task as a program sends it: text, done or not, and the version that was seen. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { parseBulk } from "../../src/api/schemas/bulk.ts";
import { parseHistoryPage, parseTrashPage, parseUndo } from "../../src/api/schemas/history.ts";
import { parseApiListChanges } from "../../src/api/schemas/lists.ts";
import { parseApiMove } from "../../src/api/schemas/move.ts";
import { parseApiSettings } from "../../src/api/schemas/settings.ts";
import { parseApiTaskQuery } from "../../src/api/schemas/task_query.ts";
import { parseApiTask, parseApiTaskChanges, parseCompletion } from "../../src/api/schemas/tasks.ts";
import { fieldsOf } from "../../src/forms/fields.ts";
import { NOTHING_SET } from "../../src/models/task_fields.ts";
import { anyBody } from "../support/arbitraries.ts";

const COMPLETED = "Completed must be true or false";
const VERSION = "Version must be a whole number";

/** A task that nothing is said of but what a test says. */
const EMPTY = {
  ...NOTHING_SET,
  description: "",
  completed: false,
  dueOn: null,
  dueTime: null,
  startsOn: null,
  priority: 0,
  listId: null,
  sectionId: null,
  parentId: null,
  tags: [],
  repeat: null,
  version: null,
};

function errorsOf(body: unknown): Partial<Record<string, string>> {
  const result = parseApiTask(body);
  return result.ok ? {} : result.errors;
}

describe("a whole task", () => {
  it("is not done, empty and of no version where it does not say", () => {
    assert.deepEqual(parseApiTask({ title: " Pay rent " }), {
      ok: true,
      value: { ...EMPTY, title: "Pay rent" },
    });
  });

  it("may be done, and name the version that was seen", () => {
    for (const version of [3, "3"]) {
      assert.deepEqual(parseApiTask({ title: "a", description: "b", completed: true, version }), {
        ok: true,
        value: { ...EMPTY, title: "a", description: "b", completed: true, version: 3 },
      });
    }
  });

  it("plans, with null for what is not to be", () => {
    const nothing = Object.fromEntries(
      [
        "due_on",
        "due_time",
        "starts_on",
        "priority",
        "list_id",
        "section_id",
        "parent_id",
        "tags",
        "repeat",
      ].map((name) => [name, null]),
    );
    assert.deepEqual(parseApiTask({ title: "a", ...nothing }), {
      ok: true,
      value: { ...EMPTY, title: "a" },
    });
    const sent = {
      title: "a",
      due_on: "2027-01-31",
      due_time: "09:00",
      starts_on: "2027-01-01",
      priority: "high",
      list_id: 3,
      section_id: 7,
      parent_id: 2,
      tags: ["#Home", "home", "bills"],
      repeat: { rule: "FREQ=DAILY" },
    };
    const rule = { unit: "day", every: 1, ends: { kind: "never" } };
    const value = {
      ...EMPTY,
      title: "a",
      dueOn: "2027-01-31",
      dueTime: "09:00",
      startsOn: "2027-01-01",
      priority: 3,
      listId: 3,
      sectionId: 7,
      parentId: 2,
      tags: ["Home", "bills"],
      repeat: { rule, mode: "rule" },
    };
    assert.deepEqual(parseApiTask(sent), { ok: true, value });
  });

  it("reports every fault at once, the text's first", () => {
    const errors = errorsOf({ completed: "yes", version: 0, description: 7 });
    assert.deepEqual(Object.entries(errors), [
      ["title", "Title is required"],
      ["description", "Description must be text"],
      ["completed", COMPLETED],
      ["version", VERSION],
    ]);
  });
});

describe("a change", () => {
  it("holds only what was sent", () => {
    assert.deepEqual(parseApiTaskChanges({}), { ok: true, value: { version: null } });
    assert.deepEqual(parseApiTaskChanges({ completed: false, version: 2 }), {
      ok: true,
      value: { completed: false, version: 2 },
    });
    assert.deepEqual(parseApiTaskChanges({ title: "a" }), {
      ok: true,
      value: { title: "a", version: null },
    });
  });
});

it("is done or not: true or false, and nothing like it", () => {
  for (const completed of ["true", "false", "", 1, 0, null, [], [true], {}]) {
    const expected = { completed: COMPLETED };
    assert.deepEqual(errorsOf({ title: "a", completed }), expected, JSON.stringify(completed));
    for (const result of [parseApiTaskChanges({ completed }), parseCompletion({ completed })]) {
      assert.deepEqual(!result.ok && result.errors, expected);
    }
  }
});

it("is of a version that there can be", () => {
  for (const version of [0, -1, 1.5, "", "one", null, true, [1], {}, 2_147_483_648, "1e3"]) {
    const expected = { version: VERSION };
    assert.deepEqual(errorsOf({ title: "a", version }), expected, JSON.stringify(version));
    const result = parseApiTaskChanges({ version });
    assert.deepEqual(!result.ok && result.errors, expected);
  }
});

describe("a completion", () => {
  it("says what is wanted, and without a body completes", () => {
    assert.deepEqual(parseCompletion({ completed: true }), { ok: true, value: true });
    assert.deepEqual(parseCompletion({ completed: false }), { ok: true, value: false });
    for (const body of [undefined, {}, { other: false }]) {
      assert.deepEqual(parseCompletion(body), { ok: true, value: true });
    }
  });
});

it("assigns nothing that it does not know", () => {
  const body = JSON.parse(
    `{"title":"a","user_id":"x","id":9,"completed_at":"now","deleted_at":"now","request_key":"k",
      "created_at":"now","updated_at":"now","__proto__":{"completed":true}}`,
  );
  assert.deepEqual(parseApiTask(body), {
    ok: true,
    value: { ...EMPTY, title: "a" },
  });
  assert.deepEqual(parseApiTaskChanges(body), { ok: true, value: { title: "a", version: null } });
});

it("answers whatever is sent to any form of the API", () => {
  const names = [
    ...["title", "description", "completed", "version", "due_on", "due_time", "priority", "tags"],
    ...["repeat", "list_id", "ids", "action", "tag", "to", "after", "archived", "time_zone"],
  ];
  const forms = [parseApiTask, parseApiTaskChanges, parseCompletion, parseBulk, parseApiMove];
  const others = [parseApiListChanges, parseApiSettings, parseUndo];
  const property = fc.property(anyBody(...names), (body) => {
    for (const parse of [...forms, ...others]) {
      const result = parse(body);
      if (result.ok) continue;
      const messages = Object.values(result.errors);
      assert.ok(messages.length > 0 && messages.every((one) => typeof one === "string"));
    }
    const query = fieldsOf(body);
    for (const parse of [parseApiTaskQuery, parseHistoryPage, parseTrashPage]) {
      assert.ok(["string", "object"].includes(typeof parse(query)));
    }
  });
  fc.assert(property, { numRuns: 100 });
});
