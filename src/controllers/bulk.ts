/** Changing many tasks at once: the form around the rows of a list. */
import { done, NotFound } from "../errors.ts";
import { isNothing, isUndecided, onlySelected, parseAction } from "../forms/bulk.ts";
import { withRowMove } from "../forms/row_move.ts";
import { notice } from "../http/flash.ts";
import type { Action } from "../http/request_context.ts";
import { changeTasks } from "../models/bulk.ts";
import { countRepeating, repeatingIn } from "../models/bulk_removal.ts";
import { paths } from "../paths.ts";
import {
  type BulkQuestion,
  bulkCorrectionPage,
  bulkQuestionPage,
  selectTasks,
} from "../presenters/bulk_confirmation.ts";
import { bulkFlash, bulkReturnTo } from "../presenters/bulk_flash.ts";
import { orInTrash } from "./tasks.ts";

export const apply: Action = orInTrash(
  async (c) => {
    const returnTo = c.returnTo(paths.tasks);
    const fields = withRowMove(c.fields);
    if (isNothing(fields)) return c.redirect(returnTo, notice("Nothing was selected."));
    if (isUndecided(fields)) {
      return c.redirect(
        returnTo,
        notice("Nothing was changed: press the button for what you mean."),
      );
    }
    const form = parseAction(fields, c.scope);
    if (!form.ok) return c.page("forms/confirm", bulkCorrectionPage(fields, form, returnTo));
    const { ids, question } = await selectTasks(c.scope, fields, form.action, returnTo);
    const { action } = form;
    const ask = (asked: BulkQuestion, repeating: number) =>
      c.page("forms/confirm", bulkQuestionPage(fields, { ...asked, repeating }, returnTo));
    // A repeated request is not asked about: the tasks that it changed may not match any more.
    const outcome = await changeTasks(c.scope, question === null ? ids : [], action, c);
    const repeating = repeatingIn(outcome);
    if (repeating > 0) {
      return ask({ kind: action.kind, count: ids.length, hasChanged: false }, repeating);
    }
    const saved = done(outcome);
    if (question !== null && !saved.isRepeat) {
      if (ids.length === 0) return c.redirect(returnTo, notice("No tasks match any more."));
      return ask(question, action.kind === "delete" ? await countRepeating(c.scope, ids) : 0);
    }
    if (saved.value.found === 0) throw new NotFound();
    return c.redirect(bulkReturnTo(action, ids, returnTo), bulkFlash(saved, form, returnTo));
  },
  (c) => onlySelected(withRowMove(c.fields)),
);
