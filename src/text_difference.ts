/** The differences between two versions of a text, and the text that combines both. */
import { type ArrayChange, diffArrays } from "diff";

/** A part of a text; all of them together are the whole. */
export interface Segment {
  text: string;
  /** The other version does not have this text. */
  changed: boolean;
}

/** Words or lines that only one version has: more would take too long to find (the time is quadratic). */
const CHANGES_MAX = 500;

/** Marks the words of `text` that are not in `other`. */
export function difference(text: string, other: string): Segment[] {
  const words = compare(text.split(/(\s+)/), other.split(/(\s+)/))
    .filter(({ added }) => !added)
    .flatMap(({ value, removed }) =>
      value.map((word) => ({ text: word, changed: removed && /\S/.test(word) })),
    );
  const segments: Segment[] = [];
  for (const [index, word] of words.entries()) {
    // White space is marked only between two marked words.
    const isBlank = /^[^\S\n]+$/.test(word.text);
    const isBetween = [index - 1, index + 1].every((beside) => words[beside]?.changed);
    const changed = isBlank ? isBetween : word.changed;
    const last = segments.at(-1);
    if (last?.changed === changed) last.text += word.text;
    else segments.push({ text: word.text, changed });
  }
  return segments.filter((segment) => segment.text !== "");
}

/** Combines two texts line by line: common lines once, and in between those of `text`, then of `other`. */
export function combine(text: string, other: string): string {
  if (text === "" || other === "") return text + other;
  return compare(text.split("\n"), other.split("\n"))
    .flatMap(({ value }) => value)
    .join("\n");
}

type Change = Omit<ArrayChange<string>, "count">;

function compare(mine: string[], theirs: string[]): Change[] {
  return diffArrays(mine, theirs, { maxEditLength: CHANGES_MAX }) ?? equalEnds(mine, theirs);
}

/** Everything between the common start and end as one change. */
function equalEnds(mine: string[], theirs: string[]): Change[] {
  const start = equalStart(mine, theirs);
  const [rest, theirRest] = [mine.slice(start), theirs.slice(start)];
  const end = equalStart(rest.toReversed(), theirRest.toReversed());
  const change = (value: string[], removed = false, added = false) => ({ value, removed, added });
  return [
    change(mine.slice(0, start)),
    change(rest.slice(0, rest.length - end), true),
    change(theirRest.slice(0, theirRest.length - end), false, true),
    change(rest.slice(rest.length - end)),
  ];
}

function equalStart(mine: string[], theirs: string[]): number {
  const different = mine.findIndex((part, index) => part !== theirs[index]);
  return different === -1 ? mine.length : different;
}

/**
 * What differs between two texts, from the first word that does to the last: of `text`, and of `other`, each
 * on one line. Unlike `difference` it is as fast for any length.
 */
export function changedParts(text: string, other: string): [string, string] {
  const [mine, theirs] = [text.split(/(\s+)/), other.split(/(\s+)/)];
  const start = equalStart(mine, theirs);
  const [rest, theirRest] = [mine.slice(start), theirs.slice(start)];
  const end = equalStart(rest.toReversed(), theirRest.toReversed());
  const part = (words: string[]) =>
    words
      .slice(0, words.length - end)
      .join("")
      .replace(/\s+/g, " ")
      .trim();
  return [part(rest), part(theirRest)];
}
