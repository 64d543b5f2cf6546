/** The history of changes, and undoing them. */
import { BadRequest, found, orBadRequest, refuseFull } from "../errors.ts";
import { parseHistoryFilter } from "../forms/history_filter.ts";
import { parsePositiveInteger } from "../forms/numbers.ts";
import { PAGE_MOVED } from "../forms/task_list.ts";
import { parseUndoButton } from "../forms/undo.ts";
import type { Reply } from "../http/reply.ts";
import type { Action, RequestContext } from "../http/request_context.ts";
import { findEntry, undoChange } from "../models/changes.ts";
import { paths } from "../paths.ts";
import {
  existingPage,
  goneFlash,
  nameInUsePage,
  undoConflictPage,
  undoneFlash,
} from "../presenters/history.ts";
import { historyPage } from "../presenters/history_page.ts";
import { atRow } from "../presenters/return_target.ts";

export const index: Action = async (c) => {
  const { cursor } = c.query;
  const before = cursor === undefined ? null : parsePositiveInteger(cursor);
  if (cursor !== undefined && before === null) throw new BadRequest(PAGE_MOVED);
  const filter = orBadRequest(parseHistoryFilter(c.query));
  return c.page("history/index", await historyPage(c.scope, filter, before));
};

export const undo: Action = (c) => undoEntry(c, c.id(), c.returnTo(paths.history));

/** By the button in the form around the rows of a list. */
export const undoInList: Action = (c) => {
  const { change, task } = found(parseUndoButton(c.fields));
  const returnTo = c.returnTo(paths.tasks);
  return undoEntry(c, change, task === null ? returnTo : atRow(returnTo, task));
};

async function undoEntry(c: RequestContext, id: number, returnTo: string): Promise<Reply> {
  const force = c.fields.force === "1";
  const saved = await undoChange(c.scope, id, { force, requestKey: c.requestKey });
  const to = await existingPage(c.scope, returnTo);
  if (saved.ok) return c.redirect(to, undoneFlash(saved, returnTo));
  refuseFull(saved);
  const entry = found(await findEntry(c.scope, id));
  const [problem] = saved.problems;
  const { rows = [] } = problem;
  // What only has changed since can be forced; what is blocked cannot.
  if (problem.code !== "blocked") {
    return c.page("history/conflict", await undoConflictPage(c.scope, entry, problem, returnTo));
  }
  if (rows.length === 0) return c.redirect(to, goneFlash(entry));
  return c.page("history/name_in_use", await nameInUsePage(c.scope, entry, { rows, returnTo: to }));
}
