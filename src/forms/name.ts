/** Names of lists, sections and tags, as a form or a program sends them. */

import { isBlank, lengthOf, singleLine } from "../text.ts";
import type { Parsed } from "./field_parsers.ts";
import { isNoText, typed } from "./fields.ts";

/** One line of 1 to `max` characters, trimmed. @param what begins every message: "List name". */
export function readName(sent: unknown, what: string, max: number): Parsed<string> {
  if (isNoText(sent)) return { ok: false, message: `${what} must be text` };
  const name = singleLine(typed(sent));
  if (isBlank(name)) return { ok: false, message: `${what} is required` };
  if (lengthOf(name) <= max) return { ok: true, value: name };
  return { ok: false, message: `${what} must be ${max} characters or less` };
}
