/** The checklist of a task: tasks of their own, one level deep. */
import { found, NotFound } from "../errors.ts";
import { parseItem } from "../forms/task.ts";
import type { Action } from "../http/request_context.ts";
import { createTask, findTask } from "../models/tasks.ts";
import { anchors, paths } from "../paths.ts";
import { taskFlash } from "../presenters/task_flash.ts";
import { taskPage } from "../presenters/task_page.ts";

/** Adds an item, and comes back to the line for the next one. */
export const create: Action = async (c) => {
  const parent = found(await findTask(c.scope, c.id()));
  if (parent.parentId !== null) throw new NotFound();
  const form = parseItem(c.fields);
  if (!form.ok) {
    const page = await taskPage(c.scope, parent, { referrer: c.referrer, item: form });
    return c.page("tasks/show", page);
  }
  const saved = await createTask(c.scope, { ...form.value, parentId: parent.id }, c);
  if (!saved.ok) throw new NotFound();
  const to = paths.task(parent.id) + anchors.item;
  const message = { text: "Added", change: saved.changeId, undoTo: to };
  return c.redirect(to, taskFlash(saved.value, to, message));
};
