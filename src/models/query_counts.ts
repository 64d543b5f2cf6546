/** Counts what queries find: several at once, and the parts of what one finds. */
import type { Row } from "../db/connection.ts";
import type { UserScope } from "../db/scope.ts";
import { readsEverything } from "./search_conditions.ts";
import { conditionsOf, type TaskFilter } from "./task_filters.ts";
import { countUpTo, DUE, parameters } from "./task_sql.ts";

/**
 * How many tasks each filter has, at most `most`, in one statement. Filters for which every task has to be
 * read do so together, once, which takes half or a third of the time. Each of the others is found by an
 * index, and stops counting at `most`.
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
    const number = together.push(`least(count(*) filter (where ${condition}), ${limit})::integer`);
    return `(select found[${number}] from together)`;
  });
  const reading = `with together as materialized (
    select array[${together.join(", ")}] as found from {tasks})`;
  const [row] = await scope.read<Row & { counts: number[] }>(
    `${together.length === 0 ? "" : reading} select array[${counts.join(", ")}] as counts`,
    values,
  );
  return row?.counts ?? [];
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
       select tasks.id, tasks.completed_at is null as is_open, ${DUE} as due,
         tasks.description <> '' as has_notes, tasks.priority, tasks.repeat_rule is not null as repeats
       from {tasks} where ${conditions} limit ${limit}
     )
     select (count(*) filter (where is_open and due < ${today}))::integer as overdue,
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
