/** Tasks as programs receive them. */
import { z } from "zod";
import { INTEGER_MAX } from "../../forms/numbers.ts";
import { TAG_NAME_MAX } from "../../models/tag_name.ts";
import { UNREAD } from "../../quick_add/unread.ts";
import { component, pageOf, position, rowId, timestamp, version } from "./fields.ts";
import { repeat } from "./repeat.ts";
import { notes, priority, taskFields } from "./tasks.ts";

export const Task = z
  .object({
    id: rowId("Counted per user: 7 is the seventh task of this user."),
    user_id: z.string().meta({ format: "uuid" }),
    ...taskFields,
    description: z.string().meta(notes),
    completed_at: timestamp("When it was completed; null while it is not.").nullable(),
    priority,
    tags: z.array(z.string().min(1).max(TAG_NAME_MAX)),
    checklist: z.object({ done: z.int().min(0), total: z.int().min(0).max(INTEGER_MAX) }),
    repeat,
    moved_from: z
      .string()
      .meta({ format: "date" })
      .nullable()
      .describe(
        "The day that the rule gave this occurrence, if it is due on another; the next one is counted from it, unless the mode is `completion`.",
      ),
    position,
    version,
    created_at: timestamp("When it was created."),
    updated_at: timestamp("When it was last changed."),
  })
  .meta({ id: "Task" });

export type TaskJson = z.output<typeof Task>;

export const AddedTask = component("AddedTask", "The task as it was stored.", {
  ...Task.shape,
  unread: z
    .array(z.enum(UNREAD))
    .optional()
    .describe(
      "After `quick_add`: what the line seems to say and was not read, so that it stays in the title. A date; a tag of more than 50 characters, or more than 20 of them; a list of more than 100 characters.",
    ),
});

export const CompletedTask = component(
  "CompletedTask",
  "The task as it is now, and the next one of its series.",
  {
    ...Task.shape,
    next: rowId("The next task of the series, if this created one.").nullable(),
  },
);

export const SkippedTask = component("SkippedTask", "The task on its next day.", {
  ...Task.shape,
  deleted: z.boolean().describe("It was the last of its series, and is in the trash."),
});

export const TaskList = pageOf("TaskList", "tasks", Task);
