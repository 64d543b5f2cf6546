/** What was done to one task and to its checklist, with the rows as they were and as they became. */
import type { Row } from "../db/connection.ts";
import type { UserScope } from "../db/scope.ts";
import {
  CHANGE_PAGE,
  type ChangePage,
  EVERY_CHANGE,
  imagesOf,
  type ListedEntry,
  listedEntry,
  nextPage,
  PAGE_END,
  pageValues,
} from "./change_filters.ts";
import { type ListedChange, toListedChange } from "./changes.ts";

/** A row of the task, of an item of its checklist, or of a tag on it. */
export interface TaskImage {
  /** Of the task itself, of an item of its checklist, or of the task that the entry is named after. */
  of: "task" | "item" | "source";
  table: "tasks" | "task_tags";
  /** The columns that changed and those linked with them, with the values of JSON. */
  before: Row | null;
  after: Row | null;
}

export interface TaskChange extends ListedChange {
  images: TaskImage[];
}

/** By id; also those that were deleted. */
export interface ChangedNames {
  lists: Record<string, string>;
  sections: Record<string, string>;
  tags: Record<string, string>;
  tasks: Record<string, string>;
}

export interface TaskChanges {
  /** The title of the task; null: there is no such task. */
  task: string | null;
  entries: TaskChange[];
  /** Where the next page begins; null: this is the last one. */
  next: number | null;
  names: ChangedNames;
}

const TASK = "to_jsonb($3::integer)";

/**
 * Of a change of more tasks, only what it did to the task itself is looked for: ten changes of 10,000 tasks
 * would take ten times as long otherwise.
 */
const BULK = 300;
const OWN_IMAGES =
  "'$[*] ? (@.after.id == $task || @.after.task_id == $task || @.before.task_id == $task)'";

/** A row without its notes, of which only whether they changed is shown. */
function withoutNotes(row: string): string {
  return `case when ${row} ? 'description'
    then ${row} || jsonb_build_object('description', md5(${row} ->> 'description')) else ${row} end`;
}

/** Names by id, of the rows that the column refers to. */
function names(table: "lists" | "sections" | "tags", column: string): string {
  return `(select coalesce(json_object_agg(id, name), '{}') from {${table}} where id in (
    select (row ->> '${column}')::integer from changed, lateral (values (before), (after)) as each (row)))`;
}

/** Of a copy, `source` is the task that it was made of. Of items there may be a hundred with long notes. */
const STATEMENT = `with ${CHANGE_PAGE}, items as (
    select coalesce(jsonb_agg(id), '[]') as ids from {tasks} where parent_id = $3
  ), changed as (
    select page.id as entry, number, role, "table", own -> 'id' as id,
      case when role = 'task' then before else ${withoutNotes("before")} end as before,
      case when role = 'task' then after else ${withoutNotes("after")} end as after
    from page cross join lateral jsonb_path_query(images,
      case when cardinality(task_ids) > ${BULK} then ${OWN_IMAGES}::jsonpath
        else ${imagesOf(["items[*]", "source"])}::jsonpath end,
      jsonb_build_object('task', $3::integer, 'items', (select ids from items), 'source', params -> 'id')
    ) with ordinality as each (image, number)
    cross join lateral (select image ->> 'table', nullif(image -> 'before', 'null'),
      nullif(image -> 'after', 'null')) as one ("table", before, after)
    cross join lateral (select coalesce(after, before)) as two (own)
    cross join lateral (select case
      when "table" = 'task_tags' and own -> 'task_id' = ${TASK} then 'task'
      when "table" <> 'tasks' then null
      when own -> 'id' = ${TASK} then 'task'
      when ${TASK} in (own -> 'parent_id', before -> 'parent_id') or (select ids from items) @> (own -> 'id') then 'item'
      when kind in ('task.completed', 'task.skipped') and own -> 'id' = params -> 'id' then 'source'
      end) as three (role)
    where role is not null
  )
  select ${PAGE_END},
    coalesce((
      select json_agg(${listedEntry({
        images: `coalesce((
          select json_agg(json_build_object('of', role, 'table', "table", 'before', before, 'after', after) order by number)
          from changed where entry = page.id), '[]')`,
      })} order by page.id desc) from page), '[]') as entries,
    json_build_object('lists', ${names("lists", "list_id")}, 'sections', ${names("sections", "section_id")},
      'tags', ${names("tags", "tag_id")}, 'tasks', (
        select coalesce(json_object_agg(tasks.id, title), '{}') from {tasks}
        where tasks.id = any (array(
          select (id #>> '{}')::integer from changed where "table" = 'tasks')))) as names`;

interface Answer extends Row {
  low: number;
  isCut: boolean;
  task: string | null;
  entries: (ListedEntry & { images: TaskImage[] })[];
  names: ChangedNames;
}

/** The latest changes of a task first, as `listChanges` lists those of all. */
export function findTaskChanges(
  scope: UserScope,
  task: number,
  page: ChangePage,
): Promise<TaskChanges> {
  const filter = { ...EVERY_CHANGE, ...page.filter, task };
  return scope.readAs(STATEMENT, pageValues(page, filter), (rows: Answer[]) => {
    const [{ entries, names, task: title, ...end }] = rows as [Answer];
    const listed = entries.slice(0, page.limit).map((entry) => ({
      ...toListedChange(entry),
      images: entry.images,
    }));
    const next = nextPage(entries, { ...end, limit: page.limit });
    return Object.freeze({ task: title, entries: listed, next, names });
  });
}
