/** The page of a task, and the pages with its form. */
import { daysBetween } from "../dates/calendar.ts";
import { longDay } from "../dates/format.ts";
import type { LocalMoment } from "../dates/local_time.ts";
import { isPast } from "../dates/overdue.ts";
import type { Refused } from "../db/saved.ts";
import type { UserScope } from "../db/scope.ts";
import { found } from "../errors.ts";
import { typed } from "../forms/fields.ts";
import { parsePositiveInteger } from "../forms/numbers.ts";
import { refusedForm } from "../forms/problems.ts";
import { parseVersion, type TaskField, taskProblems } from "../forms/task.ts";
import { type TaskValues, taskFields } from "../forms/task_values.ts";
import type { PageModel } from "../http/reply.ts";
import { type DeletedRow, findDeletedRow } from "../models/deleted_rows.ts";
import { type ListOutline, listOutline } from "../models/lists.ts";
import { inputOf, type Task } from "../models/task_records.ts";
import { findSurroundings, type Surroundings } from "../models/task_surroundings.ts";
import { findTask, listChecklist } from "../models/tasks.ts";
import { paths } from "../paths.ts";
import { renderNotes } from "../views/markdown.ts";
import type { Choice, FormView } from "../views/models/form.ts";
import type { QuickAdd } from "../views/models/list.ts";
import type { TaskDetail, TaskForm } from "../views/models/task.ts";
import { toMoment } from "./moment.ts";
import { findTarget, listBefore } from "./return_target.ts";
import { toTaskForm, toWords } from "./task_form.ts";
import { seenOf } from "./task_merge.ts";
import { rowOptions, toTaskRow } from "./task_rows.ts";

/** The page that shows a task: for an item of a checklist, that of its parent. */
export function ownPage({ id, parentId }: Task): string {
  return paths.task(parentId ?? id);
}

/**
 * @param referrer the page of ours that led here.
 * @param item the form for the next item of its checklist, as it was typed.
 * @throws NotFound if there is no such task.
 */
export async function taskPage(
  scope: UserScope,
  id: number,
  { referrer, item }: { referrer: string | null; item?: FormView<"title"> },
): Promise<PageModel<"tasks/show">> {
  const [task, items, surroundings, target] = await Promise.all([
    findTask(scope, id).then(found),
    listChecklist(scope, id),
    findSurroundings(scope, id).then(found),
    referrer === null ? null : findTarget(scope, referrer),
  ]);
  return {
    title: task.title,
    task: toDetail(scope, task, { ...surroundings, items }),
    addToChecklist: task.parentId === null ? toItemForm(task, item) : null,
    list: listBefore(task, target),
  };
}

export async function newTaskPage(
  scope: UserScope,
  form: FormView<TaskField>,
): Promise<PageModel<"tasks/new">> {
  const choices = await listChoices(scope, form.values.list);
  const fields = toTaskForm(scope, form, { task: null, ...choices });
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

/** The form with the saved values. @throws NotFound if there is no such task. */
export async function editTaskPage(scope: UserScope, id: number): Promise<PageModel<"tasks/edit">> {
  const [task, lists] = await Promise.all([findTask(scope, id).then(found), listOutline(scope)]);
  const saved = inputOf(task);
  const fields = toTaskForm(scope, { values: taskFields(saved), errors: {} }, { task, lists });
  return toEditPage(task, fields, seenOf(saved));
}

/** The form as it was typed. @param sent its fields: `version` and `seen` say what the user saw. */
export async function editAgainPage(
  scope: UserScope,
  task: Task,
  form: FormView<TaskField>,
  sent: Record<string, unknown>,
): Promise<PageModel<"tasks/edit">> {
  const choices = await listChoices(scope, form.values.list);
  const fields = toTaskForm(scope, form, { task, ...choices });
  const version = parseVersion(sent.version) ?? task.version;
  return { ...toEditPage(task, fields, typed(sent.seen)), version };
}

/** The choices of a list: also the chosen one where it has been deleted, as it can be put back. */
async function listChoices(
  scope: UserScope,
  chosen: string,
): Promise<{ lists: ListOutline[]; deletedList: DeletedRow | null }> {
  const lists = await listOutline(scope);
  const id = parsePositiveInteger(chosen.split("/")[0]);
  const isThere = id === null || lists.some((list) => list.id === id);
  const deletedList = isThere ? null : await findDeletedRow(scope, { table: "lists", id });
  return { lists, deletedList };
}

function toEditPage(
  { id, version }: Task,
  fields: TaskForm,
  seen: string,
): PageModel<"tasks/edit"> {
  return { title: "Edit task", id, version, seen, fields };
}

function toDetail(
  scope: UserScope,
  task: Task,
  { parent, siblings, items }: Surroundings & { items: readonly Task[] },
): TaskDetail {
  const { timeZone, today } = scope;
  const { dueOn: due, repeat, repeatFinished: finished } = task;
  const says = repeat === null || due === null ? null : toWords(repeat, { due, finished, today });
  return {
    ...toTaskRow(task, rowOptions(scope)),
    completedAt: task.completedAt === null ? null : toMoment(task.completedAt, timeZone),
    description: task.description,
    notesHtml: renderNotes(task.description),
    version: task.version,
    dueSentence:
      due === null || task.completedAt !== null
        ? null
        : dueSentence(due, task.dueTime, scope.localNow),
    startsOn: task.startsOn === null ? null : longDay(task.startsOn),
    repeatSentence: says?.sentence ?? null,
    // The first one is the due date.
    nextDates: says?.dates.slice(1) ?? [],
    section: task.section?.name ?? null,
    after: siblingChoices(task, siblings),
    parent,
    checklist: items.map((one) => toTaskRow(one, rowOptions(scope))),
    createdAt: toMoment(task.createdAt, timeZone),
    updatedAt: toMoment(task.updatedAt, timeZone),
  };
}

const DISTANCES: Record<string, string> = { "-1": "yesterday", "0": "today", "1": "tomorrow" };

/** "Due Monday 30 November, 17:00, in 10 days.", "Due Friday 20 November, 09:00, today, passed." */
function dueSentence(day: string, time: string | null, now: LocalMoment): string {
  const today = now.date;
  const days = daysBetween(today, day);
  const count = `${Math.abs(days).toLocaleString("en")} days`;
  const distance = DISTANCES[days] ?? (days > 0 ? `in ${count}` : `${count} ago`);
  const name =
    day.slice(0, 4) === today.slice(0, 4) ? longDay(day) : `${longDay(day)} ${day.slice(0, 4)}`;
  const passed = days === 0 && isPast({ day, time }, now) ? "passed" : null;
  return `Due ${[name, time, distance, passed].filter((part) => part !== null).join(", ")}.`;
}

/** The tasks that it can be moved after. */
function siblingChoices(
  { id: own, completedAt }: Task,
  siblings: Surroundings["siblings"],
): Choice[] {
  if (completedAt !== null) return [];
  return siblings
    .filter(({ id }) => id !== own)
    .map(({ id, title }) => ({ value: String(id), label: title, selected: false }));
}

function toItemForm({ id }: Task, form?: FormView<"title">): QuickAdd {
  return {
    form: form ?? { values: { title: "" }, errors: {} },
    returnTo: paths.task(id),
    label: "Add an item",
    place: null,
    hasFocus: false,
    dueOn: null,
    tag: null,
  };
}
