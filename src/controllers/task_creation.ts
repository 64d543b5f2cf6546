/** Adding a task: by the full form, word for word, or by a quick-add line that is read. */
import type { Done } from "../db/saved.ts";
import { HttpError } from "../errors.ts";
import { typed } from "../forms/fields.ts";
import { formErrors } from "../forms/problems.ts";
import { lineAsForm, parseQuickLine, revertFields } from "../forms/quick_add.ts";
import { parseTaskForm, type TaskField, taskProblems } from "../forms/task.ts";
import { EMPTY_TASK } from "../forms/task_values.ts";
import type { FlashMessage } from "../http/flash.ts";
import type { Reply } from "../http/reply.ts";
import type { Action, RequestContext } from "../http/request_context.ts";
import { listOutline } from "../models/lists.ts";
import type { Task } from "../models/task_records.ts";
import { createTask } from "../models/tasks.ts";
import { paths, withoutAnchor } from "../paths.ts";
import { backToQuickAdd } from "../presenters/return_target.ts";
import { lineMessage, restoreButton, taskFlash } from "../presenters/task_flash.ts";
import { findPage } from "../presenters/task_list.ts";
import { newTaskPage } from "../presenters/task_page.ts";
import type { FormView } from "../views/models/form.ts";

const PROBLEMS = taskProblems({ isItem: false });

export const newTask: Action = (c) => {
  const { title, list, due_on: dueOn, tags } = c.query;
  // An address may begin it: a section of a list offers itself.
  const place = { list: typed(list), due_on: typed(dueOn), tags: typed(tags) };
  return formAgain(c, { values: { ...EMPTY_TASK, title: typed(title), ...place }, errors: {} });
};

export const create: Action = (c) =>
  c.fields.quick === "1" ? createFromLine(c) : createFromForm(c);

async function createFromForm(c: RequestContext): Promise<Reply> {
  const form = parseTaskForm(c.fields);
  if (!form.ok) return invalidForm(c, form);
  const saved = await createTask(c.scope, form.value, c);
  if (saved.ok) return added(c, saved);
  return formAgain(c, { values: form.values, errors: formErrors(saved, PROBLEMS) });
}

/** Only here is a title read for more than it says. */
async function createFromLine(c: RequestContext): Promise<Reply> {
  const { localNow: now, weekStart } = c.scope;
  const form = parseQuickLine(c.fields, { now, weekStart });
  if (!form.ok) return lineAgain(c, form);
  const { said, task } = form.value;
  const lists = said.list === null ? [] : await listOutline(c.scope);
  const saved = await createTask(c.scope, task, c);
  if (!saved.ok) {
    return formAgain(c, { values: lineAsForm(form.value), errors: formErrors(saved, PROBLEMS) });
  }
  const isNewList = !saved.isRepeat && !lists.some(({ id }) => id === saved.value.list?.id);
  const shown = { isNewList, keep: revertFields(c.fields, form.value), today: now.date };
  return added(c, saved, lineMessage(form.value, saved.value, shown));
}

/** Back on the page of the form, for the next one. */
async function added(
  c: RequestContext,
  { value: task, changeId, isRepeat }: Done<Task>,
  said: Pick<FlashMessage, "receipt" | "actions"> = {},
): Promise<Reply> {
  if (task.deletedAt !== null) return deletedMeanwhile(c, task);
  const to = await backToQuickAdd(c.scope, c.returnTo(paths.task(task.id)));
  const flash = taskFlash(task, to, {
    text: isRepeat ? "Already added" : "Added",
    change: changeId,
    undoTo: c.returnTo(paths.dashboard),
    ...said,
  });
  return c.redirect(to, flash);
}

function deletedMeanwhile(c: RequestContext, task: Task): Reply {
  const to = c.returnTo(paths.tasks);
  const actions = [restoreButton(task.id, to)];
  return c.redirect(to, taskFlash(task, to, { text: "Deleted meanwhile:", actions }));
}

/** On the page that the form was on: a title that a program sent without notes may be a list's line. */
function invalidForm(c: RequestContext, form: FormView<TaskField>): Promise<Reply> {
  const isFull = "description" in c.fields || "preview" in c.fields || c.returnTo("") === "";
  if (isFull) return formAgain(c, form);
  const { title } = form.values;
  return lineAgain(c, { values: { title }, errors: { title: form.errors.title ?? "" } });
}

async function formAgain(c: RequestContext, form: FormView<TaskField>): Promise<Reply> {
  return c.page("tasks/new", await newTaskPage(c.scope, form));
}

/** The list or dashboard that the line is on, with the line as it was typed; else the full form. */
async function lineAgain(c: RequestContext, form: FormView<"title">): Promise<Reply> {
  const page = await findLinePage(c, form);
  if (page !== null) return c.page(page.name, page.model);
  return formAgain(c, { ...form, values: { ...EMPTY_TASK, ...form.values } });
}

/** null: the list has gone meanwhile, or there never was one: the line is not to go with it. */
async function findLinePage(c: RequestContext, form: FormView<"title">) {
  try {
    const page = await findPage(c.scope, withoutAnchor(c.returnTo(paths.dashboard)), { form });
    return page.model.quickAdd === null ? null : page;
  } catch (error) {
    if (error instanceof HttpError) return null;
    throw error;
  }
}
