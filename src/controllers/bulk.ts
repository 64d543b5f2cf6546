/** One form for many tasks: the bar of a list, and the tick of each of its rows. */
import type { Request, Response } from "express";
import type { Viewer } from "../auth/authenticator.ts";
import { HttpError, NotFound } from "../errors.ts";
import { isNothing, parseAction, parseSelection, type Selection } from "../forms/bulk.ts";
import { type Completion, parseCompletion } from "../forms/completion.ts";
import { fieldsOf } from "../forms/fields.ts";
import type { ViewerHandler } from "../http/require_user.ts";
import {
  BULK_MOST,
  BULK_VERBS,
  type BulkAction,
  type BulkResult,
  changeTasks,
} from "../models/bulk.ts";
import { DIRECTIONS } from "../models/positions.ts";
import { matchingIds } from "../models/task_queries.ts";
import { findTask } from "../models/tasks.ts";
import { paths } from "../paths.ts";
import { findPlace } from "../presenters/list_views.ts";
import { atRow, returnFrom } from "../presenters/return_target.ts";
import type { Services } from "../services.ts";
import { askAgain, showToMend } from "./bulk_confirmation.ts";
import { finish } from "./completion.ts";
import { todayOf } from "./pages.ts";
import { changeBefore, tell, undoActions } from "./telling.ts";

/** Deleting more than so many at once is asked about. */
const ASKED_ABOVE = 50;

export function bulk(context: Services) {
  const apply: ViewerHandler = async (req, res, viewer) => {
    const fields = fieldsOf(req.body);
    const returnTo = returnFrom(fields, paths.tasks);
    const tick = parseCompletion(fields);
    if (tick !== null) return finishTick(context, res, viewer, tick, returnTo);
    if (isNothing(fields)) {
      const text = "Nothing was selected.";
      return tell(context, res, viewer, returnTo, { kind: "notice", text });
    }
    const today = todayOf(context, viewer.user);
    const read = parseAction(fields, { today, weekStart: viewer.user.weekStart });
    if (!read.ok) return showToMend(context, req, res, fields, read, returnTo);
    const { action, detail } = read;
    const ids = await chosenIds(context, req, res, viewer, action, returnTo);
    if (ids === null) return;
    const result = await changeTasks(viewer.scope, ids, action, { now: context.clock(), today });
    if (result === null || result.count === 0) throw new NotFound();
    return tellResult(context, res, viewer, { action, detail, ids, result, returnTo });
  };

  return { apply };
}

/** The tasks that are meant; null when it was answered with a question. */
async function chosenIds(
  context: Services,
  req: Request,
  res: Response,
  viewer: Viewer,
  action: BulkAction,
  returnTo: string,
): Promise<number[] | null> {
  const fields = fieldsOf(req.body);
  const selection: Selection = parseSelection(fields);
  if (selection.kind === "some") return selection.ids;
  const place = await findPlace(context, viewer, returnTo);
  if (place === null) throw new NotFound();
  const ids = await matchingIds(viewer.scope, place.query, BULK_MOST + 1);
  if (ids.length > BULK_MOST) {
    throw new HttpError(422, "At most 10,000 tasks can be changed at once: narrow the list first");
  }
  if (ids.length === 0) {
    const text = "Nothing matches any more.";
    tell(context, res, viewer, returnTo, { kind: "notice", text });
    return null;
  }
  const { count, confirmed } = selection;
  const isSure = action.kind !== "delete" || ids.length <= ASKED_ABOVE;
  if (confirmed === ids.length || (count === ids.length && isSure)) return ids;
  const shown = confirmed ?? count;
  await askAgain(context, req, res, { fields, action, shown, count: ids.length, returnTo });
  return null;
}

/** A row's own button, as a browser sends it that knows no `formaction`: w3m and lynx. */
async function finishTick(
  context: Services,
  res: Response,
  viewer: Viewer,
  { id, done }: Completion,
  returnTo: string,
): Promise<void> {
  const before = id === null ? null : await findTask(viewer.scope, id);
  if (before === null) throw new NotFound();
  return finish(context, res, viewer, before, { done, returnTo });
}

interface Told {
  action: BulkAction;
  /** Its value in words. */
  detail: string | null;
  ids: number[];
  result: BulkResult;
  returnTo: string;
}

/** Back where one was; what was moved by hand is where one looks next. */
async function tellResult(
  context: Services,
  res: Response,
  viewer: Viewer,
  { action, detail, ids, result, returnTo }: Told,
): Promise<void> {
  const { changed, count, subject } = result;
  const verb = BULK_VERBS[action.kind];
  const [first] = ids;
  const isMoved = (DIRECTIONS as readonly string[]).includes(action.kind) && first !== undefined;
  const to = isMoved ? atRow(returnTo, first) : returnTo;
  const changeId = result.changeId ?? (await changeBefore(viewer, verb, subject));
  if (changeId === null) {
    const text = "There was nothing to change.";
    tell(context, res, viewer, to, { kind: "notice", text });
    return;
  }
  const isOne = (changed || count) === 1;
  tell(context, res, viewer, to, {
    ...(isOne
      ? { text: verb, subject: { title: subject, href: null } }
      : { text: `${verb} ${subject}.` }),
    receipt: detail,
    actions: undoActions(changeId, returnTo),
  });
}
