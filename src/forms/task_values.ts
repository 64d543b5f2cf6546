/** What the fields of a task's form hold: for a task, for what was typed, and for nothing yet. */
import { NOTHING_SET, TASK_FIELDS, type TaskInput } from "../models/task_fields.ts";
import { inputOf, type Task } from "../models/task_records.ts";
import type { CurrentRepeat } from "../recurrence/anchor.ts";
import { typed } from "./fields.ts";
import { type RepeatField, repeatFields } from "./repeat.ts";
import type { TaskField } from "./task.ts";

export type TaskValues = Record<TaskField, string>;

/** Nothing is filled in yet. */
export const EMPTY_TASK: TaskValues = taskFields(NOTHING_SET);

export const REPEAT_FIELDS = Object.keys(repeatFields(null, null)) as RepeatField[];

/** A task as its form has it. */
export function taskFields(task: TaskInput): TaskValues {
  const own = TASK_FIELDS.map(({ name, text }) => [name, text(task)]);
  return { ...Object.fromEntries(own), ...repeatFields(task.repeat, task.dueOn) };
}

/** The repeat that a task has when its form is sent. */
export function currentRepeat({
  repeat,
  dueOn,
}: Pick<Task, "repeat" | "dueOn">): CurrentRepeat | null {
  return repeat === null || dueOn === null ? null : { repeat, dueOn };
}

/** The form as it was typed, to be shown again; several days or tags are joined. */
export function typedTask(fields: Record<string, unknown>): TaskValues {
  const separators: Partial<Record<string, string>> = { tags: " ", repeat_days: "," };
  const values = Object.keys(EMPTY_TASK).map((name) => {
    const [value, separator] = [fields[name], separators[name]];
    if (!Array.isArray(value) || separator === undefined) return [name, typed(value)];
    return [name, typed(value.filter((one) => typeof one === "string").join(separator))];
  });
  return Object.fromEntries(values);
}

/** The fields with the task's own for those that were not sent. */
export function withRest(fields: Record<string, unknown>, task: Task): Record<string, unknown> {
  const own: Record<string, unknown> = taskFields(inputOf(task));
  // Check boxes of which none is ticked are not sent: with a repeat, all of it was.
  if ("repeat" in fields) for (const name of REPEAT_FIELDS) delete own[name];
  return { ...own, ...fields };
}
