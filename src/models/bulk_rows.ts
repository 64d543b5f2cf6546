/** Reads the tasks that one change is made to. */
import type { ChangeSet } from "../db/change_set.ts";
import { Unprocessable } from "../errors.ts";
import { sizeOf, WHOLE_MOST } from "./change_size.ts";
import { TASK_COLUMNS } from "./task_fields.ts";
import { TAG_IDS, type TaskRow } from "./task_records.ts";
import { type Put, parameters } from "./task_sql.ts";

/** The most tasks of one action. */
export const BULK_MOST = 10_000;

export const COPIES_TOO_MUCH =
  "Completing these tasks would copy too many notes, tags and checklists at once: choose fewer of those that repeat";

interface Conditions {
  which: readonly string[];
  completing: string;
}

type BulkRow = TaskRow & {
  /** The size of all that completing them copies, the same in each row. */
  copied: number;
};

/**
 * Reads tasks in the order of their ids, in one statement: at most one more than BULK_MOST.
 * @param conditions on `tasks`: which of them, and which of those are to be completed.
 * @throws Unprocessable if completing them would copy too much.
 */
export async function loadMany(
  change: ChangeSet,
  conditions: (put: Put) => Conditions,
): Promise<TaskRow[]> {
  const { values, put } = parameters();
  const tasks = await change.read<BulkRow>(selectMany(conditions(put)), values);
  if ((tasks[0]?.copied ?? 0) > WHOLE_MOST) throw new Unprocessable(COPIES_TOO_MUCH);
  return tasks;
}

/** The items of its checklist are only counted where they are copied. */
function selectMany({ which, completing }: Conditions): string {
  return `
  select id, parent_id, position, repeat_finished, series_id, ended_repeat, completed_at, deleted_at, version,
    ${TASK_COLUMNS.filter((column) => column !== "description").join(", ")},
    ${TAG_IDS} as tag_ids, copied,
    case when is_copied then (
      select count(*)::integer from (select * from {tasks}) as items
      where items.parent_id = tasks.id and items.deleted_at is null) end as children
  from (
    select *, coalesce(sum(case when is_copied then ${sizeOf("tasks")} end) over (), 0)::float8 as copied
    from (
      select *, ${completing} and repeat_rule is not null and completed_at is null as is_copied
      from {tasks} where ${which.join(" and ")} order by id limit ${BULK_MOST + 1}
    ) as tasks
  ) as tasks order by id`;
}
