/** Where a text has what was looked for. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { searchKey, searchNeedle } from "../../src/search/key.ts";
import { excerptOf, findRanges, markMatches, type Range } from "../../src/search/marks.ts";

/** With what was found in brackets. */
function marked(text: string, ...words: string[]): string | undefined {
  const passages = markMatches(text, words.map(searchNeedle));
  return passages?.map(({ text: own, isMatch }) => (isMatch ? `[${own}]` : own)).join("");
}

describe("marks", () => {
  for (const [text, word, expected] of [
    ["The Pump", "pump", "The [Pump]"],
    ["Cafe\u0301 and café", "cafe", "[Cafe\u0301] and [café]"],
    ["e-é-É", "é", "[e]-[é]-[É]"],
    ["a   b", "a b", "[a   b]"],
    ["ægis", "ae", "[æ]gis"],
    ["会议室", "议", "会[议]室"],
    ["\u1112\u1161\u11AB\u1100\u116E", "한", "[\u1112\u1161\u11AB\u1100\u116E]"],
    ["ｶﾞｽ", "ガ", "[ｶﾞ]ｽ"],
    ["か\u200D\u3099す", "が", "[か\u200D\u3099]す"],
    ["𝔭ump 🙂", "pump", "[𝔭ump] 🙂"],
    ["pu\u00ADmp", "pump", "[pu\u00ADmp]"],
    ["ΣΟΦΟΣ", "σοφος", "[ΣΟΦΟΣ]"],
    ["nothing", "pump", undefined],
  ] as const) {
    it(`“${word}” in ${text}`, () => assert.equal(marked(text, word), expected));
  }
});

/** Character by character: each one adds to the key of what stands before it. */
function plainRanges(text: string, needle: string): Range[] {
  const key = searchKey(text);
  const sources: Range[] = [];
  let start = 0;
  for (const { 0: character, index } of text.matchAll(
    /(?:[\u1100-\u11FF]+|\P{M})\p{M}*|^\p{M}+/gu,
  )) {
    const end = index + character.length;
    const own = searchKey(text.slice(0, end));
    // It becomes something else together with the next one.
    if (!key.startsWith(own)) continue;
    while (sources.length < own.length) sources.push([start, end]);
    start = end;
  }
  const found: Range[] = [];
  const skipped = needle.startsWith(" ") ? 1 : 0;
  for (let at = key.indexOf(needle); at >= 0; at = key.indexOf(needle, at + needle.length)) {
    const from = sources[at + skipped]?.[0] ?? 0;
    const to = sources[at + needle.length - 1]?.[1] ?? text.length;
    const last = found.at(-1);
    if (last !== undefined && from <= last[1]) found.splice(-1, 1, [last[0], to]);
    else found.push([from, to]);
  }
  return found;
}

const PIECES = [
  ...["a", "b", "É", "e\u0301", "-", " ", "  ", "\n", "_", "(", "1", "æ", "ﬃ", "İ", "ß", "Σ"],
  ...["会", "か", "\u3099", "ﾞ", "ｶ", "\u1100", "\u1161", "가", "\u11A8", "ㄱ", "ㅏ", "🙂", "👍🏽"],
  ...["\u200D", "\u00AD", "\uFE0F", "\u0301", "क", "\u093C", "½", "…", "“", "\u00A0"],
];
const anyPieces = (maxLength: number) =>
  fc
    .array(fc.constantFrom(...PIECES), { minLength: 1, maxLength })
    .map((pieces) => pieces.join(""));

it("are where they are character by character, whatever the text", () => {
  let found = 0;
  fc.assert(
    fc.property(anyPieces(40), anyPieces(3), fc.nat(), (text, other, at) => {
      const letters = [...text];
      const own = letters.slice(at % letters.length).slice(0, 2);
      for (const word of [own.join(""), other]) {
        const needle = searchNeedle(word);
        if (needle === "") continue;
        const ranges = findRanges(text, [needle]);
        if (ranges.length > 0) found += 1;
        assert.deepEqual(ranges, plainRanges(text, needle), JSON.stringify([text, needle]));
      }
    }),
    { numRuns: 3_000 },
  );
  assert.ok(found > 1_000, `${found} with a match`);
});

it("of several words are joined where they touch, and only as many as are asked for", () => {
  assert.equal(marked("a pump, pumps", "pump", "pum", "mps"), "a [pump], [pumps]");
  assert.deepEqual(findRanges("a b a b a", [" b", " a"], 3), [
    [0, 1],
    [2, 3],
    [4, 5],
  ]);
});

it("an excerpt of one long match is not longer than others", () => {
  const text = excerptOf("会".repeat(5_000), ["会"])?.map((passage) => passage.text) ?? [];
  assert.ok(text.join("").length < 200, text.join(""));
});
