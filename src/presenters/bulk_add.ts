/** The page on which many tasks are added, one per line. */
import type { ChangeParams } from "../db/change_description.ts";
import type { Done, Refused } from "../db/saved.ts";
import type { UserScope } from "../db/scope.ts";
import { AT_ONCE, BULK_ADD_PROBLEMS, type BulkAdd, digestOf } from "../forms/bulk_add.ts";
import { refusedForm } from "../forms/problems.ts";
import type { FlashMessage } from "../http/flash.ts";
import type { PageModel } from "../http/reply.ts";
import type { ReadLine } from "../quick_add/lines.ts";
import { summarize } from "../quick_add/summary.ts";
import { describeUnread } from "../quick_add/unread.ts";
import type { FormView } from "../views/models/form.ts";
import { changeText } from "./change_text.ts";

interface BulkAddOptions {
  /** The list that the tasks are added to; null: the Inbox. */
  listId: number | null;
  returnTo: string;
}

export function bulkAddPage(
  form: FormView<"lines">,
  options: BulkAddOptions,
): PageModel<"tasks/many"> {
  return { title: "Add many", form, preview: null, count: 0, seen: "", ...options };
}

/** The page with the tasks that the lines would become. */
export function bulkAddPreview(
  { lines, parsed }: BulkAdd,
  options: BulkAddOptions,
  clock: Pick<UserScope, "today" | "timeFormat">,
): PageModel<"tasks/many"> {
  const preview = parsed.map((task) => ({
    number: task.number,
    title: task.title,
    receipt: [
      task.isItem ? "checklist item" : "",
      ...describeUnread(task.unread),
      summarize(task, clock),
    ]
      .filter((part) => part !== "")
      .join(" · "),
  }));
  const page = bulkAddPage({ values: { lines }, errors: {} }, options);
  const count = parsed.filter(({ isItem }) => !isItem).length;
  return { ...page, preview, count, seen: digestOf(lines) };
}

/**
 * The lines again. If the list or section that the tasks were for has been deleted, they go to the Inbox;
 * if the account is full, they stay where they were to go.
 */
export function refusedBulkAddPage(
  { lines }: BulkAdd,
  refused: Refused,
  options: BulkAddOptions,
): PageModel<"tasks/many"> {
  const form = refusedForm({ lines }, refused, BULK_ADD_PROBLEMS);
  const isFull = refused.problems[0].code === "full";
  return bulkAddPage(form, isFull ? options : { ...options, listId: null });
}

/**
 * @param form says also what was not read of its lines, unless they were many, and so shown before.
 * @param undoTo the page that Undo returns to.
 */
export function bulkAddFlash(
  { value, changeId, isRepeat }: Done<ChangeParams>,
  { parsed }: BulkAdd,
  undoTo: string,
): FlashMessage {
  const { label, subject } = changeText("task.added", value);
  const text = isRepeat ? "Already added" : label;
  const unread = parsed.length > AT_ONCE ? [] : parsed.flatMap(unreadLine);
  const receipt = unread.length === 0 ? null : unread.join(" · ");
  return { text, subject, receipt, change: changeId, undoTo };
}

function unreadLine({ number, unread }: ReadLine): string[] {
  const sentences = describeUnread(unread);
  return sentences.length === 0 ? [] : [`Line ${number}: ${sentences.join(", ")}`];
}
