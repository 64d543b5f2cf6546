/** The values of the task form: of a task, as typed, or empty. */
import {
  NOTHING_SET,
  TASK_FIELDS,
  type TaskFieldName,
  type TaskInput,
} from "../models/task_fields.ts";
import { inputOf, type Task } from "../models/task_records.ts";
import type { CurrentRepeat } from "../recurrence/anchor.ts";
import { typed } from "./fields.ts";
import { type RepeatField, repeatFields } from "./repeat_fields.ts";
import type { TaskField } from "./task.ts";

export type TaskValues = Record<TaskField, string>;

export const EMPTY_TASK: TaskValues = taskFields(NOTHING_SET);

export const REPEAT_FIELDS = Object.keys(repeatFields(null, null)) as RepeatField[];

export { PRIORITY_LABELS } from "../models/priority.ts";

export const TASK_LABELS = Object.fromEntries(
  TASK_FIELDS.map(({ name, label }) => [name, label]),
) as Readonly<Record<TaskFieldName, string>>;

/** The values of a task, in the order of their form. */
export function taskFields(task: TaskInput): TaskValues {
  const repeat = Object.entries(repeatFields(task.repeat, task.dueOn));
  const values = TASK_FIELDS.flatMap(({ name, text }) =>
    name === "repeat" ? repeat : [[name, text(task)]],
  );
  return Object.fromEntries(values);
}

/** The current repeat of a task. */
export function currentRepeat({
  repeat,
  dueOn,
}: Pick<Task, "repeat" | "dueOn">): CurrentRepeat | null {
  return repeat === null || dueOn === null ? null : { repeat, dueOn };
}

/** The form as typed, to be shown again; repeated fields of days or tags are joined. */
export function typedTask(fields: Record<string, unknown>): TaskValues {
  const separators: Partial<Record<string, string>> = { tags: " ", repeat_days: "," };
  const values = Object.keys(EMPTY_TASK).map((name) => {
    const [value, separator] = [fields[name], separators[name]];
    if (!Array.isArray(value) || separator === undefined) return [name, typed(value)];
    return [name, typed(value.filter((one) => typeof one === "string").join(separator))];
  });
  return Object.fromEntries(values);
}

/** The fields that were sent, with those of the task for the others. */
export function withRest(fields: Record<string, unknown>, task: Task): Record<string, unknown> {
  const own: Record<string, unknown> = taskFields(inputOf(task));
  // Check boxes that are not ticked are not sent, so a form with a repeat is taken as complete.
  if ("repeat" in fields) for (const name of REPEAT_FIELDS) delete own[name];
  return { ...own, ...fields };
}
