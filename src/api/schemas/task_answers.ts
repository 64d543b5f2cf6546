/** Tasks as programs receive them. */
import { z } from "zod";
import { INTEGER_MAX } from "../../forms/numbers.ts";
import { TAG_NAME_MAX } from "../../models/tag_name.ts";
import { COMPONENTS, pageOf, position, rowId, timestamp, version } from "./fields.ts";
import { repeat } from "./repeat.ts";
import { notes, priority, taskFields } from "./tasks.ts";

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

export const TaskAnswer = z
  .object({
    id: rowId("Counted per user: 7 is the seventh task of this user."),
    user_id: z.string().meta({ format: "uuid" }),
    title: taskFields.title,
    description: z.string().meta(notes),
    completed: taskFields.completed,
    completed_at: timestamp("When it was completed; null while it is not.").nullable(),
    due_on: taskFields.due_on,
    due_time: taskFields.due_time,
    starts_on: taskFields.starts_on,
    priority,
    list_id: taskFields.list_id,
    section_id: taskFields.section_id,
    parent_id: taskFields.parent_id,
    tags: z.array(z.string().min(1).max(TAG_NAME_MAX)),
    checklist: z.object({ done: z.int().min(0), total: z.int().min(0).max(INTEGER_MAX) }),
    repeat,
    position,
    version,
    created_at: timestamp("When it was made."),
    updated_at: timestamp("When it was last changed."),
  })
  .register(COMPONENTS, { id: "Task", examples: { pending: TASK_EXAMPLE } });

export type TaskJson = z.output<typeof TaskAnswer>;

export const CompletedTask = TaskAnswer.extend({
  next: rowId("The next task of the series, if this made one.").nullable(),
})
  .describe("The task as it is now, and the next one of its series.")
  .register(COMPONENTS, {
    id: "CompletedTask",
    examples: { usual: { ...TASK_EXAMPLE, next: 12 } },
  });

export const TaskList = pageOf("TaskList", "tasks", TaskAnswer);
