/** The pages after an update was refused: the form again, or two versions of the task to choose from. */
import type { Refused } from "../db/saved.ts";
import type { UserScope } from "../db/scope.ts";
import { found } from "../errors.ts";
import { typed } from "../forms/fields.ts";
import { refusedForm } from "../forms/problems.ts";
import { taskProblems } from "../forms/task.ts";
import { type TaskValues, taskFields } from "../forms/task_values.ts";
import type { NamedPage, PageModel } from "../http/reply.ts";
import { listOutline } from "../models/lists.ts";
import {
  type FieldNames,
  TASK_FIELDS,
  type TaskField,
  type TaskInput,
} from "../models/task_fields.ts";
import { inputOf, type Task } from "../models/task_records.ts";
import { findTask } from "../models/tasks.ts";
import { toListChoices } from "./list_controls.ts";
import { toMoment } from "./moment.ts";
import { toTaskForm } from "./task_form.ts";
import { changedSince, isSame, keyOf, merge, seenOf } from "./task_merge.ts";
import { typedFormPage } from "./task_page.ts";

/** An update that was refused. */
interface RefusedUpdate {
  form: { value: TaskInput; values: TaskValues };
  refused: Refused;
  /** The form as it was posted. */
  fields: Record<string, unknown>;
}

/** @returns null where the saved version is the same as the refused one, such as from another tab. */
export async function refusedUpdatePage(
  scope: UserScope,
  task: Task,
  { form, refused, fields }: RefusedUpdate,
): Promise<NamedPage<"tasks/conflict" | "tasks/edit" | "tasks/show"> | null> {
  if (refused.problems[0].code !== "stale") {
    const texts = taskProblems({ isItem: task.parentId !== null });
    const again = refusedForm(form.values, refused, texts);
    return typedFormPage(scope, task, again, fields);
  }
  const saved = found(await findTask(scope, task.id));
  if (isSame(form.value, inputOf(saved))) return null;
  return {
    name: "tasks/conflict",
    model: await taskConflictPage(scope, saved, form.value, fields),
  };
}

/** Nothing is saved yet: each of the page's forms carries the saved version. */
async function taskConflictPage(
  scope: UserScope,
  saved: Task,
  yours: TaskInput,
  fields: Record<string, unknown>,
): Promise<PageModel<"tasks/conflict">> {
  const [seen, returnTo] = [typed(fields.seen), typed(fields.return_to)];
  const values = taskFields(yours);
  const combined = { values: taskFields(merge(yours, inputOf(saved), seen)), errors: {} };
  const lists = await listOutline(scope);
  const { today, timeFormat } = scope;
  const choices = toListChoices(lists);
  const list = (value: string) => choices.find((choice) => choice.value === value)?.label ?? "";
  return {
    title: "Two versions of one task",
    status: 409,
    id: saved.id,
    version: saved.version,
    seen: seenOf(inputOf(saved)),
    savedAt: toMoment(saved.updatedAt, scope),
    completedAt: saved.completedAt === null ? null : toMoment(saved.completedAt, scope),
    fields: differences({ yours, saved: inputOf(saved), seen }, { today, timeFormat, list }),
    yours: returnTo === "" ? values : { ...values, return_to: returnTo },
    combined: toTaskForm(scope, combined, { task: saved, lists }),
  };
}

function differences(
  { yours, saved, seen }: { yours: TaskInput; saved: TaskInput; seen: string },
  names: FieldNames,
): PageModel<"tasks/conflict">["fields"] {
  const [mine, theirs] = [changedSince(seen, yours), changedSince(seen, saved)];
  const words = (field: TaskField, input: TaskInput) => (field.words ?? field.text)(input, names);
  const isText = ({ kind }: TaskField) => kind === "lines";
  const differing = TASK_FIELDS.filter((field) => keyOf(field, yours) !== keyOf(field, saved));
  // A long text comes last.
  const ordered = [...differing.filter((field) => !isText(field)), ...differing.filter(isText)];
  return ordered.map((field) => ({
    field: field.name,
    label: field.label,
    yours: words(field, yours),
    saved: words(field, saved),
    isUntouched: {
      yours: mine?.has(field.name) === false,
      saved: theirs?.has(field.name) === false,
    },
    isText: isText(field),
  }));
}
