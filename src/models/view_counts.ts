/** How many tasks a view has on all of its pages: from the counts on the user's row, or counted. */
import { addDays } from "../dates/calendar.ts";
import type { Row } from "../db/connection.ts";
import type { UserScope } from "../db/scope.ts";
import { NO_TASKS, sumOfLists, type TaskCounts, type TaskNumbers } from "../db/task_counts.ts";
import { listTags } from "./tags.ts";
import { conditionsOf, type Status, type TaskFilter, tagNamed } from "./task_filters.ts";
import { countUpTo, NOT_ARCHIVED, type Put, parameters } from "./task_sql.ts";

/** Numbers up to this one are exact. Counting stops one above it, which stands for any higher number. */
export const COUNTED_MOST = 1_000;

/** The number of tasks of a view on all pages; counting stops at `most`. */
export async function countMatching(
  scope: UserScope,
  filter: TaskFilter,
  most: number,
): Promise<number> {
  const number = scope.taskCounts && knownNumber(scope.taskCounts, filter);
  if (number !== null) return Math.min(number, most);
  const { values, put } = parameters();
  const counted = countOf(filter, put(most, "integer"), put);
  const [row] = await scope.read<{ count: number }>(`select ${counted} as count`, values);
  return row?.count ?? 0;
}

/**
 * The same as an SQL expression.
 * @param known null: the rows have to be counted.
 * @param most a placeholder.
 */
export function numberOf(
  known: TaskCounts | null,
  filter: TaskFilter,
  { most, put }: { most: string; put: Put },
): string {
  if (known === null) return countOf(filter, most, put);
  const number = knownNumber(known, filter);
  if (number !== null) return `least(${put(number, "integer")}, ${most})`;
  const { source } = filter;
  if (isNarrowed(filter)) return countOf(filter, most, put);
  if (source.kind === "tag") return `least(${ofTag(known, filter, source.tag, put)}, ${most})`;
  const start = source.kind === "due" && source.to === null ? source.from : null;
  if (start === null || filter.status !== "pending") return countOf(filter, most, put);
  // Mostly few are due before: then only those are counted.
  const before = { kind: "due", from: null, to: addDays(start, -1) } as const;
  const [shown, undated] = sumOfLists(known, known.archived);
  return `(
    select case when before.number < ${most} then least(${put(shown - undated, "integer")} - before.number, ${most})
      else ${countOf(filter, most, put)} end
    from (select ${countOf({ ...filter, source: before }, most, put)} as number) as before)`;
}

/** All tags by name, each with its number of tasks to do that are in no archived list. */
export async function countByTag(
  scope: UserScope,
): Promise<{ id: number; name: string; count: number }[]> {
  const known = scope.taskCounts;
  if (known !== null) {
    const tags = await listTags(scope);
    return tags.map((tag) => ({ ...tag, count: (known.tags[tag.id] ?? NO_TASKS)[0] }));
  }
  return scope.read<Row & { id: number; name: string; count: number }>(
    `select tags.id, tags.name, count(tasks.id)::int as count from {tags}
     left join {task_tags} on task_tags.tag_id = tags.id
     left join {tasks} on tasks.id = task_tags.task_id and tasks.deleted_at is null
       and tasks.completed_at is null and tasks.parent_id is null and ${NOT_ARCHIVED}
     where tags.deleted_at is null group by tags.id, tags.name order by tags.name collate title_order`,
    [],
  );
}

/** null: the counts alone do not tell. */
function knownNumber(known: TaskCounts, filter: TaskFilter): number | null {
  const { source, status } = filter;
  if (isNarrowed(filter)) return null;
  switch (source.kind) {
    case "all":
      return ofStatus(sumOfLists(known, source.archived ? [] : known.archived), status);
    case "inbox":
      return ofStatus(known.lists[0], status);
    case "list":
      return source.section === undefined ? ofStatus(known.lists[source.listId], status) : null;
    case "someday":
      return status === "pending" ? sumOfLists(known, known.archived)[1] : null;
    default:
      return null;
  }
}

/** Whether further conditions leave out tasks of the source. */
function isNarrowed({
  tag,
  priority,
  startedBy,
  completedFrom,
  due,
  parentId,
  where,
}: TaskFilter): boolean {
  const conditions = [tag, priority, startedBy, completedFrom, due, parentId, where];
  return conditions.some((condition) => condition !== undefined);
}

/** PostgreSQL knows the id of the tag. */
function ofTag(known: TaskCounts, { status }: TaskFilter, name: string, put: Put): string {
  const byId = Object.entries(known.tags).map(([id, own]) => [id, ofStatus(own, status)]);
  const json = put(JSON.stringify(Object.fromEntries(byId)), "json");
  return `coalesce((${json} ->> ${tagNamed(put(name, "text"))}::text)::integer, 0)`;
}

function ofStatus([pending, , all]: TaskNumbers = NO_TASKS, status: Status): number {
  return { all, pending, completed: all - pending }[status];
}

function countOf(filter: TaskFilter, most: string, put: Put): string {
  return countUpTo(conditionsOf(filter, put).join(" and "), most);
}
