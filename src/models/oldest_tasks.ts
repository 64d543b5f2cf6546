/** The tasks that have been open for longest, to be decided about. */
import type { UserScope } from "../db/scope.ts";
import { conditionsOf } from "./task_filters.ts";
import {
  JOIN_SUMMARIES,
  SELECT_SUMMARIES,
  type TaskSummary,
  type TaskSummaryRow,
  toSummary,
} from "./task_records.ts";
import { parameters } from "./task_sql.ts";

export type OldTask = TaskSummary & { createdAt: Date };

/** Without those that are planned: for today, for a later day, or hidden until then. */
export async function listOldest(scope: UserScope, most: number): Promise<OldTask[]> {
  const { values, put } = parameters();
  const today = scope.today;
  const filter = { source: { kind: "all" }, status: "pending", startedBy: today } as const;
  const conditions = [
    ...conditionsOf(filter, put),
    `(tasks.due_on is null or tasks.due_on < ${put(today, "date")})`,
  ];
  const text = `${SELECT_SUMMARIES}, tasks.created_at from (
      select * from {tasks} where ${conditions.join(" and ")} order by tasks.id limit ${put(most, "integer")}
    ) as tasks ${JOIN_SUMMARIES} order by tasks.id`;
  return scope.readAs<TaskSummaryRow & { created_at: Date }, OldTask[]>(text, values, (rows) =>
    rows.map((row) => Object.freeze({ ...toSummary(row), createdAt: row.created_at })),
  );
}
