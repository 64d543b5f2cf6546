/** The rule for the names of tags, and how many a task may have. */
import { isBlank, lengthOf } from "../text.ts";

/** In characters of the composed form (NFC), in which names are stored: "é" is one, however it is typed. */
export const TAG_NAME_MAX = 50;
export const TAGS_MAX = 20;

/** What is wrong with the name of a tag, for a message; null: nothing. */
export function tagNameProblem(name: string): string | null {
  if (isTagName(name)) return null;
  const shown = [...name].slice(0, 60).join("");
  return isTagText(name)
    ? `A tag must be ${TAG_NAME_MAX} characters or less, not: ${shown}`
    : `Use only letters, digits, - and _ in a tag, not: ${shown}`;
}

/** Letters of any script, digits, `-` and `_`. */
export function isTagName(name: string): boolean {
  return isTagText(name) && lengthOf(name.normalize("NFC")) <= TAG_NAME_MAX;
}

/** The same, of any length. */
export function isTagText(name: string): boolean {
  return /^[\p{L}\p{M}\p{N}_-]+$/u.test(name) && !isBlank(name);
}
