/** Saving what was written into a task's form, unless it was saved elsewhere meanwhile. */
import { found } from "../errors.ts";
import { typed } from "../forms/fields.ts";
import { formErrors } from "../forms/problems.ts";
import { parseTaskForm, parseVersion, type TaskField, taskProblems } from "../forms/task.ts";
import type { Reply } from "../http/reply.ts";
import type { Action, RequestContext } from "../http/request_context.ts";
import type { TaskInput } from "../models/task_fields.ts";
import { inputOf, type Task } from "../models/task_records.ts";
import { findTask, updateTask } from "../models/tasks.ts";
import { paths } from "../paths.ts";
import { taskConflictPage } from "../presenters/task_conflict.ts";
import { taskFlash } from "../presenters/task_flash.ts";
import { isSame } from "../presenters/task_merge.ts";
import { editAgainPage, editTaskPage } from "../presenters/task_page.ts";
import type { FormView } from "../views/models/form.ts";

export const edit: Action = async (c) =>
  c.page("tasks/edit", await editTaskPage(c.scope, found(await findTask(c.scope, c.id()))));

export const update: Action = async (c) => {
  const task = found(await findTask(c.scope, c.id()));
  const version = parseVersion(c.fields.version) ?? task.version;
  const form = parseTaskForm(c.fields, task);
  const again = async (errors: FormView<TaskField>["errors"]) => {
    const typedForm = { values: form.values, errors, version, seen: typed(c.fields.seen) };
    return c.page("tasks/edit", await editAgainPage(c.scope, task, typedForm));
  };
  if (!form.ok) return again(form.errors);
  const { requestKey } = c;
  const saved = await updateTask(c.scope, task.id, form.value, { version, requestKey });
  if (saved.ok) return updated(c, saved.value.task, saved.changeId);
  if (saved.problems[0].code === "stale") return savedElsewhere(c, task.id, form.value);
  return again(formErrors(saved, taskProblems({ isItem: task.parentId !== null })));
};

function updated(c: RequestContext, task: Task, change: number | null): Reply {
  const to = c.returnTo(paths.task(task.id));
  return c.redirect(to, taskFlash(task, to, { text: "Saved", change, undoTo: to }));
}

/** Another version is saved than the one that was seen. */
async function savedElsewhere(c: RequestContext, id: number, input: TaskInput): Promise<Reply> {
  const task = found(await findTask(c.scope, id));
  // The same from two tabs is not a conflict.
  if (isSame(input, inputOf(task))) return updated(c, task, null);
  const written = { input, seen: typed(c.fields.seen), returnTo: typed(c.fields.return_to) };
  return c.page("tasks/conflict", await taskConflictPage(c.scope, task, written), { status: 409 });
}
