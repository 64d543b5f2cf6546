/** Marks in a text what it was found by, and cuts an excerpt around it. */
import { folded, isUnspaced, isWordCharacter, searchKey, searchNeedle } from "./key.ts";
import type { Condition, ConditionTerm } from "./resolve.ts";
import { termsOf } from "./tree.ts";

export interface Passage {
  text: string;
  isMatch: boolean;
}

/** In UTF-16 code units, before and after what was found. */
const BEFORE = 60;
const AFTER = 110;

/** What to look for in the keys of texts; what a query leaves out is not marked. */
export function needlesOf(condition: Condition): string[] {
  return [...termsOf<ConditionTerm>(condition)].flatMap(({ term, isNegated }) =>
    term.kind === "text" && !isNegated ? [searchNeedle(term.text)] : [],
  );
}

/** The text in passages; null: nothing of it was looked for. */
export function markMatches(text: string, needles: readonly string[]): Passage[] | null {
  const ranges = findRanges(text, needles);
  if (ranges.length === 0) return null;
  const passages: Passage[] = [];
  let at = 0;
  for (const [start, end] of ranges) {
    if (start > at) passages.push({ text: text.slice(at, start), isMatch: false });
    passages.push({ text: text.slice(start, end), isMatch: true });
    at = end;
  }
  if (at < text.length) passages.push({ text: text.slice(at), isMatch: false });
  return passages;
}

/** One line around the first match, cut at spaces; null: there is none. */
export function excerptOf(text: string, needles: readonly string[]): Passage[] | null {
  const [first] = findRanges(text, needles);
  if (first === undefined) return null;
  const [start, end] = first;
  const from = start <= BEFORE ? 0 : wordStart(text, start - BEFORE, start);
  const to = text.length - end <= AFTER ? text.length : wordEnd(text, end, end + AFTER);
  const line = text.slice(from, to).replace(/\s+/gu, " ").trim();
  const passages = markMatches(line, needles) ?? [{ text: line, isMatch: false }];
  const cut = (isCut: boolean, sign: string) => (isCut ? [{ text: sign, isMatch: false }] : []);
  return [...cut(from > 0, "… "), ...passages, ...cut(to < text.length, " …")];
}

function wordStart(text: string, from: number, most: number): number {
  const space = text.slice(from, most).search(/\s/u);
  return space < 0 ? wholeCharacter(text, from) : from + space;
}

function wordEnd(text: string, least: number, to: number): number {
  const space = text.slice(least, to).search(/\s\S*$/u);
  return space <= 0 ? wholeCharacter(text, to) : least + space;
}

/** Not between the two halves of a character. */
function wholeCharacter(text: string, at: number): number {
  return /[\uDC00-\uDFFF]/.test(text.charAt(at)) ? at - 1 : at;
}

export type Range = readonly [start: number, end: number];

/** Where it was found, in order and without overlaps. */
export function findRanges(text: string, needles: readonly string[]): Range[] {
  // Most texts have none: this is known before each character is looked at.
  const key = searchKey(text);
  const own = needles.filter((needle) => needle !== "" && key.includes(needle));
  if (own.length === 0) return [];
  const { key: mapped, starts, ends } = mappedKey(text);
  const found = own.flatMap((needle) => occurrences(mapped, needle));
  const ranges = found.map(([from, to]): Range => [starts[from] ?? 0, ends[to - 1] ?? text.length]);
  return joined(ranges.toSorted(([one], [other]) => one - other));
}

/** The space at the beginning of a needle, or of what it stands for, is not a part of the match. */
function occurrences(key: string, needle: string): Range[] {
  const found: Range[] = [];
  const skipped = needle.length - needle.trimStart().length;
  for (let at = key.indexOf(needle); at >= 0; at = key.indexOf(needle, at + needle.length)) {
    found.push([at + skipped, at + needle.length]);
  }
  return found;
}

function joined(ranges: readonly Range[]): Range[] {
  const all: Range[] = [];
  for (const [start, end] of ranges) {
    const last = all.at(-1);
    if (last !== undefined && start <= last[1]) {
      all.splice(-1, 1, [last[0], Math.max(last[1], end)]);
    } else all.push([start, end]);
  }
  return all;
}

/** The key of a text, with the place in the text that each of its characters comes from. */
function mappedKey(text: string): { key: string; starts: number[]; ends: number[] } {
  let key = "";
  const starts: number[] = [];
  const ends: number[] = [];
  const push = (character: string, start: number, end: number) => {
    key += character;
    for (let index = 0; index < character.length; index += 1) {
      starts.push(start);
      ends.push(end);
    }
  };
  push(" ", 0, 0);
  let before = " ";
  // A letter with its marks, or a syllable in parts: they become one character.
  for (const { 0: cluster, index: start } of text.matchAll(
    /[\u1100-\u11FF]+|\P{M}\p{M}*|\p{M}+/gu,
  )) {
    const end = start + cluster.length;
    for (const character of folded(cluster).replace(/\s/gu, " ")) {
      if (character === " " && before === " ") continue;
      const isStart = isWordCharacter(character) && !isUnspaced(character);
      const isBoundary = before !== " " && (!isWordCharacter(before) || isUnspaced(before));
      if (isStart && isBoundary) push(" ", start, start);
      push(character, start, end);
      before = character;
    }
  }
  return { key, starts, ends };
}
