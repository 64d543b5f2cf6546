/** Marks in a text what it was found by, and cuts an excerpt around it. */
import { searchKey, searchNeedle } from "./key.ts";
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
  const [first] = findRanges(text, needles, 1);
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

/** Where it was found, in order and without overlaps. @param most so many occurrences, the first ones. */
export function findRanges(
  text: string,
  needles: readonly string[],
  most = Number.POSITIVE_INFINITY,
): Range[] {
  const key = searchKey(text);
  const own = needles.filter((needle) => needle !== "");
  const found = own.flatMap((needle) => occurrences(key, needle, most));
  const first = found.toSorted(([one], [other]) => one - other).slice(0, most);
  if (first.length === 0) return [];
  const places = new Set(first.flatMap(([from, to]) => [from, to - 1]));
  const sources = sourcesOf({ text, start: 0, key, from: 0 }, [...places]);
  const ranges = first.map(([from, to]): Range => {
    return [sources.get(from)?.[0] ?? 0, sources.get(to - 1)?.[1] ?? text.length];
  });
  return joined(ranges);
}

/** The space at the beginning of a needle, or of what it stands for, is not a part of the match. */
function occurrences(key: string, needle: string, most: number): Range[] {
  const found: Range[] = [];
  const skipped = needle.length - needle.trimStart().length;
  let at = key.indexOf(needle);
  while (at >= 0 && found.length < most) {
    found.push([at + skipped, at + needle.length]);
    at = key.indexOf(needle, at + needle.length);
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

/** A part of a text and of its key. */
interface Part {
  text: string;
  /** Where it begins in the whole text. */
  start: number;
  key: string;
  /** Where its key begins in the whole key. */
  from: number;
}

/**
 * The characters of the text that characters of its key come from: by halves, of which those are left out that
 * have none of the places. Nothing of a long text is looked at character by character.
 * @param places in the key, but not of the spaces that stand before words.
 */
function sourcesOf(part: Part, places: readonly number[]): Map<number, Range> {
  if (places.length === 0) return new Map();
  const halves = halvesOf(part);
  if (halves === null) {
    const source: Range = [part.start, part.start + part.text.length];
    return new Map(places.map((place) => [place, source]));
  }
  const [left, right] = halves;
  const inLeft = places.filter((place) => place < right.from);
  const inRight = places.filter((place) => place >= right.from);
  return new Map([...sourcesOf(left, inLeft), ...sourcesOf(right, inRight)]);
}

/** At so many places it is tried to divide a part: those in a syllable that becomes one character do not do. */
const TRIED_MOST = 4;

/** Divided about in the middle; null: that is one character, or cannot be divided. */
function halvesOf({ text, start, key, from }: Part): [Part, Part] | null {
  let tried = 0;
  for (const at of fromTheMiddle(text.length)) {
    if (tried === TRIED_MOST) return null;
    if (!isBoundary(text, at)) continue;
    tried += 1;
    const left = { text: text.slice(0, at), start, from };
    const leftKey = keyOfBeginning(left.text, key);
    if (leftKey === null) continue;
    const right = { text: text.slice(at), start: start + at, from: from + leftKey.length };
    return [
      { ...left, key: leftKey },
      { ...right, key: key.slice(leftKey.length) },
    ];
  }
  return null;
}

/** Every place between two code units, the closest to the middle first. */
function* fromTheMiddle(length: number): Generator<number> {
  const middle = Math.floor(length / 2);
  for (let away = 0; away <= middle; away += 1) {
    if (middle - away > 0) yield middle - away;
    if (away > 0 && middle + away < length) yield middle + away;
  }
}

/** Not before a mark or the second half of a character, nor in a syllable that is written in parts. */
function isBoundary(text: string, at: number): boolean {
  if (/^[\p{M}\uDC00-\uDFFF]/u.test(text.slice(at, at + 2))) return false;
  return !/^[\u1100-\u11FF]{2}/.test(text.slice(at - 1, at + 1));
}

/**
 * The part of a key that the beginning of its text has; null: it becomes something else together with what
 * comes after it. The space before a word may belong to what stands before the part.
 */
function keyOfBeginning(text: string, key: string): string | null {
  const own = searchKey(text);
  return [own, own.slice(1)].find((one) => key.startsWith(one)) ?? null;
}
