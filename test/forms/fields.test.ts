/** How texts are read: what is kept, what is trimmed, what counts as a character and as nothing. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import {
  fieldsOf,
  isBlank,
  isNoText,
  lengthOf,
  line,
  lines,
  requestKeyOf,
  typed,
} from "../../src/forms/fields.ts";
import { anyText } from "../support/arbitraries.ts";

/** Neither PostgreSQL nor a page can hold these. */
const UNSTORABLE = /\0|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

describe("fieldsOf", () => {
  it("finds no fields in what is no form", () => {
    for (const body of [undefined, null, "title=a", 7, true, ["title"], () => 1, Symbol("a"), 1n]) {
      assert.deepEqual(fieldsOf(body), {});
    }
  });

  it("hands over a form's fields as they are", () => {
    assert.deepEqual(fieldsOf({ title: "a", done: ["1", "0"] }), { title: "a", done: ["1", "0"] });
    assert.equal(fieldsOf(Object.assign(Object.create(null), { title: "a" })).title, "a");
  });
});

describe("typed", () => {
  it("keeps a text as it was typed, with its spaces and line breaks", () => {
    const text = "  two\r\nlines\t 🙂 e\u0301 \u202eשלום ";
    assert.equal(typed(text), text);
  });

  it("is empty for anything that is no text", () => {
    for (const value of [undefined, null, 0, 7, true, ["a"], { a: "b" }, new String("a")]) {
      assert.equal(typed(value), "");
    }
  });

  it("shows what cannot be stored as a character that can be seen", () => {
    assert.equal(typed("a\0b"), "a\ufffdb");
    assert.equal(typed("half \ud83d of a smile"), "half \ufffd of a smile");
    assert.equal(typed("\udc00\ud800"), "\ufffd\ufffd");
    assert.equal(typed("whole 🙂"), "whole 🙂");
  });

  it("never gives out what PostgreSQL would refuse", () => {
    fc.assert(
      fc.property(fc.oneof(anyText, fc.anything()), (value) => {
        assert.doesNotMatch(typed(value), UNSTORABLE);
        if (typeof value === "string") assert.equal(typed(value).length, value.length);
      }),
    );
  });
});

describe("isNoText", () => {
  it("tells a value of another kind from one that is missing", () => {
    for (const value of [0, false, [], {}, ["a"], 1n]) assert.equal(isNoText(value), true);
    for (const value of [undefined, null, "", "a"]) assert.equal(isNoText(value), false);
  });
});

describe("lengthOf", () => {
  it("counts characters as PostgreSQL does", () => {
    assert.equal(lengthOf(""), 0);
    assert.equal(lengthOf("abc"), 3);
    assert.equal(lengthOf("🙂🙂"), 2);
    assert.equal(lengthOf("e\u0301"), 2);
    assert.equal(lengthOf("👩‍👩‍👧"), 5);
    assert.equal(lengthOf("שלום"), 4);
  });
});

describe("isBlank", () => {
  it("sees nothing in what shows nothing", () => {
    const invisible = [
      ["", " ", "\t\r\n", "\u00a0", "\u3000", "\u2028", "\u0085", "\u2003"],
      ["\u200b", "\u200c\u200d", "\ufeff", "\u2060", "\u00ad", "\u180e", "\u034f"],
      ["\u202e\u202c", "\u2066\u2069", "\u061c", "\u200e", "\u3164", "\u115f", "\uffa0"],
      ["\ufe0f", "\u{e0001}", "\u{e0061}", "\u001b", "\0", "\u007f"],
    ].flat();
    for (const text of [...invisible, invisible.join("")]) {
      assert.equal(isBlank(text), true, JSON.stringify(text));
    }
  });

  it("sees the least sign of something", () => {
    for (const text of [".", "\u200b.\u200b", "\u0301", "🙂", "\ufffd", "ا", " \u2800 "]) {
      assert.equal(isBlank(text), false, JSON.stringify(text));
    }
  });
});

describe("line", () => {
  it("is trimmed, and in one line", () => {
    assert.equal(line("  pay rent\u00a0\u3000\t"), "pay rent");
    assert.equal(line("pay\r\nrent"), "pay rent");
    assert.equal(line("pay\u2028\u2029\u0085\u001brent"), "pay rent");
    assert.equal(line("\ufeffpay  rent"), "pay  rent");
  });

  it("leaves the order and the joining of letters alone", () => {
    for (const text of ["\u202eשלום", "e\u0301", "👩‍👩‍👧", "می\u200cخواهم"])
      assert.equal(line(text), text);
  });

  it("gives one clean line of anything, and the same when read again", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const once = line(text);
        assert.doesNotMatch(once, UNSTORABLE);
        assert.doesNotMatch(once, /[\p{Cc}\u2028\u2029]/u);
        assert.equal(once, once.trim());
        assert.equal(line(once), once);
        assert.ok(lengthOf(once) <= lengthOf(text));
      }),
    );
  });
});

describe("lines", () => {
  it("has every line break as a line feed, and is not trimmed", () => {
    assert.equal(lines("  one\r\ntwo\rthree\nfour\r\n\r\n"), "  one\ntwo\nthree\nfour\n\n");
    fc.assert(fc.property(anyText, (text) => assert.doesNotMatch(lines(text), /\r/)));
  });
});

describe("requestKeyOf", () => {
  it("is the same for the same form with the same text, and for no other", () => {
    const key = requestKeyOf("form", { title: "a", description: "" });
    assert.equal(requestKeyOf("form", { title: "a", description: "" }), key);
    assert.notEqual(requestKeyOf("form", { title: "b", description: "" }), key);
    assert.notEqual(requestKeyOf("another form", { title: "a", description: "" }), key);
  });

  it("is short and storable whatever was sent, and null for a form without a key", () => {
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
