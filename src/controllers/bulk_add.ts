/** Many tasks at once, a line each: a few are added, more are shown first; one Undo takes all back. */
import { BULK_ADD_PROBLEMS, parseBulkAdd } from "../forms/bulk_add.ts";
import { parsePositiveInteger } from "../forms/numbers.ts";
import { formErrors } from "../forms/problems.ts";
import { quickAddDefaults } from "../forms/quick_add.ts";
import type { Action } from "../http/request_context.ts";
import { safeReturnTo } from "../http/return_to.ts";
import { findList } from "../models/lists.ts";
import { createTasks } from "../models/tasks.ts";
import { paths } from "../paths.ts";
import { bulkAddPage, bulkAddPreview } from "../presenters/bulk_add.ts";
import { changeText } from "../presenters/change_text.ts";
import { backToQuickAdd } from "../presenters/return_target.ts";

export const show: Action = async (c) => {
  const id = parsePositiveInteger(c.query.list);
  const list = id === null ? null : await findList(c.scope, id);
  const own = list === null ? paths.tasks : paths.list(list.id);
  const returnTo = safeReturnTo(c.query.return_to) ?? own;
  const form = { values: { lines: "" }, errors: {} };
  return c.page("tasks/many", bulkAddPage({ form, listId: list?.id ?? null, returnTo }));
};

export const create: Action = async (c) => {
  const { scope, fields } = c;
  const { localNow: now, weekStart } = scope;
  const form = parseBulkAdd(fields, { now, weekStart });
  const page = { listId: quickAddDefaults(fields).listId, returnTo: c.returnTo(paths.tasks) };
  if (!form.ok) return c.page("tasks/many", bulkAddPage({ ...page, form }));
  const { lines, parsed, tasks, isApproved } = form.value;
  const shown = { ...page, form: { values: { lines }, errors: {} } };
  if (!isApproved) return c.page("tasks/many", bulkAddPreview(shown, parsed, now.date));
  const saved = await createTasks(scope, tasks, c);
  if (!saved.ok) {
    const errors = formErrors(saved, BULK_ADD_PROBLEMS);
    const failed = { ...shown, listId: null, form: { values: { lines }, errors } };
    return c.page("tasks/many", bulkAddPage(failed));
  }
  const { label, subject } = changeText("task.added", saved.value);
  return c.redirect(await backToQuickAdd(scope, page.returnTo), {
    text: saved.isRepeat ? "Already added" : label,
    subject: { title: subject ?? "", href: null },
    change: saved.changeId,
    undoTo: page.returnTo,
  });
};
