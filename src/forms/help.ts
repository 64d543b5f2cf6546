/** The line of quick add that an address fills in on the help page. */
import { lengthOf } from "../text.ts";
import { isNoText, typed } from "./fields.ts";

/** In characters: longer than any title, so that what is wrong with one can be shown. */
const TRIED_MAX = 500;

/** @returns the line, or the message that explains why it is invalid. */
export function parseTriedLine(query: Record<string, unknown>): { line: string } | string {
  const line = typed(query.try);
  if (isNoText(query.try)) return "The line to try must be one text";
  if (lengthOf(line) > TRIED_MAX) return `The line to try must be ${TRIED_MAX} characters or less`;
  return { line: line.trim() };
}
