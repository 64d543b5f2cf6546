/** Skipping an occurrence of a series: the question before a deletion, and the message afterwards. */
import { shortDay } from "../dates/format.ts";
import type { FlashMessage } from "../http/flash.ts";
import type { PageModel } from "../http/reply.ts";
import type { Task } from "../models/task_records.ts";
import { paths } from "../paths.ts";
import { shortRepeat } from "../recurrence/description.ts";

export const DELETED_SERIES =
  "What is deleted goes to the Trash, where you can restore it for 30 days; what you have completed of a series stays.";

/**
 * Asks whether to skip this occurrence or to delete the series.
 * @param options.next the day that it moves on to when it is skipped.
 */
export function seriesDeletionPage(
  task: Task,
  { next, today, returnTo }: { next: string; today: string; returnTo: string },
): PageModel<"forms/confirm"> {
  const heading = "Skip this one, or delete the series?";
  const rule = task.repeat === null ? "" : ` ${shortRepeat(task.repeat, null)}`;
  return {
    title: heading,
    heading,
    explanation: `“${task.title}” repeats${rule}. Skipping this one moves it to ${shortDay(next, today)}. ${DELETED_SERIES}`,
    action: paths.skip(task.id),
    fields: [{ name: "return_to", label: null, kind: "hidden", value: returnTo }],
    submitLabel: "Skip this one",
    isDanger: false,
    otherWay: {
      action: paths.deletion(task.id),
      label: "Delete the whole series",
      isDanger: true,
    },
    cancelHref: paths.task(task.id),
  };
}

/** What became of a skipped task. @param task as it is now. */
export function skippedMessage(task: Task, today: string): Pick<FlashMessage, "text" | "receipt"> {
  if (task.deletedAt !== null) return { text: "Skipped", receipt: lastText(1, 1) };
  const receipt = task.dueOn === null ? null : `next on ${shortDay(task.dueOn, today)}`;
  return { text: "Skipped", receipt };
}

/** What became of skipped tasks that have no next occurrence. @param skipped how many there are in all. */
export function lastText(last: number, skipped: number): string {
  if (skipped === 1) return "it was the last one, and is in the Trash";
  return last === 1
    ? "1 of them was the last one, and is in the Trash"
    : `${last} of them were the last ones, and are in the Trash`;
}
