/** Text: what is trimmed, what counts as a character and what as nothing. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { isBlank, lengthOf, normalizeLineBreaks, singleLine } from "../src/text.ts";
import { anyText, UNSTORABLE } from "./support/arbitraries.ts";

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

describe("singleLine", () => {
  it("is trimmed, and in one line", () => {
    assert.equal(singleLine("  pay rent\u00a0\u3000\t"), "pay rent");
    assert.equal(singleLine("pay\r\nrent"), "pay rent");
    assert.equal(singleLine("pay\u2028\u2029\u0085\u001brent"), "pay rent");
    assert.equal(singleLine("\ufeffpay  rent"), "pay  rent");
  });

  it("leaves the order and the joining of letters alone", () => {
    for (const text of ["\u202eשלום", "e\u0301", "👩‍👩‍👧", "می\u200cخواهم"])
      assert.equal(singleLine(text), text);
  });

  it("gives one clean line of anything, and the same when read again", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const once = singleLine(text);
        assert.doesNotMatch(once, UNSTORABLE);
        assert.doesNotMatch(once, /[\p{Cc}\u2028\u2029]/u);
        assert.equal(once, once.trim());
        assert.equal(singleLine(once), once);
        assert.ok(lengthOf(once) <= lengthOf(text));
      }),
    );
  });
});

describe("normalizeLineBreaks", () => {
  it("has every line break as a line feed, and is not trimmed", () => {
    assert.equal(
      normalizeLineBreaks("  one\r\ntwo\rthree\nfour\r\n\r\n"),
      "  one\ntwo\nthree\nfour\n\n",
    );
    fc.assert(fc.property(anyText, (text) => assert.doesNotMatch(normalizeLineBreaks(text), /\r/)));
  });
});
