/** A task as a program sends it: the form's fields, and whether it is done, and which version was seen. */
import type { TaskChanges, TaskText } from "../models/tasks.ts";
import { type FormResult, fieldsOf } from "./fields.ts";
import { parsePositiveInteger, parseTask, parseTaskChanges, type TaskField } from "./task.ts";

export type ApiTaskField = TaskField | "completed" | "version";

/** What every write may name besides its text. `version` is null when none was sent. */
interface Extras {
  completed?: boolean;
  version: number | null;
}

type Result<Value> = FormResult<Value, ApiTaskField>;

/** A whole task: what is not sent is empty, and not done. */
export function parseApiTask(body: unknown): Result<TaskText & Extras & { completed: boolean }> {
  const result = withExtras(parseTask(body), body);
  return result.ok ? { ok: true, value: { completed: false, ...result.value } } : result;
}

/** Only what was sent. */
export function parseApiTaskChanges(body: unknown): Result<TaskChanges & Extras> {
  return withExtras(parseTaskChanges(body), body);
}

/** `{"completed": true|false}`; without a body it completes. */
export function parseCompletion(body: unknown): Result<boolean> {
  const { completed = true } = fieldsOf(body);
  if (typeof completed === "boolean") return { ok: true, value: completed };
  return invalid({ completed: "Completed must be true or false" });
}

function withExtras<Text extends object>(
  form: FormResult<Text, TaskField>,
  body: unknown,
): Result<Text & Extras> {
  const { completed, version } = fieldsOf(body);
  const seen = version === undefined ? null : parsePositiveInteger(version);
  const errors: Partial<Record<ApiTaskField, string>> = form.ok ? {} : { ...form.errors };
  if (completed !== undefined && typeof completed !== "boolean") {
    errors.completed = "Completed must be true or false";
  }
  if (version !== undefined && seen === null) errors.version = "Version must be a whole number";
  if (!form.ok || Object.keys(errors).length > 0) return invalid(errors);
  const done = typeof completed === "boolean" ? { completed } : {};
  return { ok: true, value: { ...form.value, ...done, version: seen } };
}

/** A program keeps what it sent: nothing is handed back for showing again. */
function invalid(errors: Partial<Record<ApiTaskField, string>>): Result<never> {
  const values = { title: "", description: "", completed: "", version: "" };
  return { ok: false, values, errors };
}
