/** Counts tasks for the navigation of every page. */
import type { Row } from "../db/connection.ts";
import type { UserScope } from "../db/scope.ts";
import { DUE, NOT_ARCHIVED } from "./task_filters.ts";

/** Each is at most NAVIGATION_MOST. */
export interface Counts {
  today: number;
  upcoming: number;
  inbox: number;
  someday: number;
  pending: number;
  completed: number;
  /** In their order; at most one more than LINKS_MOST, like the tags. */
  lists: { id: number; name: string; colour: string; count: number }[];
  tags: { id: number; name: string; count: number }[];
}

/** Counting stops here; one more than is ever shown. */
export const NAVIGATION_MOST = 100;
/** The most lists, and the most tags, that the navigation shows. */
export const LINKS_MOST = 50;

const PENDING =
  "tasks.deleted_at is null and tasks.completed_at is null and tasks.parent_id is null";
const SHOWN = `${PENDING} and ${NOT_ARCHIVED}`;

/** One statement, however many lists and tags there are. */
export async function countForNavigation(scope: UserScope): Promise<Counts> {
  const values = [scope.today, NAVIGATION_MOST, LINKS_MOST + 1];
  const [row] = await scope.read<Counts & Row>(STATEMENT, values);
  return row as Counts;
}

const STATEMENT = `
  select
    ${capped(`${SHOWN} and ${DUE} <= $2::date and (tasks.starts_on is null or tasks.starts_on <= $2::date)`)} as today,
    ${capped(`${SHOWN} and ${DUE} > $2::date and ${DUE} < 'infinity'::date`)} as upcoming,
    ${capped(`${PENDING} and coalesce(tasks.list_id, 0) = 0`)} as inbox,
    ${capped(`${SHOWN} and ${DUE} = 'infinity'::date`)} as someday,
    ${capped(PENDING)} as pending,
    ${capped("tasks.deleted_at is null and tasks.completed_at is not null and tasks.parent_id is null")} as completed,
    (select coalesce(json_agg(json_build_object('id', shown.id, 'name', shown.name, 'colour', shown.colour,
         'count', ${capped(`${PENDING} and coalesce(tasks.list_id, 0) = shown.id`)})
         order by shown.position, shown.id), '[]')
       from (select * from {lists} where archived_at is null and deleted_at is null
             order by position, id limit $4) as shown) as lists,
    (select coalesce(json_agg(json_build_object('id', shown.id, 'name', shown.name,
         'count', (select count(*)::int from (
            select 1 from {task_tags} join {tasks} on tasks.id = task_tags.task_id
            where task_tags.tag_id = shown.id and ${SHOWN} limit $3) as counted))
         order by lower(shown.name)), '[]')
       from (select * from {tags} where deleted_at is null order by lower(name) limit $4) as shown) as tags`;

function capped(condition: string): string {
  return `(select count(*)::int from (select 1 from {tasks} where ${condition} limit $3) as counted)`;
}
