/** Many tasks, a line each: as pasted, and as what they would become. */
import type { LocalMoment } from "../dates/local_time.ts";
import type { NewTask } from "../models/tasks.ts";
import { parseLines } from "../quick_add/lines.ts";
import type { QuickAdd } from "../quick_add/parse.ts";
import { normalizeLineBreaks } from "../text.ts";
import { type FormResult, isNoText, typed } from "./fields.ts";
import { lineProblem, placed, type QuickPlace, quickPlace } from "./quick_add.ts";

export interface ManyTasks {
  lines: string;
  said: QuickAdd[];
  tasks: NewTask[];
  place: QuickPlace;
}

/** All of the lines or none; a problem says which line it is in, blank ones not counted. */
export function parseManyTasks(
  fields: Record<string, unknown>,
  options: { now: LocalMoment; weekStart: number },
): FormResult<ManyTasks, "lines"> {
  const text = normalizeLineBreaks(typed(fields.lines));
  const invalid = (message: string) => ({
    ok: false as const,
    values: { lines: text },
    errors: { lines: message },
  });
  if (isNoText(fields.lines)) return invalid("Lines must be text");
  const read = parseLines(text, options);
  if (!read.ok) return invalid(read.message);
  if (read.tasks.length === 0) return invalid("At least one line is required");
  const problems = read.tasks.map(lineProblem);
  const index = problems.findIndex((problem) => problem !== null);
  if (index !== -1) return invalid(`Line ${index + 1}: ${problems[index]}`);
  const place = quickPlace(fields);
  const tasks = read.tasks.map((said) => placed(said, place));
  return { ok: true, value: { lines: text, said: read.tasks, tasks, place } };
}
