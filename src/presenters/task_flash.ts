/** Messages about one task. */
import { KEEP_WORDS, type QuickLine } from "../forms/quick_add.ts";
import type { FlashMessage } from "../http/flash.ts";
import type { Task } from "../models/task_records.ts";
import { paths, withoutAnchor } from "../paths.ts";
import { summarize } from "../quick_add/summary.ts";
import type { ButtonForm } from "../views/models/page.ts";

/** @param to the page that shows the message: on its own page, or in the trash, a task is not a link. */
export function taskFlash(
  task: Pick<Task, "id" | "title" | "deletedAt">,
  to: string,
  message: Omit<FlashMessage, "subject">,
): FlashMessage {
  const own = paths.task(task.id);
  const hasPage = task.deletedAt === null && withoutAnchor(to) !== own;
  return { ...message, subject: { title: task.title, href: hasPage ? own : null } };
}

/**
 * What was understood of a quick-add line, with the button that takes it back.
 * @param line.keep what that button sends; null: there is none.
 */
export function lineMessage(
  { said }: QuickLine,
  task: Task,
  line: { isNewList: boolean; keep: Record<string, string> | null; today: string },
): Pick<FlashMessage, "receipt" | "actions"> {
  const { isNewList, keep, today } = line;
  const name = task.list?.name ?? said.list;
  // A slip of the pen creates a list too.
  const list = said.list === null ? null : isNewList ? `the new list ${name}` : name;
  const action = paths.plain(task.id);
  return {
    receipt: said.taken ? summarize({ ...said, list }, today) : null,
    actions: keep === null ? [] : [{ label: KEEP_WORDS, action, fields: keep }],
  };
}

/** Takes a task out of the trash. @param returnTo where it comes back to. */
export function restoreButton(id: number, returnTo: string): ButtonForm {
  return { label: "Restore", action: paths.restoration(id), fields: { return_to: returnTo } };
}
