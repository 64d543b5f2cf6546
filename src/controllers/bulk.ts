/** Changing many tasks at once: the form around the rows of a list. */
import { done, NotFound } from "../errors.ts";
import { isNothing, isUndecided, parseAction } from "../forms/bulk.ts";
import { notice } from "../http/flash.ts";
import type { Action } from "../http/request_context.ts";
import { changeTasks } from "../models/bulk.ts";
import { paths } from "../paths.ts";
import {
  bulkCorrectionPage,
  bulkQuestionPage,
  selectTasks,
} from "../presenters/bulk_confirmation.ts";
import { bulkFlash, bulkReturnTo } from "../presenters/bulk_flash.ts";

export const apply: Action = async (c) => {
  const returnTo = c.returnTo(paths.tasks);
  if (isNothing(c.fields)) return c.redirect(returnTo, notice("Nothing was selected."));
  if (isUndecided(c.fields)) {
    return c.redirect(returnTo, notice("Nothing was changed: press the button for what you mean."));
  }
  const form = parseAction(c.fields, c.scope);
  if (!form.ok) return c.page("forms/confirm", bulkCorrectionPage(c.fields, form, returnTo));
  const { ids, question } = await selectTasks(c.scope, c.fields, form.action, returnTo);
  // A repeated request is not asked about: the tasks that it changed may not match any more.
  const saved = done(await changeTasks(c.scope, question === null ? ids : [], form.action, c));
  if (question !== null && !saved.isRepeat) {
    if (ids.length === 0) return c.redirect(returnTo, notice("No tasks match any more."));
    return c.page("forms/confirm", bulkQuestionPage(c.fields, question, returnTo));
  }
  if (saved.value.found === 0) throw new NotFound();
  return c.redirect(bulkReturnTo(form.action, ids, returnTo), bulkFlash(saved, form, returnTo));
};
