/** Tasks as programs send them. */
import { z } from "zod";
import { isTime } from "../../dates/calendar.ts";
import {
  invalid,
  ok,
  type Parsed,
  PRIORITY_PROBLEM,
  readTags,
  TIME_PROBLEM,
} from "../../forms/field_parsers.ts";
import { typed } from "../../forms/fields.ts";
import { DESCRIPTION_MAX, readDescription, TITLE_MAX } from "../../forms/task.ts";
import { PRIORITIES, type Priority } from "../../models/priority.ts";
import { TAG_NAME_MAX, TAGS_MAX } from "../../models/tag_name.ts";
import { isBlank, lengthOf } from "../../text.ts";
import {
  component,
  day,
  field,
  flag,
  having,
  line,
  parser,
  reference,
  type Sent,
  wholeNumber,
} from "./fields.ts";
import { repeatMoves, repeatSpec } from "./repeat.ts";

const QUICK_ADD_MAX = 12_000;

export const notes = {
  type: "string",
  maxLength: DESCRIPTION_MAX,
  description: "Markdown, as written; the length is counted in code points.",
};

export const priority = z.enum(PRIORITIES, PRIORITY_PROBLEM);
/** @param name null: none. */
export const toPriority = (name: z.output<typeof priority> | null) =>
  PRIORITIES.indexOf(name ?? "none") as Priority;
export const priorityOrNone = priority.nullable().transform(toPriority);

/** What is sent of a task, in the order of the messages. */
export const taskFields = {
  title: line(
    "Title",
    TITLE_MAX,
    "One line. White space around it is removed and line breaks become spaces before the length is counted, in code points.",
  ),
  description: field(readDescription, { ...notes, type: ["string", "null"] }),
  completed: flag("Completed").describe("Whether it is done."),
  due_on: day("Due date")
    .nullable()
    .describe(
      "The day in the person's own time zone. An item of a checklist gets no dates; one that it has had since before may stay, or be cleared.",
    ),
  due_time: z
    .string(TIME_PROBLEM)
    .refine(isTime, TIME_PROBLEM)
    .meta({ pattern: "^([01]\\d|2[0-3]):[0-5]\\d$" })
    .nullable()
    .describe("HH:MM on the person's own clock; only with a due date."),
  starts_on: day("Start date")
    .nullable()
    .describe("Hidden from Today until that day. A new due date before it clears it."),
  priority: priorityOrNone,
  list_id: reference("List", "The list; null for the Inbox."),
  section_id: reference("Section", "A section of that list."),
  parent_id: reference(
    "Parent",
    "The task on whose checklist it is; that one is not on a checklist itself.",
  ),
  tags: field(readTagList, {
    type: ["array", "null"],
    items: { type: "string", minLength: 1, maxLength: TAG_NAME_MAX + 1 },
    description: `By name, at most ${TAGS_MAX}; a new name creates a tag.`,
  }),
  repeat: repeatSpec.describe("Needs a due date, which begins the series."),
};

const seenVersion = wholeNumber("Version must be a whole number")
  .optional()
  .transform((version) => version ?? null)
  .describe(
    "The version that was seen. If the task has changed since, nothing is written and the answer is 409. Without it, the task is changed whatever its version.",
  );

export const WholeTask = component("WholeTask", "What is left out becomes empty, and not done.", {
  title: taskFields.title,
  description: taskFields.description.default(""),
  completed: taskFields.completed.default(false),
  due_on: taskFields.due_on.default(null),
  due_time: taskFields.due_time.default(null),
  starts_on: taskFields.starts_on.default(null),
  priority: taskFields.priority.prefault("none"),
  list_id: taskFields.list_id.default(null),
  section_id: taskFields.section_id.default(null),
  parent_id: taskFields.parent_id.default(null),
  tags: taskFields.tags.default([]),
  repeat: taskFields.repeat.default(null),
  repeat_moves: repeatMoves.optional(),
  version: seenVersion,
});

/** A whole task: what is not sent is empty, and not done. */
export const parseApiTask = parser(WholeTask);

type Task = Sent<typeof WholeTask>;
/** What a program says of a task; its repeat has no anchor yet, which follows from the due date. */
export type ApiTask = Omit<Task, "version">;
/** `version` is the one that was seen; null when none was sent. */
export type Seen = Pick<Task, "version">;

export const TaskChanges = z
  .object(taskFields)
  .partial()
  .extend({ repeat_moves: repeatMoves.optional(), version: seenVersion })
  .meta({
    id: "TaskChanges",
    description:
      "What is left out stays as it is, except that another list clears the section, and a due date before the start date clears the start date.",
  });

/** Only what was sent. */
export const parseApiTaskChanges = parser(TaskChanges);

/** The two ways to add a task; each has a check of its own, `parseApiTask` and `parseQuickLine`. */
export const NewTask = WholeTask.omit({ version: true, repeat_moves: true })
  .extend({
    title: taskFields.title.optional(),
    quick_add: field(parseQuickLine, {
      type: "string",
      minLength: 1,
      maxLength: QUICK_ADD_MAX,
      description:
        "In place of a title, one line that says everything: `pay rent tomorrow 9am every month @home #bills !1 // note`. What it does not say is taken from the other fields.",
    }).optional(),
  })
  .meta({
    id: "NewTask",
    description: "The task to add: its fields, or one line.",
    anyOf: [having("title"), having("quick_add")],
  });

export const Completion = component("Completion", "The state that is wanted.", {
  completed: flag("Completed")
    .default(true)
    .describe(
      "false reopens it: an occurrence of a series repeats again, and the next one is removed. If the next one was changed, that one continues the series, and this one is a task of its own.",
    ),
});

/** `{"completed": true|false}`; without a body it completes. */
export const parseCompletion = parser(Completion, ({ completed }) => completed);

/** `{"quick_add": "…"}`, whose line may be as long as a title and its notes. */
export function parseQuickLine(sent: unknown): Parsed<string> {
  if (typeof sent !== "string") return invalid("Quick add must be text");
  const text = typed(sent);
  if (isBlank(text)) return invalid("Quick add is required");
  const isLong = lengthOf(text) > QUICK_ADD_MAX;
  return isLong ? invalid("Quick add must be 12,000 characters or less") : ok(text);
}

function readTagList(sent: unknown): Parsed<string[]> {
  return Array.isArray(sent ?? []) ? readTags(sent) : invalid("Tags must be a list of names");
}
