/** A task as a program sends it: text, done or not, and the version that was seen. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { parseApiTask, parseApiTaskChanges, parseCompletion } from "../../src/forms/task_json.ts";
import { anyBody } from "../support/arbitraries.ts";

const COMPLETED = "Completed must be true or false";
const VERSION = "Version must be a whole number";

function errorsOf(body: unknown): Record<string, string> {
  const result = parseApiTask(body);
  return result.ok ? {} : result.errors;
}

describe("a whole task", () => {
  it("is not done, empty and of no version where it does not say", () => {
    assert.deepEqual(parseApiTask({ title: " Pay rent " }), {
      ok: true,
      value: { title: "Pay rent", description: "", completed: false, version: null },
    });
  });

  it("may be done, and name the version that was seen", () => {
    for (const version of [3, "3"]) {
      assert.deepEqual(parseApiTask({ title: "a", description: "b", completed: true, version }), {
        ok: true,
        value: { title: "a", description: "b", completed: true, version: 3 },
      });
    }
  });

  it("tells every fault at once, the text's first", () => {
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
    value: { title: "a", description: "", completed: false, version: null },
  });
  assert.deepEqual(parseApiTaskChanges(body), { ok: true, value: { title: "a", version: null } });
});

it("answers whatever is sent, with fields that it knows, of their types", () => {
  const types: Record<string, string[]> = {
    title: ["string"],
    description: ["string"],
    completed: ["boolean"],
    version: ["number", "object"],
  };
  fc.assert(
    fc.property(anyBody("title", "description", "completed", "version"), (body) => {
      for (const result of [parseApiTask(body), parseApiTaskChanges(body)]) {
        const found = result.ok ? result.value : result.errors;
        for (const [field, value] of Object.entries(found)) {
          assert.ok((result.ok ? types[field] : ["string"])?.includes(typeof value), field);
        }
        assert.ok(result.ok || Object.keys(found).length > 0);
      }
      const completion = parseCompletion(body);
      if (completion.ok) assert.equal(typeof completion.value, "boolean");
    }),
    { numRuns: 200 },
  );
});
