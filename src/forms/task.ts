/** The forms of a task: new, edit, quick add and checklist item. */
import { TASK_FIELDS, type TaskFieldName, type TaskInput } from "../models/task_fields.ts";
import type { Task } from "../models/task_records.ts";
import type { CurrentRepeat } from "../recurrence/anchor.ts";
import { isBlank, lengthOf, normalizeLineBreaks } from "../text.ts";
import {
  choices,
  type FieldDeclaration,
  type FormDeclaration,
  PAGE_FIELDS,
} from "./declaration.ts";
import {
  ITEM_ELSEWHERE,
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
import type { ProblemTexts } from "./problems.ts";
import { parseRepeat, type RepeatField } from "./repeat.ts";
import {
  currentRepeat,
  REPEAT_FIELDS,
  TASK_LABELS,
  type TaskValues,
  typedTask,
  withRest,
} from "./task_values.ts";

export type TaskField = TaskFieldName | RepeatField;

type Fields = Record<string, unknown>;

const DECLARED: Record<string, FieldDeclaration> = {
  ...Object.fromEntries(TASK_FIELDS.map(({ name, kind, label }) => [name, { kind, label }])),
  ...choices(...REPEAT_FIELDS),
};
const TITLE: FormDeclaration["fields"] = { title: { kind: "text", label: TASK_LABELS.title } };

/** The edit form. */
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
    ...TITLE,
    ...choices("quick", "list", "due_on", "tag"),
    ...PAGE_FIELDS,
  },
};

/** The full form, or the quick-add form. */
export function newTaskForm({ quick }: Fields): FormDeclaration {
  return quick === "1" ? quickAddForm : wholeTaskForm;
}

export const checklistItemForm: FormDeclaration = {
  title: "New item",
  button: "Add the item",
  fields: { ...TITLE, ...PAGE_FIELDS },
};

export const TITLE_MAX = 200;
export const DESCRIPTION_MAX = 10_000;

/** The message if the list or section does not exist or is another user's. */
export const LIST_MISSING = "List is not one of yours";

/** The problems with the place of a task; the parser has checked everything else. */
export function taskProblems({ isItem }: { isItem: boolean }): ProblemTexts<"list"> {
  const text = isItem ? ITEM_ELSEWHERE : LIST_MISSING;
  return { list_id: ["list", text], section_id: ["list", text] };
}

/**
 * Parses a whole task: a field that is not sent is empty.
 * @param current the current repeat: if it does not change, it keeps its anchor.
 */
export function parseTask(
  body: unknown,
  current: CurrentRepeat | null = null,
): FormResult<TaskInput, TaskField> {
  const fields = fieldsOf(body);
  const read = readAll(fields);
  const repeat = parseRepeat(fields, { dueOn: read.value.dueOn ?? null, current });
  if (read.ok && repeat.ok) return { ok: true, value: { ...read.value, repeat: repeat.value } };
  // Where the date itself is wrong, that is what its message says.
  const errors = { ...(!repeat.ok && repeat.errors), ...(!read.ok && read.errors) };
  return { ok: false, values: typedTask(fields), errors };
}

/**
 * Parses a task form with its buttons. `preview` requests to show the dates: the form is then returned
 * as invalid, with errors about the dates only.
 * @param task the task to edit: a field that is not sent keeps its value.
 * @returns also `values`, the form as typed.
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

/** An item of a checklist: its title is not parsed as quick add. */
export function parseItem(body: unknown): FormResult<{ title: string }, "title"> {
  const fields = fieldsOf(body);
  const title = readName(fields.title, "Title", TITLE_MAX);
  if (title.ok) return { ok: true, value: { title: title.value } };
  return { ok: false, values: { title: typed(fields.title) }, errors: { title: title.message } };
}

/** The version that the form was made from; null: none or an invalid one was sent. */
export function parseVersion(value: unknown): number | null {
  return parsePositiveInteger(value);
}

/** A preview does not report other errors yet. */
function dateErrors(errors: Partial<Record<TaskField, string>>): typeof errors {
  const isAboutDates = (field: string) => field.startsWith("repeat") || field === "due_on";
  return Object.fromEntries(Object.entries(errors).filter(([field]) => isAboutDates(field)));
}

/** The parser of each field except the repeat, which has several fields. */
const READERS: Record<
  Exclude<TaskFieldName, "repeat">,
  (sent: unknown, fields: Fields) => Parsed<Partial<TaskInput>>
> = {
  title: (sent) => as("title", readName(sent, "Title", TITLE_MAX)),
  description: (sent) => as("description", readDescription(sent)),
  due_on: (sent) => as("dueOn", readDay(sent, "Due date")),
  due_time: (sent, fields) => as("dueTime", readDueTime(sent, fields.due_on)),
  starts_on: (sent) => as("startsOn", readDay(sent, "Start date")),
  priority: (sent) => as("priority", readPriority(sent)),
  list: (sent) => readList(sent),
  tags: (sent) => as("tags", readTags(sent)),
};

/** The values of the valid fields, and the messages of the invalid ones. */
function readAll(fields: Fields) {
  const value: Partial<TaskInput> = {};
  const errors: Partial<Record<TaskField, string>> = {};
  for (const [name, reader] of Object.entries(READERS)) {
    const read = reader(fields[name], fields);
    if (read.ok) Object.assign(value, read.value);
    else errors[name as keyof typeof READERS] = read.message;
  }
  return {
    ok: Object.keys(errors).length === 0,
    value: value as Omit<TaskInput, "repeat">,
    errors,
  };
}

function as<K extends keyof TaskInput>(
  property: K,
  read: Parsed<TaskInput[K]>,
): Parsed<Partial<TaskInput>> {
  return read.ok ? ok({ [property]: read.value } as Pick<TaskInput, K>) : read;
}

export function readDescription(sent: unknown): Parsed<string> {
  if (isNoText(sent)) return invalid("Description must be text");
  const text = normalizeLineBreaks(typed(sent));
  if (lengthOf(text) > DESCRIPTION_MAX && !isBlank(text)) {
    return invalid("Description must be 10,000 characters or less");
  }
  return ok(isBlank(text) ? "" : text);
}

/** An invalid day has an error of its own. */
function readDueTime(sent: unknown, day: unknown): Parsed<string | null> {
  const time = readTime(sent);
  const dueOn = readDay(day, "Due date");
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
