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

/** With a capital first letter. */
export function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
