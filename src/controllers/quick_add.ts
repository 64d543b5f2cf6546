/** Quick add: a task from one line of text, and "Keep my words as they were". */
import { done, found, orBadRequest } from "../errors.ts";
import { typed } from "../forms/fields.ts";
import { atNamedPlace } from "../forms/named_place.ts";
import { parsePlainLine, parseQuickLine } from "../forms/quick_add.ts";
import type { PageReply, Reply } from "../http/reply.ts";
import type { Action, RequestContext } from "../http/request_context.ts";
import { throttled } from "../http/throttled.ts";
import { listOutline } from "../models/lists.ts";
import { revertQuickAdd } from "../models/revert_quick_add.ts";
import { createTask, findTask } from "../models/tasks.ts";
import { paths } from "../paths.ts";
import {
  invalidLinePage,
  notRevertedFlash,
  quickAddMessage,
  refusedLinePage,
} from "../presenters/quick_add.ts";
import { backToRow, findTarget } from "../presenters/return_target.ts";
import { taskFlash } from "../presenters/task_flash.ts";
import type { FormView } from "../views/models/form.ts";
import { added } from "./task_creation.ts";

export const create: Action = throttled(
  (c, { formError: title }) =>
    showLine(c, { values: { title: typed(c.fields.title) }, errors: { title } }),
  addLine,
);

async function addLine(c: RequestContext): Promise<Reply> {
  const metered = c.services.parsing.of(c.user.id);
  const form = metered(() => parseQuickLine(c.fields, c.scope.dateContext));
  if (!form.ok) return showLine(c, form);
  const lists = form.value.said.list === null ? [] : await listOutline(c.scope);
  const saved = await createTask(c.scope, atNamedPlace(form.value.task, lists), c);
  if (!saved.ok) {
    const { name, model } = await refusedLinePage(c.scope, form.value, {
      refused: saved,
      address: c.returnTo(paths.dashboard),
    });
    return c.page(name, model);
  }
  const options = { lists, fields: c.fields, clock: c.scope };
  return added(c, saved, quickAddMessage(form.value, saved, options));
}

/** The page that the line was typed on, with what is wrong with it. */
async function showLine(c: RequestContext, form: FormView<"title">): Promise<PageReply> {
  const { name, model } = await invalidLinePage(c.scope, form, c.returnTo(paths.dashboard));
  return c.page(name, model);
}

export const revert: Action = async (c) => {
  const before = found(await findTask(c.scope, c.id()));
  // The button is only offered for a line that can be a title.
  const line = orBadRequest(parsePlainLine(c.fields));
  const undoTo = c.returnTo(paths.task(before.id));
  const saved = await revertQuickAdd(c.scope, before.id, line, c);
  if (!saved.ok && saved.problems[0].code === "stale") {
    return c.redirect(undoTo, notRevertedFlash(before, c.fields));
  }
  const { value: task, changeId: change } = done(saved);
  const target = await findTarget(c.scope, undoTo);
  const to = await backToRow(c.scope, target, { before, after: task });
  return c.redirect(to, taskFlash(task, to, { text: "Kept as text", change, undoTo }));
};
