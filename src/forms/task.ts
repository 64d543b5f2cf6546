/** The forms of a task: new, edit, quick add and checklist item. */
import type { TimeFormat } from "../dates/clock_time.ts";
import { type DateSettings, DEFAULT_DATE_SETTINGS } from "../dates/date_settings.ts";
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
  formResult,
  ITEM_ELSEWHERE,
  ITEM_UNDATED,
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
import { quotaMessage } from "./quota.ts";
import { parseRepeat } from "./repeat.ts";
import type { RepeatField } from "./repeat_fields.ts";
import {
  currentRepeat,
  REPEAT_FIELDS,
  TASK_LABELS,
  type TaskValues,
  typedTask,
  withRest,
} from "./task_values.ts";
import { type DateContext, withReadDates } from "./typed_dates.ts";

export type TaskField = TaskFieldName | RepeatField;

type Fields = Record<string, unknown>;
type ParsedWith = Pick<DateSettings, "weekStart" | "timeFormat">;

const DECLARED: Record<string, FieldDeclaration> = {
  ...Object.fromEntries(TASK_FIELDS.map(({ name, kind, label }) => [name, { kind, label }])),
  ...choices(...REPEAT_FIELDS),
};
const TITLE: FormDeclaration["fields"] = { title: { kind: "text", label: TASK_LABELS.title } };

/** The edit form. */
export const taskForm: FormDeclaration = {
  title: "Edit task",
  button: (fields) => ("preview" in fields ? "Show the dates" : "Save the task"),
  fields: { ...DECLARED, ...choices("version", "seen", "preview", "fact"), ...PAGE_FIELDS },
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
    ...choices("quick", "list", "due_on", "tag", "priority"),
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
export const LIST_MISSING = "List not found";

/** The message for a task that would come into an archived list. */
export const LIST_ARCHIVED = "This list is archived: bring it back first, or choose another";

/** The problems with the place of a task, and the dates of an item; the parser has checked all else. */
export function taskProblems({ isItem }: { isItem: boolean }): ProblemTexts<TaskField> {
  const text = isItem ? ITEM_ELSEWHERE : LIST_MISSING;
  const dates = ["due_on", "due_time", "starts_on", "repeat"] as const;
  return {
    ...Object.fromEntries(
      dates.map((name) => [`${name} undated_on_checklist`, [name, ITEM_UNDATED]] as const),
    ),
    list_id: ["list", text],
    "list_id archived": ["list", LIST_ARCHIVED],
    section_id: ["list", text],
    full: ["title", quotaMessage],
  };
}

/**
 * Parses a whole task: a field that is not sent is empty. Its days and times are not in words any more.
 * @param current the current repeat: if it does not change, it keeps its anchor.
 */
export function parseTask(
  body: unknown,
  current: CurrentRepeat | null = null,
  { weekStart, timeFormat }: ParsedWith = DEFAULT_DATE_SETTINGS,
): FormResult<TaskInput, TaskField> {
  const fields = fieldsOf(body);
  const day = readDay(fields.due_on, "Due date");
  const form = formResult(fields, {
    title: readName(fields.title, "Title", TITLE_MAX),
    description: readDescription(fields.description),
    due_on: day,
    due_time: readDueTime(fields.due_time, day, timeFormat),
    starts_on: readDay(fields.starts_on, "Start date"),
    priority: readPriority(fields.priority),
    list: readList(fields.list),
    tags: readTags(fields.tags),
  });
  const repeat = parseRepeat(fields, { dueOn: day.ok ? day.value : null, current, weekStart });
  if (form.ok && repeat.ok) {
    const { due_on: dueOn, due_time: dueTime, starts_on: startsOn, list, ...same } = form.value;
    const value = { ...same, ...list, dueOn, dueTime, startsOn, repeat: repeat.value };
    return { ok: true, value };
  }
  // Where the date itself is wrong, that is what its message says.
  const errors = { ...(!repeat.ok && repeat.errors), ...(!form.ok && form.errors) };
  return { ok: false, values: typedTask(fields), errors };
}

/**
 * Parses a task form with its buttons. `preview` requests to show the dates: the form is then returned
 * as invalid, with errors about the dates only.
 * @param task the task to edit: a field that is not sent keeps its value.
 * @returns also `values`, the form as typed, but for the days and times that are understood: a picker can
 * only show those as "YYYY-MM-DD" and "HH:MM".
 */
export function parseTaskForm(
  sent: Fields,
  { task, dates }: { task: Task | null; dates: DateContext },
): FormResult<TaskInput, TaskField> & { values: TaskValues } {
  const read = withReadDates(sent, dates);
  const fields = task === null ? read : withRest(read, task);
  const form = parseTask(fields, task === null ? null : currentRepeat(task), dates);
  const values = typedTask(fields);
  if (!("preview" in sent)) return { ...form, values };
  return { ok: false, values, errors: form.ok ? {} : dateErrors(form.errors) };
}

/** Of a title alone: another problem is that a row has gone. */
export const TITLE_PROBLEMS: ProblemTexts<"title"> = { full: ["title", quotaMessage] };

/** An item of a checklist: its title is not parsed as quick add. */
export function parseItem(body: unknown): FormResult<{ title: string }, "title"> {
  const fields = fieldsOf(body);
  return formResult(fields, { title: readName(fields.title, "Title", TITLE_MAX) });
}

/** The fields that a task's page has a form of their own for, which is shown again if it is invalid. */
const FACTS = ["title", "list", "tags"] as const;

export type Fact = (typeof FACTS)[number];

/** The field whose form on the task's page was sent; null: it was another form. */
export function parseFact(value: unknown): Fact | null {
  return FACTS.find((name) => name === value) ?? null;
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

export function readDescription(sent: unknown): Parsed<string> {
  if (isNoText(sent)) return invalid("Description must be text");
  const text = normalizeLineBreaks(typed(sent));
  if (lengthOf(text) > DESCRIPTION_MAX && !isBlank(text)) {
    return invalid("Description must be 10,000 characters or less");
  }
  return ok(isBlank(text) ? "" : text);
}

/** An invalid day has an error of its own. */
function readDueTime(
  sent: unknown,
  day: Parsed<string | null>,
  format: TimeFormat,
): Parsed<string | null> {
  const time = readTime(sent, format);
  const isAlone = time.ok && time.value !== null && day.ok && day.value === null;
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
