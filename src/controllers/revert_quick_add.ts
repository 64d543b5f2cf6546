/** Takes back what quick add understood of a line: all of it becomes the title. */
import { BadRequest, found, NotFound } from "../errors.ts";
import { parsePlainLine } from "../forms/quick_add.ts";
import type { Action } from "../http/request_context.ts";
import { revertQuickAdd } from "../models/revert_quick_add.ts";
import { findTask } from "../models/tasks.ts";
import { paths } from "../paths.ts";
import { backToRow } from "../presenters/return_target.ts";
import { taskFlash } from "../presenters/task_flash.ts";

export const revert: Action = async (c) => {
  const before = found(await findTask(c.scope, c.id()));
  const line = parsePlainLine(c.fields);
  // Only a message of ours asks for this, and only for a line that can be a title.
  if (typeof line === "string") throw new BadRequest(line);
  const saved = await revertQuickAdd(c.scope, before.id, line, c);
  if (!saved.ok) throw new NotFound();
  const { value: task, changeId: change } = saved;
  const undoTo = c.returnTo(paths.task(task.id));
  const to = await backToRow(c.scope, undoTo, before, task);
  return c.redirect(to, taskFlash(task, to, { text: "Kept as text", change, undoTo }));
};
