/** A task as a program sends it: JSON's own types, and a repeat as the text of its rule. */
import { isDay, isTime } from "../dates/calendar.ts";
import { PRIORITIES, type Priority } from "../models/priority.ts";
import type { TaskInput } from "../models/task_fields.ts";
import type { RepeatSpec } from "../recurrence/anchor.ts";
import { isBlank, lengthOf, normalizeLineBreaks } from "../text.ts";
import { type Parsed, readTags } from "./field_parsers.ts";
import { type FormResult, fieldsOf, isNoText, typed } from "./fields.ts";
import { readName } from "./name.ts";
import { parsePositiveInteger } from "./numbers.ts";
import { readRepeatSpec } from "./repeat_json.ts";
import { DESCRIPTION_MAX, TITLE_MAX } from "./task.ts";

/** What a program says of a task; its repeat has no anchor yet, which hangs on the due date. */
export interface ApiTask extends Omit<TaskInput, "repeat"> {
  repeat: RepeatSpec | null;
  parentId: number | null;
  completed: boolean;
}

export type ApiTaskField = (typeof FIELDS)[number] | "version";

/** `version` is the one that was seen; null when none was sent. */
export interface Seen {
  version: number | null;
}

type Result<Value> = FormResult<Value, ApiTaskField>;
type Body = Record<string, unknown>;

const FIELDS = [
  "title",
  "description",
  "completed",
  "due_on",
  "due_time",
  "starts_on",
  "priority",
  "list_id",
  "section_id",
  "parent_id",
  "tags",
  "repeat",
] as const;

/** By field: its name in the application, and how it is read. */
const READERS: {
  [Field in (typeof FIELDS)[number]]: {
    [Name in keyof ApiTask]?: (sent: unknown) => Parsed<ApiTask[Name]>;
  };
} = {
  title: { title: (sent) => readName(sent, "Title", TITLE_MAX) },
  description: { description: readDescription },
  completed: { completed: (sent) => readBoolean(sent, "Completed") },
  due_on: { dueOn: (sent) => readDay(sent, "Due date") },
  due_time: { dueTime: readTime },
  starts_on: { startsOn: (sent) => readDay(sent, "Start date") },
  priority: { priority: readPriority },
  list_id: { listId: (sent) => readId(sent, "List") },
  section_id: { sectionId: (sent) => readId(sent, "Section") },
  parent_id: { parentId: (sent) => readId(sent, "Parent") },
  tags: { tags: (sent) => (Array.isArray(sent ?? []) ? readTags(sent) : wrong(TAGS_LIST)) },
  repeat: { repeat: readRepeatSpec },
};

const TAGS_LIST = "Tags must be a list of names";

const NOTHING: Omit<ApiTask, "title"> = {
  description: "",
  completed: false,
  dueOn: null,
  dueTime: null,
  startsOn: null,
  priority: 0,
  listId: null,
  sectionId: null,
  parentId: null,
  tags: [],
  repeat: null,
};

/** A whole task: what is not sent is empty, and not done. */
export function parseApiTask(body: unknown): Result<ApiTask & Seen> {
  const { title, ...sent } = fieldsOf(body);
  const result = readFields({ ...sent, title });
  return result.ok
    ? { ok: true, value: { ...NOTHING, ...result.value } as ApiTask & Seen }
    : result;
}

/** Only what was sent. */
export function parseApiTaskChanges(body: unknown): Result<Partial<ApiTask> & Seen> {
  return readFields(fieldsOf(body));
}

/** `{"completed": true|false}`; without a body it completes. */
export function parseCompletion(body: unknown): Result<boolean> {
  const { completed = true } = fieldsOf(body);
  const read = readBoolean(completed, "Completed");
  return read.ok ? read : invalid({ completed: read.message });
}

/** `{"quick_add": "…"}`, whose line may be as long as a title and its notes. */
export function parseQuickLine(sent: unknown): Parsed<string> {
  if (typeof sent !== "string") return wrong("Quick add must be text");
  const line = typed(sent);
  if (isBlank(line)) return wrong("Quick add is required");
  const isLong = lengthOf(line) > QUICK_ADD_MAX;
  return isLong ? wrong("Quick add must be 12,000 characters or less") : { ok: true, value: line };
}

export const QUICK_ADD_MAX = 12_000;

/** The number of a list, section or task; null is none. */
export function readId(sent: unknown, name: string): Parsed<number | null> {
  if (sent === undefined || sent === null) return { ok: true, value: null };
  const id = parsePositiveInteger(sent);
  return id === null ? wrong(`${name} not found`) : { ok: true, value: id };
}

/** A day; null is none. */
export function readDay(sent: unknown, name: string): Parsed<string | null> {
  if (sent === undefined || sent === null) return { ok: true, value: null };
  const isOne = typeof sent === "string" && isDay(sent);
  return isOne ? { ok: true, value: sent } : wrong(`${name} must be a day, such as 2026-11-30`);
}

export function readPriority(sent: unknown): Parsed<Priority> {
  if (sent === undefined || sent === null) return { ok: true, value: 0 };
  const index = PRIORITIES.indexOf(sent as (typeof PRIORITIES)[number]);
  return index === -1
    ? wrong("Priority must be none, low, medium or high")
    : { ok: true, value: index as Priority };
}

export function readBoolean(sent: unknown, name: string): Parsed<boolean> {
  return typeof sent === "boolean"
    ? { ok: true, value: sent }
    : wrong(`${name} must be true or false`);
}

/** Every fault at once, in the order of the fields. */
function readFields(sent: Body): Result<Partial<ApiTask> & Seen> {
  const value: Body = {};
  const errors: Partial<Record<ApiTaskField, string>> = {};
  for (const field of FIELDS) {
    const isSent = Object.hasOwn(sent, field) && (field === "title" || sent[field] !== undefined);
    if (!isSent) continue;
    for (const [name, reader] of Object.entries(READERS[field])) {
      const read = reader(sent[field]);
      if (read.ok) value[name] = read.value;
      else errors[field] = read.message;
    }
  }
  const { version } = sent;
  const seen = version === undefined ? null : parsePositiveInteger(version);
  if (version !== undefined && seen === null) errors.version = "Version must be a whole number";
  if (Object.keys(errors).length > 0) return invalid(errors);
  return { ok: true, value: { ...value, version: seen } };
}

function readDescription(sent: unknown): Parsed<string> {
  if (isNoText(sent)) return wrong("Description must be text");
  const text = normalizeLineBreaks(typed(sent));
  if (isBlank(text)) return { ok: true, value: "" };
  return lengthOf(text) > DESCRIPTION_MAX
    ? wrong("Description must be 10,000 characters or less")
    : { ok: true, value: text };
}

function readTime(sent: unknown): Parsed<string | null> {
  if (sent === undefined || sent === null) return { ok: true, value: null };
  const isOne = typeof sent === "string" && isTime(sent);
  return isOne ? { ok: true, value: sent } : wrong("Time must be a time of day, such as 17:00");
}

function wrong(message: string): { ok: false; message: string } {
  return { ok: false, message };
}

/** A program keeps what it sent: nothing is handed back for showing again. */
function invalid(errors: Partial<Record<ApiTaskField, string>>): Result<never> {
  const values = Object.fromEntries([...FIELDS, "version"].map((field) => [field, ""]));
  return { ok: false, values: values as Record<ApiTaskField, string>, errors };
}
