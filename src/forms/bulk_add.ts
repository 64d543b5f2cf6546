/** Many tasks, a line each: as pasted, and as what they would become. */
import type { LocalMoment } from "../dates/local_time.ts";
import type { NewTask } from "../models/tasks.ts";
import { parseLines } from "../quick_add/lines.ts";
import type { QuickAdd } from "../quick_add/parse.ts";
import { normalizeLineBreaks } from "../text.ts";
import { type FormResult, isNoText, typed } from "./fields.ts";
import { lineProblem, type QuickAddDefaults, quickAddDefaults, withDefaults } from "./quick_add.ts";

export interface BulkAdd {
  lines: string;
  parsed: QuickAdd[];
  tasks: NewTask[];
  defaults: QuickAddDefaults;
}

/** All of the lines or none; a problem says which line it is in, not counting blank ones. */
export function parseBulkAdd(
  fields: Record<string, unknown>,
  options: { now: LocalMoment; weekStart: number },
): FormResult<BulkAdd, "lines"> {
  const lines = normalizeLineBreaks(typed(fields.lines));
  const failed = (message: string) => {
    return { ok: false as const, values: { lines }, errors: { lines: message } };
  };
  if (isNoText(fields.lines)) return failed("Lines must be text");
  const read = parseLines(lines, options);
  if (!read.ok) return failed(read.message);
  const parsed = read.tasks;
  if (parsed.length === 0) return failed("At least one line is required");
  const problems = parsed.map(lineProblem);
  const index = problems.findIndex((problem) => problem !== null);
  if (index !== -1) return failed(`Line ${index + 1}: ${problems[index]}`);
  const defaults = quickAddDefaults(fields);
  const tasks = parsed.map((line) => withDefaults(line, defaults));
  return { ok: true, value: { lines, parsed, tasks, defaults } };
}
