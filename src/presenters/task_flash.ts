/** Flash messages about one task. */
import { shortDay } from "../dates/format.ts";
import type { Done } from "../db/saved.ts";
import type { FlashMessage } from "../http/flash.ts";
import type { Task } from "../models/task_records.ts";
import type { Completed } from "../models/tasks.ts";
import { paths, withoutAnchor } from "../paths.ts";
import type { ButtonForm } from "../views/models/page.ts";

/** @param to the page that shows it: the task is a link, but not on its own page or from the trash. */
export function taskFlash(
  task: Pick<Task, "id" | "title" | "deletedAt">,
  to: string,
  message: Omit<FlashMessage, "subject">,
): FlashMessage {
  const own = paths.task(task.id);
  const hasLink = task.deletedAt === null && withoutAnchor(to) !== own;
  return { ...message, subject: { title: task.title, href: hasLink ? own : null } };
}

/** A repeated request says so, and offers to restore the task where it has been deleted since. */
export function addedFlash(
  { value: task, changeId: change, isRepeat }: Done<Task>,
  to: string,
  message: Pick<FlashMessage, "receipt" | "actions" | "link"> & { undoTo: string },
): FlashMessage {
  if (task.deletedAt !== null) {
    const actions = [restoreButton(task.id, message.undoTo)];
    return taskFlash(task, to, { text: "Deleted since then:", actions });
  }
  return taskFlash(task, to, { text: isRepeat ? "Already added" : "Added", change, ...message });
}

export function completionFlash(
  { value: { task, next }, changeId: change }: Done<Completed>,
  to: string,
  { done, undoTo, today }: { done: boolean; undoTo: string; today: string },
): FlashMessage {
  const text = done ? "Completed" : "Reopened";
  const receipt = next?.dueOn == null ? null : `next on ${shortDay(next.dueOn, today)}`;
  return taskFlash(task, to, { text, change, undoTo, receipt });
}

/** Takes a task out of the trash. @param returnTo the page to return to. */
export function restoreButton(id: number, returnTo: string): ButtonForm {
  return { label: "Restore", action: paths.restoration(id), fields: { return_to: returnTo } };
}
