/** The note of a quick-add line, which has one line for many. */
import { isBlank, normalizeLineBreaks } from "../text.ts";

/** What stands for a character that a line cannot hold, or that would be trimmed at its ends. */
const SIGNS = new Map([
  ["\n", "⏎"],
  [" ", "␣"],
  ["\t", "⇥"],
]);
const CHARACTERS = new Map([...SIGNS].map(([character, sign]) => [sign, character]));

// The lookbehinds keep a run of one character from being scanned again from its middle, however long.

/**
 * A description as a note that `parseNote` reads back: line breaks are written as ⏎, spaces and tabs
 * at the ends as ␣ and ⇥. Where the text has such a sign, a backslash stands before it.
 */
export function serializeNote(description: string): string {
  return description
    .replace(/(?<!\\)(\\*)([⏎␣⇥])/g, "$1$1\\$2")
    .replace(/(?<!\\)(\\*)(\n)/g, (_, slashes: string, character: string) =>
      withSign(slashes, character),
    )
    .replace(/^[ \t]+/, (spaces) => [...spaces].map((space) => withSign("", space)).join(""))
    .replace(/(?:(?<!\\)(\\+)|(?<![ \t]))([ \t]+)$/, (_, slashes = "", spaces = "") =>
      [...spaces].map((space, index) => withSign(index === 0 ? slashes : "", space)).join(""),
    );
}

/** The description that a note stands for, trimmed; "" when nothing in it can be seen. */
export function parseNote(note: string): string {
  const description = normalizeLineBreaks(note)
    .replace(/^[ \t]+|(?<![ \t])[ \t]+$/g, "")
    .replace(/(?<!\\)(\\*)([⏎␣⇥])/g, (_, slashes: string, sign: string) => {
      const isLiteral = slashes.length % 2 === 1;
      const character = isLiteral ? sign : (CHARACTERS.get(sign) ?? sign);
      return slashes.slice(Math.ceil(slashes.length / 2)) + character;
    });
  return isBlank(description) ? "" : description;
}

/** Backslashes before a sign are doubled, since a single one would escape it. */
function withSign(slashes: string, character: string): string {
  return slashes + slashes + (SIGNS.get(character) ?? character);
}
