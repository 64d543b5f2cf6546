/** Many pasted lines as many tasks. */
import { mapInSlices } from "../slices.ts";
import { isBlank } from "../text.ts";
import { parseQuickAdd, type QuickAdd, type QuickAddOptions } from "./parse.ts";

const LINES_MAX = 500;

type QuickAdds =
  | { ok: true; tasks: QuickAdd[] }
  /** Too many: none was parsed. */
  | { ok: false; count: number; message: string };

/**
 * A task for each line that is not blank, in their order; a list marker before it ("- ", "* ", "1. ",
 * "[ ] ", as other programs write them) is dropped.
 */
export async function parseLines(text: string, options: QuickAddOptions): Promise<QuickAdds> {
  const lines = text
    .split(/\r\n?|\n/)
    .map(withoutMarker)
    .filter((line) => !isBlank(line));
  const count = lines.length;
  if (count > LINES_MAX) {
    const lineCount = count.toLocaleString("en");
    const message = `At most ${LINES_MAX} tasks can be added at once; these are ${lineCount} lines`;
    return { ok: false, count, message };
  }
  return { ok: true, tasks: await mapInSlices(lines, (line) => parseQuickAdd(line, options)) };
}

/** "" when there is nothing but a marker. */
function withoutMarker(line: string): string {
  return line.trim().replace(/^(?:(?:[-*+•]|\d{1,3}[.)])(?:\s+|$))?(?:\[ ?\](?:\s+|$))?/, "");
}
