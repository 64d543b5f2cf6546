/** Merges two versions of one task, by the version that both started from. */
import { createHash } from "node:crypto";
import {
  TASK_FIELDS,
  type TaskField,
  type TaskFieldName,
  type TaskInput,
} from "../models/task_fields.ts";
import { combine } from "../text_difference.ts";

/** A text that is equal for two values of a field with the same meaning. */
export function keyOf(field: TaskField, input: TaskInput): string {
  return (field.key ?? field.text)(input);
}

/** Whether all fields have the same meaning. */
export function isSame(one: TaskInput, other: TaskInput): boolean {
  return TASK_FIELDS.every((field) => keyOf(field, one) === keyOf(field, other));
}

/**
 * The fields as a form shows them at first, for the form to carry: a digest of 36 bits each, so that
 * notes of 10,000 characters are not sent twice.
 */
export function seenOf(input: TaskInput): string {
  return TASK_FIELDS.map((field) => digest(keyOf(field, input))).join(".");
}

/** The fields that differ from those that were seen. null: what was seen is unknown. */
export function changedSince(seen: string, input: TaskInput): Set<TaskFieldName> | null {
  const digests = seen.split(".");
  if (digests.length !== TASK_FIELDS.length) return null;
  const isChanged = (field: TaskField, index: number) =>
    digest(keyOf(field, input)) !== digests[index];
  return new Set(TASK_FIELDS.filter(isChanged).map(({ name }) => name));
}

/**
 * The user's value of each field that the user changed, else the saved one; of notes that both changed,
 * both texts. A repeat is computed from the due date, so they are taken together, and the user's time
 * brings its date where the saved version has none. Where what was seen is unknown, everything is the
 * user's.
 */
export function merge(yours: TaskInput, saved: TaskInput, seen: string): TaskInput {
  const [mine, theirs] = [changedSince(seen, yours), changedSince(seen, saved)];
  const isYours = (name: TaskFieldName) => mine === null || mine.has(name);
  const bringsDay = saved.dueOn === null && yours.dueTime !== null && isYours("due_time");
  const isDayYours = isYours("due_on") || isYours("repeat") || bringsDay;
  const merged = TASK_FIELDS.map(({ name, properties }) => {
    const isOfDay = name === "due_on" || name === "repeat";
    const own = (isOfDay ? isDayYours : isYours(name)) ? yours : saved;
    return Object.fromEntries(properties.map((property) => [property, own[property]]));
  });
  const task: TaskInput = Object.assign({}, ...merged);
  if (task.dueOn === null) task.dueTime = null;
  const isNotesOfBoth = isYours("description") && (theirs === null || theirs.has("description"));
  if (isNotesOfBoth) task.description = combine(yours.description, saved.description);
  return task;
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("base64url").slice(0, 6);
}
