/** The statement of one page of a view: its tasks in their order, and how many it has on all pages. */
import { statusOf } from "../search/states.ts";
import {
  conditionsOf,
  type KeyType,
  type Order,
  orderOf,
  outsideSections,
  type Sort,
  type TaskFilter,
  tagNamed,
  tagNamesOf,
  untaggedConditionsOf,
  withTag,
} from "./task_filters.ts";
import { type Put, parameters } from "./task_sql.ts";
import { COUNTED_MOST } from "./view_counts.ts";

export interface TaskQuery extends TaskFilter {
  sort: Sort;
  limit: number;
  cursor: TaskCursor | null;
  /** Leaves out the tasks in the sections of this list; `matching` counts them nevertheless. */
  outsideSectionsOf?: number;
}

/** The sort keys of the last row shown, as PostgreSQL's texts, its id last. */
export type TaskCursor = string[];

/** What is selected of each task. */
export interface Selected {
  select: string | ((put: Put) => string);
  joins: string;
}

export interface Paged {
  /** Of the last row of the page; null: any other row. */
  cursor: TaskCursor | null;
  matching: number | null;
}

/**
 * Selects the rows of a page and one more before it joins their lists, tags and checklists, which are
 * then only read for tasks that are shown.
 */
export function pageStatement(
  { select, joins }: Selected,
  query: TaskQuery,
  matching: "null" | ((put: Put) => string),
): { text: string; values: unknown[] } {
  if (query.where !== undefined) {
    return searchedPageStatement({ select, joins }, query, matching !== "null");
  }
  const { values, put } = parameters();
  const { keys, direction } = orderOf(query, put);
  const page = untaggedConditionsOf(query, put);
  if (query.outsideSectionsOf !== undefined) {
    page.push(outsideSections(put(query.outsideSectionsOf, "integer")));
  }
  page.push(...isAfter({ keys, direction }, query.cursor, put));
  const order = keys.map(([expression]) => `${expression} ${direction}`).join(", ");
  const counted = matching === "null" ? "null::integer" : matching(put);
  const limit = put(query.limit, "integer");
  const tags = tagNamesOf(query).map((name) => put(name, "text"));
  const text = `${typeof select === "string" ? select : select(put)}, ${counted} as matching,
      case when tasks.number = ${limit} then array[${keys.map(asText).join(", ")}] end as cursor
    from (
      select found.*, row_number() over () as number from (
        ${selectInOrder(page, tags, { order, limit })}
      ) as found
    ) as tasks ${joins} order by tasks.number`;
  return { text, values };
}

/** The same for a query, which is compared with each task of the user at most once. */
function searchedPageStatement(
  { select, joins }: Selected,
  query: TaskQuery,
  isCounted: boolean,
): { text: string; values: unknown[] } {
  const { values, put } = parameters();
  const { keys, direction } = orderOf(query, put);
  const own = keys.map(([expression], index) => `${expression} as key${index}`);
  const named = keys.map(([, type], index): Order["keys"][number] => [`key${index}`, type]);
  const order = named.map(([name]) => `${name} ${direction}`).join(", ");
  const inPart =
    query.outsideSectionsOf === undefined
      ? "true"
      : outsideSections(put(query.outsideSectionsOf, "integer"));
  const conditions = conditionsOf(query, put).join(" and ");
  const shown = ["is_in_part", ...isAfter({ keys: named, direction }, query.cursor, put)];
  const limit = put(query.limit, "integer");
  const most = isCounted ? put(COUNTED_MOST + 1, "integer") : null;
  const read = isByStatus(query) ? toDoFirst : inOnePass;
  const isPart = query.cursor === null ? `page.number > ${limit}` : "true";
  const counted = `case when (select bool_or(${isPart}) from page) then
    (select least(number, ${most})::integer from counted) end`;
  const cursor = named.map(([name, type]) => asText([`tasks.${name}`, type]));
  const text = `
    with ${read({
      matching: `select tasks.id, ${own.join(", ")}, (${inPart}) as is_in_part from {tasks} where ${conditions}`,
      firstOf: (table) =>
        `select ${table}.* from ${table} where ${shown.join(" and ")} order by ${order} limit ${limit} + 1`,
      limit,
      most,
    })}, page as materialized (
      select first.*, row_number() over (order by ${order}) as number from first
    )
    ${typeof select === "string" ? select : select(put)}, ${isCounted ? counted : "null::integer"} as matching,
      case when tasks.number = ${limit} then array[${cursor.join(", ")}] end as cursor
    from (
      select own.*, page.number, ${named.map(([name]) => `page.${name}`).join(", ")}
      from page cross join lateral (select * from {tasks} where tasks.id = page.id offset 0) as own
    ) as tasks ${joins} order by tasks.number`;
  return { text, values };
}

/** Whether what is to do comes first, and a query does not say that it asks only for that, or for none of it. */
function isByStatus({ sort, status, where }: TaskQuery): boolean {
  return (
    sort === "rank" && status === "all" && where !== undefined && statusOf(where.condition) === null
  );
}

interface Reading {
  /** Selects all that the query finds. */
  matching: string;
  /** Selects the first rows of the page, and one more than the limit. */
  firstOf(table: string): string;
  /** Placeholders: of the page, and of the count; null: nothing is counted. */
  limit: string;
  most: string | null;
}

/** Defines `first`, the rows of the page and one more, and `counted`, with the number of all. */
function inOnePass({ matching, firstOf }: Reading): string {
  return `matching as materialized (${matching}),
    first as (${firstOf("matching")}),
    counted as (select count(*) as number from matching)`;
}

/**
 * The same by rank: what is to do comes before all that is done. If it fills the page, what is done is not
 * ranked, and only counted until there are more than are counted.
 */
function toDoFirst({ matching, firstOf, limit, most }: Reading): string {
  const toDo = "(select count(*) from to_do)";
  const rest = most === null ? "0" : `greatest(${most} - ${toDo}, 0)`;
  // Tasks that were added one after the other are beside each other: by another index, rows are read all over.
  return `to_do as materialized (${matching} and tasks.completed_at is null order by tasks.id desc),
    first_to_do as materialized (${firstOf("to_do")}),
    done as materialized (
      ${matching} and tasks.completed_at is not null
      limit case when (select count(*) from first_to_do) > ${limit} then ${rest} end
    ),
    first as (
      select * from first_to_do union all
      (select * from (${firstOf("done")}) as first_done limit ${limit} + 1 - (select count(*) from first_to_do))
    ),
    counted as (select ${toDo} + (select count(*) from done) as number)`;
}

/** A row comparison, so that an index scan starts at this place. */
function isAfter({ keys, direction }: Order, cursor: TaskCursor | null, put: Put): string[] {
  if (cursor === null) return [];
  const values = cursor.map((value, index) => put(value, keys[index]?.[1] ?? "text"));
  const expressions = keys.map(([expression]) => expression).join(", ");
  return [`(${expressions}) ${direction === "asc" ? ">" : "<"} (${values.join(", ")})`];
}

/** With more tasks than this, those of a tag are found in the order of the page. */
const FEW_TAGGED = 500;
/** So many tasks of that order are looked up by their tags, before all tasks of the tag are read. */
const WALK_MOST = 500;

/**
 * Selects the first tasks, and one more than the limit. Those of a tag are found by their ids if the
 * tag has few. Otherwise it is usual to come upon enough of them soon; if not, the order is compared
 * with all ids of the tag, by a hash (see `in` in navigation_counts.ts).
 * @param tags the placeholders of the names of their tags.
 */
function selectInOrder(
  conditions: readonly string[],
  tags: readonly string[],
  { order, limit }: { order: string; limit: string },
): string {
  const sorted = (columns: string, more: readonly string[], most: string) =>
    `select ${columns} from {tasks} where ${[...conditions, ...more].join(" and ")} order by ${order} limit ${most}`;
  const [tag] = tags;
  const one = `${limit} + 1`;
  if (tag === undefined || tags.length > 1) return sorted("tasks.*", tags.map(withTag), one);
  const tagged = `{task_tags} where task_tags.tag_id = ${tagNamed(tag)}`;
  const isMany = "(select is_many from size)";
  const isFound = `(select count(*) from walked) > ${limit}`;
  const hashed = `(tasks.id in (select task_tags.task_id from ${tagged})) is true`;
  return `
    with size as materialized (
      select count(*) > ${FEW_TAGGED} as is_many from (select 1 from ${tagged} limit ${FEW_TAGGED} + 1) as counted
    ), walked as materialized (
      select tasks.id from (${sorted("tasks.id", [], String(WALK_MOST))}) as tasks
      where ${isMany} and exists (select 1 from ${tagged} and task_tags.task_id = tasks.id offset 0)
      limit ${one}
    ), found as (
      select id from walked where ${isFound}
      union all
      (${sorted("tasks.id", [isMany, `not (${isFound})`, hashed], one)})
      union all
      (${sorted("tasks.id", [`not ${isMany}`, withTag(tag)], one)})
    )
    select tasks.* from {tasks} where tasks.id = any (array(select id from found)) order by ${order}`;
}

/** The same text whatever time zone the connection is set to. */
function asText([expression, type]: [expression: string, type: KeyType]): string {
  return type === "timestamptz"
    ? `(${expression} at time zone 'UTC')::text || 'Z'`
    : `(${expression})::text`;
}

export function nextOf(rows: readonly Paged[], { limit }: TaskQuery): TaskCursor | null {
  return rows.length > limit ? (rows[limit - 1]?.cursor ?? null) : null;
}
