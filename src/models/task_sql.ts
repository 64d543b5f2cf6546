/** What the SQL of many statements about `tasks` has in common. */

/** The day that a task is due; after all others if there is none. */
export const DUE = "coalesce(tasks.due_on, 'infinity'::date)";
/** The time; after all others of the day if there is none. */
export const DUE_TIME = "coalesce(tasks.due_time, '24:00'::time)";

/** A condition: the task is not in an archived list. */
export const NOT_ARCHIVED =
  "coalesce(tasks.list_id, 0) <> all (array(select lists.id from {lists} where lists.archived_at is not null))";

/** A condition: the task is not hidden on a day. @param day a placeholder. */
export function hasStarted(day: string): string {
  return `(tasks.starts_on is null or tasks.starts_on <= ${day})`;
}

/** Adds a value to those of a statement. @returns its placeholder. */
export type Put = (value: unknown, type: string) => string;

/** The number of tasks that a condition holds for, as an expression. @param most counting stops there. */
export function countUpTo(condition: string, most: string): string {
  return `(select count(*)::int from (select 1 from {tasks} where ${condition} limit ${most}) as counted)`;
}

/** The values of a statement, $1 being the user. */
export function parameters(): { values: unknown[]; put: Put } {
  const values: unknown[] = [];
  return { values, put: (value, type) => `$${values.push(value) + 1}::${type}` };
}
