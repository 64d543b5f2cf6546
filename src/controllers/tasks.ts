/** Tasks as pages: parse, one call of the model, render or redirect. */
import type { Request } from "express";
import type { Viewer } from "../auth/authenticator.ts";
import { BadRequest, NotFound } from "../errors.ts";
import { parseCompletion } from "../forms/completion.ts";
import { fieldsOf, typed } from "../forms/fields.ts";
import { parseMove } from "../forms/move.ts";
import { parsePositiveInteger } from "../forms/numbers.ts";
import { inputOf, taskFields } from "../forms/task.ts";
import type { ViewerHandler } from "../http/require_user.ts";
import { moveRow } from "../models/positions.ts";
import { seenOf } from "../models/task_merge.ts";
import type { Task } from "../models/task_records.ts";
import { deleteTask, findDeletedTask, findTask, restoreTask } from "../models/tasks.ts";
import { paths } from "../paths.ts";
import { atRow, backToRow, returnFrom } from "../presenters/return_target.ts";
import { EMPTY_TASK } from "../presenters/task_form.ts";
import type { Services } from "../services.ts";
import { addChecklistItem } from "./checklist.ts";
import { finish } from "./completion.ts";
import { newRequestKey } from "./pages.ts";
import { keepLineAsText } from "./revert_quick_add.ts";
import { createFromForm, createFromLine } from "./task_creation.ts";
import { showEditTask, showNewTask, showTaskPage } from "./task_page.ts";
import { saveTask } from "./task_update.ts";
import { changeBefore, tell, tellTask, undoActions } from "./telling.ts";

export function tasks(context: Services) {
  const newTask: ViewerHandler = (req, res, viewer) => {
    const { title, list, due_on: dueOn, tags } = req.query;
    // An address may begin it: a section of a list offers itself.
    const place = { list: typed(list), due_on: typed(dueOn), tags: typed(tags) };
    const values = { ...EMPTY_TASK, title: typed(title), ...place };
    return showNewTask(context, req, res, viewer, { values, errors: {} }, newRequestKey());
  };

  const create: ViewerHandler = (req, res, viewer) => {
    const fields = fieldsOf(req.body);
    const post = { context, req, res, viewer, fields };
    return fields.quick === "1" ? createFromLine(post) : createFromForm(post);
  };

  const showTask: ViewerHandler = async (req, res, viewer) =>
    showTaskPage(context, req, res, viewer, await getTask(viewer, req));

  const edit: ViewerHandler = async (req, res, viewer) => {
    const task = await getTask(viewer, req);
    const input = inputOf(task);
    const base = { version: task.version, seen: seenOf(input) };
    const form = { values: taskFields(input), errors: {} };
    return showEditTask(context, req, res, viewer, task, base, form);
  };

  const update: ViewerHandler = async (req, res, viewer) =>
    saveTask(context, req, res, viewer, await getTask(viewer, req));

  const addItem: ViewerHandler = async (req, res, viewer) =>
    addChecklistItem(context, req, res, viewer, await getTask(viewer, req));

  const keepAsText: ViewerHandler = async (req, res, viewer) =>
    keepLineAsText(context, req, res, viewer, await getTask(viewer, req));

  const complete: ViewerHandler = async (req, res, viewer) => {
    const before = await getTask(viewer, req);
    const fields = fieldsOf(req.body);
    const wanted = parseCompletion(fields);
    if (wanted === null) throw new BadRequest("Say which state is wanted: done is 1 or 0");
    const returnTo = returnFrom(fields, ownPage(before));
    return finish(context, res, viewer, before, { done: wanted.done, returnTo });
  };

  const destroy: ViewerHandler = async (req, res, viewer) => {
    const id = idOf(req);
    const deleted = await deleteTask(viewer.scope, id, context.clock());
    // Posted twice, it is deleted once, and the second answer is the first one again.
    const task = deleted?.task ?? (await findDeletedTask(viewer.scope, id));
    if (task === null) throw new NotFound();
    const parent = task.parentId === null ? paths.tasks : paths.task(task.parentId);
    const returnTo = atRow(returnFrom(fieldsOf(req.body), parent), id);
    const changeId = deleted?.changeId ?? (await changeBefore(viewer, "Deleted", task.title));
    const back = { action: paths.restoration(id), fields: { return_to: returnTo } };
    const undo = changeId === null ? [{ label: "Undo", ...back }] : undoActions(changeId, returnTo);
    const subject = { title: task.title, href: null };
    const to = await backToRow(context, viewer, returnTo, task, task);
    tell(context, res, viewer, to, { text: "Deleted", subject, actions: undo });
  };

  const restore: ViewerHandler = async (req, res, viewer) => {
    const restored = await restoreTask(viewer.scope, idOf(req), context.clock());
    if (restored === null) throw new NotFound();
    const { task } = restored;
    const returnTo = returnFrom(fieldsOf(req.body), ownPage(task));
    const to = await backToRow(context, viewer, returnTo, task, task);
    tellTask(context, res, viewer, to, { text: "Restored", ...restored, returnTo });
  };

  const move: ViewerHandler = async (req, res, viewer) => {
    const task = await getTask(viewer, req);
    const fields = fieldsOf(req.body);
    const wanted = parseMove(fields);
    if (wanted === null)
      throw new BadRequest("Say where to: top, up, down, bottom, or after a task");
    const moved = await moveRow(viewer.scope, "tasks", task.id, wanted, context.clock());
    if (moved === undefined) throw new NotFound();
    const { changeId } = moved;
    const to = atRow(returnFrom(fields, ownPage(task)), task.id);
    const text = changeId === null ? "There already:" : "Moved";
    tellTask(context, res, viewer, to, { text, task, changeId, returnTo: to });
  };

  return {
    newTask,
    create,
    showTask,
    edit,
    update,
    complete,
    destroy,
    restore,
    move,
    addItem,
    keepAsText,
  };
}

/** An item of a checklist is on the page of its task. */
function ownPage({ id, parentId }: Task): string {
  return paths.task(parentId ?? id);
}

/** What is no number is no task of anybody's. */
function idOf(req: Request): number {
  const id = parsePositiveInteger(req.params.id);
  if (id === null) throw new NotFound();
  return id;
}

async function getTask(viewer: Viewer, req: Request): Promise<Task> {
  const task = await findTask(viewer.scope, idOf(req));
  if (task === null) throw new NotFound();
  return task;
}
