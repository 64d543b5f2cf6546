/** The note of a quick-add line, which has one line for many. */
import { isBlank, normalizeLineBreaks } from "../text.ts";

/** What stands for a character that a line cannot hold, or that would be trimmed at its ends. */
const CHARACTERS = new Map([
  ["⏎", "\n"],
  ["␣", " "],
  ["⇥", "\t"],
]);

/**
 * The description that a note stands for, trimmed; "" when nothing in it can be seen. A backslash
 * makes a sign text, and another one a backslash before a sign.
 */
export function parseNote(note: string): string {
  // The lookbehinds keep a run of one character from being scanned again from its middle.
  const description = normalizeLineBreaks(note)
    .replace(/^[ \t]+|(?<![ \t])[ \t]+$/g, "")
    .replace(/(?<!\\)(\\*)([⏎␣⇥])/g, (_, slashes: string, sign: string) => {
      const isLiteral = slashes.length % 2 === 1;
      const character = isLiteral ? sign : (CHARACTERS.get(sign) ?? sign);
      return slashes.slice(Math.ceil(slashes.length / 2)) + character;
    });
  return isBlank(description) ? "" : description;
}
