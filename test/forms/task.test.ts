/** The task form: its limits and its sentences. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { isBlank, lengthOf } from "../../src/forms/fields.ts";
import {
  parsePositiveInteger,
  parseTask,
  parseTaskChanges,
  parseVersion,
} from "../../src/forms/task.ts";
import { anyBody, textAround } from "../support/arbitraries.ts";

/** The messages of a whole task with these fields. */
function errorsOf(fields: Record<string, unknown>): Record<string, string> {
  const result = parseTask({ title: "Pay rent", ...fields });
  return result.ok ? {} : result.errors;
}

it("takes a task: the title trimmed and in one line, the description in its lines", () => {
  const form = { title: " Pay\r\nrent\u00a0", description: "  to:\r\nthe landlord\r" };
  assert.deepEqual(parseTask(form), {
    ok: true,
    value: { title: "Pay rent", description: "  to:\nthe landlord\n" },
  });
});

it("takes a task without a description, and one that shows nothing for none", () => {
  for (const description of [undefined, null, "", "  \r\n", "\u200b\u00a0"]) {
    const result = parseTask({ title: "Pay rent", description });
    assert.deepEqual(result, { ok: true, value: { title: "Pay rent", description: "" } });
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

it("tells every fault at once, in the order of the fields", () => {
  const errors = errorsOf({ description: "x".repeat(10_001), title: "" });
  assert.deepEqual(Object.entries(errors), [
    ["title", "Title is required"],
    ["description", "Description must be 10,000 characters or less"],
  ]);
});

it("refuses what is no text", () => {
  for (const value of [["Pay rent"], ["a", "b"], { a: 1 }, 7, 0, false, []]) {
    assert.deepEqual(errorsOf({ title: value, description: value }), {
      title: "Title must be text",
      description: "Description must be text",
    });
  }
});

it("gives back what was typed", () => {
  const form = { title: `  ${"x".repeat(201)}`, description: " a\r\nb " };
  const result = parseTask(form);
  assert.deepEqual(!result.ok && result.values, form);
  const odd = parseTask({ title: ["x"], description: 7 });
  assert.deepEqual(!odd.ok && odd.values, { title: "", description: "" });
});

it("assigns nothing that it does not know", () => {
  const body = JSON.parse(
    `{"title":"a","description":"b","user_id":"x","id":9,"completed_at":"now","deleted_at":"now",
      "version":7,"request_key":"k","created_at":"now","__proto__":{"title":"x"}}`,
  );
  const value = { title: "a", description: "b" };
  assert.deepEqual(parseTask(body), { ok: true, value });
  assert.deepEqual(parseTaskChanges(body), { ok: true, value });
  assert.equal(parseTask(JSON.parse(`{"__proto__":{"title":"x"}}`)).ok, false);
});

describe("a partial change", () => {
  it("holds only what was sent", () => {
    assert.deepEqual(parseTaskChanges({ title: " New " }), { ok: true, value: { title: "New" } });
    const emptied = { ok: true, value: { description: "" } };
    assert.deepEqual(parseTaskChanges({ description: "" }), emptied);
    for (const body of [undefined, {}, { other: 1 }]) {
      assert.deepEqual(parseTaskChanges(body), { ok: true, value: {} });
    }
  });

  it("keeps to the same limits", () => {
    const cases: [object, object][] = [
      [{ title: "" }, { title: "Title is required" }],
      [{ title: null }, { title: "Title is required" }],
      [{ title: "x".repeat(201) }, { title: "Title must be 200 characters or less" }],
      [{ title: ["x"] }, { title: "Title must be text" }],
      [{ description: 7 }, { description: "Description must be text" }],
    ];
    for (const [body, errors] of cases) {
      const result = parseTaskChanges(body);
      assert.deepEqual(!result.ok && result.errors, errors);
    }
  });
});

it("answers whatever is sent, and accepts only what keeps to the limits", () => {
  const almost = fc.record({ title: textAround(200), description: textAround(10_000) });
  fc.assert(
    fc.property(fc.oneof(anyBody("title", "description"), almost), (body) => {
      for (const result of [parseTask(body), parseTaskChanges(body)]) {
        if (!result.ok) {
          assert.ok(Object.keys(result.errors).length > 0);
          assert.deepEqual(Object.keys(result.values), ["title", "description"]);
          continue;
        }
        const { title, description = "", ...others } = result.value;
        assert.deepEqual(others, {});
        assert.ok(!`${title}${description}`.includes("\0"));
        assert.ok(`${title}${description}`.isWellFormed() && !description.includes("\r"));
        assert.ok(lengthOf(description) <= 10_000);
        if (title === undefined) continue;
        assert.ok(lengthOf(title) <= 200 && !isBlank(title) && title === title.trim());
        assert.doesNotMatch(title, /[\p{Cc}\u2028\u2029]/u);
      }
    }),
    { numRuns: 200 },
  );
});

describe("a number", () => {
  it("is taken plainly written, from 1 to the database's largest", () => {
    const numbers: [unknown, number][] = [
      ["1", 1],
      ["2147483647", 2_147_483_647],
      [7, 7],
    ];
    for (const [sent, number] of numbers) {
      assert.equal(parsePositiveInteger(sent), number);
      assert.equal(parseVersion(sent), number);
    }
  });

  it("is none in any other spelling", () => {
    const others: unknown[] = [
      ...["", "0", "-1", "+1", "01", "1.0", "1e3", " 1", "1 ", "0x1", "1_0", "١", "one", "1\n"],
      ...["2147483648", "9999999999", "99999999999999999999", "Infinity", "NaN"],
      ...[0, -1, 1.5, 1e21, Number.NaN, Number.POSITIVE_INFINITY, 2_147_483_648],
      ...[undefined, null, true, [], ["1"], [1], {}, { valueOf: () => 1 }, 1n, Symbol("1")],
    ];
    for (const sent of others) assert.equal(parsePositiveInteger(sent), null, String(sent));
    fc.assert(
      fc.property(fc.anything(), (sent) => {
        const number = parsePositiveInteger(sent);
        if (number !== null) assert.equal(String(number), String(sent));
      }),
    );
  });
});
