/** What is shown of notes in which something was found. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { excerptOfNotes } from "../../src/presenters/notes_excerpt.ts";
import { searchNeedle } from "../../src/search/key.ts";

/** With what was found in brackets. */
function shown(notes: string, ...words: string[]): string | undefined {
  const excerpt = excerptOfNotes(notes, words.map(searchNeedle));
  return excerpt?.map(({ text, isMatch }) => (isMatch ? `[${text}]` : text)).join("");
}

for (const [name, notes, expected] of [
  ["emphasis", "Get the **pump** and _not_ the `valve`", "Get the [pump] and not the valve"],
  ["half of a word", "a **pu**mp, then a pump", "a [pump], then a [pump]"],
  ["a link", "See [the pump](https://example.org/x) there", "See the [pump] there"],
  ["an image", "![the pump](https://example.org/x.png)", "the [pump]"],
  ["a bare address", "https://example.org/pump is it", "https://example.org/[pump] is it"],
  ["lists", "- [ ] one pump\n- [x] two\n* three\n1. four", "one [pump] two three four"],
  ["headings and quotes", "# Pump\n\n> quoted\n\n---\nend", "[Pump] quoted end"],
  ["code", "```js\nlet pump = 1;\n```\n\n    pump();", "let [pump] = 1; [pump]();"],
  ["a table", "| pump | price |\n| --- | ---: |\n| big | 3 |", "[pump] price big 3"],
  ["entities and escapes", "AT&amp;T \\*pump\\* 2 * 3", "AT&T *[pump]* 2 * 3"],
  ["what is no link", "[pump](javascript:x) and [x]", "[[pump]](javascript:x) and [x]"],
  ["markup", "<b>pump</b>", "<b>[pump]</b>"],
  [
    "an address, where the words have it later",
    "[shop](https://pump.example) for the pump",
    "shop for the [pump]",
  ],
  [
    "an address alone",
    "See **the** [shop](https://pump.example/a)",
    "See the shop (https://[pump].example/a)",
  ],
  ["the title of a link", 'A **b** [c](https://d.example "pump")', undefined],
  ["a definition", "[a]: https://pump.example\n\n*b*", "[a]: https://[pump].example *b*"],
] as const) {
  it(`${name}: ${notes.slice(0, 40)}`, () => {
    if (expected !== undefined) assert.equal(shown(notes, "pump"), expected);
    // Whatever it is only in, there is something to see.
    else assert.match(shown(notes, "pump") ?? "", /\[pump\]/);
  });
}

it("is cut at words in long notes, with signs for what is left out", () => {
  const long = `${"**before** [it](https://example.org) ".repeat(200)}\nthe *pump* here\n${"- [ ] after\n".repeat(200)}`;
  const text = shown(long, "pump") ?? "";
  assert.match(text, /^… (?:before |it )+the \[pump\] here(?: after)+ …$/);
  assert.ok(text.length < 250, text);
});

it("has nothing where nothing was found", () => {
  assert.equal(shown("Get the **pump**", "valve"), undefined);
  assert.equal(shown("", "valve"), undefined);
  assert.equal(shown("Get the pump"), undefined);
});
