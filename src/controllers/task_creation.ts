/** Adding a task by the full form, word for word; quick_add.ts adds one by a line that is parsed. */
import type { Done } from "../db/saved.ts";
import { typed } from "../forms/fields.ts";
import { parseTaskForm } from "../forms/task.ts";
import { EMPTY_TASK } from "../forms/task_values.ts";
import { withReadDates } from "../forms/typed_dates.ts";
import type { FlashMessage } from "../http/flash.ts";
import type { Reply } from "../http/reply.ts";
import type { Action, RequestContext } from "../http/request_context.ts";
import type { Task } from "../models/task_records.ts";
import { createTask } from "../models/tasks.ts";
import { paths } from "../paths.ts";
import { afterAdding } from "../presenters/added_row.ts";
import { unreadDateMessage } from "../presenters/quick_add.ts";
import { addedFlash } from "../presenters/task_flash.ts";
import { newTaskPage, refusedTaskPage } from "../presenters/task_page.ts";

export const newTask: Action = async (c) => {
  const { title, list, due_on: dueOn, tags } = c.query;
  // The address may fill in the form: bookmarks and other programs link to it.
  const { due_on: day } = withReadDates({ due_on: dueOn }, c.scope.dateContext);
  const given = { title: typed(title), list: typed(list), due_on: typed(day), tags: typed(tags) };
  const form = { values: { ...EMPTY_TASK, ...given }, errors: {} };
  return c.page("tasks/new", await newTaskPage(c.scope, form));
};

export const create: Action = async (c) => {
  const form = parseTaskForm(c.fields, { task: null, dates: c.scope.dateContext });
  if (!form.ok) return c.page("tasks/new", await newTaskPage(c.scope, form));
  const saved = await createTask(c.scope, form.value, c);
  if (saved.ok) {
    return added(c, saved, unreadDateMessage(saved.value, c.returnTo(paths.task(saved.value.id))));
  }
  return c.page("tasks/new", await refusedTaskPage(c.scope, form.values, saved));
};

/** Returns to the page of the form, for the next task. @param parsed what quick add adds to the message. */
export async function added(
  c: RequestContext,
  saved: Done<Task>,
  parsed: Pick<FlashMessage, "receipt" | "actions"> = {},
): Promise<Reply> {
  // A task that a repeated request added may have been deleted since.
  const own = saved.value.deletedAt === null ? paths.task(saved.value.id) : paths.tasks;
  const options = { atRow: c.isPhone };
  const { to, show } = await afterAdding(c.scope, c.returnTo(own), saved.value, options);
  const message = { undoTo: c.returnTo(paths.dashboard), link: show, ...parsed };
  return c.redirect(to, addedFlash(saved, to, message));
}
