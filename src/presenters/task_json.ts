/** A task as JSON: the API's, and that of the files. */
import type { Row } from "../db/connection.ts";
import { fieldsJson } from "../models/task_fields.ts";
import { inputOf, type Task } from "../models/task_records.ts";

/** Timestamps are ISO 8601 in UTC; days and times of day are in the user's time zone. */
export function taskProperties(task: Task): Row {
  const body = fieldsJson(inputOf(task), { id: task.id, user_id: task.userId });
  return Object.assign(body, {
    completed: task.completedAt !== null,
    completed_at: task.completedAt?.toISOString() ?? null,
    parent_id: task.parentId,
    checklist: task.checklist,
    position: task.position,
    version: task.version,
    created_at: task.createdAt.toISOString(),
    updated_at: task.updatedAt.toISOString(),
  });
}
