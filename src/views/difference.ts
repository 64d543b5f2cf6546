/** What differs between two versions of a text, and one text made of both: for the conflict page. */

/** A stretch of a text; all of them joined give it back whole. */
export interface Stretch {
  text: string;
  /** The other version does not have it. */
  changed: boolean;
}

/** Above this many pairs to compare, what lies between the equal ends counts as one change. */
const MOST_PAIRS = 1_000_000;

/** Which words of `text` are not in `other`. */
export function difference(text: string, other: string): Stretch[] {
  const mine = words(text);
  const kept = new Set(align(mine, words(other)).map(([index]) => index));
  const isChanged = (index: number) => !kept.has(index) && /\S/.test(mine[index] ?? "");
  const stretches: Stretch[] = [];
  for (const [index, word] of mine.entries()) {
    // A blank is marked only with the words on both its sides.
    const isBlank = /^[^\S\n]+$/.test(word);
    const changed = isBlank ? isChanged(index - 1) && isChanged(index + 1) : isChanged(index);
    const last = stretches.at(-1);
    if (last?.changed === changed) last.text += word;
    else stretches.push({ text: word, changed });
  }
  return stretches.filter((stretch) => stretch.text !== "");
}

/** One text of both, line by line: what both have once, then what only one has, `text`'s first. */
export function combine(text: string, other: string): string {
  if (text === "" || other === "") return text + other;
  const mine = text.split("\n");
  const theirs = other.split("\n");
  const lines: string[] = [];
  let [from, otherFrom] = [0, 0];
  const end: Pair = [mine.length, theirs.length];
  for (const [index, otherIndex] of [...align(mine, theirs), end]) {
    lines.push(...mine.slice(from, index), ...theirs.slice(otherFrom, otherIndex));
    if (index < mine.length) lines.push(mine[index] ?? "");
    [from, otherFrom] = [index + 1, otherIndex + 1];
  }
  return lines.join("\n");
}

/** Words and the blanks between them, so that joining gives the text back. */
function words(text: string): string[] {
  return text.split(/(\s+)/);
}

type Pair = [index: number, otherIndex: number];

/** The places of what both have in the same order, as much as there is (a longest common subsequence). */
function align(mine: readonly string[], theirs: readonly string[]): Pair[] {
  const most = Math.min(mine.length, theirs.length);
  let start = 0;
  while (start < most && mine[start] === theirs[start]) start += 1;
  let end = 0;
  while (end < most - start && mine.at(-1 - end) === theirs.at(-1 - end)) end += 1;
  const middle = alignMiddle(
    mine.slice(start, mine.length - end),
    theirs.slice(start, theirs.length - end),
  );
  return [
    ...Array.from({ length: start }, (_, index): Pair => [index, index]),
    ...middle.map(([index, otherIndex]): Pair => [start + index, start + otherIndex]),
    ...Array.from(
      { length: end },
      (_, index): Pair => [mine.length - end + index, theirs.length - end + index],
    ),
  ];
}

function alignMiddle(mine: readonly string[], theirs: readonly string[]): Pair[] {
  if (mine.length * theirs.length > MOST_PAIRS) return [];
  const width = theirs.length + 1;
  // lengths[i * width + j]: how much mine from i on and theirs from j on have in common.
  const lengths = new Uint16Array((mine.length + 1) * width);
  const at = (index: number, otherIndex: number) => lengths[index * width + otherIndex] ?? 0;
  for (let index = mine.length - 1; index >= 0; index -= 1) {
    for (let otherIndex = theirs.length - 1; otherIndex >= 0; otherIndex -= 1) {
      lengths[index * width + otherIndex] =
        mine[index] === theirs[otherIndex]
          ? at(index + 1, otherIndex + 1) + 1
          : Math.max(at(index + 1, otherIndex), at(index, otherIndex + 1));
    }
  }
  const pairs: Pair[] = [];
  let [index, otherIndex] = [0, 0];
  while (index < mine.length && otherIndex < theirs.length) {
    if (mine[index] === theirs[otherIndex]) pairs.push([index++, otherIndex++]);
    else if (at(index + 1, otherIndex) >= at(index, otherIndex + 1)) index += 1;
    else otherIndex += 1;
  }
  return pairs;
}
