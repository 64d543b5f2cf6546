/** Which entries of the history are listed, as parts of a statement; how far back one page looks. */
import type { ChangeKind, ChangeParams } from "../db/change_description.ts";
import { searchNeedle } from "../search/key.ts";
import { type ChangeGroup, kindsIn } from "./change_groups.ts";

export interface ChangeFilter {
  /** Only what was done to this task or to its checklist. */
  task: number | null;
  group: ChangeGroup | null;
  /** Only entries whose title has all of these words, "" for any. */
  words: string;
}

export const EVERY_CHANGE: ChangeFilter = { task: null, group: null, words: "" };

export interface ChangePage {
  /** Only older entries than the one with this id; null: the latest. */
  before: number | null;
  limit: number;
  filter?: ChangeFilter;
}

/** An entry as a statement that begins with `CHANGE_PAGE` gives it in JSON. */
export interface ListedEntry {
  id: number;
  kind: ChangeKind;
  params: ChangeParams;
  createdAt: string;
  undoneBy: number | null;
  about: About | null;
}

/** What an entry is about, if that is still there: the id of a task, a list or a search, or the name of a tag. */
export type About = { task: number } | { list: number } | { search: number } | { tag: string };

/**
 * How many entries a page looks at: an account may have 300,000, and reading all of them takes 170 ms, but
 * 10,000 take 3 ms, and their titles 90 ms. No index has to be kept for that. What is further back is on the
 * next page.
 */
const SCANNED_MOST = 10_000;

/** What to look for in the keys of titles, as a search does (see `pageValues`). Made once, not for each entry. */
const NEEDLES = `(
  select array_agg(case when starts_with(word, ' ') then ' ' else '' end || btrim(search_key(word)))
  from unnest($6::text[]) as word)`;

/**
 * The images of a task's own row, of those of `items`, of rows that are or were on its checklist, of its tags,
 * and of the row `source`. @param ids which variables of the JSON path are given besides `task`.
 */
export function imagesOf(ids: readonly ("items[*]" | "source")[] = []): string {
  const rows = ["before", "after"].flatMap((which) => [
    ...["task", ...ids].map((id) => `@.${which}.id == $${id}`),
    `@.${which}.parent_id == $task`,
  ]);
  return `'$[*] ? (@.table == "tasks" && (${rows.join(" || ")})
    || @.table == "task_tags" && (@.before.task_id == $task || @.after.task_id == $task))'`;
}

/** Entries of before the column `task_ids` say it by their rows. */
const IS_OF_TASK = `(task_ids @> array[$3::integer] or (task_ids is null
  and jsonb_path_exists(images, ${imagesOf()}, jsonb_build_object('task', $3::integer))))`;

/**
 * The parts of a statement: `page` has the entries with their rows, `bounds` says where it has looked. It
 * begins where the task was last changed if that is far back. The values are those of `pageValues`.
 */
export const CHANGE_PAGE = `
  task as (
    select title, created_at - interval '1 hour' as since,
      greatest(updated_at, (
        select max(items.updated_at) from (select * from {tasks}) as items where items.parent_id = $3
      )) + interval '1 hour' as until
    from {tasks} where id = $3::integer
  ), ends as (
    select
      coalesce($2::integer - 1, (select id from {changes} order by id desc limit 1), 0) as last,
      coalesce(
        (select id from {changes} where created_at < (select since from task) order by created_at desc limit 1),
        (select id from {changes} order by id limit 1), 1) as first,
      (select id from {changes} where created_at > (select until from task) order by created_at limit 1) as changed
  ), bounds as materialized (
    select first, high, greatest(first, high - ${SCANNED_MOST - 1}) as low
    from (
      select first, case when last - first < ${SCANNED_MOST} then last else least(last, changed) end as high
      from ends
    ) as one
  ), page as materialized (
    select id, kind, params, created_at, undone_by, images, task_ids from {changes}
    where id between (select low from bounds) and (select high from bounds) and undoes is null
      and ($4::text[] is null or kind = any ($4)) and (undone_by is not null or not $5::boolean)
      and ($3::integer is null or ${IS_OF_TASK})
      and ($6::text[] is null or (
        select bool_and(strpos(title.key, needle) > 0)
        from (select search_key(coalesce(params ->> 'title', '')) as key offset 0) as title, unnest(${NEEDLES}) as needle))
    order by id desc limit $7
  )`;

export function pageValues(
  { before, limit }: ChangePage,
  { task, group, words }: ChangeFilter,
): unknown[] {
  const kinds = group === null ? null : kindsIn(group);
  const isUndone = group === "undone";
  const each = soughtWords(words);
  return [before, task, kinds, isUndone, each.length === 0 ? null : each, limit + 1];
}

/** A word that is only found where a word begins (see `searchNeedle`) begins with a space. */
function soughtWords(words: string): string[] {
  const each = [...new Set(words.split(/\s+/u))].map((word) => ({
    word,
    needle: searchNeedle(word),
  }));
  return each
    .filter(({ needle }) => needle !== "")
    .map(({ word, needle }) => (needle.startsWith(" ") ? ` ${word}` : word));
}

const ID = "(page.params ->> 'id')::integer";

/** A column with the entry as a `ListedEntry`, of rows of `page`. @param more columns by name, in SQL. */
export function listedEntry(more: Record<string, string> = {}): string {
  const columns = {
    id: "page.id",
    kind: "page.kind",
    params: "page.params",
    createdAt: "page.created_at",
    undoneBy: "page.undone_by",
    about: `case split_part(page.kind, '.', 1)
      when 'task' then (
        select json_build_object('task', id) from {tasks} where id = ${ID} and deleted_at is null)
      when 'list' then (
        select json_build_object('list', id) from {lists} where id = ${ID} and deleted_at is null)
      when 'section' then (
        select json_build_object('list', lists.id) from {sections} join {lists} on lists.id = sections.list_id
        where sections.id = ${ID} and lists.deleted_at is null)
      when 'tag' then (
        select json_build_object('tag', name) from {tags} where id = ${ID} and deleted_at is null)
      when 'search' then (
        select json_build_object('search', id) from {searches} where id = ${ID} and deleted_at is null)
      end`,
    ...more,
  };
  const pairs = Object.entries(columns).map(([name, sql]) => `'${name}', ${sql}`);
  return `json_build_object(${pairs.join(", ")})`;
}

/** The columns that say how the list goes on. */
export const PAGE_END =
  '(select low from bounds) as low, (select low > first from bounds) as "isCut", (select title from task) as task';

/** Where the next page begins; null: this is the last one. */
export function nextPage(
  entries: readonly { id: number }[],
  { low, isCut, limit }: { low: number; isCut: boolean; limit: number },
): number | null {
  if (entries.length > limit) return entries[limit - 1]?.id ?? null;
  return isCut ? low : null;
}
