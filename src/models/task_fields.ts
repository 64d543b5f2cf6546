/**
 * The fields of a task that a user sets, each defined once: its name, its columns, its text and how it
 * is compared. The form, the API, the merge of two versions, the next occurrence of a series and the
 * pages derive from this table.
 */
import { clockTime, type TimeFormat } from "../dates/clock_time.ts";
import { shortDay } from "../dates/format.ts";
import type { Row } from "../db/connection.ts";
import { describeRule } from "../recurrence/description.ts";
import { formatRule, parseRule, type Repeat, type RepeatMode } from "../recurrence/rule.ts";
import { nameKey } from "../text.ts";
import { PRIORITIES, PRIORITY_LABELS, type Priority } from "./priority.ts";

export interface TaskInput {
  title: string;
  /** A day in the user's zone, "YYYY-MM-DD". */
  dueOn: string | null;
  /** "HH:MM", floating in the user's zone. */
  dueTime: string | null;
  /** Hidden from the dashboard until this day. */
  startsOn: string | null;
  repeat: Repeat | null;
  priority: Priority;
  /** null: the Inbox. */
  listId: number | null;
  sectionId: number | null;
  tags: string[];
  /** Markdown. */
  description: string;
}

/** A task with empty fields. */
export const NOTHING_SET: Readonly<TaskInput> = {
  title: "",
  dueOn: null,
  dueTime: null,
  startsOn: null,
  repeat: null,
  priority: 0,
  listId: null,
  sectionId: null,
  tags: [],
  description: "",
};

export type TaskFieldName =
  | ("title" | "due_on" | "due_time" | "starts_on" | "repeat")
  | ("priority" | "list" | "tags" | "description");

/** What is needed to put a value into words. */
export interface FieldNames {
  today: string;
  timeFormat: TimeFormat;
  /** The name of a list or of a section in it, by the text of the field `list`. */
  list: (value: string) => string;
}

export interface TaskField {
  name: TaskFieldName;
  label: string;
  /** How the confirmation page shows it: one line, several lines, or a hidden choice. */
  kind: "text" | "lines" | "choice";
  properties: readonly (keyof TaskInput)[];
  /** Columns of the table tasks; tags have rows of their own. */
  columns: readonly string[];
  /** Sets its properties of `input` to their values in a row. */
  read(row: Row, input: Row): void;
  /** @param input may be partial: the column of a missing field is undefined. */
  write(input: Partial<TaskInput>): Row;
  /** The value in its form. */
  text(input: TaskInput): string;
  /** Equal for values with the same meaning; by default `text`. */
  key?(input: TaskInput): string;
  /** For people, "" for nothing; by default `text`. */
  words?(input: TaskInput, names: FieldNames): string;
  /** Sets the properties of `body` that it has in the API. */
  json(input: TaskInput, body: Row): void;
}

/** In the order of their form. */
export const TASK_FIELDS: readonly TaskField[] = [
  simple("title", "title", { label: "Title" }),
  simple("description", "description", { label: "Notes", kind: "lines" }),
  simple("due_on", "dueOn", { label: "Due", words: dayInWords("dueOn") }),
  simple("due_time", "dueTime", {
    label: "At",
    read({ due_time }, input) {
      input.dueTime = (due_time as string | null)?.slice(0, 5) ?? null;
    },
    words: ({ dueTime }, { timeFormat }) =>
      dueTime === null ? "" : clockTime(dueTime, timeFormat),
  }),
  simple("starts_on", "startsOn", { label: "Not on Today before", words: dayInWords("startsOn") }),
  simple("repeat", "repeat", {
    label: "Repeats",
    kind: "choice",
    columns: ["repeat_rule", "repeat_mode", "repeat_anchor", "repeat_moved_from"],
    read(row, input) {
      input.repeat = readRepeat(row);
    },
    write: ({ repeat }) =>
      repeat === undefined
        ? {}
        : {
            repeat_rule: repeat === null ? null : formatRule(repeat.rule),
            repeat_mode: repeat?.mode ?? null,
            repeat_anchor: repeat?.anchor ?? null,
            repeat_moved_from: repeat?.movedFrom ?? null,
          },
    text: ({ repeat }) => (repeat === null ? "" : `${repeat.mode} ${formatRule(repeat.rule)}`),
    words: ({ repeat }) => (repeat === null ? "" : describeRule(repeat)),
    json({ repeat }, body) {
      body.repeat = repeat && {
        rule: formatRule(repeat.rule),
        mode: repeat.mode,
        anchor: repeat.anchor,
      };
      body.moved_from = repeat?.movedFrom ?? null;
    },
  }),
  simple("priority", "priority", {
    label: "Priority",
    kind: "choice",
    text: ({ priority }) => PRIORITIES[priority],
    words: ({ priority }) => (priority === 0 ? "" : PRIORITY_LABELS[PRIORITIES[priority]]),
    json({ priority }, body) {
      body.priority = PRIORITIES[priority];
    },
  }),
  {
    name: "list",
    label: "List",
    kind: "choice",
    properties: ["listId", "sectionId"],
    columns: ["list_id", "section_id"],
    read({ list_id, section_id }, input) {
      input.listId = list_id;
      input.sectionId = section_id;
    },
    write: ({ listId, sectionId }) => ({ list_id: listId, section_id: sectionId }),
    text: listText,
    words: (input, names) => names.list(listText(input)),
    json({ listId, sectionId }, body) {
      body.list_id = listId;
      body.section_id = sectionId;
    },
  },
  simple("tags", "tags", {
    label: "Tags",
    columns: [],
    read({ tag_names }, input) {
      input.tags = tag_names ?? [];
    },
    write: () => ({}),
    text: ({ tags }) => tags.join(" "),
    key: ({ tags }) => tags.map(nameKey).toSorted().join(" "),
    words: ({ tags }) => tags.map((tag) => `#${tag}`).join(" "),
  }),
];

/** The columns of all fields. */
export const TASK_COLUMNS: readonly string[] = TASK_FIELDS.flatMap(({ columns }) => columns);

/** The values of all fields in a row. */
export function readFields(row: Row): TaskInput {
  const input: Row = {};
  for (const field of TASK_FIELDS) field.read(row, input);
  return input as unknown as TaskInput;
}

/** Sets the properties of `body` that the fields have in the API. @returns it. */
export function fieldsJson(input: TaskInput, body: Row = {}): Row {
  for (const field of TASK_FIELDS) field.json(input, body);
  return body;
}

/** "" is the Inbox, "3" a list, "3/7" section 7 of list 3. */
function listText({ listId, sectionId }: TaskInput): string {
  return [listId, sectionId].filter((id) => id !== null).join("/");
}

/** A field with one property and, unless `more` says otherwise, one column with the field's name. */
function simple(
  name: TaskFieldName,
  property: keyof TaskInput,
  more: Pick<TaskField, "label"> & Partial<TaskField>,
): TaskField {
  return {
    name,
    kind: "text",
    properties: [property],
    columns: [name],
    read(row, input) {
      input[property] = row[name];
    },
    write: (input) => ({ [name]: input[property] }),
    text: (input) => String(input[property] ?? ""),
    json(input, body) {
      body[name] = input[property];
    },
    ...more,
  };
}

function dayInWords(property: "dueOn" | "startsOn"): NonNullable<TaskField["words"]> {
  return ({ [property]: day }, { today }) => (day === null ? "" : shortDay(day, today));
}

/** The repeat of a row with the columns of the field. */
export function readRepeat(row: Row): Repeat | null {
  const { repeat_rule, repeat_mode, repeat_anchor, repeat_moved_from } = row;
  const rule = repeat_rule === null ? null : parseRule(repeat_rule as string);
  if (rule === null || repeat_mode === null || repeat_anchor === null) return null;
  const repeat = { rule, mode: repeat_mode as RepeatMode, anchor: repeat_anchor as string };
  return repeat_moved_from == null ? repeat : { ...repeat, movedFrom: repeat_moved_from as string };
}
