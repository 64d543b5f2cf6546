/** Counts what queries find: several at once, and the parts of what one finds. */
import type { Row } from "../db/connection.ts";
import type { UserScope } from "../db/scope.ts";
import { sumOfLists } from "../db/task_counts.ts";
import { readsEverything } from "./search_conditions.ts";
import { conditionsOf, type TaskFilter } from "./task_filters.ts";
import { countUpTo, DUE, hasStarted, parameters } from "./task_sql.ts";

/** So many of the last tasks are compared before any others: a common word has its most among them. */
const LAST = 3_000;

/**
 * How many tasks each filter has, at most `most`, in one statement. Filters for which every task has to be
 * read do so together, which takes half or a third of the time. Each of the others is found by an index,
 * and stops counting at `most`.
 */
export async function countEach(
  scope: UserScope,
  filters: readonly TaskFilter[],
  most: number,
): Promise<number[]> {
  if (filters.length === 0) return [];
  const { values, put } = parameters();
  const limit = put(most, "integer");
  const together: string[] = [];
  const counts = filters.map((filter) => {
    const condition = conditionsOf(filter, put).join(" and ");
    if (filter.where === undefined || !readsEverything(filter.where.condition)) {
      return countUpTo(condition, limit);
    }
    return `(select least(found[${together.push(condition)}], ${limit})::integer from together)`;
  });
  const reading =
    tasksAtMost(scope).all > 2 * LAST ? lastFirst(together, limit) : allAtOnce(together);
  const [row] = await scope.read<Row & { counts: number[] }>(
    `${together.length === 0 ? "" : reading} select array[${counts.join(", ")}] as counts`,
    values,
  );
  return row?.counts ?? [];
}

/** How many tasks there are, or, where that is not known, the most that there can be. */
export function tasksAtMost(scope: UserScope): { pending: number; all: number } {
  const added = scope.lastId("last_task_id");
  if (scope.taskCounts === null) return { pending: added, all: added };
  const [pending, , all] = sumOfLists(scope.taskCounts);
  return { pending, all };
}

/** Defines `together`, with a number for each condition in `found`. */
function allAtOnce(conditions: readonly string[]): string {
  const numbers = conditions.map((condition) => `count(*) filter (where ${condition})`);
  return `with together as materialized (select array[${numbers.join(", ")}] as found from {tasks})`;
}

/** The same; among the tasks before the last, a condition that has reached the limit is not looked for. */
function lastFirst(conditions: readonly string[], limit: string): string {
  const ofLast = conditions.map((condition) => `count(*) filter (where ${condition})`);
  const isMissing = (index: number) => `(select found[${index + 1}] from last) < ${limit}`;
  const ofAll = conditions.map((condition, index) => {
    const number = `count(*) filter (where ${isMissing(index)} and ${condition})`;
    return `(select found[${index + 1}] from last) + ${number}`;
  });
  return `with last as materialized (
      select array[${ofLast.join(", ")}] as found, min(tasks.id) as first_id
      from (select tasks.* from {tasks} order by tasks.id desc limit ${LAST}) as tasks
    ), together as materialized (
      select array[${ofAll.join(", ")}] as found from {tasks}
      where tasks.id < (select first_id from last) and (select ${limit} > any (found) from last)
    )`;
}

export interface QueryParts {
  overdue: number;
  open: number;
  notes: number;
  high: number;
  repeating: number;
  /** The most common tags. */
  tags: { name: string; count: number }[];
}

/** Of the tasks that a filter has, at most `most`. @param today the person's day. */
export async function countParts(
  scope: UserScope,
  filter: TaskFilter,
  most: number,
): Promise<QueryParts> {
  const { values, put } = parameters();
  const conditions = conditionsOf(filter, put).join(" and ");
  const [limit, today] = [put(most, "integer"), put(scope.today, "date")];
  const [row] = await scope.read<Row & QueryParts>(
    `with matching as materialized (
       select tasks.id, tasks.completed_at is null as is_open, ${DUE} as due, ${hasStarted(today)} as has_started,
         tasks.description <> '' as has_notes, tasks.priority, tasks.repeat_rule is not null as repeats
       from {tasks} where ${conditions} limit ${limit}
     )
     select (count(*) filter (where is_open and due < ${today} and has_started))::integer as overdue,
       (count(*) filter (where is_open))::integer as open,
       (count(*) filter (where has_notes))::integer as notes,
       (count(*) filter (where priority = 3))::integer as high,
       (count(*) filter (where repeats))::integer as repeating,
       (select coalesce(json_agg(json_build_object('name', common.name, 'count', common.count)
            order by common.count desc, common.name collate title_order), '[]')
          from (
            select tags.name, count(*)::integer as count
            from {task_tags} join {tags} on tags.id = task_tags.tag_id
            where (task_tags.task_id in (select matching.id from matching)) is true and tags.deleted_at is null
            group by tags.id, tags.name order by count(*) desc, tags.id limit 5) as common) as tags
     from matching`,
    values,
  );
  return row as QueryParts;
}
