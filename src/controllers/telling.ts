/** What has happened, told on the next page, with the way to take it back. */
import type { Response } from "express";
import type { Viewer } from "../auth/authenticator.ts";
import { setFlash } from "../http/flash.ts";
import { listChanges } from "../models/changes.ts";
import { paths, withoutAnchor } from "../paths.ts";
import type { Services } from "../services.ts";
import type { ButtonForm, Flash } from "../views/models/page.ts";

/** Goes on to a page of ours and says there what has happened. */
export function tell(
  context: Services,
  res: Response,
  viewer: Viewer,
  to: string,
  told: Pick<Flash, "text"> & Partial<Flash>,
): void {
  const flash: Flash = { kind: "done", subject: null, receipt: null, actions: [], ...told };
  setFlash(context, res, viewer.sessionId, flash);
  res.redirect(303, to);
}

/** A task as a message names it; it is no link on its own page, or in the trash. */
export function subjectOf(task: TaskTold["task"], to: string): NonNullable<Flash["subject"]> {
  const own = paths.task(task.id);
  const hasPage = task.deletedAt === null && withoutAnchor(to) !== own;
  return { title: task.title, href: hasPage ? own : null };
}

export interface TaskTold {
  text: string;
  task: { id: number; title: string; deletedAt: Date | null };
  /** null: there is nothing to undo. */
  changeId: number | null;
  /** Where Undo comes back to. */
  returnTo: string;
  receipt?: string | null;
  /** Besides Undo. */
  more?: ButtonForm[];
}

/** The same about one task, with Undo. */
export function tellTask(
  context: Services,
  res: Response,
  viewer: Viewer,
  to: string,
  { text, task, changeId, returnTo, receipt = null, more = [] }: TaskTold,
): void {
  const subject = subjectOf(task, to);
  const undo = undoActions(changeId, returnTo);
  const actions = undo.length === 0 ? [] : [...undo, ...more];
  tell(context, res, viewer, to, { text, subject, receipt, actions });
}

/** The Undo of a change; none when there was nothing to change. */
export function undoActions(changeId: number | null, returnTo: string): ButtonForm[] {
  if (changeId === null) return [];
  return [{ label: "Undo", action: paths.undo(changeId), fields: { return_to: returnTo } }];
}

/**
 * The change that a form made when it was sent the first time, if it was the last one: sent twice, the
 * second answer is the only one that is seen, and is to offer what the first one did.
 */
export async function changeBefore(
  viewer: Viewer,
  label: string,
  subject: string,
): Promise<number | null> {
  const { entries } = await listChanges(viewer.scope, { before: null, limit: 1 });
  const [last] = entries;
  const isIt = last?.label === label && last.subject === subject && last.undoneBy === null;
  return isIt ? last.id : null;
}
