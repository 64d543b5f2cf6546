/** One action on many tasks, as one change: one Undo takes all of it back. */
import type { LocalMoment } from "../dates/local_time.ts";
import type { ChangeKind } from "../db/change_description.ts";
import type { ChangeSet } from "../db/change_set.ts";
import type { Requested } from "../db/journal.ts";
import type { Saved } from "../db/saved.ts";
import type { UserScope } from "../db/scope.ts";
import { Unprocessable } from "../errors.ts";
import { placeRepeat } from "../recurrence/anchor.ts";
import { isRemovalAction, type Removal, removeTasks } from "./bulk_removal.ts";
import { sizeOf, WHOLE_MOST } from "./change_size.ts";
import { type Direction, moveTogether } from "./positions.ts";
import type { Priority } from "./priority.ts";
import { completeTasks } from "./recurrence.ts";
import { NO_SERIES, reopenTasks } from "./series.ts";
import { findTag, type LinkRow, type Tag, tagColumns } from "./tags.ts";
import { readFields, TASK_COLUMNS } from "./task_fields.ts";
import { TAG_IDS, type TaskRow } from "./task_records.ts";
import { checkPlace, losesStart } from "./task_rules.ts";

export type BulkAction =
  | { kind: "complete" | "reopen" }
  | Removal
  | { kind: "move"; listId: number | null; sectionId: number | null }
  | { kind: "tag" | "untag"; name: string }
  | { kind: "due"; dueOn: string | null }
  | { kind: "priority"; priority: Priority }
  | { kind: Direction };

/** The most tasks of one action. */
export const BULK_MOST = 10_000;

export interface BulkResult {
  /** How many of the tasks there are. */
  found: number;
  /** How many of them the action has changed. */
  changed: number;
  /** The number of changed tasks, without `skipped`; of all of them if none has changed. */
  count: number;
  /** How many of those to skip or delete were skipped; left out if none was. */
  skipped?: number;
  /** How many of the skipped ones were the last of their series; left out if none was. */
  last?: number;
  /** The title of the task, if `count` is 1. */
  title?: string;
}

/** The kind of the history entry for each action. */
export const BULK_KINDS: Record<BulkAction["kind"], ChangeKind> = {
  complete: "task.completed",
  reopen: "task.reopened",
  delete: "task.deleted",
  skip: "task.skipped",
  skip_or_delete: "task.deleted",
  move: "task.moved",
  tag: "task.tagged",
  untag: "task.untagged",
  due: "task.rescheduled",
  priority: "task.prioritized",
  top: "task.moved",
  up: "task.moved",
  down: "task.moved",
  bottom: "task.moved",
};

/**
 * Applies an action to those of the tasks that are there: all of them or none. The number of statements
 * does not depend on the number of tasks; moving by hand takes one for each list, section or checklist.
 * @throws Unprocessable if completing them would copy too much, or reopening them remove too much.
 */
export async function changeTasks(
  scope: UserScope,
  ids: readonly number[],
  action: BulkAction,
  requested: Requested = {},
): Promise<Saved<BulkResult>> {
  return scope.change(async (change) => {
    const isCopying = action.kind === "complete";
    const all = await change.read<BulkRow>(SELECT_BULK, [ids, isCopying]);
    if ((all[0]?.copied ?? 0) > WHOLE_MOST) throw new Unprocessable(COPIES_TOO_MUCH);
    // To delete what is in the trash already is not an error: it changes nothing.
    const isRemoval = isRemovalAction(action);
    const tasks = isRemoval ? all : all.filter((task) => task.deleted_at === null);
    const now = scope.localNow;
    const { changed, ...removed } = isRemoval
      ? await removeTasks(change, tasks, { removal: action, now })
      : { changed: await apply(change, tasks, { action, now }) };
    return { kind: BULK_KINDS[action.kind], params: toResult(tasks, changed, removed) };
  }, requested);
}

function toResult(
  tasks: readonly TaskRow[],
  changed: readonly TaskRow[],
  removed: Pick<BulkResult, "skipped" | "last">,
): BulkResult {
  const { skipped = 0 } = removed;
  const described = changed.length + skipped === 0 ? tasks : changed;
  const [first] = described;
  return {
    found: tasks.length,
    changed: changed.length + skipped,
    count: described.length,
    ...removed,
    ...(described.length === 1 && first && skipped === 0 ? { title: first.title } : {}),
  };
}

export const COPIES_TOO_MUCH =
  "Completing these tasks would copy too many notes, tags and checklists at once: choose fewer of those that repeat";

type BulkRow = TaskRow & {
  /** The size of all that completing them copies, the same in each row. */
  copied: number;
};

/** The items of its checklist are only counted where they are copied. */
const SELECT_BULK = `
  select id, parent_id, position, repeat_finished, series_id, ended_repeat, completed_at, deleted_at, version,
    ${TASK_COLUMNS.filter((column) => column !== "description").join(", ")},
    ${TAG_IDS} as tag_ids, copied,
    case when is_copied then (
      select count(*)::integer from (select * from {tasks}) as items
      where items.parent_id = tasks.id and items.deleted_at is null) end as children
  from (
    select *, coalesce(sum(case when is_copied then ${sizeOf("tasks")} end) over (), 0)::float8 as copied
    from (
      select *, $3 and repeat_rule is not null and completed_at is null as is_copied
      from {tasks} where id = any ($2)
    ) as tasks
  ) as tasks order by id`;

/** @returns the tasks that it has changed. */
async function apply(
  change: ChangeSet,
  tasks: TaskRow[],
  { action, now }: { action: Exclude<BulkAction, Removal>; now: LocalMoment },
): Promise<TaskRow[]> {
  switch (action.kind) {
    case "complete": {
      const pending = tasks.filter((task) => task.completed_at === null);
      await completeTasks(change, pending, { now });
      return pending;
    }
    case "reopen": {
      const done = tasks.filter((task) => task.completed_at !== null);
      await reopenTasks(change, done);
      return done;
    }
    case "move": {
      await checkPlace(change, action);
      const movable = withoutItems(tasks);
      const { listId, sectionId } = action;
      return change.updateDiffering("tasks", movable, { list_id: listId, section_id: sectionId });
    }
    case "tag":
      return addTag(change, tasks, action.name);
    case "untag":
      return removeTag(change, tasks, action.name);
    case "due":
      return reschedule(change, tasks, action.dueOn);
    case "priority":
      return change.updateDiffering("tasks", tasks, { priority: action.priority });
    default:
      return moveTogether(change, tasks, action.kind);
  }
}

/** The items of a checklist are where their task is, and get no dates. */
function withoutItems(tasks: readonly TaskRow[]): TaskRow[] {
  return tasks.filter((task) => task.parent_id === null);
}

async function addTag(change: ChangeSet, tasks: TaskRow[], name: string): Promise<TaskRow[]> {
  const known = await findTag(change, name);
  const links = await loadLinks(change, tasks, known);
  const untagged = tasks.filter(({ id }) => !links.has(id));
  if (untagged.length === 0) return [];
  const tag = known ?? change.insert("tags", tagColumns(name));
  const added = untagged.map(({ id }) => ({ task_id: id, tag_id: tag.id }));
  change.insertWithKeys("task_tags", added);
  return touch(change, untagged);
}

async function removeTag(change: ChangeSet, tasks: TaskRow[], name: string): Promise<TaskRow[]> {
  const links = await loadLinks(change, tasks, await findTag(change, name));
  change.remove("task_tags", [...links.values()]);
  return touch(
    change,
    tasks.filter(({ id }) => links.has(id)),
  );
}

/** The links of a tag to the tasks that have it, by task. */
async function loadLinks(
  change: ChangeSet,
  tasks: readonly TaskRow[],
  tag: Tag | null,
): Promise<Map<number, LinkRow>> {
  if (tag === null) return new Map();
  const ids = tasks.map(({ id }) => id);
  const links = await change.read<LinkRow>(
    "select task_id, tag_id from {task_tags} where tag_id = $2 and task_id = any ($3)",
    [tag.id, ids],
  );
  return new Map(links.map((link) => [link.task_id, link]));
}

/** Other tags are a new version of a task. */
function touch(change: ChangeSet, tasks: TaskRow[]): TaskRow[] {
  change.update("tasks", tasks, {});
  return tasks;
}

/**
 * Moves this occurrence of a series; without a day the series ends, and so does the time. A task that
 * becomes due before the day from which Today shows it is shown at once.
 */
function reschedule(change: ChangeSet, tasks: TaskRow[], dueOn: string | null): TaskRow[] {
  if (dueOn === null) {
    return change.updateDiffering("tasks", tasks, { ...NO_DATE, ...NO_SERIES });
  }
  return withoutItems(tasks).filter((task) => {
    const { repeat, dueOn: current } = readFields(task);
    const before = repeat === null || current === null ? null : { repeat, dueOn: current };
    const moved = repeat && placeRepeat(repeat, { dueOn, current: before, moves: "this" });
    const columns = {
      due_on: dueOn,
      ...(moved && { repeat_moved_from: moved.movedFrom ?? null }),
      ...(losesStart(task, dueOn) && { starts_on: null }),
    };
    return change.updateDiffering("tasks", [task], columns).length > 0;
  });
}

const NO_DATE = { due_on: null, due_time: null };
