/** The items of a task's checklist: tasks of their own, one level deep. */
import { found, NotFound } from "../errors.ts";
import { refusedForm } from "../forms/problems.ts";
import { parseItem, TITLE_PROBLEMS } from "../forms/task.ts";
import type { Action } from "../http/request_context.ts";
import { createTask, findTask } from "../models/tasks.ts";
import { anchors, paths } from "../paths.ts";
import { taskFlash } from "../presenters/task_flash.ts";
import { taskPage } from "../presenters/task_page.ts";

/** Adds an item, and returns to the input for the next one. */
export const create: Action = async (c) => {
  const parent = found(await findTask(c.scope, c.id()));
  if (parent.parentId !== null) throw new NotFound();
  const form = parseItem(c.fields);
  if (!form.ok) {
    const page = await taskPage(c.scope, parent.id, { referrer: c.referrer, item: form });
    return c.page("tasks/show", page);
  }
  const input = { ...form.value, parentId: parent.id };
  const saved = await createTask(c.scope, input, c);
  if (!saved.ok) {
    const refused = refusedForm(form.value, saved, TITLE_PROBLEMS);
    const page = await taskPage(c.scope, parent.id, { referrer: c.referrer, item: refused });
    return c.page("tasks/show", page);
  }
  const { value: item, changeId: change } = saved;
  const to = paths.task(parent.id) + anchors.item;
  return c.redirect(to, taskFlash(item, to, { text: "Added", change, undoTo: to }));
};
