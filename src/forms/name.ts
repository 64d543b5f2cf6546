/** Parses names and titles. */
import { isBlank, lengthOf, singleLine } from "../text.ts";
import { invalid, ok, type Parsed } from "./field_parsers.ts";
import { isNoText, typed } from "./fields.ts";

/** One line of 1 to `max` characters, trimmed. @param what starts each message: "List name". */
export function readName(sent: unknown, what: string, max: number): Parsed<string> {
  if (isNoText(sent)) return invalid(`${what} must be text`);
  const name = singleLine(typed(sent));
  if (isBlank(name)) return invalid(`${what} is required`);
  const most = max.toLocaleString("en");
  return lengthOf(name) > max ? invalid(`${what} must be ${most} characters or less`) : ok(name);
}
