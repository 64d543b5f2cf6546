/** The page of a task, and the pages with its form. */
import { RETENTION } from "../db/journal.ts";
import type { Refused } from "../db/saved.ts";
import type { UserScope } from "../db/scope.ts";
import { found } from "../errors.ts";
import { typed } from "../forms/fields.ts";
import { parsePositiveInteger } from "../forms/numbers.ts";
import { refusedForm } from "../forms/problems.ts";
import { type Fact, parseFact, parseVersion, type TaskField, taskProblems } from "../forms/task.ts";
import { type TaskValues, taskFields } from "../forms/task_values.ts";
import type { NamedPage, PageModel } from "../http/reply.ts";
import { safeReturnTo } from "../http/return_to.ts";
import { findDeletedRow } from "../models/deleted_rows.ts";
import { listOutline } from "../models/lists.ts";
import { findTaskChanges } from "../models/task_changes.ts";
import { inputOf, type Task } from "../models/task_records.ts";
import { findSurroundings } from "../models/task_surroundings.ts";
import { findTask, listChecklist } from "../models/tasks.ts";
import { paths, withoutAnchor } from "../paths.ts";
import { needlesOf } from "../search/marks.ts";
import type { FormView } from "../views/models/form.ts";
import type { FactForms, TaskForm } from "../views/models/task.ts";
import { quickAddLine } from "./quick_add_line.ts";
import { findTarget, listBefore } from "./return_target.ts";
import { toChangeRow } from "./task_changes.ts";
import { toDetail } from "./task_detail.ts";
import { type Places, placeChoices, toTaskForm } from "./task_form.ts";
import { seenOf } from "./task_merge.ts";

/** The page that shows a task: for an item of a checklist, that of its parent. */
export function ownPage({ id, parentId }: Task): string {
  return paths.task(parentId ?? id);
}

/** A form of a task's page as it was typed: that of a field, or for the next item of its checklist. */
interface TypedForms {
  fact?: { name: Fact; form: FormView<TaskField>; version: number | null };
  item?: FormView<"title">;
}

/** Of its own history. */
const CHANGES_SHOWN = 10;

/**
 * @param referrer the page of ours that led here.
 * @throws NotFound if there is no such task.
 */
export async function taskPage(
  scope: UserScope,
  id: number,
  { referrer, fact, item }: { referrer: string | null } & TypedForms,
): Promise<PageModel<"tasks/show">> {
  const [task, items, surroundings, changes, target, places] = await Promise.all([
    findTask(scope, id).then(found),
    listChecklist(scope, id),
    findSurroundings(scope, id).then(found),
    findTaskChanges(scope, id, { before: null, limit: CHANGES_SHOWN }),
    referrer === null ? null : findTarget(scope, referrer),
    findPlaces(scope, fact?.form.values.list ?? ""),
  ]);
  const { where } = target?.view?.query ?? {};
  const needles = where === undefined ? [] : needlesOf(where.condition);
  return {
    title: task.title,
    task: toDetail(scope, task, { ...surroundings, items, needles }),
    facts: toFactForms(task, places, fact),
    addToChecklist:
      task.parentId === null
        ? quickAddLine({ label: "Add an item", returnTo: paths.task(task.id) }, item)
        : null,
    list: listBefore(task, target),
    changes: changes.entries.map((change) => toChangeRow(change, changes.names, scope)),
    moreChangesHref: changes.next === null ? null : paths.taskHistory(id),
    isOlderThanHistory: task.createdAt.getTime() < scope.now.getTime() - RETENTION,
  };
}

export async function newTaskPage(
  scope: UserScope,
  form: FormView<TaskField>,
): Promise<PageModel<"tasks/new">> {
  const places = await findPlaces(scope, form.values.list);
  const fields = toTaskForm(scope, form, { task: null, ...places });
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

/** @param sent the fields: `version` and `seen` say what the user saw. */
async function editAgainPage(
  scope: UserScope,
  task: Task,
  form: FormView<TaskField>,
  sent: Record<string, unknown>,
): Promise<PageModel<"tasks/edit">> {
  const places = await findPlaces(scope, form.values.list);
  const fields = toTaskForm(scope, form, { task, ...places });
  const version = parseVersion(sent.version) ?? task.version;
  return { ...toEditPage(task, fields, typed(sent.seen)), version };
}

/** A form that was refused, as it was typed, on the page that it was sent from. @param sent its fields. */
export async function typedFormPage(
  scope: UserScope,
  task: Task,
  form: FormView<TaskField>,
  sent: Record<string, unknown>,
): Promise<NamedPage<"tasks/edit" | "tasks/show">> {
  const name = parseFact(sent.fact);
  if (name === null || !hasFactForm(task, name, form.errors)) {
    return { name: "tasks/edit", model: await editAgainPage(scope, task, form, sent) };
  }
  const returnTo = safeReturnTo(sent.return_to);
  const referrer = returnTo === null ? null : withoutAnchor(returnTo);
  const fact = { name, form, version: parseVersion(sent.version) };
  return { name: "tasks/show", model: await taskPage(scope, task.id, { referrer, fact }) };
}

/** Whether the page of the task shows this field's form, and all errors are of that field. */
function hasFactForm(
  { completedAt, parentId }: Task,
  name: Fact,
  errors: FormView<TaskField>["errors"],
): boolean {
  const isOffered = completedAt === null && (name !== "list" || parentId === null);
  return isOffered && Object.keys(errors).every((field) => field === name);
}

/** All lists: also the chosen one where it has been deleted, as it can be put back. */
async function findPlaces(scope: UserScope, chosen: string): Promise<Places> {
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

function toFactForms(task: Task, places: Places, typed: TypedForms["fact"]): FactForms {
  const saved = taskFields(inputOf(task));
  const { title, list, tags } = { ...saved, ...typed?.form.values };
  return {
    form: { values: { title, list, tags }, errors: typed?.form.errors ?? {} },
    again: typed?.name ?? null,
    version: typed?.version ?? task.version,
    ...placeChoices(list, places),
  };
}
