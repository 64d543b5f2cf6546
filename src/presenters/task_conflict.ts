/** Two versions of one task: what was written while it was saved elsewhere, beside what was saved. */
import type { UserScope } from "../db/scope.ts";
import { taskFields } from "../forms/task_values.ts";
import type { PageModel } from "../http/reply.ts";
import { listOutline } from "../models/lists.ts";
import {
  type FieldNames,
  TASK_FIELDS,
  type TaskField,
  type TaskInput,
} from "../models/task_fields.ts";
import { inputOf, type Task } from "../models/task_records.ts";
import { toListChoices } from "./list_controls.ts";
import { toMoment } from "./moment.ts";
import { toTaskForm } from "./task_form.ts";
import { changedSince, keyOf, merge, seenOf } from "./task_merge.ts";

/** What was sent while `saved` was saved, with what its form had shown before (see task_merge.ts). */
export interface Written {
  input: TaskInput;
  seen: string;
  /** Where its form goes on to; "": nowhere else. */
  returnTo: string;
}

/** Nothing is saved yet: both are shown, and each way on names the saved version. */
export async function taskConflictPage(
  scope: UserScope,
  saved: Task,
  { input: yours, seen, returnTo }: Written,
): Promise<PageModel<"tasks/conflict">> {
  const values = taskFields(yours);
  const combined = { values: taskFields(merge(yours, inputOf(saved), seen)), errors: {} };
  const lists = toListChoices(await listOutline(scope));
  const list = (value: string) => lists.find((choice) => choice.value === value)?.label ?? "";
  return {
    title: "Two versions of one task",
    id: saved.id,
    version: saved.version,
    seen: seenOf(inputOf(saved)),
    savedAt: toMoment(saved.updatedAt, scope.timeZone),
    fields: differences({ yours, saved: inputOf(saved), seen }, { today: scope.today, list }),
    yours: returnTo === "" ? values : { ...values, return_to: returnTo },
    combined: await toTaskForm(scope, combined, saved),
  };
}

function differences(
  { yours, saved, seen }: { yours: TaskInput; saved: TaskInput; seen: string },
  names: FieldNames,
): PageModel<"tasks/conflict">["fields"] {
  const [mine, theirs] = [changedSince(seen, yours), changedSince(seen, saved)];
  const words = (field: TaskField, input: TaskInput) => (field.words ?? field.text)(input, names);
  return TASK_FIELDS.filter((field) => keyOf(field, yours) !== keyOf(field, saved)).map(
    (field) => ({
      field: field.name,
      label: field.label,
      yours: words(field, yours),
      saved: words(field, saved),
      isUntouched: {
        yours: mine?.has(field.name) === false,
        saved: theirs?.has(field.name) === false,
      },
      isText: field.kind === "lines",
    }),
  );
}
