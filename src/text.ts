/** Text as people see it and as PostgreSQL can store it. */

/** Length in code points: what a person counts, as nearly as PostgreSQL's char_length does. */
export function lengthOf(text: string): number {
  return [...text].length;
}

/** Whether nothing in it can be seen: white space, controls, joiners and other ignorable characters. */
export function isBlank(text: string): boolean {
  return !/[^\p{White_Space}\p{Cc}\p{Default_Ignorable_Code_Point}]/u.test(text);
}

/** Trimmed, with line breaks and other controls as spaces. */
export function singleLine(text: string): string {
  return storable(text)
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")
    .trim();
}

/** Line breaks as PostgreSQL and every program expect them. */
export function normalizeLineBreaks(text: string): string {
  return storable(text).replace(/\r\n?/g, "\n");
}

/**
 * PostgreSQL stores neither NUL nor half a surrogate pair: they become U+FFFD, which can be seen,
 * as HTML's own parser does it.
 */
export function storable(text: string): string {
  return text.toWellFormed().replaceAll("\0", "\uFFFD");
}

/** With its first letter as a capital. */
export function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
