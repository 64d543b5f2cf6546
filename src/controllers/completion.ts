/** Completing or reopening one task: from its own page, or from a row of a list. */

import type { UserScope } from "../db/scope.ts";
import { BadRequest, done, found } from "../errors.ts";
import { parseCompletion } from "../forms/completion.ts";
import type { Action } from "../http/request_context.ts";
import { completedBefore } from "../models/changes.ts";
import type { Task } from "../models/task_records.ts";
import { findTaskIn, setCompletion } from "../models/tasks.ts";
import { atRow, backToRow, findTarget } from "../presenters/return_target.ts";
import { completionFlash } from "../presenters/task_flash.ts";
import { ownPage } from "../presenters/task_page.ts";
import { orInTrash } from "./tasks.ts";

/**
 * The task is that of the row whose button was used, or else that of the address. A form for a deleted
 * task comes back, to be sent again (controllers/missing_rows.ts); a row has nothing to send.
 */
export const complete: Action = orInTrash(
  async (c) => {
    const wanted = parseCompletion(c.fields);
    const { view } = await findTarget(c.scope, c.returnTo(""));
    const query = view?.query ?? null;
    const { task, following } = found(await findTaskIn(c.scope, wanted?.id ?? c.id(), query));
    if (wanted === null) throw new BadRequest("Done must be 1 or 0");
    const completion = { done: wanted.done, requestKey: c.requestKey, view: query };
    const saved = done(await setCompletion(c.scope, task.id, completion));
    const { isRepeat, changeId, value } = saved;
    const before = isRepeat ? await asListed(c.scope, task, changeId) : task;
    // The next occurrence of a series may have taken the place.
    const isKnown = !isRepeat && value.next === null;
    const shown = { before, after: value.task, following: isKnown ? following : undefined };
    const returnTo = c.returnTo(ownPage(task));
    const to = await backToRow(c.scope, { address: returnTo, view }, shown);
    const { today } = c.scope;
    const message = { done: wanted.done, undoTo: atRow(returnTo, task.id), today };
    return c.redirect(to, completionFlash(saved, to, message));
  },
  (c) => parseCompletion(c.fields)?.id ?? null,
);

/** The task as the list showed it before the first of two equal requests. */
async function asListed(scope: UserScope, task: Task, changeId: number | null): Promise<Task> {
  if (changeId === null) return task;
  return { ...task, completedAt: await completedBefore(scope, changeId, task.id) };
}
