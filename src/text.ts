/** Text: its length, blank text, and what PostgreSQL can store. */

/** In code points, as PostgreSQL's char_length counts. */
export function lengthOf(text: string): number {
  let length = 0;
  // Without a list of them: a form may have a megabyte.
  for (const _ of text) length += 1;
  return length;
}

/** Whether nothing in it is visible: only white space, controls, joiners and other ignorable characters. */
export function isBlank(text: string): boolean {
  return !/[^\p{White_Space}\p{Cc}\p{Default_Ignorable_Code_Point}]/u.test(text);
}

/** Trimmed, with line breaks and other controls as spaces. */
export function singleLine(text: string): string {
  return storable(text)
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")
    .trim();
}

/** With LF for every kind of line break. */
export function normalizeLineBreaks(text: string): string {
  return storable(text).replace(/\r\n?/g, "\n");
}

/**
 * PostgreSQL stores neither NUL nor lone surrogates. They become U+FFFD, which is visible, as in an HTML
 * parser.
 */
export function storable(text: string): string {
  return text.toWellFormed().replaceAll("\0", "\uFFFD");
}

/** A query has no use for U+FFFD: NUL separates its words, as other control characters do. */
export function nulAsSpace(query: string): string {
  return query.replaceAll("\0", " ");
}

/**
 * What names are compared by: it is the same for two spellings of the same letters (NFC) and for any
 * case (Unicode's full case folding). `name_key` in PostgreSQL gives the same.
 */
export function nameKey(name: string): string {
  return [...name.normalize("NFD")].map(folded).join("").normalize("NFC");
}

/** One code point, so that no final sigma is made. The dotless i is not an i. */
function folded(letter: string): string {
  return letter === "ı" ? letter : letter.toLowerCase().toUpperCase().toLowerCase();
}

/** With a capital first letter. */
export function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** "task", "tasks". @param noun whose plural ends in s. */
export function plural(count: number, noun: string): string {
  return count === 1 ? noun : `${noun}s`;
}

const NUMBERS = "none one two three four five six seven eight nine ten eleven twelve".split(" ");

/** "three"; in digits above twelve. */
export function numberInWords(count: number): string {
  return NUMBERS[count] ?? count.toLocaleString("en");
}
