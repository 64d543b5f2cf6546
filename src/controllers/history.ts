/** The history of changes, and undoing them. */
import { BadRequest, found } from "../errors.ts";
import { parsePositiveInteger } from "../forms/numbers.ts";
import { PAGE_MOVED } from "../forms/task_list.ts";
import type { Action } from "../http/request_context.ts";
import { findEntry, listChanges, undoChange } from "../models/changes.ts";
import { paths } from "../paths.ts";
import {
  blockedFlash,
  existingPage,
  historyPage,
  undoConflictPage,
  undoneFlash,
} from "../presenters/history.ts";

const PAGE_SIZE = 50;

export const index: Action = async (c) => {
  const { cursor } = c.query;
  const before = cursor === undefined ? null : parsePositiveInteger(cursor);
  if (cursor !== undefined && before === null) throw new BadRequest(PAGE_MOVED);
  const changes = await listChanges(c.scope, { before, limit: PAGE_SIZE });
  return c.page("history/index", historyPage(changes, { before, timeZone: c.scope.timeZone }));
};

export const undo: Action = async (c) => {
  const force = c.fields.force === "1";
  const returnTo = c.returnTo(paths.history);
  const saved = await undoChange(c.scope, c.id(), { force, requestKey: c.requestKey });
  const to = await existingPage(c.scope, returnTo);
  if (saved.ok) return c.redirect(to, undoneFlash(saved, returnTo));
  const entry = found(await findEntry(c.scope, c.id()));
  const [{ code, rows = [] }] = saved.problems;
  // What only has changed since can be forced; what is blocked cannot.
  if (code === "blocked" && force) return c.redirect(to, blockedFlash(entry, rows));
  return c.page("history/conflict", undoConflictPage(entry, rows, returnTo));
};
