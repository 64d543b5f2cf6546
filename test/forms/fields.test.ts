/** Reading the fields of a request's body, and the key that identifies a repeated request. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { fieldsOf, isNoText, requestKeyOf, typed } from "../../src/forms/fields.ts";
import { anyText, UNSTORABLE } from "../support/arbitraries.ts";

describe("fieldsOf", () => {
  it("returns no fields for a body that is not a form", () => {
    for (const body of [undefined, null, "title=a", 7, true, ["title"], () => 1, Symbol("a"), 1n]) {
      assert.deepEqual(fieldsOf(body), {});
    }
  });

  it("returns the fields of a form unchanged", () => {
    assert.deepEqual(fieldsOf({ title: "a", done: ["1", "0"] }), { title: "a", done: ["1", "0"] });
    assert.equal(fieldsOf(Object.assign(Object.create(null), { title: "a" })).title, "a");
  });
});

describe("typed", () => {
  it("keeps text as typed, spaces and line breaks included", () => {
    const text = "  two\r\nlines\t 🙂 e\u0301 \u202eשלום ";
    assert.equal(typed(text), text);
  });

  it("is empty for anything that is not text", () => {
    for (const value of [undefined, null, 0, 7, true, ["a"], { a: "b" }, new String("a")]) {
      assert.equal(typed(value), "");
    }
  });

  it("replaces characters that cannot be stored with U+FFFD", () => {
    assert.equal(typed("a\0b"), "a\ufffdb");
    assert.equal(typed("half \ud83d of a smile"), "half \ufffd of a smile");
    assert.equal(typed("\udc00\ud800"), "\ufffd\ufffd");
    assert.equal(typed("whole 🙂"), "whole 🙂");
  });

  it("never returns text that PostgreSQL would reject", () => {
    fc.assert(
      fc.property(fc.oneof(anyText, fc.anything()), (value) => {
        assert.doesNotMatch(typed(value), UNSTORABLE);
        if (typeof value === "string") assert.equal(typed(value).length, value.length);
      }),
    );
  });
});

describe("isNoText", () => {
  it("distinguishes a value of another kind from a missing one", () => {
    for (const value of [0, false, [], {}, ["a"], 1n]) assert.equal(isNoText(value), true);
    for (const value of [undefined, null, "", "a"]) assert.equal(isNoText(value), false);
  });
});

describe("requestKeyOf", () => {
  it("is the same only for the same form with the same text", () => {
    const key = requestKeyOf("form", { title: "a", description: "" });
    assert.equal(requestKeyOf("form", { title: "a", description: "" }), key);
    assert.notEqual(requestKeyOf("form", { title: "b", description: "" }), key);
    assert.notEqual(requestKeyOf("another form", { title: "a", description: "" }), key);
  });

  it("is always short and storable, and null for a form without a key", () => {
    fc.assert(
      fc.property(anyText, anyText, (sent, title) => {
        const key = requestKeyOf(sent, { title });
        if (sent === "") assert.equal(key, null);
        else assert.match(key ?? "", /^[\w-]{43}$/);
      }),
    );
    for (const sent of [undefined, null, "", 7, ["a"], { a: 1 }]) {
      assert.equal(requestKeyOf(sent, { title: "a" }), null);
    }
  });
});
