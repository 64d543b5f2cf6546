/** What was done and when, and undoing it. */
import type { Refused } from "../db/saved.ts";
import { BadRequest, found } from "../errors.ts";
import { parsePositiveInteger } from "../forms/numbers.ts";
import { PAGE_MOVED } from "../forms/task_list.ts";
import type { Reply } from "../http/reply.ts";
import type { Action, RequestContext } from "../http/request_context.ts";
import { findEntry, listChanges, undoChange } from "../models/changes.ts";
import { paths } from "../paths.ts";
import {
  blockedText,
  existingPage,
  historyPage,
  undoConflictPage,
  undoneFlash,
} from "../presenters/history.ts";

const PAGE_SIZE = 50;

export const index: Action = async (c) => {
  const { cursor } = c.query;
  const before = cursor === undefined ? null : parsePositiveInteger(cursor);
  if (cursor !== undefined && before === null) {
    throw new BadRequest(PAGE_MOVED);
  }
  const changes = await listChanges(c.scope, { before, limit: PAGE_SIZE });
  return c.page("history/index", historyPage(changes, { before, timeZone: c.scope.timeZone }));
};

export const undo: Action = async (c) => {
  const force = c.fields.force === "1";
  const returnTo = c.returnTo(paths.history);
  const saved = await undoChange(c.scope, c.id(), { force, requestKey: c.requestKey });
  if (!saved.ok) return refused(c, saved, returnTo);
  return c.redirect(await existingPage(c.scope, returnTo), undoneFlash(saved, returnTo));
};

/** Some of it has changed since, which can be forced; or it cannot be undone at all. */
async function refused(c: RequestContext, { problems }: Refused, returnTo: string): Promise<Reply> {
  const entry = found(await findEntry(c.scope, c.id()));
  const [{ code, rows = [] }] = problems;
  if (code === "blocked" && c.fields.force === "1") {
    return c.redirect(await existingPage(c.scope, returnTo), blockedText(entry, rows));
  }
  return c.page("history/conflict", undoConflictPage(entry, rows, returnTo), { status: 409 });
}
