/** The rule for the names of tags, and how many a task may have. */
import { isBlank, lengthOf } from "../text.ts";

export const TAG_NAME_MAX = 50;
export const TAGS_MAX = 20;

/** Letters of any script, digits, `-` and `_`. */
export function isTagName(name: string): boolean {
  return /^[\p{L}\p{M}\p{N}_-]+$/u.test(name) && lengthOf(name) <= TAG_NAME_MAX && !isBlank(name);
}
