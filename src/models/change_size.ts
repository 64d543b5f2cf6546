/**
 * How many whole tasks one change may add or remove: PostgreSQL writes all of them into the journal, so
 * that neither the change nor its undo would be in good time.
 */

/** In bytes, as `sizeOf` counts them. */
export const WHOLE_MOST = 20_000_000;

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
