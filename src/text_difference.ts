/** What differs between two versions of a text, and one text made of both: for the conflict page. */
import { type ArrayChange, diffArrays } from "diff";

/** A stretch of a text; all of them joined give it back whole. */
export interface Stretch {
  text: string;
  /** The other version does not have it. */
  changed: boolean;
}

/** Words or lines that one version has and the other does not: 0.1 s at most to find them. */
const MOST_CHANGES = 1000;

/** Which words of `text` are not in `other`. */
export function difference(text: string, other: string): Stretch[] {
  const words = compare(text.split(/(\s+)/), other.split(/(\s+)/))
    .filter(({ added }) => !added)
    .flatMap(({ value, removed }) =>
      value.map((word) => ({ text: word, changed: removed && /\S/.test(word) })),
    );
  const stretches: Stretch[] = [];
  for (const [index, word] of words.entries()) {
    // A blank is marked only with the words on both its sides.
    const isBlank = /^[^\S\n]+$/.test(word.text);
    const isBetween = [index - 1, index + 1].every((beside) => words[beside]?.changed);
    const changed = isBlank ? isBetween : word.changed;
    const last = stretches.at(-1);
    if (last?.changed === changed) last.text += word.text;
    else stretches.push({ text: word.text, changed });
  }
  return stretches.filter((stretch) => stretch.text !== "");
}

/** One text of both, line by line: what both have once, then what only one has, `text`'s first. */
export function combine(text: string, other: string): string {
  if (text === "" || other === "") return text + other;
  return compare(text.split("\n"), other.split("\n"))
    .flatMap(({ value }) => value)
    .join("\n");
}

type Change = Omit<ArrayChange<string>, "count">;

function compare(mine: string[], theirs: string[]): Change[] {
  return diffArrays(mine, theirs, { maxEditLength: MOST_CHANGES }) ?? equalEnds(mine, theirs);
}

/** All between the equal ends as one change. */
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
