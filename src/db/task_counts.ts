/**
 * How many tasks a user has, by list and by tag: kept on the user's row, so that no page counts them.
 * It is written by the statement of a change and is true for one `last_change_id`; without one that is,
 * pages count the rows. The items of checklists and what is in the trash are left out.
 */
/** To do; to do without a day; completed or not. */
export type TaskNumbers = readonly [pending: number, undated: number, all: number];

export interface TaskCounts {
  /** By id; 0 is the Inbox. Those that have no tasks are left out. */
  lists: Readonly<Record<string, TaskNumbers>>;
  /** By id, without the tasks of archived lists; the tag itself may be in the trash. */
  tags: Readonly<Record<string, TaskNumbers>>;
  /** The ids of the archived lists. */
  archived: readonly number[];
}

/** By the id of a list, what a change adds to its numbers, and to those of the tags of its tasks. */
export type CountChanges = Readonly<Record<string, ListChanges>>;

interface ListChanges {
  numbers: TaskNumbers;
  tags: Readonly<Record<string, TaskNumbers>>;
}

/** The column `users.task_counts`. */
export interface StoredCounts {
  /** The `last_change_id` that it is true for. */
  at: number;
  /** When the rows were last counted, in milliseconds since 1970. */
  countedAt: number;
  /** null: there are too many lists and tags. */
  counts: TaskCounts | null;
  /** To be added to `counts`. */
  changes: CountChanges;
}

/** The most lists and tags together: the user's row is written with every change. */
const ENTRIES_MOST = 200;
/** In milliseconds: the rows are counted again after this time, in case they were changed by hand. */
const COUNTED_FOR = 86_400_000;

/** The counts at `last_change_id`; null: they are not known. */
export function countsAt(revision: number, stored: StoredCounts | null): TaskCounts | null {
  if (stored === null || stored.at !== revision || stored.counts === null) return null;
  return withChanges(stored.counts, stored.changes);
}

/** How many lists and tags it has numbers of. */
export function entriesOf(stored: StoredCounts | null): number {
  const { lists = {}, tags = {} } = stored?.counts ?? {};
  return Object.keys(lists).length + Object.keys(tags).length;
}

/**
 * What to store with a change.
 * @param stored what is stored for `before`, the `last_change_id` before it.
 * @returns with `counts` null: SELECT_COUNTS counts the rows as they are before the change.
 */
export function countsAfter(
  stored: StoredCounts | null,
  { before, changes, now }: { before: number; changes: CountChanges; now: Date },
): StoredCounts {
  const at = before + 1;
  const known = countsAt(before, stored);
  const isRecent = stored !== null && now.getTime() - stored.countedAt < COUNTED_FOR;
  if (known === null || !isRecent) return { at, countedAt: now.getTime(), counts: null, changes };
  return { ...stored, at, counts: withChanges(known, changes), changes: {} };
}

/** @param without the ids of lists to leave out. */
export function sumOfLists({ lists }: TaskCounts, without: readonly number[] = []): TaskNumbers {
  const own = Object.entries(lists).filter(([id]) => !without.includes(Number(id)));
  return own.reduce((sum, [, numbers]) => addNumbers(sum, numbers), NO_TASKS);
}

export const NO_TASKS: TaskNumbers = [0, 0, 0];

export function addNumbers(one = NO_TASKS, other = NO_TASKS): TaskNumbers {
  return [one[0] + other[0], one[1] + other[1], one[2] + other[2]];
}

/** A subselect of `counts`, with `{table}` for the user's rows; null if there are too many entries. */
export const SELECT_COUNTS = `(
  select case when (select count(*) from {lists}) + (select count(*) from {tags}) <= ${ENTRIES_MOST} then json_build_object(
    'lists', (select coalesce(json_object_agg(list, numbers), '{}') from (
      select coalesce(tasks.list_id, 0) as list, ${numbersSql()} as numbers from {tasks}
      where tasks.deleted_at is null and tasks.parent_id is null group by 1) as by_list),
    'tags', (select coalesce(json_object_agg(tag, numbers), '{}') from (
      select task_tags.tag_id as tag, ${numbersSql()} as numbers
      from {task_tags} join {tasks} on tasks.id = task_tags.task_id
      left join {lists} on lists.id = tasks.list_id
      where tasks.deleted_at is null and tasks.parent_id is null and lists.archived_at is null
      group by 1) as by_tag),
    'archived', (select coalesce(json_agg(id), '[]') from {lists} where archived_at is not null)) end)`;

function numbersSql(): string {
  const pending = "count(*) filter (where tasks.completed_at is null)";
  const undated = "count(*) filter (where tasks.completed_at is null and tasks.due_on is null)";
  return `json_build_array(${pending}, ${undated}, count(*))`;
}

function withChanges(counts: TaskCounts, changes: CountChanges): TaskCounts {
  if (Object.keys(changes).length === 0) return counts;
  const lists = { ...counts.lists };
  const tags = { ...counts.tags };
  for (const [id, list] of Object.entries(changes)) {
    set(lists, id, addNumbers(lists[id], list.numbers));
    if (counts.archived.includes(Number(id))) continue;
    for (const [tag, numbers] of Object.entries(list.tags))
      set(tags, tag, addNumbers(tags[tag], numbers));
  }
  return { lists, tags, archived: counts.archived };
}

function set(all: Record<string, TaskNumbers>, id: string, numbers: TaskNumbers): void {
  if (numbers[2] === 0) delete all[id];
  else all[id] = numbers;
}
