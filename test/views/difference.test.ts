/** What differs between two texts, in whole words. */

import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { difference } from "../../src/views/difference.ts";

it("marks the stretch of words that the other does not have", () => {
  assert.deepEqual(difference("Pay the rent today", "Pay the gas bill today"), {
    before: "Pay the ",
    changed: "rent",
    after: " today",
  });
});

it("marks nothing in equal texts and in one that the other only adds to", () => {
  assert.equal(difference("Pay rent", "Pay rent").changed, "");
  assert.equal(difference("Pay rent", "Pay rent now").changed, "");
});

it("keeps every character", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" }), (text, other) => {
      const { before, changed, after } = difference(text, other);
      assert.equal(before + changed + after, text);
      assert.ok(other.startsWith(before) && other.endsWith(after));
    }),
  );
});
