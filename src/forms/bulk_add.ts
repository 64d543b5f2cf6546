/** The form that adds many tasks, one for each line, with a preview. */
import { createHash } from "node:crypto";
import type { NewTask } from "../models/task_mutations.ts";
import { parseLines, type ReadLine } from "../quick_add/lines.ts";
import type { QuickAddOptions } from "../quick_add/parse.ts";
import { normalizeLineBreaks } from "../text.ts";
import { choices, type FormDeclaration, PAGE_FIELDS } from "./declaration.ts";
import { type FormResult, isNoText, typed } from "./fields.ts";
import type { ProblemTexts } from "./problems.ts";
import { lineProblem, NO_DEFAULTS, quickAddDefaults, withDefaults } from "./quick_add.ts";
import { quotaMessage } from "./quota.ts";
import { LIST_ARCHIVED, LIST_MISSING } from "./task.ts";

export interface BulkAdd {
  lines: string;
  parsed: ReadLine[];
  tasks: NewTask[];
  /** Whether to add them: these lines were previewed or are few, and no preview was requested. */
  isApproved: boolean;
}

export const bulkAddForm: FormDeclaration = {
  title: "Add many",
  button: ({ preview }) => (preview === undefined ? "Add tasks" : "Preview"),
  fields: {
    lines: { kind: "lines", label: "One task per line" },
    ...choices("list", "seen", "preview"),
    ...PAGE_FIELDS,
  },
};

/** If the list or section for the lines was deleted. */
export const BULK_ADD_PROBLEMS: ProblemTexts<"lines"> = {
  list_id: ["lines", LIST_MISSING],
  "list_id archived": ["lines", LIST_ARCHIVED],
  section_id: ["lines", LIST_MISSING],
  full: ["lines", quotaMessage],
};

/** The most lines that are added without a preview. */
export const AT_ONCE = 10;

/**
 * Parses all of the lines; a message has the number of its line, counting blank ones.
 * @param metered runs the parsing of each line, and may throw before it.
 */
export async function parseBulkAdd(
  fields: Record<string, unknown>,
  options: QuickAddOptions,
  metered?: <T>(work: () => T) => T,
): Promise<FormResult<BulkAdd, "lines">> {
  const text = normalizeLineBreaks(typed(fields.lines));
  const invalid = (message: string) => ({
    ok: false as const,
    values: { lines: text },
    errors: { lines: message },
  });
  if (isNoText(fields.lines)) return invalid("Lines must be text");
  const read = await parseLines(text, options, metered);
  if (!read.ok) return invalid(read.message);
  if (read.tasks.length === 0) return invalid("At least one line is required");
  for (const one of read.tasks) {
    const problem = lineProblem(one);
    if (problem !== null) return invalid(`Line ${one.number}: ${problem}`);
  }
  const place = quickAddDefaults(fields);
  const tasks = read.tasks.map((one) => withDefaults(one, one.isItem ? NO_DEFAULTS : place));
  const isSeen = tasks.length <= AT_ONCE || fields.seen === digestOf(text);
  const isApproved = isSeen && fields.preview === undefined;
  return { ok: true, value: { lines: text, parsed: read.tasks, tasks, isApproved } };
}

/** Identifies the previewed lines: it is posted with them, so that only previewed lines are added. */
export function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("base64url");
}
