/** The rule for the names of tags, and how many a task may have. */
import { isBlank, lengthOf } from "../text.ts";

export const TAG_NAME_MAX = 50;
export const TAGS_MAX = 20;

/** What is wrong with the name of a tag, for a message; null: nothing. */
export function tagNameProblem(name: string): string | null {
  if (isTagName(name)) return null;
  const shown = [...name].slice(0, 60).join("");
  const isLong = lengthOf(name) > TAG_NAME_MAX && !/[^\p{L}\p{M}\p{N}_-]/u.test(name);
  return isLong
    ? `A tag must be ${TAG_NAME_MAX} characters or less, not: ${shown}`
    : `Use only letters, digits, - and _ in a tag, not: ${shown}`;
}

/** Letters of any script, digits, `-` and `_`. */
export function isTagName(name: string): boolean {
  return /^[\p{L}\p{M}\p{N}_-]+$/u.test(name) && lengthOf(name) <= TAG_NAME_MAX && !isBlank(name);
}
