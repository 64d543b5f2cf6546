/** A task as written in a form, or sent to the API. */

import { PRIORITIES } from "../models/priority.ts";
import type { Task } from "../models/task_records.ts";
import type { TaskInput } from "../models/tasks.ts";
import { isBlank, lengthOf, normalizeLineBreaks } from "../text.ts";
import {
  invalid,
  ok,
  type Parsed,
  readDay,
  readPriority,
  readReference,
  readTags,
  readTime,
} from "./field_parsers.ts";
import { type FormResult, fieldsOf, isNoText, typed } from "./fields.ts";
import { readName } from "./name.ts";
import { parsePositiveInteger } from "./numbers.ts";
import {
  type CurrentRepeat,
  parseRepeat,
  REPEAT_FIELDS,
  type RepeatField,
  repeatFields,
  typedRepeat,
} from "./repeat.ts";

export type TaskField =
  | "title"
  | "description"
  | "due_on"
  | "due_time"
  | "starts_on"
  | "priority"
  /** "" the Inbox, "3" a list, "3/7" section 7 of list 3. */
  | "list"
  | "tags"
  | RepeatField;

export const TITLE_MAX = 200;
export const DESCRIPTION_MAX = 10_000;

/** What `list` says when the list or section has gone, or never was the person's. */
export const LIST_MISSING = "List is not one of yours";

/**
 * A whole task: a field that is not sent is empty.
 * @param current the repeat that the task has already: the same again keeps its own anchor.
 */
export function parseTask(
  body: unknown,
  current: CurrentRepeat | null = null,
): FormResult<TaskInput, TaskField> {
  const fields = fieldsOf(body);
  const dueOn = readDay(fields.due_on, "Due date");
  const dueTime = readDueTime(fields, dueOn);
  const read = {
    title: readName(fields.title, "Title", TITLE_MAX),
    description: readDescription(fields.description),
    due_on: dueOn,
    due_time: dueTime,
    starts_on: readDay(fields.starts_on, "Start date"),
    priority: readPriority(fields.priority),
    list: readList(fields.list),
    tags: readTags(fields.tags),
  };
  const repeat = parseRepeat(fields, { dueOn: dueOn.ok ? dueOn.value : null, current });
  const { title, description, starts_on: startsOn, priority, list, tags } = read;
  if (
    repeat.ok &&
    title.ok &&
    description.ok &&
    dueOn.ok &&
    dueTime.ok &&
    startsOn.ok &&
    priority.ok &&
    list.ok &&
    tags.ok
  ) {
    const value = {
      title: title.value,
      description: description.value,
      dueOn: dueOn.value,
      dueTime: dueTime.value,
      startsOn: startsOn.value,
      priority: priority.value,
      ...list.value,
      tags: tags.value,
      repeat: repeat.value,
    };
    return { ok: true, value };
  }
  const errors: Partial<Record<TaskField, string>> = {};
  for (const [field, result] of Object.entries(read)) {
    if (!result.ok) errors[field as keyof typeof read] = result.message;
  }
  // Where the date itself is wrong, that is what is said of it.
  return {
    ok: false,
    values: typedTask(fields),
    errors: repeat.ok ? errors : { ...repeat.errors, ...errors },
  };
}

/** An item of a checklist: a title, word for word. */
export function parseItem(body: unknown): FormResult<{ title: string }, "title"> {
  const fields = fieldsOf(body);
  const title = readName(fields.title, "Title", TITLE_MAX);
  if (title.ok) return { ok: true, value: { title: title.value } };
  return { ok: false, values: { title: typed(fields.title) }, errors: { title: title.message } };
}

/** What is said of a task, without what became of it. */
export function inputOf(task: Task): TaskInput {
  const { title, description, dueOn, dueTime, startsOn, priority, tags, repeat } = task;
  const place = { listId: task.list?.id ?? null, sectionId: task.section?.id ?? null };
  return { title, description, dueOn, dueTime, startsOn, priority, ...place, tags, repeat };
}

/** A task as its form has it. */
export function taskFields(task: TaskInput): Record<TaskField, string> {
  return {
    title: task.title,
    description: task.description,
    due_on: task.dueOn ?? "",
    due_time: task.dueTime ?? "",
    starts_on: task.startsOn ?? "",
    priority: PRIORITIES[task.priority],
    list: listValue(task.listId, task.sectionId),
    tags: task.tags.join(" "),
    ...repeatFields(task.repeat, task.dueOn),
  };
}

/** The value of `list` for a list and a section in it. */
export function listValue(listId: number | null, sectionId: number | null): string {
  if (listId === null) return "";
  return sectionId === null ? String(listId) : `${listId}/${sectionId}`;
}

/** What a task's repeat is known by when its form comes back. */
export function currentRepeat({
  repeat,
  dueOn,
}: Pick<Task, "repeat" | "dueOn">): CurrentRepeat | null {
  return repeat === null || dueOn === null ? null : { repeat, dueOn };
}

/** The form as it was typed, to be shown again; several days or tags are joined. */
export function typedTask(fields: Record<string, unknown>): Record<TaskField, string> {
  const { tags } = fields;
  return {
    title: typed(fields.title),
    description: typed(fields.description),
    due_on: typed(fields.due_on),
    due_time: typed(fields.due_time),
    starts_on: typed(fields.starts_on),
    priority: typed(fields.priority),
    list: typed(fields.list),
    tags: typed(
      Array.isArray(tags) ? tags.filter((tag) => typeof tag === "string").join(" ") : tags,
    ),
    ...typedRepeat(fields),
  };
}

/** The version that the person saw, or null when none (or nonsense) was sent. */
export function parseVersion(value: unknown): number | null {
  return parsePositiveInteger(value);
}

/** The fields with the task's own for those that were not sent. */
export function withRest(fields: Record<string, unknown>, task: Task): Record<string, unknown> {
  const own: Record<string, unknown> = taskFields(inputOf(task));
  // Check boxes of which none is ticked are not sent: with a repeat, all of it was.
  if ("repeat" in fields) for (const name of REPEAT_FIELDS) delete own[name];
  return { ...own, ...fields };
}

export function readDescription(sent: unknown): Parsed<string> {
  if (isNoText(sent)) return invalid("Description must be text");
  const text = normalizeLineBreaks(typed(sent));
  if (lengthOf(text) > DESCRIPTION_MAX && !isBlank(text)) {
    return invalid("Description must be 10,000 characters or less");
  }
  return ok(isBlank(text) ? "" : text);
}

/** A wrong day has to be corrected first. */
function readDueTime(
  fields: Record<string, unknown>,
  dueOn: Parsed<string | null>,
): Parsed<string | null> {
  const time = readTime(fields.due_time);
  const isAlone = time.ok && time.value !== null && dueOn.ok && dueOn.value === null;
  return isAlone ? invalid("A time needs a due date") : time;
}

/** "" is the Inbox, "3" a list, "3/7" a section of it. */
export function readList(
  sent: unknown,
): Parsed<{ listId: number | null; sectionId: number | null }> {
  const [list, section, ...more] = typeof sent === "string" ? sent.split("/") : [sent];
  const listId = readReference(list, "List");
  const sectionId = readReference(section, "Section");
  if (!listId.ok) return listId;
  const isWhole =
    sectionId.ok && more.length === 0 && (listId.value !== null || section === undefined);
  if (!isWhole) return invalid(LIST_MISSING);
  return ok({ listId: listId.value, sectionId: sectionId.value });
}
