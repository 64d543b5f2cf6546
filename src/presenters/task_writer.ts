/** What writes the tasks of a list as a file, one by one. */
import type { ChecklistLine } from "../models/task_pages.ts";
import type { Task } from "../models/task_records.ts";
import type { RowOptions } from "./task_rows.ts";

export interface TaskWriter {
  head: string;
  /** Between two tasks. */
  separator: string;
  /** In place of tasks where there are none. */
  none?: string;
  tail: string;
  /** It writes the items of checklists, which are read for it. */
  hasItems: boolean;
  /** Called once for each task, in their order. */
  write(task: Task, items: readonly ChecklistLine[]): string;
}

export interface FileOptions extends RowOptions {
  heading: string;
  /** The tasks are in the order of their list's sections. */
  bySection: boolean;
}
