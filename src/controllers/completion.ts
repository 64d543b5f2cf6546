/** Completing or reopening one task: from its own page, or from a row of a list. */

import type { UserScope } from "../db/scope.ts";
import { BadRequest, done, found } from "../errors.ts";
import { parseCompletion } from "../forms/completion.ts";
import type { Action } from "../http/request_context.ts";
import { completedBefore } from "../models/changes.ts";
import type { Task } from "../models/task_records.ts";
import { findTask, setCompletion } from "../models/tasks.ts";
import { atRow, backToRow } from "../presenters/return_target.ts";
import { completionFlash } from "../presenters/task_flash.ts";
import { ownPage } from "../presenters/task_page.ts";

/** The task is that of the row whose button was used, or else that of the address. */
export const complete: Action = async (c) => {
  const wanted = parseCompletion(c.fields);
  const before = found(await findTask(c.scope, wanted?.id ?? c.id()));
  if (wanted === null) throw new BadRequest("Done must be 1 or 0");
  const completion = { done: wanted.done, requestKey: c.requestKey };
  const saved = done(await setCompletion(c.scope, before.id, completion));
  const returnTo = c.returnTo(ownPage(before));
  const listed = saved.isRepeat ? await asListed(c.scope, before, saved.changeId) : before;
  const to = await backToRow(c.scope, returnTo, listed, saved.value.task);
  const shown = { done: wanted.done, undoTo: atRow(returnTo, before.id), today: c.scope.today };
  return c.redirect(to, completionFlash(saved, to, shown));
};

/** The task as the list showed it before the first of two equal requests. */
async function asListed(scope: UserScope, task: Task, changeId: number | null): Promise<Task> {
  if (changeId === null) return task;
  return { ...task, completedAt: await completedBefore(scope, changeId, task.id) };
}
