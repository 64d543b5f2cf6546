/** Tasks as JSON Schema; the limits are the forms' own. */
import { BULK_ACTIONS, BULK_MAX } from "../../forms/bulk_json.ts";
import { MOVES } from "../../forms/list_json.ts";
import { REPEAT_MODES, RULE_MAX } from "../../forms/repeat_json.ts";
import { DESCRIPTION_MAX, TITLE_MAX } from "../../forms/task.ts";
import { QUICK_ADD_MAX } from "../../forms/task_json.ts";
import { PRIORITIES } from "../../models/priority.ts";
import { id, nullable, reference, time, version } from "./schema_parts.ts";
import type { Schema } from "./types.ts";

export const TASK_EXAMPLE = {
  id: 7,
  user_id: "9f1b6c1e-6a53-4d0b-9c55-0c7f3a2e8d41",
  title: "Pay the rent",
  description: "By standing order from next month on.",
  completed: false,
  completed_at: null,
  due_on: "2026-11-30",
  due_time: "17:00",
  starts_on: null,
  priority: "high",
  list_id: 2,
  section_id: null,
  parent_id: null,
  tags: ["bills"],
  checklist: { done: 1, total: 3 },
  repeat: {
    rule: "RSCALE=GREGORIAN;FREQ=MONTHLY;BYMONTHDAY=31;SKIP=BACKWARD",
    mode: "rule",
    anchor: "2026-10-31",
  },
  position: "7",
  version: 1,
  created_at: "2026-11-20T08:41:07.250Z",
  updated_at: "2026-11-20T08:41:07.250Z",
};

const title: Schema = {
  type: "string",
  minLength: 1,
  maxLength: TITLE_MAX,
  description:
    "One line. White space around it is taken off and line breaks become spaces before it is measured, in code points.",
};

const description: Schema = {
  type: "string",
  maxLength: DESCRIPTION_MAX,
  description: "Markdown, as written; measured in code points.",
};

const completed: Schema = { type: "boolean", description: "Whether it is done." };

const seenVersion: Schema = {
  ...version,
  description:
    "The version that was seen. If the task has changed since, nothing is written and the answer is 409. Without it, the task is changed whatever it is now.",
};

const day = (told: string): Schema => ({
  type: ["string", "null"],
  format: "date",
  description: told,
});

const priority: Schema = { type: "string", enum: [...PRIORITIES] };

const rule: Schema = {
  type: "string",
  maxLength: RULE_MAX,
  pattern: "FREQ=",
  description:
    "An RRULE (RFC 5545) of those that are known: every N days, each weekday, weeks on days, months on a day, the last day, the nth or last weekday, years; to UNTIL a day or COUNT times. A day that a month has not is its last one (RFC 7529, SKIP=BACKWARD).",
};

const mode: Schema = {
  type: "string",
  enum: [...REPEAT_MODES],
  description:
    "What comes next: by the rule, even if late; the next one that is not past; counted from the day of completion.",
};

const repeat: Schema = {
  type: "object",
  required: ["rule"],
  properties: { rule, mode: { ...mode, default: "rule" } },
  additionalProperties: true,
};

/** What a program may say, but for the title. */
const sent = {
  description: nullable(description),
  completed: { ...completed, default: false },
  due_on: day("The day in the person's own zone."),
  due_time: {
    type: ["string", "null"],
    pattern: "^([01]\\d|2[0-3]):[0-5]\\d$",
    description: "HH:MM on the person's own clock; only with a day.",
  },
  starts_on: day("Off Today until that day."),
  priority: { ...nullable(priority), default: "none" },
  list_id: nullable(id("The list; null for the Inbox.")),
  section_id: nullable(id("A section of that list.")),
  parent_id: nullable(id("The task on whose checklist it is, which is on none itself.")),
  tags: {
    type: ["array", "null"],
    items: { type: "string", minLength: 1, maxLength: 51 },
    description: "By name, 20 at the most; one that is new is made.",
  },
  repeat: { ...nullable(repeat), description: "Needs a due date, which begins the series." },
};

export const TASK_SCHEMAS: Record<string, Schema> = {
  Task: {
    type: "object",
    required: Object.keys(TASK_EXAMPLE),
    properties: taskProperties(),
  },
  CompletedTask: {
    type: "object",
    required: [...Object.keys(TASK_EXAMPLE), "next"],
    properties: {
      ...taskProperties(),
      next: nullable(id("The next one of the series, which this brought up.")),
    },
  },
  NewTask: {
    type: "object",
    anyOf: [having("title"), having("quick_add")],
    properties: {
      title,
      quick_add: {
        type: "string",
        minLength: 1,
        maxLength: QUICK_ADD_MAX,
        description:
          "In place of a title, a line that says it all: `pay rent tomorrow 9am every month @home #bills !1 // note`. What it does not say is taken from the other fields.",
      },
      ...sent,
    },
  },
  WholeTask: {
    type: "object",
    required: ["title"],
    description: "What is left out becomes empty, and not done.",
    properties: { title, ...sent, version: seenVersion },
  },
  TaskChanges: {
    type: "object",
    description: "What is left out stays as it is.",
    properties: { title, ...sent, completed, priority: nullable(priority), version: seenVersion },
  },
  Completion: {
    type: "object",
    properties: {
      completed: { ...completed, default: true, description: "false takes it back." },
    },
  },
  TaskList: {
    type: "object",
    required: ["tasks", "next"],
    properties: {
      tasks: { type: "array", maxItems: 200, items: reference("Task") },
      next: {
        type: ["string", "null"],
        minLength: 1,
        description: "What to send as `cursor` for the next page; null on the last one.",
      },
    },
  },
  Move: {
    type: "object",
    description: "One of the two.",
    oneOf: [having("to"), having("after")],
    properties: {
      to: { type: "string", enum: [...MOVES] },
      after: id("The one that it is to come after."),
    },
  },
  Bulk: {
    type: "object",
    required: ["ids", "action"],
    properties: {
      ids: {
        type: "array",
        minItems: 1,
        maxItems: BULK_MAX,
        items: id("A task. One that is not there is passed over."),
      },
      action: { type: "string", enum: [...BULK_ACTIONS] },
      list_id: { ...sent.list_id, description: "To move: where to; null for the Inbox." },
      section_id: { ...sent.section_id, description: "To move: a section of that list." },
      tag: { type: "string", description: "To tag or untag." },
      due_on: day("For `due`: the day; null for none, which ends a series."),
      priority: { ...priority, description: "For `priority`." },
    },
  },
  BulkDone: {
    type: "object",
    required: ["count", "changed", "change_id"],
    properties: {
      count: { type: "integer", minimum: 0, description: "How many of the tasks are there." },
      changed: { type: "integer", minimum: 0, description: "How many were not so already." },
      change_id: nullable(id("The one entry of the history; null when nothing was changed.")),
    },
  },
};

function having(name: string): Schema {
  return { properties: { [name]: true }, required: [name] };
}

function taskProperties(): Record<string, Schema> {
  return {
    id: id("Counted per user: 7 is the seventh task of this user."),
    user_id: { type: "string", format: "uuid" },
    title,
    description,
    completed,
    completed_at: nullable(time("When it was done; null while it is not.")),
    due_on: sent.due_on,
    due_time: sent.due_time,
    starts_on: sent.starts_on,
    priority,
    list_id: sent.list_id,
    section_id: sent.section_id,
    parent_id: sent.parent_id,
    tags: { type: "array", items: { type: "string", minLength: 1, maxLength: 50 } },
    checklist: {
      type: "object",
      required: ["done", "total"],
      properties: {
        done: { type: "integer", minimum: 0 },
        total: { type: "integer", minimum: 0, maximum: 2_147_483_647 },
      },
    },
    repeat: nullable({
      type: "object",
      required: ["rule", "mode", "anchor"],
      properties: {
        rule,
        mode,
        anchor: {
          type: "string",
          format: "date",
          description: "The first day of the series, from which all are reckoned.",
        },
      },
    }),
    position: {
      type: "string",
      pattern: "^-?\\d+(\\.\\d+)?$",
      description: "Its place by hand, an exact number: less comes before more.",
    },
    version,
    created_at: time("When it was made."),
    updated_at: time("When it was last changed."),
  };
}
