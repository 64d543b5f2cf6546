/** Completing a task, or reopening it: from its own page, or from a row of a list. */
import { shortDay } from "../dates/format.ts";
import { BadRequest, found, NotFound } from "../errors.ts";
import { parseCompletion } from "../forms/completion.ts";
import type { Reply } from "../http/reply.ts";
import type { Action, RequestContext } from "../http/request_context.ts";
import type { Task } from "../models/task_records.ts";
import { findTask, setCompletion } from "../models/tasks.ts";
import { atRow, backToRow } from "../presenters/return_target.ts";
import { taskFlash } from "../presenters/task_flash.ts";
import { ownPage } from "../presenters/task_page.ts";

export const complete: Action = async (c) => {
  const before = found(await findTask(c.scope, c.id()));
  const wanted = parseCompletion(c.fields);
  if (wanted === null) throw new BadRequest("Say which state is wanted: done is 1 or 0");
  return finish(c, before, { done: wanted.done, returnTo: c.returnTo(ownPage(before)) });
};

/** Does it, and goes back to the list or page that it was done on. */
export async function finish(
  c: RequestContext,
  before: Task,
  { done, returnTo }: { done: boolean; returnTo: string },
): Promise<Reply> {
  const saved = await setCompletion(c.scope, before.id, { done, requestKey: c.requestKey });
  if (!saved.ok) throw new NotFound();
  const { task, next } = saved.value;
  const to = await backToRow(c.scope, returnTo, before, task);
  const flash = taskFlash(task, to, {
    text: done ? "Completed" : "Reopened",
    change: saved.changeId,
    undoTo: atRow(returnTo, task.id),
    receipt: next?.dueOn == null ? null : `next on ${shortDay(next.dueOn, c.today)}`,
  });
  return c.redirect(to, flash);
}
