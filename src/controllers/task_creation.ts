/** Adding a task: by the full form, word for word, or by a quick-add line that is read. */
import type { Request, Response } from "express";
import type { Viewer } from "../auth/authenticator.ts";
import { localMoment } from "../dates/days.ts";
import { HttpError } from "../errors.ts";
import { lengthOf, requestKeyOf, typed } from "../forms/fields.ts";
import { parseQuickLine, plainTask, type QuickLine, quickPlace } from "../forms/quick_add.ts";
import { LIST_MISSING, parseTask, TITLE_MAX, taskFields, typedTask } from "../forms/task.ts";
import { safeReturnTo } from "../http/return_to.ts";
import { listOutline } from "../models/lists.ts";
import type { Task } from "../models/task_records.ts";
import { type CreateOutcome, createTask, type TaskInput } from "../models/tasks.ts";
import { paths, withoutAnchor } from "../paths.ts";
import { backToQuickAdd, returnFrom } from "../presenters/return_target.ts";
import { EMPTY_TASK, previewErrors } from "../presenters/task_form.ts";
import { receipt } from "../quick_add/summary.ts";
import type { Services } from "../services.ts";
import type { FormView } from "../views/models/form.ts";
import type { ButtonForm } from "../views/models/page.ts";
import { showDashboard } from "./dashboard.ts";
import { newRequestKey } from "./pages.ts";
import { showTaskList } from "./task_lists.ts";
import { showNewTask } from "./task_page.ts";
import { changeBefore, tell, tellTask } from "./telling.ts";

/** A post of a form that adds a task, with everything that its answer needs. */
interface Post {
  context: Services;
  req: Request;
  res: Response;
  viewer: Viewer;
  fields: Record<string, unknown>;
}

/** The full form. Its `preview` button shows it again, and adds nothing. */
export async function createFromForm(post: Post): Promise<void> {
  const { context, viewer, fields } = post;
  const form = parseTask(fields);
  const values = typedTask(fields);
  if ("preview" in fields) {
    return showAgain(post, { values, errors: form.ok ? {} : previewErrors(form.errors) });
  }
  if (!form.ok) return showInvalidForm(post, form);
  const key = requestKeyOf(fields.request_key, form.value);
  const created = await createTask(viewer.scope, form.value, key, context.clock());
  if (created.outcome === "missing") {
    return showAgain(post, { values, errors: { list: LIST_MISSING } });
  }
  return tellAdded(post, created, null, []);
}

/** The quick-add line: only here is a title read for more than it says. */
export async function createFromLine(post: Post): Promise<void> {
  const { context, viewer, fields } = post;
  const { timeZone, weekStart } = viewer.user;
  const now = localMoment(context.clock(), timeZone);
  const form = parseQuickLine(fields, { now, weekStart });
  if (!form.ok) return showLineAgain(post, form);
  const { line, said, task } = form.value;
  // The line and not what it comes to, which on another day is another.
  const key = requestKeyOf(fields.request_key, { line, ...quickPlace(fields) });
  const isNew = said.list !== null && !(await hasList(viewer, said.list));
  const created = await createTask(viewer.scope, task, key, context.clock());
  if (created.outcome === "missing") return showLineAsForm(post, form.value);
  const list = said.list === null ? null : (created.task.list?.name ?? said.list);
  // A slip of the pen makes a list too: it is said.
  const where = isNew ? `the new list ${list}` : list;
  const told = said.taken ? receipt({ ...said, list: where }, now.date) : null;
  return tellAdded(post, created, told, keepActions(fields, form.value, created.task));
}

/** Whether there is a list of that name, in whatever case. */
async function hasList({ scope }: Viewer, name: string): Promise<boolean> {
  const lists = await listOutline(scope);
  return lists.some((list) => list.name.toLowerCase() === name.toLowerCase());
}

/** "Keep it as text", where something was understood and the whole line can be a title. */
function keepActions(
  fields: Record<string, unknown>,
  { line, said }: QuickLine,
  { id }: Task,
): ButtonForm[] {
  const place = quickPlace(fields);
  if (!said.taken || lengthOf(plainTask(line, place).title) > TITLE_MAX) return [];
  const given = ["list", "due_on", "tag", "return_to"].map((name) => [name, typed(fields[name])]);
  const kept = Object.fromEntries(given.filter(([, value]) => value !== ""));
  return [{ label: "Keep it as text", action: paths.plain(id), fields: { text: line, ...kept } }];
}

async function tellAdded(
  { context, res, viewer, fields }: Post,
  created: Exclude<CreateOutcome, { outcome: "missing" }>,
  told: string | null,
  keep: ButtonForm[],
): Promise<void> {
  const { task, outcome } = created;
  const from = safeReturnTo(fields.return_to);
  const to = from === null ? paths.task(task.id) : await backToQuickAdd(context, viewer, from);
  if (task.deletedAt !== null) {
    const back = { return_to: from ?? paths.tasks };
    const restore = { label: "Restore", action: paths.restoration(task.id), fields: back };
    const subject = { title: task.title, href: null };
    const text = "Deleted meanwhile:";
    return tell(context, res, viewer, from ?? paths.tasks, { text, subject, actions: [restore] });
  }
  const isFirst = outcome === "created";
  tellTask(context, res, viewer, to, {
    text: isFirst ? "Added" : "Already added",
    task,
    changeId: isFirst ? created.changeId : await changeBefore(viewer, "Added", task.title),
    returnTo: from ?? paths.dashboard,
    receipt: told,
    more: keep,
  });
}

type Form = Parameters<typeof showNewTask>[4];

/** The page that the form was on: a line that a program posted without notes may be a list's. */
function showInvalidForm(post: Post, form: Form): Promise<void> {
  const { fields } = post;
  const isFull = "description" in fields || safeReturnTo(fields.return_to) === null;
  if (isFull) return showAgain(post, form);
  const { title } = form.values;
  return showLineAgain(post, { values: { title }, errors: { title: form.errors.title ?? "" } });
}

function showAgain(post: Post, form: Form): Promise<void> {
  const { context, req, res, viewer } = post;
  return showNewTask(context, req, res, viewer, form, requestKey(post));
}

/** The list or dashboard that the line is on, with the line as it was typed; else the full form. */
async function showLineAgain(post: Post, form: FormView<"title">): Promise<void> {
  const { context, req, res, viewer, fields } = post;
  const quick = { form, requestKey: requestKey(post) };
  const address = withoutAnchor(returnFrom(fields, paths.dashboard));
  if (address === paths.dashboard) return showDashboard(context, req, res, viewer, quick);
  try {
    await showTaskList(context, req, res, viewer, address, quick);
  } catch (error) {
    // The list has gone meanwhile, or there never was one: the line is not to go with it.
    if (!(error instanceof HttpError)) throw error;
    return showAgain(post, { ...form, values: { ...EMPTY_TASK, ...form.values } });
  }
}

/** The list that the line was for has gone: what was understood, to be put elsewhere. */
function showLineAsForm(post: Post, { task }: QuickLine): Promise<void> {
  const { title, description = "", dueOn = null, dueTime = null } = task;
  const { priority = 0, tags = [], repeat = null } = task;
  const place = { startsOn: null, listId: null, sectionId: null };
  const input: TaskInput = { title, description, dueOn, dueTime, priority, tags, repeat, ...place };
  const values = { ...EMPTY_TASK, ...taskFields(input) };
  return showAgain(post, { values, errors: { list: LIST_MISSING } });
}

function requestKey({ fields }: Post): string {
  return typed(fields.request_key) || newRequestKey();
}
