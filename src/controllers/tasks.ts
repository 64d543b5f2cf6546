/** Tasks as pages: parse, one call of the model, render or redirect. */
import type { Request, Response } from "express";
import type { Viewer } from "../auth/bridge.ts";
import type { Context } from "../context.ts";
import { BadRequest, NotFound } from "../errors.ts";
import { setFlash } from "../flash.ts";
import { parseCompletion } from "../forms/completion.ts";
import { fieldsOf, requestKeyOf, typed } from "../forms/fields.ts";
import type { TaskField } from "../forms/task.ts";
import { parsePositiveInteger, parseTask, parseVersion } from "../forms/task.ts";
import { encodeCursor, parseTaskList } from "../forms/task_list.ts";
import type { ViewerHandler } from "../middleware/access.ts";
import {
  createTask,
  deleteTask,
  findDeletedTask,
  findTask,
  listSummaries,
  restoreTask,
  setCompletion,
  type Task,
  type TaskText,
  updateTask,
} from "../models/tasks.ts";
import { paths, taskList } from "../paths.ts";
import { safeReturnTo } from "../return_to.ts";
import { combine } from "../views/difference.ts";
import type { ButtonForm, FormView, Views } from "../views/models.ts";
import { showDashboard } from "./dashboard.ts";
import { makePage, newRequestKey, show, toCount, toMoment, toTaskRow } from "./pages.ts";
import { backToPlace, backToQuickAdd, LISTS, listBefore } from "./task_lists.ts";

type TaskForm = FormView<TaskField>;

const EMPTY: TaskForm = { values: { title: "", description: "" }, errors: {} };

export function tasks(context: Context) {
  const index: ViewerHandler = (req, res, viewer) =>
    showIndex(context, req, res, viewer, req.query);

  const newTask: ViewerHandler = (req, res) => {
    // The first-run page offers titles to begin with.
    const values = { ...EMPTY.values, title: typed(req.query.title) };
    return showNew(context, req, res, { values, errors: {} }, newRequestKey());
  };

  const create: ViewerHandler = async (req, res, viewer) => {
    const fields = fieldsOf(req.body);
    const form = parseTask(fields);
    if (!form.ok) return showInvalidCreate(context, req, res, viewer, fields, form);
    const key = requestKeyOf(fields.request_key, form.value);
    const { task, repeated } = await createTask(viewer.scope, form.value, key, context.clock());
    const from = safeReturnTo(fields.return_to);
    if (task.deletedAt !== null) {
      const restoration = undoForm(paths.restoration(task.id), { return_to: from ?? paths.tasks });
      return tell(res, viewer, from ?? paths.tasks, "Deleted meanwhile:", task, restoration);
    }
    const to = from === null ? paths.task(task.id) : backToQuickAdd(from);
    const undo = undoForm(paths.deletion(task.id), { return_to: from ?? paths.dashboard });
    tell(res, viewer, to, repeated ? "Already added" : "Added", task, repeated ? null : undo);
  };

  const showTask: ViewerHandler = async (req, res, viewer) => {
    const task = await getTask(viewer, req);
    const page = await makePage(context, req, res, { title: task.title });
    const detail = {
      ...toTaskRow({ ...task, hasNotes: task.description !== "" }),
      description: task.description,
      version: task.version,
      createdAt: toMoment(task.createdAt),
      updatedAt: toMoment(task.updatedAt),
    };
    const list = listBefore(context, req, task);
    show(context, req, res, "tasks/show", { page, task: detail, list });
  };

  const edit: ViewerHandler = async (req, res, viewer) => {
    const { id, version, title, description } = await getTask(viewer, req);
    const form = { values: { title, description }, errors: {} };
    return showEdit(context, req, res, { id, version, form });
  };

  const update: ViewerHandler = async (req, res, viewer) => {
    const fields = fieldsOf(req.body);
    const { id, version: current } = await getTask(viewer, req);
    const version = parseVersion(fields.version) ?? current;
    const form = parseTask(fields);
    if (!form.ok) return showEdit(context, req, res, { id, version, form }, 422);
    const result = await updateTask(viewer.scope, id, version, form.value, context.clock());
    if (result.outcome === "missing") throw new NotFound();
    // Sent twice, or the same from two tabs: what is wanted is there.
    if (result.outcome === "conflict" && !isSameText(result.task, form.value)) {
      return showConflict(context, req, res, result.task, form.value);
    }
    tell(res, viewer, returnFrom(fields, paths.task(id)), "Saved", result.task, null);
  };

  const complete: ViewerHandler = async (req, res, viewer) => {
    const task = await getTask(viewer, req);
    const wanted = parseCompletion(fieldsOf(req.body));
    if (wanted === null) throw new BadRequest("Say which state is wanted: done is 1 or 0");
    return finishCompletion(req, res, viewer, task, wanted.done);
  };

  /** The list's form as a browser sends it that knows no `formaction`: w3m and lynx. */
  const bulk: ViewerHandler = async (req, res, viewer) => {
    const fields = fieldsOf(req.body);
    const wanted = parseCompletion(fields);
    if (wanted === null) return res.redirect(303, returnFrom(fields, paths.tasks));
    const task = wanted.id === null ? null : await findTask(viewer.scope, wanted.id);
    if (task === null) throw new NotFound();
    return finishCompletion(req, res, viewer, task, wanted.done);
  };

  const destroy: ViewerHandler = async (req, res, viewer) => {
    const id = idOf(req);
    const deleted = await deleteTask(viewer.scope, id, context.clock());
    // Posted twice, it is deleted once, and the second answer is the first one again.
    const task = deleted ?? (await findDeletedTask(viewer.scope, id));
    if (task === null) throw new NotFound();
    const returnTo = returnFrom(fieldsOf(req.body), paths.tasks);
    const undo = undoForm(paths.restoration(id), { return_to: returnTo });
    tell(res, viewer, await backToPlace(viewer, returnTo, task, task), "Deleted", task, undo);
  };

  const restore: ViewerHandler = async (req, res, viewer) => {
    const task = await restoreTask(viewer.scope, idOf(req), context.clock());
    if (task === null) throw new NotFound();
    const returnTo = returnFrom(fieldsOf(req.body), paths.task(task.id));
    tell(res, viewer, await backToPlace(viewer, returnTo, task, task), "Restored", task, null);
  };

  async function finishCompletion(
    req: Request,
    res: Response,
    viewer: Viewer,
    before: Task,
    done: boolean,
  ): Promise<void> {
    const { id } = before;
    const task = await setCompletion(viewer.scope, id, done, context.clock());
    if (task === null) throw new NotFound();
    const returnTo = returnFrom(fieldsOf(req.body), paths.task(id));
    const undo = undoForm(paths.completion(id), { done: done ? "0" : "1", return_to: returnTo });
    const to = await backToPlace(viewer, returnTo, before, task);
    tell(res, viewer, to, done ? "Completed" : "Reopened", task, undo);
  }

  /** Goes on to a page of ours and says there what has happened to a task, with the way to it. */
  function tell(
    res: Response,
    viewer: Viewer,
    to: string,
    text: string,
    task: Task,
    undo: ButtonForm | null,
  ): void {
    const own = paths.task(task.id);
    const href = task.deletedAt !== null || to === own ? null : own;
    const subject = { title: task.title, href };
    setFlash(context, res, viewer.sessionId, { kind: "done", text, subject, undo });
    res.redirect(303, to);
  }

  return { index, newTask, create, showTask, edit, update, complete, bulk, destroy, restore };
}

/** The list with its quick-add line; `query` says which part of it. */
async function showIndex(
  context: Context,
  req: Request,
  res: Response,
  viewer: Viewer,
  query: Record<string, unknown>,
  quick?: { form: FormView<"title">; requestKey: string },
): Promise<void> {
  const list = parseTaskList(query);
  if (typeof list === "string") throw new BadRequest(list);
  const { status, limit, cursor } = list;
  const { tasks: rows, next, counts } = await listSummaries(viewer.scope, list);
  const { heading, place } = LISTS[status];
  const page = await makePage(context, req, res, { title: heading, place, counts });
  const size = query.limit === undefined ? {} : { limit };
  const here = taskList({ status, ...size, ...(cursor ? { cursor: encodeCursor(cursor) } : {}) });
  const model: Views["tasks/index"] = {
    page,
    heading,
    status,
    filters: [
      { status: "pending", label: "To do", href: taskList({ status: "pending", ...size }) },
      { status: "completed", label: "Completed", href: taskList({ status: "completed", ...size }) },
      { status: "all", label: "All", href: taskList(size) },
    ],
    pendingCount: toCount(counts.pending),
    completedCount: toCount(counts.completed),
    quickAdd: {
      form: quick?.form ?? { values: { title: "" }, errors: {} },
      requestKey: quick?.requestKey ?? newRequestKey(),
      returnTo: taskList({ status, ...size }),
    },
    rows: rows.map(toTaskRow),
    continued: cursor !== null,
    firstHref: taskList({ status, ...size }),
    nextHref: next === null ? null : taskList({ status, ...size, cursor: encodeCursor(next) }),
    returnTo: here,
  };
  show(context, req, res, "tasks/index", model, quick === undefined ? 200 : 422);
}

async function showNew(
  context: Context,
  req: Request,
  res: Response,
  form: TaskForm,
  key: string,
): Promise<void> {
  const page = await makePage(context, req, res, { title: "New task", place: "new" });
  const status = Object.keys(form.errors).length === 0 ? 200 : 422;
  const model = { page, form, requestKey: key, cancelHref: paths.tasks };
  show(context, req, res, "tasks/new", model, status);
}

/** The page that the form was on, with what was typed: quick add's (dashboard or list), or the full form's. */
async function showInvalidCreate(
  context: Context,
  req: Request,
  res: Response,
  viewer: Viewer,
  fields: Record<string, unknown>,
  form: TaskForm,
): Promise<void> {
  const key = typed(fields.request_key) || newRequestKey();
  const from = safeReturnTo(fields.return_to);
  if ("description" in fields || from === null) return showNew(context, req, res, form, key);
  const quick = {
    form: { values: { title: form.values.title }, errors: form.errors },
    requestKey: key,
  };
  if (from === paths.dashboard) return showDashboard(context, req, res, viewer, quick);
  const { searchParams } = new URL(from, context.config.appUrl);
  return showIndex(context, req, res, viewer, Object.fromEntries(searchParams), quick);
}

async function showEdit(
  context: Context,
  req: Request,
  res: Response,
  task: { id: number; version: number; form: TaskForm },
  status = 200,
): Promise<void> {
  const page = await makePage(context, req, res, { title: "Edit task" });
  show(context, req, res, "tasks/edit", { page, ...task }, status);
}

async function showConflict(
  context: Context,
  req: Request,
  res: Response,
  saved: Task,
  yours: Record<TaskField, string>,
): Promise<void> {
  const page = await makePage(context, req, res, { title: "Two versions of one task" });
  const model: Views["tasks/conflict"] = {
    page,
    id: saved.id,
    version: saved.version,
    yours,
    saved: { title: saved.title, description: saved.description },
    savedAt: toMoment(saved.updatedAt),
    combined: {
      title: yours.title,
      description: combine(yours.description, saved.description),
    },
  };
  show(context, req, res, "tasks/conflict", model, 409);
}

function isSameText(task: TaskText, other: TaskText): boolean {
  return task.title === other.title && task.description === other.description;
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

function returnFrom(fields: Record<string, unknown>, fallback: string): string {
  return safeReturnTo(fields.return_to) ?? fallback;
}

function undoForm(action: string, fields: Record<string, string>): ButtonForm {
  return { label: "Undo", action, fields };
}
