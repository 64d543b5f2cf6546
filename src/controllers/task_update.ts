/** Saving the form of a task, unless the task was saved elsewhere since the form was opened. */
import { found } from "../errors.ts";
import { parseTaskForm, parseVersion } from "../forms/task.ts";
import type { Action } from "../http/request_context.ts";
import { findTask, updateTask } from "../models/tasks.ts";
import { paths } from "../paths.ts";
import { atRow, backToRow, findTarget } from "../presenters/return_target.ts";
import { refusedUpdatePage } from "../presenters/task_conflict.ts";
import { taskFlash } from "../presenters/task_flash.ts";
import { editTaskPage, typedFormPage } from "../presenters/task_page.ts";
import { orInTrash } from "./tasks.ts";

export const edit: Action = orInTrash(async (c) =>
  c.page("tasks/edit", await editTaskPage(c.scope, c.id())),
);

export const update: Action = async (c) => {
  const task = found(await findTask(c.scope, c.id()));
  const form = parseTaskForm(c.fields, { task, dates: c.scope.dateContext });
  if (!form.ok) {
    const page = await typedFormPage(c.scope, task, form, c.fields);
    return c.page(page.name, page.model);
  }
  const expected = { version: parseVersion(c.fields.version), requestKey: c.requestKey };
  const saved = await updateTask(c.scope, task.id, form.value, expected);
  if (!saved.ok) {
    const page = await refusedUpdatePage(c.scope, task, { form, refused: saved, fields: c.fields });
    if (page !== null) return c.page(page.name, page.model);
  }
  const target = await findTarget(c.scope, c.returnTo(paths.task(task.id)));
  const after = saved.ok ? saved.value.task : task;
  const to = await backToRow(c.scope, target, { before: task, after });
  const undoTo = target.view === null ? to : atRow(to, task.id);
  const flash = { text: "Saved", change: saved.ok ? saved.changeId : null, undoTo };
  return c.redirect(to, taskFlash({ ...task, title: form.value.title }, to, flash));
};
