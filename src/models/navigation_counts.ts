/** Counts tasks for the navigation of every page. */
import type { Row } from "../db/connection.ts";
import type { UserScope } from "../db/scope.ts";
import { NO_TASKS, sumOfLists, type TaskCounts, type TaskNumbers } from "../db/task_counts.ts";
import { statusOf, wordsIn } from "../search/states.ts";
import { countEach, tasksAtMost } from "./query_counts.ts";
import { queryFilter, readNames } from "./search_query.ts";
import { countUpTo, DUE, hasStarted, NOT_ARCHIVED } from "./task_sql.ts";
import { COUNTED_MOST } from "./view_counts.ts";

/** Each is at most COUNTED_MOST + 1, which stands for any higher number. */
export interface Counts {
  today: number;
  upcoming: number;
  inbox: number;
  someday: number;
  pending: number;
  completed: number;
  /** In their order; at most one more than LINKS_MOST, like the tags and searches. */
  lists: { id: number; name: string; colour: string; count: number }[];
  tags: { id: number; name: string; count: number }[];
  /** null: not counted, since there are many. */
  searches: { id: number; name: string; count: number | null }[];
}

/**
 * The first saved searches are counted as long as they compare no more texts with words than this: it is on
 * every page. To read a task for a search without words takes a tenth of that.
 */
const COMPARED_MOST = 50_000;
const COUNTED_SEARCHES = 20;

/** The most lists, the most tags, and the most searches, that the navigation shows. */
export const LINKS_MOST = 50;

const PENDING =
  "tasks.deleted_at is null and tasks.completed_at is null and tasks.parent_id is null";
const SHOWN = `${PENDING} and ${NOT_ARCHIVED}`;
const SHOWN_LISTS = `select * from {lists} where archived_at is null and deleted_at is null
             order by position, id limit $4::int`;
const SHOWN_TAGS =
  "select * from {tags} where deleted_at is null order by name collate title_order limit $4::int";
const SEARCHES = `(select coalesce(json_agg(json_build_object('id', id, 'name', name, 'query', query) order by position, id), '[]')
       from (select * from {searches} where deleted_at is null
             order by position, id limit $4::int) as shown) as searches`;

/**
 * Up to so many pending tasks, the tags are counted in one pass over all links. With more, each tag is
 * counted by itself, since few links are then enough to reach the limit.
 */
export const ONE_PASS_MOST = 2_000;

/** One statement, however many lists and tags there are; and one for all saved searches, if there are any. */
export async function countForNavigation(scope: UserScope): Promise<Counts> {
  const known = scope.taskCounts;
  const reading = known === null ? countAll(scope) : countFrom(known, scope);
  const names = scope.lastId("last_search_id") > 0 ? readNames(scope) : null;
  const [counts] = await Promise.all([reading, names]);
  return { ...counts, searches: await countSearches(scope, counts.searches) };
}

/** With the queries of the saved searches. */
type Uncounted = Omit<Counts, "searches"> & {
  searches: { id: number; name: string; query: string }[];
};

async function countAll(scope: UserScope): Promise<Uncounted> {
  const values = [scope.today, COUNTED_MOST + 1, LINKS_MOST + 1, ONE_PASS_MOST];
  const [row] = await scope.read<Uncounted & Row>(STATEMENT, values);
  return row as Uncounted;
}

async function countSearches(
  scope: UserScope,
  searches: Uncounted["searches"],
): Promise<Counts["searches"]> {
  if (searches.length === 0) return [];
  const names = await readNames(scope);
  const { pending, all } = tasksAtMost(scope);
  let compared = 0;
  const counted = searches.slice(0, COUNTED_SEARCHES).flatMap(({ id, query }) => {
    const where = queryFilter(names, scope, query);
    const tasks = statusOf(where.condition) === "pending" ? pending : all;
    const comparing = tasks * (wordsIn(where.condition) || 0.1);
    if (compared + comparing > COMPARED_MOST) return [];
    compared += comparing;
    return [{ id, filter: { source: { kind: "search" }, status: "all", where } as const }];
  });
  const filters = counted.map(({ filter }) => filter);
  const counts = await countEach(scope, filters, COUNTED_MOST + 1);
  const byId = new Map(counted.map(({ id }, index) => [id, counts[index] ?? null]));
  return searches.map(({ id, name }) => ({ id, name, count: byId.get(id) ?? null }));
}

/** Only what depends on the day is counted. */
async function countFrom(known: TaskCounts, scope: UserScope): Promise<Uncounted> {
  const values = [scope.today, COUNTED_MOST + 1, LINKS_MOST + 1];
  const [row] = await scope.read<Links & Row>(LINKS_STATEMENT, values);
  const { lists, tags, searches, today, due, upcoming } = row as Links;
  const upTo = (number: number) => Math.min(number, COUNTED_MOST + 1);
  const pending = ([number]: TaskNumbers = NO_TASKS) => upTo(number);
  const [allPending, undated, all] = sumOfLists(known, known.archived);
  return {
    today,
    upcoming: upcoming ?? upTo(allPending - undated - due),
    inbox: pending(known.lists[0]),
    someday: upTo(undated),
    pending: upTo(allPending),
    completed: upTo(all - allPending),
    lists: lists.map((list) => ({ ...list, count: pending(known.lists[list.id]) })),
    tags: tags.map((tag) => ({ ...tag, count: pending(known.tags[tag.id]) })),
    searches,
  };
}

/** What the counts on the user's row do not tell. */
interface Links {
  today: number;
  /** Today or before, those that Today does not show yet included. */
  due: number;
  /** null: all with a day that are not due by today, as they are few. */
  upcoming: number | null;
  lists: Omit<Counts["lists"][number], "count">[];
  tags: Omit<Counts["tags"][number], "count">[];
  searches: Uncounted["searches"];
}

const IS_DUE = `${SHOWN} and ${DUE} <= $2::date`;
const TODAY = capped(`${IS_DUE} and ${hasStarted("$2::date")}`);
const UPCOMING = capped(`${SHOWN} and ${DUE} > $2::date and ${DUE} < 'infinity'::date`);

/**
 * Written so that PostgreSQL has no choice of joins: an `in` that is not a condition of its own is
 * hashed, and an `exists` with an offset is looked up by index, even without statistics.
 */
const OF_TAG = `
  case when (select number <= $5::int from held)
    then coalesce((select least(number, $3::int) from by_tag where by_tag.tag_id = shown.id), 0)
    else (select count(*)::int from (
      select 1 from {task_tags}
      where task_tags.tag_id = shown.id
        and exists (select 1 from {tasks} where tasks.id = task_tags.task_id and ${SHOWN} offset 0)
      order by task_tags.task_id desc limit $3::int) as counted)
  end`;

const STATEMENT = `
  with held as materialized (
    select count(*)::int as number from (select 1 from {tasks} where ${SHOWN} limit $5::int + 1) as counted
  ), by_tag as materialized (
    select task_tags.tag_id, count(*)::int as number from {task_tags}
    where (task_tags.task_id in (select tasks.id from {tasks} where ${SHOWN} limit $5::int + 1)) is true
    group by task_tags.tag_id
  )
  select ${TODAY} as today, ${UPCOMING} as upcoming,
    ${capped(`${PENDING} and coalesce(tasks.list_id, 0) = 0`)} as inbox,
    ${capped(`${SHOWN} and ${DUE} = 'infinity'::date`)} as someday,
    (select least(number, $3::int) from held) as pending,
    ${capped(`tasks.deleted_at is null and tasks.completed_at is not null and tasks.parent_id is null and ${NOT_ARCHIVED}`)} as completed,
    (select coalesce(json_agg(json_build_object('id', shown.id, 'name', shown.name, 'colour', shown.colour,
         'count', ${capped(`${PENDING} and coalesce(tasks.list_id, 0) = shown.id`)})
         order by shown.position, shown.id), '[]')
       from (${SHOWN_LISTS}) as shown) as lists,
    (select coalesce(json_agg(json_build_object('id', shown.id, 'name', shown.name, 'count', ${OF_TAG})
         order by shown.name collate title_order), '[]')
       from (${SHOWN_TAGS}) as shown) as tags,
    ${SEARCHES}`;

const LINKS_STATEMENT = `
  select ${TODAY} as today, due.number as due, case when due.number >= $3::int then ${UPCOMING} end as upcoming,
    (select coalesce(json_agg(json_build_object('id', id, 'name', name, 'colour', colour)
         order by position, id), '[]') from (${SHOWN_LISTS}) as shown) as lists,
    (select coalesce(json_agg(json_build_object('id', id, 'name', name) order by name collate title_order), '[]')
       from (${SHOWN_TAGS}) as shown) as tags,
    ${SEARCHES}
  from (select ${capped(IS_DUE)} as number) as due`;

function capped(condition: string): string {
  return countUpTo(condition, "$3::int");
}
