/** Many pasted lines as many tasks. */
import { mapInSlices } from "../slices.ts";
import { isBlank } from "../text.ts";
import { parseQuickAdd, type QuickAdd, type QuickAddOptions } from "./parse.ts";
import { type Unread, unreadIn, unreadInItem } from "./unread.ts";

const LINES_MAX = 500;
/** In columns; one space may be an accident. */
const INDENT_MIN = 2;
const TAB = 4;

export interface ReadLine extends QuickAdd {
  /** In the text, counted from 1; blank lines count. */
  number: number;
  unread: Unread[];
  /** It is indented: on the checklist of the last task before it that is not. */
  isItem: boolean;
}

type QuickAdds =
  | { ok: true; tasks: ReadLine[] }
  /** Too many: none was parsed. */
  | { ok: false; count: number; message: string };

/** Runs the parsing of one line, and may throw before it. */
type Metered = <T>(work: () => T) => T;

/**
 * A task for each line that is not blank, in their order; a list marker before it ("- ", "* ", "1. ",
 * "[ ] ", as other programs write them) is dropped. A line that is indented further than the least
 * indented one is a checklist item, unless it names a list, in which no item can be; its dates are text.
 * @throws what `metered` does.
 */
export async function parseLines(
  text: string,
  options: QuickAddOptions,
  metered: Metered = (work) => work(),
): Promise<QuickAdds> {
  const lines = text
    .split(/\r\n?|\n/)
    .map((line, index) => ({
      line: withoutMarker(line),
      indent: indentOf(line),
      number: index + 1,
    }))
    .filter(({ line }) => !isBlank(line));
  const count = lines.length;
  if (count > LINES_MAX) {
    const lineCount = count.toLocaleString("en");
    const message = `At most ${LINES_MAX} tasks can be added at once; these are ${lineCount} lines`;
    return { ok: false, count, message };
  }
  const least = lines.reduce((min, { indent }) => Math.min(min, indent), Number.POSITIVE_INFINITY);
  const first = lines[0]?.number;
  const read = ({ line, indent, number }: (typeof lines)[number]): ReadLine => {
    const task = parseQuickAdd(line, options);
    const isItem = number !== first && indent >= least + INDENT_MIN && task.list === null;
    const isUndated = isItem && task.dueOn !== null;
    const own = isUndated ? parseQuickAdd(line, { ...options, isUndated }) : task;
    return {
      ...own,
      number,
      isItem,
      unread: isItem ? unreadInItem(line, task) : unreadIn(line, task),
    };
  };
  return { ok: true, tasks: await mapInSlices(lines, (line) => metered(() => read(line))) };
}

/** In columns. */
function indentOf(line: string): number {
  const [space = ""] = /^[^\S\r\n]*/.exec(line) ?? [];
  return [...space].reduce((width, character) => width + (character === "\t" ? TAB : 1), 0);
}

/** "" when there is nothing but a marker. */
function withoutMarker(line: string): string {
  return line.trim().replace(/^(?:(?:[-*+•]|\d{1,3}[.)])(?:\s+|$))?(?:\[ ?\](?:\s+|$))?/, "");
}
