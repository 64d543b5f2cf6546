/** A task: shown, deleted, restored and moved by hand. */
import { BadRequest, done, found, NotFound, refuseFull } from "../errors.ts";
import { parseMove } from "../forms/move.ts";
import { parseRestoration } from "../forms/restoration.ts";
import type { PageModel } from "../http/reply.ts";
import type { Action, RequestContext } from "../http/request_context.ts";
import { moveRow } from "../models/positions.ts";
import { dayAfterSkip, skipTask } from "../models/skip.ts";
import { deleteTask, findDeletedTask, findTask, findTaskIn, restoreTask } from "../models/tasks.ts";
import { paths, withoutAnchor } from "../paths.ts";
import { atRow, backToRow, findTarget } from "../presenters/return_target.ts";
import { restoreButton, taskFlash } from "../presenters/task_flash.ts";
import { ownPage, taskPage } from "../presenters/task_page.ts";
import { seriesDeletionPage, skippedMessage } from "../presenters/task_skip.ts";
import { deletedTaskPage } from "../presenters/trash.ts";

export const show: Action = orInTrash(async (c) =>
  c.page("tasks/show", await taskPage(c.scope, c.id(), { referrer: c.referrer })),
);

/** Runs the action, or for a task in the trash shows that it is there. @param idOf the task's id. */
export function orInTrash(
  action: Action,
  idOf: (c: RequestContext) => number | null = (c) => c.id(),
): Action {
  return async (c) => {
    try {
      return await action(c);
    } catch (error) {
      const id = error instanceof NotFound ? idOf(c) : null;
      const deleted = id === null ? null : await findDeletedTask(c.scope, id);
      if (deleted === null) throw error;
      const returnTo = c.returnTo(paths.task(deleted.id));
      return c.page("tasks/deleted", deletedTaskPage(deleted, c.scope, returnTo));
    }
  };
}

/**
 * With `ask`, as the page of a task sends it, a repeating task is deleted only after the question whether
 * the series is meant. (Where this one is the last, skipping it is the same.)
 */
export const destroy: Action = async (c) => {
  const question = c.fields.ask === "1" ? await seriesQuestion(c) : null;
  if (question !== null) return c.page("forms/confirm", question);
  const { view } = await findTarget(c.scope, c.returnTo(""));
  const query = view?.query ?? null;
  const listed = await findTaskIn(c.scope, c.id(), query);
  const deleted = await deleteTask(c.scope, c.id(), { requestKey: c.requestKey, view: query });
  // Posted again without a request key: it is in the trash already, but which change to undo is unknown.
  const task = deleted.ok ? deleted.value : found(await findDeletedTask(c.scope, c.id()));
  const change = deleted.ok ? deleted.changeId : null;
  const parent = task.parentId === null ? paths.tasks : paths.task(task.parentId);
  const undoTo = atRow(c.returnTo(parent), task.id);
  const following = view === null ? undefined : listed?.following;
  const target = await findTarget(c.scope, undoTo);
  const to = await backToRow(c.scope, target, { before: task, after: task, following });
  const actions = change === null ? [restoreButton(task.id, undoTo)] : [];
  return c.redirect(to, taskFlash(task, to, { text: "Deleted", change, undoTo, actions }));
};

async function seriesQuestion(c: RequestContext): Promise<PageModel<"forms/confirm"> | null> {
  const task = await findTask(c.scope, c.id());
  const next = task && dayAfterSkip(task, c.scope.localNow);
  if (task === null || next === null || task.completedAt !== null) return null;
  const options = { next, today: c.scope.today, returnTo: c.returnTo(ownPage(task)) };
  return seriesDeletionPage(task, options);
}

export const skip: Action = orInTrash(async (c) => {
  const skipped = await skipTask(c.scope, c.id(), c);
  refuseFull(skipped);
  const task = skipped.ok ? skipped.value : found(await findTask(c.scope, c.id()));
  const own = paths.task(task.id);
  const returnTo = c.returnTo(own);
  const isGone = task.deletedAt !== null && withoutAnchor(returnTo) === own;
  const parent = task.parentId === null ? paths.tasks : paths.task(task.parentId);
  const undoTo = atRow(returnTo, task.id);
  const target = await findTarget(c.scope, isGone ? parent : undoTo);
  const to = await backToRow(c.scope, target, { before: task, after: task });
  if (!skipped.ok) {
    return c.redirect(to, taskFlash(task, to, { text: "Nothing changed, it does not repeat:" }));
  }
  const message = skippedMessage(task, c.scope.today);
  return c.redirect(to, taskFlash(task, to, { ...message, change: skipped.changeId, undoTo }));
});

/** The task of the row whose button was used, or else that of the address. */
export const restore: Action = async (c) => {
  const wanted = parseRestoration(c.fields) ?? c.id();
  const { value: task, changeId: change } = done(await restoreTask(c.scope, wanted, c));
  const undoTo = c.returnTo(ownPage(task));
  const target = await findTarget(c.scope, undoTo);
  const to = await backToRow(c.scope, target, { before: task, after: task });
  return c.redirect(to, taskFlash(task, to, { text: "Restored", change, undoTo }));
};

export const move: Action = async (c) => {
  const task = found(await findTask(c.scope, c.id()));
  const wanted = parseMove(c.fields);
  if (wanted === null)
    throw new BadRequest("Choose where to move it: top, up, down, bottom, or after a task");
  const options = { move: wanted, requestKey: c.requestKey };
  const { changeId: change } = done(await moveRow(c.scope, "tasks", task.id, options));
  const to = atRow(c.returnTo(ownPage(task)), task.id);
  const text = change === null ? "Nothing changed, it is already there:" : "Moved";
  return c.redirect(to, taskFlash(task, to, { text, change, undoTo: to }));
};
