/** Differences between two texts by words, and combining two texts. */

import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { changedParts, combine, difference } from "../src/text_difference.ts";

/** The text, with what the other does not have in brackets. */
function marked(text: string, other: string): string {
  return difference(text, other)
    .map((part) => (part.changed ? `[${part.text}]` : part.text))
    .join("");
}

it("marks only the words that the other text does not have", () => {
  assert.equal(marked("Pay the rent today", "Pay the gas bill today"), "Pay the [rent] today");
  assert.equal(marked("Pay the gas bill today", "Pay the rent today"), "Pay the [gas bill] today");
  assert.equal(
    marked("the blue folder.\n\nAsk for a deposit.", "the red folder.\n\nAsk for a key."),
    "the [blue] folder.\n\nAsk for a [deposit.]",
  );
});

it("marks nothing in equal texts, or when the other text only has more words", () => {
  assert.equal(marked("Pay rent", "Pay rent"), "Pay rent");
  assert.equal(marked("Pay rent", "Do pay: Pay the rent now"), "Pay rent");
});

it("marks the whole text when the other is empty", () => {
  assert.equal(marked("Pay rent", ""), "[Pay rent]");
  assert.equal(marked("", "Pay rent"), "");
});

it("marks one part of long texts that differ throughout", () => {
  const numbers = (sign: string) => Array.from({ length: 900 }, (_, i) => `${sign}${i}`).join(" ");
  const text = `begin ${numbers("a")} end`;
  const inner = difference(text, `begin ${numbers("b")} end`);
  assert.deepEqual(
    inner.map(({ changed }) => changed),
    [false, true, false],
  );
});

it("keeps every character, and leaves only common words in common order unmarked", () => {
  const text = fc
    .array(fc.constantFrom("rent", "gas", "é", " ", "  ", "\n"), { maxLength: 12 })
    .map((parts) => parts.join(""));
  fc.assert(
    fc.property(text, text, (one, other) => {
      const parts = difference(one, other);
      assert.equal(parts.map((part) => part.text).join(""), one);
      const theirs = other.split(/(\s+)/);
      const same = parts.filter(({ changed }) => !changed).flatMap((s) => s.text.split(/(\s+)/));
      for (const word of same.filter((part) => part.trim() !== "")) {
        const found = theirs.indexOf(word);
        assert.notEqual(found, -1, `"${word}" of "${one}" is not in the rest of "${other}"`);
        theirs.splice(0, found + 1);
      }
    }),
  );
});

it("combines two texts without repeating common lines", () => {
  assert.equal(
    combine("Oats\nLemons\nSoap", "Oats\nLemons\nCard for Tomás"),
    "Oats\nLemons\nSoap\nCard for Tomás",
  );
  assert.equal(combine("Bread\nOats\nSoap", "Oats\nTea\nSoap"), "Bread\nOats\nTea\nSoap");
  assert.equal(combine("blue\n\nAsk.", "red\n\nAsk."), "blue\nred\n\nAsk.");
  assert.equal(combine("", "Oats"), "Oats");
  assert.equal(combine("Oats", ""), "Oats");
});

it("keeps every line of both texts when it combines them", () => {
  const text = fc
    .array(fc.constantFrom("Oats", "Tea", ""), { maxLength: 8 })
    .map((lines) => lines.join("\n"));
  fc.assert(
    fc.property(text, text, (one, other) => {
      const lines = combine(one, other).split("\n");
      for (const version of [one, other].filter((each) => each !== "")) {
        let from = 0;
        for (const line of version.split("\n")) {
          const found = lines.indexOf(line, from);
          assert.notEqual(found, -1, `"${line}" of "${version}" is lost`);
          from = found + 1;
        }
      }
    }),
  );
});

it("names what differs by its first and its last word, each on one line", () => {
  assert.deepEqual(changedParts("the blue folder.", "the red folder. Name the\nmonth"), [
    "blue folder.",
    "red folder. Name the month",
  ]);
  assert.deepEqual(changedParts("Pay rent", "Pay rent and gas"), ["", "and gas"]);
  assert.deepEqual(changedParts("a  b", "a b"), ["", ""]);
});

it("names only words of the texts, none that both begin or end with", () => {
  const text = fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 8 });
  fc.assert(
    fc.property(text, text, (one, other) => {
      const [left, now] = changedParts(one.join(" "), other.join(" ")).map((part) =>
        part === "" ? [] : part.split(" "),
      ) as [string[], string[]];
      assert.ok(` ${one.join(" ")} `.includes(left.length ? ` ${left.join(" ")} ` : ""));
      assert.equal(one.length - left.length, other.length - now.length, "the rest is the same");
      if (left.length > 0 && now.length > 0) assert.notEqual(left[0], now[0]);
    }),
  );
});
