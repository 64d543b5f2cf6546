/** Ticking a task off, or taking the tick back: from its own page, or from a row of a list. */
import type { Response } from "express";
import type { Viewer } from "../auth/authenticator.ts";
import { shortDay } from "../dates/format.ts";
import { NotFound } from "../errors.ts";
import type { Task } from "../models/task_records.ts";
import { setCompletion } from "../models/tasks.ts";
import { atRow, backToRow } from "../presenters/return_target.ts";
import type { Services } from "../services.ts";
import { todayOf } from "./pages.ts";
import { changeBefore, tellTask } from "./telling.ts";

/** Does it, and goes back to the list or page that it was done on. */
export async function finish(
  context: Services,
  res: Response,
  viewer: Viewer,
  before: Task,
  { done, returnTo }: { done: boolean; returnTo: string },
): Promise<void> {
  const today = todayOf(context, viewer.user);
  const moment = { now: context.clock(), today };
  const result = await setCompletion(viewer.scope, before.id, done, moment);
  if (result === null) throw new NotFound();
  const { task, next } = result;
  const text = done ? "Completed" : "Reopened";
  tellTask(context, res, viewer, await backToRow(context, viewer, returnTo, before, task), {
    text,
    task,
    changeId: result.changeId ?? (await changeBefore(viewer, text, task.title)),
    returnTo: atRow(returnTo, task.id),
    receipt: next?.dueOn == null ? null : `next on ${shortDay(next.dueOn, today)}`,
  });
}
