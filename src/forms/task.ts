/** A task as written in a form, or sent to the API. */
import type { TaskText } from "../models/tasks.ts";
import {
  type FormResult,
  fieldsOf,
  isBlank,
  isNoText,
  lengthOf,
  line,
  lines,
  typed,
} from "./fields.ts";

export type TaskField = keyof TaskText;

export const TITLE_MAX = 200;
export const DESCRIPTION_MAX = 10_000;

/** Title and description; a description that is not sent is empty. */
export function parseTask(body: unknown): FormResult<TaskText, TaskField> {
  const fields = fieldsOf(body);
  const value = {
    title: readTitle(fields.title),
    description: readDescription(fields.description),
  };
  const errors = taskErrors(fields, value);
  if (Object.keys(errors).length === 0) return { ok: true, value };
  const values = { title: typed(fields.title), description: typed(fields.description) };
  return { ok: false, values, errors };
}

/** Only the fields that were sent: for a partial change. */
export function parseTaskChanges(body: unknown): FormResult<Partial<TaskText>, TaskField> {
  const fields = fieldsOf(body);
  const changes: Partial<TaskText> = {};
  if ("title" in fields) changes.title = readTitle(fields.title);
  if ("description" in fields) changes.description = readDescription(fields.description);
  const errors = taskErrors(fields, changes);
  if (Object.keys(errors).length === 0) return { ok: true, value: changes };
  const values = { title: typed(fields.title), description: typed(fields.description) };
  return { ok: false, values, errors };
}

/** The version that the person saw, or null when none (or nonsense) was sent. */
export function parseVersion(value: unknown): number | null {
  return parsePositiveInteger(value);
}

/** A whole number from 1 to PostgreSQL's largest integer, written plainly; null for anything else. */
export function parsePositiveInteger(value: unknown): number | null {
  const text = typeof value === "number" ? String(value) : value;
  if (typeof text !== "string" || !/^[1-9]\d{0,9}$/.test(text)) return null;
  const number = Number(text);
  return number <= 2_147_483_647 ? number : null;
}

function readTitle(value: unknown): string {
  return line(typed(value));
}

function readDescription(value: unknown): string {
  const text = lines(typed(value));
  return isBlank(text) ? "" : text;
}

function taskErrors(
  sent: Record<string, unknown>,
  { title, description }: Partial<TaskText>,
): Partial<Record<TaskField, string>> {
  const errors: Partial<Record<TaskField, string>> = {};
  if (isNoText(sent.title)) errors.title = "Title must be text";
  else if (title !== undefined && isBlank(title)) errors.title = "Title is required";
  else if (title !== undefined && lengthOf(title) > TITLE_MAX) {
    errors.title = "Title must be 200 characters or less";
  }
  if (isNoText(sent.description)) errors.description = "Description must be text";
  else if (description !== undefined && lengthOf(description) > DESCRIPTION_MAX) {
    errors.description = "Description must be 10,000 characters or less";
  }
  return errors;
}
