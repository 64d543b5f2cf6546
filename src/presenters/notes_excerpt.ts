/** What is shown of notes in which something was found. */
import { excerptOf, findRanges, type Passage, type Range } from "../search/marks.ts";
import { plainText } from "../views/markdown.ts";

/** How much of the notes is read as Markdown around a match, in UTF-16 code units: to the ends of lines near by. */
const AROUND = 250;
const AROUND_MOST = 500;
/** A match in the address of a link is not in the words of the notes: then the next ones are tried. */
const TRIED_MOST = 3;

/**
 * One line around the first match, without the signs of Markdown; null: there is none. What is only found in
 * the address of a link is shown with the address, and what is in nothing but signs as it was typed.
 */
export function excerptOfNotes(notes: string, needles: readonly string[]): Passage[] | null {
  const ranges = findRanges(notes, needles, TRIED_MOST);
  if (ranges.length === 0) return null;
  const parts = ranges.map((range) => partAround(notes, range));
  for (const options of [{ addresses: false }, { addresses: true }]) {
    for (const { before, text, after } of parts) {
      const excerpt = excerptOf(before + plainText(text, options) + after, needles);
      if (excerpt !== null) return excerpt;
    }
  }
  return excerptOf(notes, needles);
}

/** A part of the notes, in whole lines unless they are long, with the signs that something is left out. */
function partAround(notes: string, [start, end]: Range) {
  const line = notes.lastIndexOf("\n", Math.max(0, start - AROUND)) + 1;
  const lineEnd = notes.indexOf("\n", end + AROUND);
  const from = Math.max(line, start - AROUND_MOST);
  const to = Math.min(lineEnd < 0 ? notes.length : lineEnd, end + AROUND_MOST);
  return {
    before: from > 0 ? "… " : "",
    text: notes.slice(from, to),
    after: to < notes.length ? " …" : "",
  };
}
