/** Finds what differs between two versions of a text, word by word, for the conflict page. */

/** One text, cut where it parts from the other and where they meet again; joined it is whole. */
export interface Difference {
  before: string;
  changed: string;
  after: string;
}

/**
 * What of `text` is not in `other`, as one stretch of whole words: all that lies between the words
 * both begin with and the words both end with. `changed` is "" when `other` only adds to it.
 */
export function difference(text: string, other: string): Difference {
  const mine = words(text);
  const theirs = words(other);
  const most = Math.min(mine.length, theirs.length);
  let start = 0;
  while (start < most && mine[start] === theirs[start]) start += 1;
  let end = 0;
  while (end < most - start && mine[mine.length - 1 - end] === theirs[theirs.length - 1 - end]) {
    end += 1;
  }
  return {
    before: mine.slice(0, start).join(""),
    changed: mine.slice(start, mine.length - end).join(""),
    after: mine.slice(mine.length - end).join(""),
  };
}

/** Words and the spaces between them, so that joining gives the text back. */
function words(text: string): string[] {
  return text.split(/(\s+)/);
}
