/** The limits of one change of many tasks. */
import { Unprocessable } from "../errors.ts";
import { readFields } from "./task_fields.ts";
import type { TaskRow } from "./task_records.ts";

/**
 * How many whole tasks one change may add or remove: PostgreSQL writes all of them into the journal, so
 * that neither the change nor its undo would be in good time. In bytes, as `sizeOf` counts them.
 */
export const WHOLE_MOST = 15_000_000;

/** In bytes: what a row takes besides its notes, and a link to a tag, by the time that they take. */
const ROW_SIZE = 4_500;
const LINK_SIZE = 700;

/** An expression for the size of a task with its notes, rule, tags and checklist. @param task its alias. */
export function sizeOf(task: string): string {
  const items = `(select * from {tasks}) as items
    where items.parent_id = ${task}.id and items.deleted_at is null`;
  return `(${ROW_SIZE} + octet_length(${task}.description)
    + coalesce(octet_length(${task}.repeat_rule), 0)
    + (select count(*) * ${LINK_SIZE} from {task_tags}
       where task_id = any (array(select items.id from ${items}) || ${task}.id))
    + (select coalesce(sum(${ROW_SIZE} + octet_length(items.description)), 0) from ${items}))`;
}

/** A custom rule may look for its next day for milliseconds. */
const CUSTOM_MOST = 500;
export const TOO_MANY_CUSTOM = `At most ${CUSTOM_MOST} tasks with custom rules can be completed or skipped at once: choose fewer`;

/** @throws Unprocessable if too many of the tasks, which move on to their next days, have custom rules. */
export function checkCustomRules(tasks: readonly TaskRow[]): void {
  const custom = tasks.filter((task) => readFields(task).repeat?.rule.unit === "custom");
  if (custom.length > CUSTOM_MOST) throw new Unprocessable(TOO_MANY_CUSTOM);
}
