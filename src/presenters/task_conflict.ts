/** Two versions of one task: what was written while it was saved elsewhere, beside what was saved. */
import { shortDay } from "../dates/format.ts";
import type { UserScope } from "../db/scope.ts";
import type { TaskField } from "../forms/task.ts";
import { inputOf, listValue, taskFields } from "../forms/task_values.ts";
import type { PageModel } from "../http/reply.ts";
import { listOutline } from "../models/lists.ts";
import { PRIORITIES } from "../models/priority.ts";
import { COMPARED, changedSince, merge, seenOf } from "../models/task_merge.ts";
import type { TaskInput } from "../models/task_mutations.ts";
import type { Task } from "../models/task_records.ts";
import { describeRule } from "../recurrence/description.ts";
import { capitalized } from "../text.ts";
import type { Choice } from "../views/models/form.ts";
import { toListChoices } from "./list_controls.ts";
import { toMoment } from "./moment.ts";
import { toTaskForm } from "./task_form.ts";

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
  const names = { lists: toListChoices(await listOutline(scope)), today: scope.today };
  return {
    title: "Two versions of one task",
    id: saved.id,
    version: saved.version,
    seen: seenOf(inputOf(saved)),
    savedAt: toMoment(saved.updatedAt, scope.timeZone),
    fields: differences({ yours, saved: inputOf(saved), seen }, names),
    yours: returnTo === "" ? values : { ...values, return_to: returnTo },
    combined: await toTaskForm(scope, combined, saved),
  };
}

interface Names {
  lists: readonly Choice[];
  today: string;
}

function differences(
  { yours, saved, seen }: { yours: TaskInput; saved: TaskInput; seen: string },
  names: Names,
): PageModel<"tasks/conflict">["fields"] {
  const [mine, theirs] = [changedSince(seen, yours), changedSince(seen, saved)];
  return COMPARED.filter(({ of }) => of(yours) !== of(saved)).map(
    ({ field, label, isText = false }) => ({
      field,
      label,
      yours: inWords(field, yours, names),
      saved: inWords(field, saved, names),
      isUntouched: { yours: mine?.has(field) === false, saved: theirs?.has(field) === false },
      isText,
    }),
  );
}

/** "" for nothing. */
function inWords(field: TaskField, input: TaskInput, { lists, today }: Names): string {
  const { dueOn, startsOn, repeat, priority, tags } = input;
  switch (field) {
    case "due_on":
      return dueOn === null ? "" : shortDay(dueOn, today);
    case "starts_on":
      return startsOn === null ? "" : shortDay(startsOn, today);
    case "repeat":
      return repeat === null ? "" : describeRule(repeat);
    case "priority":
      return priority === 0 ? "" : capitalized(PRIORITIES[priority]);
    case "list": {
      const value = listValue(input.listId, input.sectionId);
      return lists.find((choice) => choice.value === value)?.label ?? "";
    }
    case "tags":
      return tags.map((tag) => `#${tag}`).join(" ");
    default:
      return taskFields(input)[field];
  }
}
