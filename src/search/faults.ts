/** What is wrong with a query, where, and what was probably meant. */
import { distance } from "fastest-levenshtein";

export interface Fault {
  /** The place in the query, in UTF-16 code units. */
  start: number;
  end: number;
  message: string;
  /** What to write at this place instead; null: nothing similar is known. */
  instead: string | null;
}

/** The query with the correction of a fault; null: there is none. */
export function corrected(query: string, { start, end, instead }: Fault): string | null {
  return instead === null ? null : query.slice(0, start) + instead + query.slice(end);
}

/** The known word that differs in the fewest letters; null: none is similar. */
export function nearest(word: string, known: Iterable<string>): string | null {
  const most = word.length <= 2 ? 0 : word.length <= 4 ? 1 : 2;
  let best: { word: string; differing: number } | null = null;
  for (const one of known) {
    // So many letters differ at least: there may be thousands of words.
    if (Math.abs(one.length - word.length) > most) continue;
    const letters = distance(word, one);
    const differing = letters === 2 && isTransposed(word, one) ? 1 : letters;
    if (differing < (best?.differing ?? Number.POSITIVE_INFINITY)) best = { word: one, differing };
  }
  return best !== null && best.differing <= most ? best.word : null;
}

/** Of two words that differ in two letters: they were typed in the wrong order. */
function isTransposed(word: string, other: string): boolean {
  const sorted = (text: string) => [...text].toSorted().join("");
  return word.length === other.length && sorted(word) === sorted(other);
}
