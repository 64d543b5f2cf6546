/** Two versions of one task: which of them changed what, and one made of both. */
import { createHash } from "node:crypto";
import {
  TASK_FIELDS,
  type TaskField,
  type TaskFieldName,
  type TaskInput,
} from "../models/task_fields.ts";
import { combine } from "../text_difference.ts";

/** Equal for two values of a field that mean the same. */
export function keyOf(field: TaskField, input: TaskInput): string {
  return (field.key ?? field.text)(input);
}

/** Whether both say the same. */
export function isSame(one: TaskInput, other: TaskInput): boolean {
  return TASK_FIELDS.every((field) => keyOf(field, one) === keyOf(field, other));
}

/**
 * What a form shows before anything is written in it, for the form to carry: a digest of each field
 * in 36 bits, so that notes of 10,000 characters are not sent twice.
 */
export function seenOf(input: TaskInput): string {
  return TASK_FIELDS.map((field) => digest(keyOf(field, input))).join(".");
}

/** Which fields are no longer as they were seen. null: it is not known what was seen. */
export function changedSince(seen: string, input: TaskInput): Set<TaskFieldName> | null {
  const digests = seen.split(".");
  if (digests.length !== TASK_FIELDS.length) return null;
  const isChanged = (field: TaskField, index: number) =>
    digest(keyOf(field, input)) !== digests[index];
  return new Set(TASK_FIELDS.filter(isChanged).map(({ name }) => name));
}

/**
 * Yours where you changed something, else what is saved; of notes that both changed, both texts. A
 * repeat is computed from its day: they go together, and a time of yours brings its day where there is
 * none any more. Where it is not known what you saw, all is yours.
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
