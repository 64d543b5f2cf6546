/**
 * Counts what was completed, from the completed tasks themselves: the journal is gone after 30 days. What
 * is in the trash does not count, and what was deleted for good is not there any more.
 */
import { type DayRange, dayBounds } from "../dates/day_bounds.ts";
import type { Row } from "../db/connection.ts";
import type { UserScope } from "../db/scope.ts";

/** Numbers of completed tasks. Those without a due day are neither on time nor late. */
export interface Completed {
  completed: number;
  /** On the due day or before, whatever the time of day. */
  onTime: number;
  /** On a later day, in the user's present time zone. */
  late: number;
}

export type DayStats = Completed & { date: string };

/** What the completed occurrences of a repeating task say of it. */
export interface RepeatStats {
  /** The one that is open, or else the last one that was completed. */
  id: number;
  title: string;
  dueOn: string | null;
  /** The columns of its repeat. */
  repeat: Row;
  /** Completed by their due day, which may be one that they were moved to. */
  kept: number;
  late: number;
  /**
   * Passed over between two that are there, whose numbers in the series are not consecutive. They count
   * where the later of the two does: it is completed, or open today.
   */
  skipped: number;
}

export interface Stats {
  /** Those on which something was completed, in their order. */
  days: DayStats[];
  /** The most completed first, as are the tags and repeats; at most GROUPS_MOST. `id` null: the Inbox. */
  lists: (Completed & { id: number | null; name: string | null; colour: string | null })[];
  tags: (Completed & { id: number; name: string })[];
  repeats: RepeatStats[];
}

/** The most lists, tags and repeats. */
export const GROUPS_MOST = 200;

const IS_DONE =
  "tasks.deleted_at is null and tasks.completed_at is not null and tasks.parent_id is null";
const IN_RANGE = `tasks.completed_at >= ($2::timestamptz[])[1]
    and tasks.completed_at < ($2::timestamptz[])[cardinality($2::timestamptz[])]`;
/** The person's day, which PostgreSQL's time zones have no part in. */
const DAY = "$3::date + width_bucket(tasks.completed_at, $2::timestamptz[]) - 1";

/** $2 are the bounds of the days, $3 is the first day. */
const DONE = `
  done as materialized (
    select tasks.id, tasks.list_id, at.day, at.day <= tasks.due_on as on_time, at.day > tasks.due_on as late
    from {tasks} cross join lateral (select ${DAY} as day offset 0) as at
    where ${IS_DONE} and ${IN_RANGE}
  )`;
const NUMBERS = `count(*)::int as completed, (count(*) filter (where on_time))::int as "onTime",
      (count(*) filter (where late))::int as late`;
const DAYS = `select day as date, ${NUMBERS} from done group by day order by day`;

/** A link is looked up for each task, whatever PostgreSQL expects of their number. */
const LISTS = `
  select nullif(counted.id, 0) as id, lists.name, lists.colour, completed, "onTime", late
  from (select coalesce(list_id, 0) as id, ${NUMBERS} from done group by 1) as counted
  left join {lists} on lists.id = counted.id
  order by completed desc, counted.id limit ${GROUPS_MOST}`;
const TAGS = `
  select tags.id, tags.name, completed, "onTime", late
  from (
    select link.tag_id, ${NUMBERS}
    from done cross join lateral (
      select task_tags.tag_id from {task_tags} where task_tags.task_id = done.id offset 0) as link
    group by 1
  ) as counted
  join {tags} on tags.id = counted.tag_id
  where tags.deleted_at is null
  order by completed desc, tags.id limit ${GROUPS_MOST}`;

/** Those in the trash were not skipped, so they have a place in the series. $4: whether today is a day. */
const REPEATS = `
  select tasks.id, tasks.title, tasks.due_on as "dueOn", kept, late, skipped,
    coalesce(tasks.ended_repeat::jsonb, jsonb_build_object(
      'repeat_rule', tasks.repeat_rule, 'repeat_mode', tasks.repeat_mode,
      'repeat_anchor', tasks.repeat_anchor, 'repeat_moved_from', tasks.repeat_moved_from)) as repeat
  from (
    select (array_agg(id order by repeat_finished desc, id desc))[1] as last,
      (count(*) filter (where is_counted and is_done and not is_late))::int as kept,
      (count(*) filter (where is_counted and is_done and is_late))::int as late,
      coalesce(sum(skipped) filter (where is_counted), 0)::int as skipped
    from (
      select tasks.id, tasks.series_id, tasks.repeat_finished, tasks.deleted_at,
        tasks.completed_at is not null as is_done,
        coalesce(${DAY} > tasks.due_on, false) as is_late,
        case when tasks.completed_at is null then $4::boolean else ${IN_RANGE} end as is_counted,
        greatest(tasks.repeat_finished - 1 - lag(tasks.repeat_finished) over (
          partition by tasks.series_id order by tasks.repeat_finished, tasks.id), 0) as skipped
      from {tasks} where tasks.series_id is not null and tasks.parent_id is null
    ) as numbered
    where deleted_at is null
    group by series_id
  ) as counted
  join {tasks} on tasks.id = counted.last
  where kept + late + skipped > 0
  order by kept + late + skipped desc, tasks.id limit ${GROUPS_MOST}`;

const COMPLETED = `with ${DONE}
  select ${rowsOf(DAYS)} as days, ${rowsOf(LISTS)} as lists, ${rowsOf(TAGS)} as tags`;

/** In two statements, however many tasks there are. */
export async function countCompleted(scope: UserScope, range: DayRange): Promise<Stats> {
  const bounds = dayBounds(range, scope.timeZone);
  const isNow = range.from <= scope.today && scope.today <= range.to;
  const [counted, repeats] = await Promise.all([
    scope.readAs<Row, Omit<Stats, "repeats">>(COMPLETED, [bounds, range.from], onlyRow),
    scope.read<RepeatStats & Row>(REPEATS, [bounds, range.from, isNow]),
  ]);
  return { ...counted, repeats };
}

export interface RecentStats {
  days: DayStats[];
  /** How many tasks were added since the beginning of the week and are there; not those that a repeat added. */
  added: number;
}

/** Tasks are added in the order of their ids, so this reads no more than those of the week. $4 is its beginning. */
const RECENT = `with ${DONE}
  select ${rowsOf(DAYS)} as days, (
    select count(*)::int from {tasks}
    where tasks.deleted_at is null and tasks.parent_id is null and tasks.created_at >= $4::timestamptz
      and (tasks.series_id is null or tasks.repeat_finished = 0)
      and tasks.id > coalesce((
        select tasks.id from {tasks}
        where tasks.deleted_at is null and tasks.parent_id is null and tasks.created_at < $4::timestamptz
        order by tasks.id desc limit 1), 0)
  ) as added`;

/** The days of a week up to today, and of the week before it. @param week is the one that today is in. */
export async function countRecent(
  scope: UserScope,
  { last, week }: { last: DayRange; week: DayRange },
): Promise<RecentStats> {
  const bounds = dayBounds({ from: last.from, to: week.to }, scope.timeZone);
  const values = [bounds, last.from, bounds[7]];
  return scope.readAs<Row, RecentStats>(RECENT, values, onlyRow);
}

function onlyRow<T>([row]: Row[]): T {
  return Object.freeze(row) as T;
}

function rowsOf(query: string): string {
  return `(select coalesce(json_agg(counted), '[]') from (${query}) as counted)`;
}

/** The sum of several. */
export function sumOf(all: readonly Completed[]): Completed {
  const sum: Completed = { completed: 0, onTime: 0, late: 0 };
  for (const { completed, onTime, late } of all) {
    sum.completed += completed;
    sum.onTime += onTime;
    sum.late += late;
  }
  return sum;
}
