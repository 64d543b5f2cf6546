/**
 * The occurrences of a repeating task share a series, of which one is open at most: it has the repeat.
 * One that opens while another is open, or that is not the last any more, leaves the series.
 */
import { randomUUID } from "node:crypto";
import type { ChangeSet } from "../db/change_set.ts";
import type { Row } from "../db/connection.ts";
import { type Columns, REPEAT_COLUMNS } from "../db/owned_tables.ts";
import { Unprocessable } from "../errors.ts";
import { sizeOf, WHOLE_MOST } from "./change_size.ts";
import type { TaskRow } from "./task_records.ts";
import { removeRows } from "./undo.ts";

const NO_REPEAT: Columns = Object.fromEntries(REPEAT_COLUMNS.map((column) => [column, null]));
export const NO_SERIES: Columns = { ...NO_REPEAT, series_id: null, ended_repeat: null };

/** The columns of a task that get another repeat, with those of its series. */
export function withSeries(columns: Columns, current: Pick<TaskRow, "series_id"> | null): Columns {
  if (columns.repeat_rule === undefined) return columns;
  if (columns.repeat_rule === null) return { ...columns, series_id: null };
  return { ...columns, series_id: current?.series_id ?? randomUUID() };
}

/** What a completed occurrence keeps of its repeat: the columns as JSON. */
export function endedRepeat(task: TaskRow): Columns {
  const kept = Object.fromEntries(REPEAT_COLUMNS.map((column) => [column, (task as Row)[column]]));
  return { ...NO_REPEAT, ended_repeat: JSON.stringify(kept) };
}

export const REMOVES_TOO_MUCH =
  "Reopening these tasks would remove too many notes, tags and checklists at once: choose fewer of those that repeat";

/**
 * Reopens completed tasks. An occurrence has its repeat again, and the next one is removed, unless it was
 * changed: then that one continues the series. The number of statements does not depend on the tasks.
 * @param changed further columns to write.
 * @throws Unprocessable if they are several, whose next occurrences are too much to remove at once.
 */
export async function reopenTasks(
  change: ChangeSet,
  tasks: readonly TaskRow[],
  changed: Columns = {},
): Promise<void> {
  const series: TaskRow[] = [];
  for (const task of tasks) {
    const repeat = repeatOf(task, changed);
    if (repeat !== null) series.push(task);
    const isPlain = task.series_id === null && task.ended_repeat === null;
    const left = isPlain ? {} : { series_id: null, ended_repeat: null };
    const own = repeat === null ? left : { ...repeat, ended_repeat: null };
    change.update("tasks", [task], { ...own, ...changed, completed_at: null });
  }
  if (series.length === 0) return;
  const untouched = await change.read<Row & { id: number; size: number }>(
    `select next.id, (sum(${sizeOf("next")}) over ())::float8 as size from (select * from {tasks}) as next
     join unnest($2::uuid[], $3::integer[]) as done (series_id, finished)
       on next.series_id = done.series_id and next.repeat_finished = done.finished + 1
     where next.completed_at is null and next.deleted_at is null and next.version = 1
       and not exists (
         select from {tasks} where tasks.parent_id = next.id
           and (tasks.version > 1 or tasks.created_at <> next.created_at))`,
    [series.map(({ series_id }) => series_id), series.map((task) => task.repeat_finished)],
  );
  const isTooMuch = tasks.length > 1 && (untouched[0]?.size ?? 0) > WHOLE_MOST;
  if (isTooMuch) throw new Unprocessable(REMOVES_TOO_MUCH);
  await removeRows(change, "tasks", untouched);
  await settleSeries(change);
}

/**
 * The columns with which a reopened task goes on in its series: the repeat that it had, unless it was given
 * another one since. null: it is in none, or has no day.
 */
function repeatOf(task: TaskRow, changed: Columns): Columns | null {
  const { series_id, ended_repeat, due_on, repeat_rule } = { ...task, ...changed } as TaskRow & Row;
  if (series_id === null || due_on === null) return null;
  if (repeat_rule !== null) return {};
  return ended_repeat === null ? null : (JSON.parse(ended_repeat) as Columns);
}

interface Member extends Row {
  id: number;
  series_id: string;
  repeat_finished: number;
  repeat_rule: string | null;
  completed_at: unknown;
  deleted_at: unknown;
}

/**
 * Leaves one open occurrence of each series that the change has touched: the one that has been open all
 * the time, else the last one. Where that one is not the last of its series, it is a task of its own too.
 */
export async function settleSeries(change: ChangeSet): Promise<void> {
  const { inserted, updated, removed } = change.collected;
  const added = [...inserted].filter(isTask).map(({ row }) => row);
  const changed = new Map(
    [...updated].filter(isTask).map(({ row, columns }) => [Number(row.id), columns]),
  );
  const addedIds = new Set(added.map(({ id }) => Number(id)));
  const gone = new Set([...removed].filter(isTask).map(({ row }) => Number(row.id)));
  const named = [...added, ...changed.values()].flatMap(({ series_id }) => series_id ?? []);
  // Of the many that are completed, the last of a series is enough.
  const stored = await change.read<Member>(
    `select * from (
       select id, series_id, repeat_finished, repeat_rule, completed_at, deleted_at, row_number() over (
         partition by series_id, completed_at is null, id = any ($3 || $4::integer[])
         order by repeat_finished desc) as place
       from {tasks}
       where series_id = any ($2::uuid[]) or id = any ($3)
         or series_id in (select series_id from {tasks} where id = any ($3))
     ) as members
     where completed_at is null or id = any ($3 || $4::integer[]) or place = 1`,
    [named, [...changed.keys()], [...gone]],
  );
  const wasOpen = new Set(stored.filter(isOpen).map(({ id }) => id));
  const members = [
    ...stored.filter(({ id }) => !gone.has(id)).map((row) => ({ ...row, ...changed.get(row.id) })),
    ...added,
  ] as Member[];
  for (const [series, own] of Map.groupBy(members, ({ series_id }) => series_id)) {
    if (series === null) continue;
    const open = own.filter(isOpen);
    const stays = open.filter(({ id }) => wasOpen.has(Number(id)));
    const last = lastOf(stays.length > 0 ? stays : open, own);
    // Of an occurrence that an undo brings back while the same one is there, there is one.
    const isTwin = (row: Member) =>
      addedIds.has(Number(row.id)) && last !== undefined && numberOf(row) === numberOf(last);
    const others = open.filter((row) => row !== last);
    removeInserted(change, others.filter(isTwin));
    change.update(
      "tasks",
      others.filter((row) => !isTwin(row)),
      NO_SERIES,
    );
  }
}

/** Takes back that the change inserts these tasks, with their checklists and tags. */
function removeInserted(change: ChangeSet, tasks: readonly Row[]): void {
  if (tasks.length === 0) return;
  const inserted = [...change.collected.inserted];
  const own = new Set(tasks.map(({ id }) => Number(id)));
  const items = inserted.filter(isTask).filter(({ row }) => own.has(Number(row.parent_id)));
  const all = [...tasks, ...items.map(({ row }) => row)];
  const ids = new Set(all.map(({ id }) => Number(id)));
  const links = inserted.filter(
    (one) => one.table === "task_tags" && ids.has(Number(one.row.task_id)),
  );
  change.remove(
    "task_tags",
    links.map(({ row }) => row),
  );
  change.remove("tasks", all);
}

/** The open occurrence that has been reached last; undefined if a completed one is as far. */
function lastOf(open: readonly Member[], all: readonly Member[]): Member | undefined {
  const [last] = open.toSorted((one, other) => numberOf(other) - numberOf(one));
  const isPast = (row: Member) =>
    row.completed_at != null && last !== undefined && numberOf(row) >= numberOf(last);
  return all.some(isPast) ? undefined : last;
}

function numberOf({ repeat_finished: finished }: Member): number {
  return Number(finished ?? 0);
}

function isTask({ table }: { table: string }): boolean {
  return table === "tasks";
}

function isOpen(row: Member): boolean {
  return row.repeat_rule != null && row.completed_at == null && row.deleted_at == null;
}
