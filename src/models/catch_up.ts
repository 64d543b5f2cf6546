/** Catching up: a decision for each late task, all of them as one change with one Undo. */
import { addDays } from "../dates/calendar.ts";
import type { ChangeSet } from "../db/change_set.ts";
import type { Requested } from "../db/journal.ts";
import type { Saved } from "../db/saved.ts";
import type { UserScope } from "../db/scope.ts";
import { Unprocessable } from "../errors.ts";
import { removeTasks } from "./bulk_removal.ts";
import { BULK_MOST, loadMany } from "./bulk_rows.ts";
import { completeTasks } from "./recurrence.ts";
import { rescheduleTasks } from "./rescheduling.ts";
import { conditionsOf } from "./task_filters.ts";
import type { ViewQuery } from "./task_queries.ts";
import {
  JOIN_SUMMARIES,
  SELECT_SUMMARIES,
  type TaskRow,
  type TaskSummary,
  type TaskSummaryRow,
  toSummary,
} from "./task_records.ts";
import { type Put, parameters } from "./task_sql.ts";

export type Decision =
  | { kind: "done" }
  /** This occurrence of one that repeats. */
  | { kind: "due"; dueOn: string }
  /** Without a day; a repeat ends. */
  | { kind: "someday" }
  /** To the trash; of one that repeats, this occurrence is skipped. */
  | { kind: "drop" };

export type Decided =
  /** @property gone how many more were named, of which it is known that they are not late. */
  | { kind: "each"; decisions: ReadonlyMap<number, Decision>; gone?: number }
  /** Every task that is late moves to this day. */
  | { kind: "all"; dueOn: string };

/** What has become of the tasks, in numbers. */
export interface CaughtUp {
  /** How many tasks have changed. */
  count: number;
  done: number;
  moved: number;
  /** The day that they have moved to, if all have the same. */
  movedTo?: string;
  someday: number;
  /** How many have gone on to the next day of their repeats. */
  passed: number;
  /** How many are in the trash, the last occurrences of series among them. */
  dropped: number;
  /** How many there was a decision for that are not late any more, or are gone: they are left as they are. */
  left: number;
}

/** The tasks that are late: those that Today shows as overdue. */
export function lateOn(today: string): ViewQuery {
  const source = { kind: "due", from: null, to: addDays(today, -1) } as const;
  return { source, status: "pending", sort: "due", startedBy: today };
}

/** Those of the tasks that are late, the oldest first. */
export async function lateAmong(scope: UserScope, ids: readonly number[]): Promise<TaskSummary[]> {
  if (ids.length === 0) return [];
  const { values, put } = parameters();
  const late = [...conditionsOf(lateOn(scope.today), put), isAmong(ids, put)];
  const rows = await scope.read<TaskSummaryRow>(
    `${SELECT_SUMMARIES} from {tasks} ${JOIN_SUMMARIES}
      where ${late.join(" and ")} order by tasks.due_on, tasks.id`,
    values,
  );
  return rows.map(toSummary);
}

/**
 * Applies the decisions to those of the tasks that are late: to all of them or to none. The number of
 * statements does not depend on the number of tasks.
 * @throws Unprocessable if they are too many, or completing them would copy too much.
 */
export async function catchUp(
  scope: UserScope,
  decided: Decided,
  requested: Requested = {},
): Promise<Saved<CaughtUp>> {
  return scope.change(async (change) => {
    const tasks = await loadLate(change, scope.today, decided);
    const groups = Map.groupBy(tasks, ({ id }) => decisionFor(decided, id)?.kind);
    const of = (kind: Decision["kind"]) => groups.get(kind) ?? [];
    const [done, someday] = [of("done"), rescheduleTasks(change, of("someday"), null)];
    await completeTasks(change, done, { now: scope.localNow });
    const { moved, days } = moveTasks(change, of("due"), decided);
    const [movedTo, ...otherDays] = days;
    const removal = { kind: "skip_or_delete" } as const;
    const removed = await removeTasks(change, of("drop"), { removal, now: scope.localNow });
    const { skipped = 0, last = 0 } = removed;
    const dropped = removed.changed.length;
    const params: CaughtUp = {
      count: done.length + moved + someday.length + skipped + dropped,
      ...{ done: done.length, moved, someday: someday.length },
      ...(movedTo === undefined || otherDays.length > 0 ? {} : { movedTo }),
      ...{ passed: skipped - last, dropped: dropped + last },
      left:
        decided.kind === "all" ? 0 : decided.decisions.size + (decided.gone ?? 0) - tasks.length,
    };
    return { kind: "task.caught_up", params };
  }, requested);
}

async function loadLate(change: ChangeSet, today: string, decided: Decided): Promise<TaskRow[]> {
  const isAll = decided.kind === "all";
  const ids = isAll ? [] : [...decided.decisions.keys()];
  const done = ids.filter((id) => decisionFor(decided, id)?.kind === "done");
  const tasks = await loadMany(change, (put) => ({
    which: [...conditionsOf(lateOn(today), put), ...(isAll ? [] : [isAmong(ids, put)])],
    completing: isAmong(done, put),
  }));
  if (tasks.length > BULK_MOST) {
    throw new Unprocessable("At most 10,000 tasks can be changed at once: choose fewer");
  }
  return tasks;
}

function isAmong(ids: readonly number[], put: Put): string {
  return `tasks.id = any (${put(ids, "integer[]")})`;
}

function decisionFor(decided: Decided, id: number): Decision | undefined {
  if (decided.kind === "each") return decided.decisions.get(id);
  return { kind: "due", dueOn: decided.dueOn };
}

/** Moves each task to its day. @returns how many have moved, and the days. */
function moveTasks(
  change: ChangeSet,
  tasks: readonly TaskRow[],
  decided: Decided,
): { moved: number; days: string[] } {
  const byDay = Map.groupBy(tasks, ({ id }) => {
    const decision = decisionFor(decided, id);
    return decision?.kind === "due" ? decision.dueOn : "";
  });
  const counts = [...byDay].map(
    ([day, own]) => [day, rescheduleTasks(change, own, day).length] as const,
  );
  const actual = counts.filter(([, count]) => count > 0);
  return {
    moved: actual.reduce((sum, [, count]) => sum + count, 0),
    days: actual.map(([day]) => day),
  };
}
