/** What was done and when, and taking it back. */
import type { Request, Response } from "express";
import type { Viewer } from "../auth/authenticator.ts";
import { BadRequest, NotFound } from "../errors.ts";
import { fieldsOf } from "../forms/fields.ts";
import { parsePositiveInteger } from "../forms/numbers.ts";
import type { ViewerHandler } from "../http/require_user.ts";
import {
  type ChangedSince,
  type HistoryEntry,
  listChanges,
  type UndoOutcome,
  undoChange,
} from "../models/changes.ts";
import { findDeletedTask, findTask } from "../models/tasks.ts";
import { paths } from "../paths.ts";
import { findPlace } from "../presenters/list_views.ts";
import { returnFrom } from "../presenters/return_target.ts";
import type { Services } from "../services.ts";
import type { HistoryRow } from "../views/models/history.ts";
import type { Views } from "../views/models.ts";
import { makePage, show, toMoment } from "./pages.ts";
import { numberIn } from "./row_changes.ts";
import { tell } from "./telling.ts";

const ON_A_PAGE = 50;

export function history(context: Services) {
  const index: ViewerHandler = async (req, res, viewer) => {
    const { cursor } = req.query;
    const before = cursor === undefined ? null : parsePositiveInteger(cursor);
    if (cursor !== undefined && before === null) {
      throw new BadRequest("Cursor is not one that this list gave");
    }
    const { entries, next } = await listChanges(viewer.scope, { before, limit: ON_A_PAGE });
    const page = await makePage(context, req, res, { title: "History" });
    const { timeZone } = viewer.user;
    show(context, req, res, "history/index", {
      page,
      rows: entries.map((entry) => toRow(entry, timeZone)),
      nextHref: next === null ? null : `${paths.history}?cursor=${next}`,
      continued: before !== null,
    });
  };

  const undo: ViewerHandler = async (req, res, viewer) => {
    const fields = fieldsOf(req.body);
    const force = fields.force === "1";
    const returnTo = returnFrom(fields, paths.history);
    const result = await undoChange(viewer.scope, numberIn(req), { force }, context.clock());
    if (result.outcome === "missing") throw new NotFound();
    if (result.outcome === "conflict" && !force) {
      return showConflict(context, req, res, result.entry, result.rows, returnTo);
    }
    const to = await standing(context, viewer, returnTo);
    tell(context, res, viewer, to, told(result, returnTo));
  };

  return { index, undo };
}

/** One that was taken back offers to do it again: that is the undoing of its Undo. */
function toRow(entry: HistoryEntry, timeZone: string | null): HistoryRow {
  const { label, subject, createdAt, undoneBy } = entry;
  return {
    id: undoneBy ?? entry.id,
    text: undoneBy === null ? label : `Undone: ${label.charAt(0).toLowerCase()}${label.slice(1)}`,
    subject,
    at: toMoment(createdAt, timeZone),
    undo: undoneBy === null ? "Undo" : "Redo",
  };
}

/** What has come of it, in words, with the way back. */
function told(result: Exclude<UndoOutcome, { outcome: "missing" }>, returnTo: string) {
  const { entry } = result;
  const isRedo = entry.undoes !== null;
  const what = entry.subject === null ? null : { title: entry.subject, href: null };
  const label = isRedo ? "" : ` ${entry.label}`;
  const saying = (text: string) => ({
    text: what === null ? `${text}${label}.` : `${text}${label}`,
    subject: what,
  });
  if (result.outcome === "already") {
    return { kind: "notice" as const, ...saying(isRedo ? "Redone already:" : "Undone already:") };
  }
  if (result.outcome === "conflict") {
    const names = result.rows.map(({ name }) => `“${name}”`).join(", ");
    const why = names === "" ? "something of it is gone for good" : `there is another ${names} now`;
    return { kind: "notice" as const, ...saying(`Not undone, since ${why}:`) };
  }
  const action = paths.undo(result.changeId);
  const back = { label: isRedo ? "Undo" : "Redo", action, fields: { return_to: returnTo } };
  return { ...saying(isRedo ? "Redid:" : "Undid:"), actions: [back] };
}

async function showConflict(
  context: Services,
  req: Request,
  res: Response,
  entry: HistoryEntry,
  rows: ChangedSince[],
  returnTo: string,
): Promise<void> {
  const page = await makePage(context, req, res, { title: "It has changed since" });
  const { id, label, subject } = entry;
  const model: Views["history/conflict"] = {
    page,
    id,
    text: subject === null ? label : `${label}: ${subject}`,
    rows: rows.map(toConflictRow),
    returnTo,
  };
  show(context, req, res, "history/conflict", model, 409);
}

/** A row that is there has its name, and a page unless it is a section. */
function toConflictRow({ table, id, name }: ChangedSince): { href: string | null; name: string } {
  if (name === null)
    return {
      href: null,
      name: table === "task_tags" ? `A tag of task ${id}` : "What is gone by now",
    };
  if (table === "tasks") return { href: paths.task(id), name };
  if (table === "lists") return { href: paths.list(id), name };
  return table === "tags" ? { href: paths.tag(name), name: `#${name}` } : { href: null, name };
}

/** The page to go back to, unless it went with what was undone. */
async function standing(context: Services, viewer: Viewer, returnTo: string): Promise<string> {
  const [path = "", folder, name] = /^\/(lists|tags|tasks)\/([^/?#]+)/.exec(returnTo) ?? [];
  if (folder === undefined) return returnTo;
  if (folder !== "tasks") {
    const isOther = folder === "lists" && parsePositiveInteger(name) === null;
    const isThere = isOther || (await findPlace(context, viewer, path)) !== null;
    return isThere ? returnTo : paths.dashboard;
  }
  const id = parsePositiveInteger(name);
  if (id === null) return returnTo;
  const task = (await findTask(viewer.scope, id)) ?? (await findDeletedTask(viewer.scope, id));
  return task === null ? paths.dashboard : returnTo;
}
