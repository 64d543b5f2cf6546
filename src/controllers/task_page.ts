/** The page of a task, and the pages of its form. */
import type { Request, Response } from "express";
import type { Viewer } from "../auth/authenticator.ts";
import { daysBetween, longDay } from "../dates/days.ts";
import type { UserScope } from "../db/scope.ts";
import { currentRepeat, inputOf, type TaskField, taskFields } from "../forms/task.ts";
import { listSections } from "../models/lists.ts";
import { listSummaries, type Place } from "../models/task_queries.ts";
import type { Task, TaskSummary } from "../models/task_records.ts";
import { findTask, listChecklist } from "../models/tasks.ts";
import { paths } from "../paths.ts";
import { listBefore } from "../presenters/return_target.ts";
import { toTaskForm, toWords } from "../presenters/task_form.ts";
import { toTaskRow } from "../presenters/task_rows.ts";
import type { Services } from "../services.ts";
import { renderNotes } from "../views/markdown.ts";
import type { Choice, FormView } from "../views/models/form.ts";
import type { QuickAdd } from "../views/models/list.ts";
import type { TaskDetail } from "../views/models/task.ts";
import { makePage, newRequestKey, show, todayOf, toMoment } from "./pages.ts";

/** So many tasks are offered to be put after. */
const SIBLINGS = 100;

/** The line for the next item of a checklist, as it was typed. */
export interface TypedItem {
  form: FormView<"title">;
  requestKey: string;
}

export async function showTaskPage(
  context: Services,
  req: Request,
  res: Response,
  viewer: Viewer,
  task: Task,
  item?: TypedItem,
): Promise<void> {
  const today = todayOf(context, viewer.user);
  const form = { values: taskFields(inputOf(task)), errors: {} };
  const options = { today, current: currentRepeat(task), finished: task.repeatFinished };
  const model = {
    page: await makePage(context, req, res, { title: task.title }),
    task: await toDetail(viewer, task, today),
    fields: await toTaskForm(viewer, form, options),
    addToChecklist: task.parentId === null ? toItemForm(task, item) : null,
    list: await listBefore(context, req, viewer, task),
  };
  show(context, req, res, "tasks/show", model, item === undefined ? 200 : 422);
}

/** The form for a new task; with errors it is a 422. */
export async function showNewTask(
  context: Services,
  req: Request,
  res: Response,
  viewer: Viewer,
  form: FormView<TaskField>,
  requestKey: string,
): Promise<void> {
  const page = await makePage(context, req, res, { title: "New task", here: paths.newTask });
  const fields = await toTaskForm(viewer, form, { today: todayOf(context, viewer.user) });
  const model = { page, fields, requestKey, cancelHref: paths.tasks };
  show(context, req, res, "tasks/new", model, statusOf(form));
}

/** The form of a task; with errors it is a 422. @param base what the person saw. */
export async function showEditTask(
  context: Services,
  req: Request,
  res: Response,
  viewer: Viewer,
  task: Task,
  base: { version: number; seen: string },
  form: FormView<TaskField>,
): Promise<void> {
  const page = await makePage(context, req, res, { title: "Edit task" });
  const today = todayOf(context, viewer.user);
  const options = { today, current: currentRepeat(task), finished: task.repeatFinished };
  const fields = await toTaskForm(viewer, form, options);
  show(context, req, res, "tasks/edit", { page, id: task.id, ...base, fields }, statusOf(form));
}

function statusOf({ errors }: FormView<TaskField>): number {
  return Object.keys(errors).length === 0 ? 200 : 422;
}

async function toDetail(viewer: Viewer, task: Task, today: string): Promise<TaskDetail> {
  const { timeZone } = viewer.user;
  const { dueOn: due, repeat, repeatFinished: finished } = task;
  const says = repeat === null || due === null ? null : toWords(repeat, { due, finished, today });
  const items = task.parentId === null ? await listChecklist(viewer.scope, task.id) : [];
  return {
    ...toTaskRow(task, { today, timeZone }),
    completedAt: task.completedAt === null ? null : toMoment(task.completedAt, timeZone),
    description: task.description,
    notesHtml: renderNotes(task.description),
    version: task.version,
    dueSentence:
      due === null || task.completedAt !== null ? null : dueSentence(due, task.dueTime, today),
    startsOn: task.startsOn === null ? null : longDay(task.startsOn),
    repeatSentence: says?.sentence ?? null,
    // The first is the due date itself.
    nextDates: says?.dates.slice(1) ?? [],
    section: task.section?.name ?? null,
    after: await siblingChoices(viewer, task),
    parent: await parentOf(viewer, task),
    checklist: items.map((one) => toTaskRow(one, { today, timeZone })),
    createdAt: toMoment(task.createdAt, timeZone),
    updatedAt: toMoment(task.updatedAt, timeZone),
  };
}

const DISTANCES: Record<string, string> = { "-1": "yesterday", "0": "today", "1": "tomorrow" };

/** "Due Monday 30 November, 17:00, in 10 days." */
function dueSentence(day: string, time: string | null, today: string): string {
  const days = daysBetween(today, day);
  const count = `${Math.abs(days).toLocaleString("en")} days`;
  const distance = DISTANCES[days] ?? (days > 0 ? `in ${count}` : `${count} ago`);
  const name =
    day.slice(0, 4) === today.slice(0, 4) ? longDay(day) : `${longDay(day)} ${day.slice(0, 4)}`;
  return `Due ${[name, time, distance].filter((part) => part !== null).join(", ")}.`;
}

async function parentOf(viewer: Viewer, { parentId }: Task): Promise<TaskDetail["parent"]> {
  const parent = parentId === null ? null : await findTask(viewer.scope, parentId);
  return parent === null ? null : { id: parent.id, title: parent.title };
}

/** What a task can be put after: what it is ordered among (see models/positions.ts). */
async function siblingChoices(viewer: Viewer, task: Task): Promise<Choice[]> {
  if (task.completedAt !== null) return [];
  const tasks =
    task.parentId === null
      ? await tasksBeside(viewer, task)
      : await listChecklist(viewer.scope, task.parentId);
  return tasks
    .filter(({ id, completedAt }) => id !== task.id && completedAt === null)
    .map(({ id, title }) => ({ value: String(id), label: title, selected: false }));
}

async function tasksBeside({ scope }: Viewer, task: Task): Promise<TaskSummary[]> {
  const place = await placeBeside(scope, task);
  const query = {
    place,
    status: "pending",
    sort: "manual",
    limit: SIBLINGS,
    cursor: null,
  } as const;
  return (await listSummaries(scope, query)).tasks;
}

async function placeBeside(scope: UserScope, { list, section }: Task): Promise<Place> {
  if (list === null) return { kind: "inbox" };
  if (section !== null) return { kind: "list", listId: list.id, section: section.id };
  const sections = await listSections(scope, list.id);
  return { kind: "list", listId: list.id, outside: sections.map(({ id }) => id) };
}

function toItemForm({ id }: Task, item?: TypedItem): QuickAdd {
  return {
    form: item?.form ?? { values: { title: "" }, errors: {} },
    requestKey: item?.requestKey ?? newRequestKey(),
    returnTo: paths.task(id),
    label: "Add an item",
    listId: null,
    dueOn: null,
    tag: null,
  };
}
