/** A task as written in its form. */

import type { TaskInput } from "../models/task_mutations.ts";
import type { Task } from "../models/task_records.ts";
import type { CurrentRepeat } from "../recurrence/anchor.ts";
import { isBlank, lengthOf, normalizeLineBreaks, singleLine } from "../text.ts";
import {
  choices,
  type FieldDeclaration,
  type FormDeclaration,
  PAGE_FIELDS,
} from "./declaration.ts";
import {
  ITEM_ELSEWHERE,
  type Parsed,
  readDay,
  readPriority,
  readReference,
  readTags,
  readTime,
} from "./field_parsers.ts";
import { type FormResult, fieldsOf, isNoText, typed } from "./fields.ts";
import { parsePositiveInteger } from "./numbers.ts";
import type { ProblemTexts } from "./problems.ts";
import { parseRepeat, type RepeatField } from "./repeat.ts";
import {
  currentRepeat,
  REPEAT_FIELDS,
  type TaskValues,
  typedTask,
  withRest,
} from "./task_values.ts";

/** `list` is "" for the Inbox, "3" for a list, "3/7" for section 7 of list 3. */
export type TaskField =
  | ("title" | "description" | "due_on" | "due_time" | "starts_on")
  | ("priority" | "list" | "tags")
  | RepeatField;

type Fields = Record<string, unknown>;

const DECLARED: Record<TaskField, FieldDeclaration> = {
  title: { kind: "text", label: "Title" },
  description: { kind: "lines", label: "Notes" },
  due_on: { kind: "text", label: "Due" },
  due_time: { kind: "text", label: "At" },
  starts_on: { kind: "text", label: "Hidden until" },
  tags: { kind: "text", label: "Tags" },
  ...choices("priority", "list", ...REPEAT_FIELDS),
};

/** The form of a task that is there. */
export const taskForm: FormDeclaration = {
  title: "Edit task",
  button: (fields) => ("preview" in fields ? "Show the dates" : "Save the task"),
  fields: { ...DECLARED, ...choices("version", "seen", "preview"), ...PAGE_FIELDS },
};

const wholeTaskForm: FormDeclaration = {
  title: "New task",
  button: (fields) => ("preview" in fields ? "Show the dates" : "Add the task"),
  fields: { ...DECLARED, ...choices("preview"), ...PAGE_FIELDS },
};

const quickAddForm: FormDeclaration = {
  title: "New task",
  button: "Add the task",
  fields: {
    title: DECLARED.title,
    ...choices("quick", "list", "due_on", "tag"),
    ...PAGE_FIELDS,
  },
};

/** The full form, or the quick-add line's. */
export function newTaskForm({ quick }: Fields): FormDeclaration {
  return quick === "1" ? quickAddForm : wholeTaskForm;
}

export const checklistItemForm: FormDeclaration = {
  title: "New item",
  button: "Add the item",
  fields: { title: DECLARED.title, ...PAGE_FIELDS },
};

export const TITLE_MAX = 200;
export const DESCRIPTION_MAX = 10_000;

/** What `list` says when the list or section has gone, or never was the user's. */
export const LIST_MISSING = "List is not one of yours";

/** Why a task cannot be put where its form says; whether its fields go together, the parser checks. */
export function taskProblems({ isItem }: { isItem: boolean }): ProblemTexts<"list"> {
  const text = isItem ? ITEM_ELSEWHERE : LIST_MISSING;
  return { list_id: ["list", text], section_id: ["list", text] };
}

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
  const read = allOf({
    title: readTitle(fields.title),
    description: readDescription(fields.description),
    due_on: dueOn,
    due_time: readDueTime(fields, dueOn),
    starts_on: readDay(fields.starts_on, "Start date"),
    priority: readPriority(fields.priority),
    list: readList(fields.list),
    tags: readTags(fields.tags),
  });
  const repeat = parseRepeat(fields, { dueOn: dueOn.ok ? dueOn.value : null, current });
  if (read.ok && repeat.ok) {
    const { due_on, due_time, starts_on, list, ...same } = read.value;
    const days = { dueOn: due_on, dueTime: due_time, startsOn: starts_on };
    return { ok: true, value: { ...same, ...days, ...list, repeat: repeat.value } };
  }
  // Where the date itself is wrong, that is what its message says.
  const errors = { ...(!repeat.ok && repeat.errors), ...(!read.ok && read.errors) };
  return { ok: false, values: typedTask(fields), errors };
}

/**
 * A task's form with its buttons. `preview` asks to see the dates: then it comes back, whatever it says,
 * with what is wrong with them. `values` is the form as it was typed.
 * @param task the one that is changed; what a program does not send stays as it is.
 */
export function parseTaskForm(
  sent: Fields,
  task: Task | null = null,
): FormResult<TaskInput, TaskField> & { values: TaskValues } {
  const fields = task === null ? sent : withRest(sent, task);
  const form = parseTask(fields, task === null ? null : currentRepeat(task));
  const values = typedTask(fields);
  if (!("preview" in sent)) return { ...form, values };
  return { ok: false, values, errors: form.ok ? {} : dateErrors(form.errors) };
}

/** An item of a checklist: a title, word for word. */
export function parseItem(body: unknown): FormResult<{ title: string }, "title"> {
  const fields = fieldsOf(body);
  const title = readTitle(fields.title);
  if (title.ok) return { ok: true, value: { title: title.value } };
  return { ok: false, values: { title: typed(fields.title) }, errors: { title: title.message } };
}

/** The version that the user saw, or null when none (or nonsense) was sent. */
export function parseVersion(value: unknown): number | null {
  return parsePositiveInteger(value);
}

/** A preview does not ask for the rest yet. */
function dateErrors(errors: Partial<Record<TaskField, string>>): typeof errors {
  const isAboutDates = (field: string) => field.startsWith("repeat") || field === "due_on";
  return Object.fromEntries(Object.entries(errors).filter(([field]) => isAboutDates(field)));
}

/** Every value, or the message of each field that has none. */
function allOf<T extends object>(
  read: {
    [Field in keyof T]: Parsed<T[Field]>;
  },
): { ok: true; value: T } | { ok: false; errors: Partial<Record<keyof T, string>> } {
  const entries = Object.entries<Parsed<unknown>>(read);
  const errors = entries.flatMap(([field, one]) => (one.ok ? [] : [[field, one.message]]));
  if (errors.length > 0) return { ok: false, errors: Object.fromEntries(errors) };
  const values = entries.flatMap(([field, one]) => (one.ok ? [[field, one.value]] : []));
  return { ok: true, value: Object.fromEntries(values) as T };
}

function readTitle(sent: unknown): Parsed<string> {
  if (isNoText(sent)) return wrong("Title must be text");
  const title = singleLine(typed(sent));
  if (isBlank(title)) return wrong("Title is required");
  return lengthOf(title) > TITLE_MAX ? wrong("Title must be 200 characters or less") : ok(title);
}

function readDescription(sent: unknown): Parsed<string> {
  if (isNoText(sent)) return wrong("Description must be text");
  const text = normalizeLineBreaks(typed(sent));
  if (lengthOf(text) > DESCRIPTION_MAX && !isBlank(text)) {
    return wrong("Description must be 10,000 characters or less");
  }
  return ok(isBlank(text) ? "" : text);
}

/** Where the day is wrong, that is to be corrected first. */
function readDueTime(fields: Fields, dueOn: Parsed<string | null>): Parsed<string | null> {
  const time = readTime(fields.due_time);
  const isAlone = time.ok && time.value !== null && dueOn.ok && dueOn.value === null;
  return isAlone ? wrong("A time needs a due date") : time;
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
  if (!isWhole) return wrong(LIST_MISSING);
  return ok({ listId: listId.value, sectionId: sectionId.value });
}

function ok<T>(value: T): Parsed<T> {
  return { ok: true, value };
}

function wrong(message: string): { ok: false; message: string } {
  return { ok: false, message };
}
