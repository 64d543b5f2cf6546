/** One form for many tasks: the bar of a list, and the tick of each of its rows. */
import type { UserScope } from "../db/scope.ts";
import { found, NotFound, Unprocessable } from "../errors.ts";
import {
  isMoveByHand,
  isNothing,
  parseAction,
  parseSelection,
  type Selection,
  type ValidAction,
} from "../forms/bulk.ts";
import { parseCompletion } from "../forms/completion.ts";
import type { Reply } from "../http/reply.ts";
import type { Action, RequestContext } from "../http/request_context.ts";
import { BULK_MOST, changeTasks } from "../models/bulk.ts";
import { matchingIds } from "../models/task_queries.ts";
import { findTask } from "../models/tasks.ts";
import { paths } from "../paths.ts";
import {
  bulkCorrectionPage,
  bulkQuestion,
  bulkQuestionPage,
} from "../presenters/bulk_confirmation.ts";
import { bulkFlash } from "../presenters/bulk_flash.ts";
import { findListView } from "../presenters/list_views.ts";
import { atRow } from "../presenters/return_target.ts";
import { finish } from "./completion.ts";

export const apply: Action = async (c) => {
  const { scope, fields } = c;
  const returnTo = c.returnTo(paths.tasks);
  // A row's own button, from a browser without `formaction`: w3m and lynx.
  const row = parseCompletion(fields);
  if (row !== null) {
    const task = found(row.id === null ? null : await findTask(scope, row.id));
    return finish(c, task, { done: row.done, returnTo });
  }
  if (isNothing(fields)) {
    return c.redirect(returnTo, { kind: "notice", text: "Nothing was selected." });
  }
  const parsed = parseAction(fields, scope);
  if (parsed.ok) return changeSelected(c, parsed, returnTo);
  return c.page("forms/confirm", bulkCorrectionPage(fields, parsed, returnTo), { status: 422 });
};

async function changeSelected(
  c: RequestContext,
  valid: ValidAction,
  returnTo: string,
): Promise<Reply> {
  const { action } = valid;
  const selection = parseSelection(c.fields);
  const ids = await selectedIds(c.scope, selection, returnTo);
  const question = bulkQuestion(selection, action.kind, ids.length);
  // A request that comes again is not asked about: what it has changed may match no more.
  const saved = await changeTasks(c.scope, question === null ? ids : [], action, c);
  if (question !== null && !(saved.ok && saved.isRepeat)) {
    if (ids.length === 0) {
      return c.redirect(returnTo, { kind: "notice", text: "Nothing matches any more." });
    }
    const page = bulkQuestionPage(c.fields, { ...question, returnTo });
    return c.page("forms/confirm", page, { status: question.isOther ? 409 : 200 });
  }
  if (!saved.ok || saved.value.found === 0) throw new NotFound();
  const [first] = ids;
  const isMoved = first !== undefined && isMoveByHand(action.kind);
  return c.redirect(isMoved ? atRow(returnTo, first) : returnTo, bulkFlash(saved, valid, returnTo));
}

async function selectedIds(
  scope: UserScope,
  selection: Selection,
  returnTo: string,
): Promise<readonly number[]> {
  if (selection.kind === "some") return selection.ids;
  const { query } = found(await findListView(scope, returnTo));
  const ids = await matchingIds(scope, query, BULK_MOST + 1);
  if (ids.length <= BULK_MOST) return ids;
  throw new Unprocessable("At most 10,000 tasks can be changed at once: narrow the list first");
}
