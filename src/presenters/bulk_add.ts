/** The page on which many tasks are added, a line each. */
import { digestOf } from "../forms/bulk_add.ts";
import type { PageModel } from "../http/reply.ts";
import type { QuickAdd } from "../quick_add/parse.ts";
import { summarize } from "../quick_add/summary.ts";
import type { FormView } from "../views/models/form.ts";

export interface BulkAddOptions {
  form: FormView<"lines">;
  /** The list that the lines are for; null: the Inbox. */
  listId: number | null;
  returnTo: string;
}

export function bulkAddPage(options: BulkAddOptions): PageModel<"tasks/many"> {
  return { title: "Add many", preview: null, seen: "", ...options };
}

/** The same with what the lines would become. */
export function bulkAddPreview(
  options: BulkAddOptions,
  parsed: readonly QuickAdd[],
  today: string,
): PageModel<"tasks/many"> {
  const preview = parsed.map((task) => ({ title: task.title, receipt: summarize(task, today) }));
  return { ...bulkAddPage(options), preview, seen: digestOf(options.form.values.lines) };
}
