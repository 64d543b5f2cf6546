/** Text: lengths, blank text, single lines and line breaks. */
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
  it("is true for invisible characters", () => {
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

  it("is false for any visible character", () => {
    for (const text of [".", "\u200b.\u200b", "\u0301", "🙂", "\ufffd", "ا", " \u2800 "]) {
      assert.equal(isBlank(text), false, JSON.stringify(text));
    }
  });
});

describe("singleLine", () => {
  it("trims, and removes line breaks", () => {
    assert.equal(singleLine("  pay rent\u00a0\u3000\t"), "pay rent");
    assert.equal(singleLine("pay\r\nrent"), "pay rent");
    assert.equal(singleLine("pay\u2028\u2029\u0085\u001brent"), "pay rent");
    assert.equal(singleLine("\ufeffpay  rent"), "pay  rent");
  });

  it("keeps bidirectional marks and joiners", () => {
    for (const text of ["\u202eשלום", "e\u0301", "👩‍👩‍👧", "می\u200cخواهم"])
      assert.equal(singleLine(text), text);
  });

  it("returns a storable single line for any text, and is idempotent", () => {
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
  it("converts line breaks to line feeds, and does not trim", () => {
    assert.equal(
      normalizeLineBreaks("  one\r\ntwo\rthree\nfour\r\n\r\n"),
      "  one\ntwo\nthree\nfour\n\n",
    );
    fc.assert(fc.property(anyText, (text) => assert.doesNotMatch(normalizeLineBreaks(text), /\r/)));
  });
});
