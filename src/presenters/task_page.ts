/** The page of a task, and the pages with its form. */
import { daysBetween } from "../dates/calendar.ts";
import { longDay } from "../dates/format.ts";
import type { Refused } from "../db/saved.ts";
import type { UserScope } from "../db/scope.ts";
import { typed } from "../forms/fields.ts";
import { refusedForm } from "../forms/problems.ts";
import { parseVersion, type TaskField, taskProblems } from "../forms/task.ts";
import { type TaskValues, taskFields } from "../forms/task_values.ts";
import type { PageModel } from "../http/reply.ts";
import { listSections } from "../models/sections.ts";
import type { TaskSource } from "../models/task_filters.ts";
import { listSummaries } from "../models/task_queries.ts";
import { inputOf, type Task, type TaskSummary } from "../models/task_records.ts";
import { findTask, listChecklist } from "../models/tasks.ts";
import { paths } from "../paths.ts";
import { renderNotes } from "../views/markdown.ts";
import type { Choice, FormView } from "../views/models/form.ts";
import type { QuickAdd } from "../views/models/list.ts";
import type { TaskDetail } from "../views/models/task.ts";
import { toMoment } from "./moment.ts";
import { listBefore } from "./return_target.ts";
import { toTaskForm, toWords } from "./task_form.ts";
import { seenOf } from "./task_merge.ts";
import { toTaskRow } from "./task_rows.ts";

/** How many tasks are offered for "move after". */
const SIBLINGS_MAX = 100;

/** The page that shows a task: for an item of a checklist, that of its parent. */
export function ownPage({ id, parentId }: Task): string {
  return paths.task(parentId ?? id);
}

/**
 * @param referrer the page of ours that led here.
 * @param item the form for the next item of its checklist, as it was typed.
 */
export async function taskPage(
  scope: UserScope,
  task: Task,
  { referrer, item }: { referrer: string | null; item?: FormView<"title"> },
): Promise<PageModel<"tasks/show">> {
  return {
    title: task.title,
    task: await toDetail(scope, task),
    addToChecklist: task.parentId === null ? toItemForm(task, item) : null,
    list: await listBefore(scope, task, referrer),
  };
}

export async function newTaskPage(
  scope: UserScope,
  form: FormView<TaskField>,
): Promise<PageModel<"tasks/new">> {
  const fields = await toTaskForm(scope, form, null);
  return { title: "New task", here: paths.newTask, fields, cancelHref: paths.tasks };
}

/** The form of a new task that was refused, with its errors. */
export function refusedTaskPage(
  scope: UserScope,
  values: TaskValues,
  refused: Refused,
): Promise<PageModel<"tasks/new">> {
  return newTaskPage(scope, refusedForm(values, refused, taskProblems({ isItem: false })));
}

/** The form with the saved values. */
export function editTaskPage(scope: UserScope, task: Task): Promise<PageModel<"tasks/edit">> {
  const fields = { version: task.version, seen: seenOf(inputOf(task)) };
  return editAgainPage(scope, task, savedForm(task), fields);
}

/** The form as it was typed. @param sent its fields: `version` and `seen` say what the user saw. */
export async function editAgainPage(
  scope: UserScope,
  task: Task,
  form: FormView<TaskField>,
  sent: Record<string, unknown>,
): Promise<PageModel<"tasks/edit">> {
  const version = parseVersion(sent.version) ?? task.version;
  const fields = await toTaskForm(scope, form, task);
  return { title: "Edit task", id: task.id, version, seen: typed(sent.seen), fields };
}

function savedForm(task: Task): FormView<TaskField> {
  return { values: taskFields(inputOf(task)), errors: {} };
}

async function toDetail(scope: UserScope, task: Task): Promise<TaskDetail> {
  const { timeZone, today } = scope;
  const { dueOn: due, repeat, repeatFinished: finished } = task;
  const says = repeat === null || due === null ? null : toWords(repeat, { due, finished, today });
  const items = task.parentId === null ? await listChecklist(scope, task.id) : [];
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
    // The first one is the due date.
    nextDates: says?.dates.slice(1) ?? [],
    section: task.section?.name ?? null,
    after: await siblingChoices(scope, task),
    parent: await parentOf(scope, task),
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

/** The tasks that it can be moved after: its siblings in models/positions.ts. */
async function siblingChoices(scope: UserScope, task: Task): Promise<Choice[]> {
  if (task.completedAt !== null) return [];
  const tasks =
    task.parentId === null
      ? await tasksBeside(scope, task)
      : await listChecklist(scope, task.parentId);
  return tasks
    .filter(({ id, completedAt }) => id !== task.id && completedAt === null)
    .map(({ id, title }) => ({ value: String(id), label: title, selected: false }));
}

async function tasksBeside(scope: UserScope, task: Task): Promise<TaskSummary[]> {
  const source = await sourceBeside(scope, task);
  const query = { source, status: "pending", sort: "manual" } as const;
  return (await listSummaries(scope, { ...query, limit: SIBLINGS_MAX, cursor: null })).tasks;
}

async function sourceBeside(scope: UserScope, { list, section }: Task): Promise<TaskSource> {
  if (list === null) return { kind: "inbox" };
  if (section !== null) return { kind: "list", listId: list.id, section: section.id };
  const sections = await listSections(scope, list.id);
  return { kind: "list", listId: list.id, outside: sections.map(({ id }) => id) };
}

async function parentOf(scope: UserScope, { parentId }: Task): Promise<TaskDetail["parent"]> {
  const parent = parentId === null ? null : await findTask(scope, parentId);
  return parent === null ? null : { id: parent.id, title: parent.title };
}

function toItemForm({ id }: Task, form?: FormView<"title">): QuickAdd {
  return {
    form: form ?? { values: { title: "" }, errors: {} },
    returnTo: paths.task(id),
    label: "Add an item",
    listId: null,
    dueOn: null,
    tag: null,
  };
}
